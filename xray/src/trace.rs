//! What the X-ray recorded of one request.
//!
//! Nothing in it gives anybody power: values of cookies and passwords never get here (the recorder leaves them out), and
//! secrets bound to statements are dots already.

use crate::{
    statement::{Failure, Statement, Step, StepKind},
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
    /// The request's number: the one that error pages show and the log repeats.
    pub id: String,
    pub at: Timestamp,
    /// The same on a clock that never jumps: microseconds since the server began.
    pub clock_us: u64,
    pub method: String,
    /// Path and query.
    pub address: String,
    pub protocol: String,
    pub status: u16,
    /// In the order of the wire; values of cookies are left out.
    pub request_headers: Vec<(String, String)>,
    pub answer_headers: Vec<(String, String)>,
    /// The cookies that came along, and how long their values are.
    pub cookies: Vec<(String, usize)>,
    /// Each `Set-Cookie` line, its value replaced by its length.
    pub set_cookies: Vec<SetCookie>,
    /// What a form carried, decoded; dots stand for passwords and tokens.
    pub fields: Vec<(String, String)>,
    /// The same as it crossed the wire, byte by byte: a `+` is a `+`. Bytes that are no printable ASCII are written `\x0a`;
    /// dots stand for passwords and tokens here as well. Empty where the body was no form.
    #[serde(default)]
    pub body: String,
    pub request_bytes: u64,
    /// The session's row when the request came, and when it was answered.
    pub before: Option<Row>,
    pub after: Option<Row>,
    /// Whether the server had the row still in memory: read this very second, and nothing was written since.
    #[serde(default)]
    pub in_memory: bool,
    /// In the order in which they ended, those that failed included.
    pub statements: Vec<Statement>,
    /// Statements beyond those.
    pub dropped: u64,
    /// Beginnings and ends of transactions; `Step::after` says where each stands among the statements.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// What it waited for besides, up to the answer's head. `all_waits` has what came after as well.
    #[serde(default)]
    pub waits: Vec<Wait>,
    /// From the request's head to the answer's, in microseconds.
    pub elapsed_us: u64,
    /// The answer's body as it crosses the wire.
    #[serde(default)]
    pub sending: Sending,
    /// Whether a person looks at the answer, rather than a script of a page.
    pub is_page: bool,
}

/// The cookie under which a refused form waits for its page to show it again.
const RETURNED_FORM: &str = "vitrine-form";

/// A `Set-Cookie` line without the cookie's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetCookie {
    pub name: String,
    pub value_chars: usize,
    /// `Path=/; HttpOnly; …`
    pub attributes: String,
}

/// The session's row in `sessions`, as a learner may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The first digits of the digest of the token, which is the row's key.
    pub digest: String,
    pub user_id: Option<i64>,
    pub user_name: Option<String>,
    /// JSON text.
    pub data: String,
    pub created_at: Timestamp,
    pub last_seen: Timestamp,
}

/// How far the answer's body is: counted while it is sent, after the trace was noted. Written down it is the count alone.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "(u64, u64)", into = "(u64, u64)")]
pub struct Sending(Arc<Sent>);

#[derive(Debug, Default)]
struct Sent {
    bytes: AtomicU64,
    after_us: AtomicU64,
    /// How long the compression of these bytes took, in microseconds.
    compression_us: AtomicU64,
    /// The bytes of the text, where it is kept.
    room: usize,
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
    /// The text is kept as well, once all of its `room` bytes went out; none is kept where that is 0.
    pub fn keeping(room: usize) -> Self {
        Self(Arc::new(Sent { room, ..Sent::default() }))
    }

    /// One more piece went out, so long after the request's head.
    pub fn note(&self, bytes: u64, after_us: u64) {
        self.0.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.0.after_us.store(after_us, Ordering::Relaxed);
    }

    /// The compression of the body took so long until now, in microseconds.
    pub fn note_compression(&self, us: u64) {
        self.0.compression_us.store(us, Ordering::Relaxed);
    }

    /// All that was said. Anything but text of just the size that was foretold is let go.
    pub fn say(&self, said: Vec<u8>) {
        if let Some(text) = String::from_utf8(said).ok().filter(|text| text.len() == self.0.room) {
            let _ = self.0.text.set(text); // it is said once
        }
    }

    /// Bytes so far, and when the last of them went, in microseconds after the request's head.
    pub fn so_far(&self) -> (u64, u64) {
        (self.0.bytes.load(Ordering::Relaxed), self.0.after_us.load(Ordering::Relaxed))
    }

    /// The body's bytes where they are kept as text.
    pub fn room(&self) -> usize {
        self.0.room
    }

    /// The body, where it is kept and went out.
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

    /// Time in the database, waits for a connection and the beginnings and ends of transactions included, in microseconds.
    pub fn sql_us(&self) -> u64 {
        let statements: u64 = self.statements.iter().map(|s| s.wait_us + s.elapsed_us).sum();
        statements + self.steps.iter().map(|s| s.wait_us + s.elapsed_us).sum::<u64>()
    }

    /// What it waited for besides statements: until the answer's head, and while the body was sent.
    pub fn all_waits(&self) -> Vec<Wait> {
        let elapsed_us = self.sending.0.compression_us.load(Ordering::Relaxed);
        let compression = Wait { kind: WaitKind::Compression, at_us: self.elapsed_us, elapsed_us };
        self.waits.iter().copied().chain((elapsed_us > 0).then_some(compression)).collect()
    }

    /// How many statements ran. `BEGIN`, `COMMIT` and `ROLLBACK` are not counted: a count of statements is about what the
    /// application asks for.
    pub fn statements_count(&self) -> u64 {
        self.statements.len() as u64 + self.dropped
    }

    /// Whether any statement changed something.
    pub fn writes(&self) -> bool {
        self.statements.iter().any(|s| s.failure.is_none() && super::sql::writes(&s.sql))
    }

    /// The statements that a `ROLLBACK` took back: those since its transaction began. `step` is its place in `steps`.
    pub fn rolled_back(&self, step: usize) -> std::ops::Range<usize> {
        let Some((rollback, before)) = self.steps.get(step).zip(self.steps.get(..step)) else { return 0..0 };
        let begin = before.iter().rev().find(|earlier| earlier.kind == StepKind::Begin);
        begin.map_or(0..0, |begin| begin.after..rollback.after.max(begin.after))
    }

    /// About how much memory it takes.
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
            + self.sending.room()
            + statements
            + steps
            + self.waits.len() * size_of::<Wait>()
            + rows
    }
}
