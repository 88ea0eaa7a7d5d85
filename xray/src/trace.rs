//! The trace: what the X-ray recorded of one request.
//!
//! Nothing in a trace gives anybody power. The recorder leaves out the values of cookies and passwords before it makes
//! a trace, and the store has already replaced secrets among a statement's bound values by dots.

use crate::{
    statement::{Failure, Statement, Step},
    wait::{Wait, WaitKind},
};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// One request and its answer, as both sides of the wire and the database saw it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Trace {
    /// The request's number, which error pages show and the server's log repeats.
    pub id: String,
    /// When the request arrived, in seconds on the clock of the calendar.
    pub at: Timestamp,
    /// When the request arrived, in microseconds since this process recorded its first request. Unlike `at` this clock
    /// never jumps, so the times of different requests can be compared.
    pub clock_us: u64,
    /// The HTTP method: `GET`.
    pub method: String,
    /// Path and query.
    pub address: String,
    /// The version of HTTP: `HTTP/1.1`.
    pub protocol: String,
    /// The status code of the answer.
    pub status: u16,
    /// The request's headers in the order of the wire, without the values of cookies.
    pub request_headers: Vec<(String, String)>,
    /// The answer's headers in the order of the wire, without the values of cookies.
    pub answer_headers: Vec<(String, String)>,
    /// The cookies that the request carried: the name, and the length of the value in characters.
    pub cookies: Vec<(String, usize)>,
    /// The `Set-Cookie` lines of the answer.
    pub set_cookies: Vec<SetCookie>,
    /// The fields of a form, decoded; dots stand for passwords and tokens.
    pub fields: Vec<(String, String)>,
    /// The form as it crossed the wire, byte by byte, so a `+` is still a `+`. Bytes that are no printable ASCII are
    /// written `\x0a`; dots stand for passwords and tokens here as well. Empty where the body was no form.
    #[serde(default)]
    pub body: String,
    /// The size of the request's body.
    pub request_bytes: u64,
    /// The session's row when the request arrived; `None` if it had no session.
    pub before: Option<Row>,
    /// The session's row when the request was answered; `None` if there was no session any more.
    pub after: Option<Row>,
    /// Whether the row came from memory instead of the database: it was read within the same second, and nothing had
    /// been written since.
    #[serde(default)]
    pub in_memory: bool,
    /// The statements in the order in which they ended, including those that failed.
    pub statements: Vec<Statement>,
    /// How many more statements ran, after `statements` had reached its bound.
    pub dropped: u64,
    /// What began and ended transactions; `Step::after` gives the place of each among the statements.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// What else the request waited for, up to the answer's head. `all_waits` adds what came after it.
    #[serde(default)]
    pub waits: Vec<Wait>,
    /// The time from the request's head to the answer's head, in microseconds.
    pub elapsed_us: u64,
    /// How much of the answer's body has been sent.
    #[serde(default)]
    pub sending: Sending,
    /// Whether the browser shows the answer as a page, rather than handing it to a script.
    pub is_page: bool,
}

/// The cookie under which a refused form waits for its page to show it again.
const RETURNED_FORM: &str = "vitrine-form";

/// A `Set-Cookie` line without the cookie's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetCookie {
    /// The cookie's name.
    pub name: String,
    /// The length of its value, in characters.
    pub value_chars: usize,
    /// The attributes as the line has them: `Path=/; HttpOnly; …`
    pub attributes: String,
}

/// The session's row in the table `sessions`, as its owner may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The first digits of the row's key, which is the digest of the token in the cookie. The whole key is not needed
    /// to recognise the row, and so it is not kept.
    pub digest: String,
    /// Who is signed in; `None` in a guest's session.
    pub user_id: Option<i64>,
    /// The name of that user.
    pub user_name: Option<String>,
    /// The session's data as JSON text.
    pub data: String,
    /// When the session began.
    pub created_at: Timestamp,
    /// When it was last used, as far as the row says.
    pub last_seen: Timestamp,
}

/// How much of the answer's body has been sent. A trace is finished with the answer's head, and the body is sent after
/// that; so this value is shared between the trace and the body, and keeps counting. Only the counts are serialised,
/// never the text.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "(u64, u64)", into = "(u64, u64)")]
pub struct Sending(Arc<Sent>);

#[derive(Debug, Default)]
struct Sent {
    /// Bytes of the body sent so far.
    bytes: AtomicU64,
    /// When the last of them was sent, in microseconds after the request's head.
    after_us: AtomicU64,
    /// How long the compression of the body took, in microseconds.
    compression_us: AtomicU64,
    /// The size of the body if its text is to be kept, and 0 otherwise.
    text_bytes: usize,
    /// The text, once all of it has been sent.
    text: OnceLock<String>,
}

impl From<(u64, u64)> for Sending {
    fn from((bytes, after_us): (u64, u64)) -> Self {
        Self(Arc::new(Sent { bytes: bytes.into(), after_us: after_us.into(), ..Sent::default() }))
    }
}

impl From<Sending> for (u64, u64) {
    fn from(sending: Sending) -> Self {
        sending.so_far()
    }
}

impl Sending {
    /// A body whose text is kept once all of its `text_bytes` bytes have been sent. With 0 no text is kept.
    pub fn with_text(text_bytes: usize) -> Self {
        Self(Arc::new(Sent { text_bytes, ..Sent::default() }))
    }

    /// Notes that a piece of the body was sent, `after_us` microseconds after the request's head.
    pub fn note(&self, bytes: u64, after_us: u64) {
        self.0.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.0.after_us.store(after_us, Ordering::Relaxed);
    }

    /// Notes how long the compression of the body has taken so far, in microseconds.
    pub fn note_compression(&self, us: u64) {
        self.0.compression_us.store(us, Ordering::Relaxed);
    }

    /// Keeps the body that was sent. It is dropped if it is not UTF-8, or does not have the size that was announced to
    /// `with_text`, because then the memory it takes was not counted.
    pub fn set_text(&self, said: Vec<u8>) {
        if let Some(text) = String::from_utf8(said).ok().filter(|text| text.len() == self.0.text_bytes) {
            let _ = self.0.text.set(text); // a body ends only once, so nothing is overwritten
        }
    }

    /// How many bytes have been sent, and when the last of them was, in microseconds after the request's head.
    pub fn so_far(&self) -> (u64, u64) {
        (self.0.bytes.load(Ordering::Relaxed), self.0.after_us.load(Ordering::Relaxed))
    }

    /// The size of the body in bytes if its text is kept, and 0 otherwise.
    pub fn text_bytes(&self) -> usize {
        self.0.text_bytes
    }

    /// The text of the body, if it is kept and all of it has been sent.
    pub fn text(&self) -> Option<&str> {
        self.0.text.get().map(String::as_str)
    }
}

impl Trace {
    /// The path, without the query.
    pub fn path(&self) -> &str {
        self.address.split('?').next().unwrap_or_default()
    }

    /// Whether the site refused it. A plain form that is refused is answered by a redirect to its page, which shows it again:
    /// the cookie that leads to it tells.
    pub fn is_refused(&self) -> bool {
        let returned = |line: &SetCookie| {
            line.name.trim_start_matches("__Host-") == RETURNED_FORM && !line.attributes.contains("Max-Age=0")
        };
        self.status >= 400 || self.set_cookies.iter().any(returned)
    }

    /// Time in the database in microseconds, including waits for a connection and the beginning and ending of
    /// transactions.
    pub fn sql_us(&self) -> u64 {
        let statements: u64 = self.statements.iter().map(|s| s.wait_us + s.elapsed_us).sum();
        statements + self.steps.iter().map(|s| s.wait_us + s.elapsed_us).sum::<u64>()
    }

    /// What the request waited for besides statements, including the compression, which happens while the body is sent.
    pub fn all_waits(&self) -> Vec<Wait> {
        let elapsed_us = self.sending.0.compression_us.load(Ordering::Relaxed);
        let compression = Wait { kind: WaitKind::Compression, at_us: self.elapsed_us, elapsed_us };
        self.waits.iter().copied().chain((elapsed_us > 0).then_some(compression)).collect()
    }

    /// How many statements ran. `BEGIN`, `COMMIT` and `ROLLBACK` are not counted, because the number is meant to say
    /// how much the application asked for.
    pub fn statements_count(&self) -> u64 {
        self.statements.len() as u64 + self.dropped
    }

    /// Whether a statement that succeeded changed data, judged by its text.
    pub fn writes(&self) -> bool {
        self.statements.iter().any(|s| s.failure.is_none() && super::sql::writes(&s.sql))
    }

    /// The statements that a `ROLLBACK` undid, as a range of indices: those since its transaction began. `step` is the
    /// index of the rollback in `steps`. Empty where that is out of bounds, or no transaction had begun.
    pub fn rolled_back(&self, step: usize) -> std::ops::Range<usize> {
        let Some((rollback, before)) = self.steps.get(step).zip(self.steps.get(..step)) else { return 0..0 };
        let begin = before.iter().rev().find(|earlier| earlier.kind.begins());
        begin.map_or(0..0, |begin| begin.after..rollback.after.max(begin.after))
    }

    /// About how many bytes of memory the trace takes. The constants stand for the `String`s themselves and what the
    /// allocator adds.
    pub fn bytes(&self) -> usize {
        let pairs =
            |list: &[(String, String)]| list.iter().map(|(a, b)| a.len() + b.len() + 48).sum::<usize>();
        let said = |failure: &Option<Failure>| failure.as_ref().map_or(0, |failure| failure.message.len());
        let steps: usize = self.steps.iter().map(|s| size_of::<Step>() + said(&s.failure)).sum();
        let statements: usize = self
            .statements
            .iter()
            .map(|s| {
                size_of::<Statement>()
                    + s.values.iter().map(|v| v.len() + 24).sum::<usize>()
                    + s.touched.len() * size_of::<(Cow<'static, str>, i64)>()
                    + said(&s.failure)
            })
            .sum();
        let rows: usize =
            [&self.before, &self.after].into_iter().flatten().map(|row| row.data.len() + 160).sum();
        size_of::<Self>()
            + self.address.len()
            + self.body.len()
            + pairs(&self.request_headers)
            + pairs(&self.answer_headers)
            + pairs(&self.fields)
            + self.set_cookies.iter().map(|c| c.attributes.len() + c.name.len() + 56).sum::<usize>()
            + self.cookies.len() * 48
            + self.sending.text_bytes()
            + statements
            + steps
            + self.waits.len() * size_of::<Wait>()
            + rows
    }
}
