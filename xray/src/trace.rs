//! What the X-ray recorded of one request.
//!
//! Nothing in it gives anybody power: values of cookies and passwords never get here (the recorder leaves them out), and
//! secrets bound to statements are dots already.

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
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    /// What a form carried; passwords are left out.
    pub fields: Vec<(String, String)>,
    pub request_bytes: u64,
    /// The session's row when the request came, and when it was answered.
    pub before: Option<Row>,
    pub after: Option<Row>,
    /// Whether the server had the row still in memory: read this very second, and nothing was written since.
    #[serde(default)]
    pub in_memory: bool,
    pub statements: Vec<Statement>,
    /// Statements beyond those.
    pub dropped: u64,
    /// From the request's head to the answer's, in microseconds.
    pub elapsed_us: u64,
    /// The answer's body as it crosses the wire.
    #[serde(default)]
    pub sending: Sending,
    /// Whether a person looks at the answer, rather than a script of a page.
    pub is_page: bool,
}

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

/// One statement that ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub sql: Cow<'static, str>,
    pub values: Vec<String>,
    /// Rows returned, or changed.
    pub rows: u64,
    /// When it was asked for, after the request's head; then the wait for a connection, and the work. Microseconds.
    pub at_us: u64,
    pub wait_us: u64,
    pub elapsed_us: u64,
    /// The line of the store that asked.
    pub file: Cow<'static, str>,
    pub line: u32,
    /// Whose rows it read: table and id.
    pub touched: Vec<(Cow<'static, str>, i64)>,
}

impl From<store::Statement> for Statement {
    fn from(s: store::Statement) -> Self {
        let us = |time: std::time::Duration| time.as_micros().try_into().unwrap_or(u64::MAX);
        Self {
            sql: Cow::Borrowed(s.sql),
            values: s.values,
            rows: s.rows,
            at_us: us(s.at),
            wait_us: us(s.wait),
            elapsed_us: us(s.elapsed),
            file: Cow::Borrowed(s.caller.file()),
            line: s.caller.line(),
            touched: s.touched.into_iter().map(|(table, id)| (Cow::Borrowed(table), id)).collect(),
        }
    }
}

/// How far the answer's body is: counted while it is sent, after the trace was noted. Written down it is the count alone.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "(u64, u64)", into = "(u64, u64)")]
pub struct Sending(Arc<Sent>);

#[derive(Debug, Default)]
struct Sent {
    bytes: AtomicU64,
    after_us: AtomicU64,
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

    /// Time in the database, waits for a connection included, in microseconds.
    pub fn sql_us(&self) -> u64 {
        self.statements.iter().map(|s| s.wait_us + s.elapsed_us).sum()
    }

    pub fn statements_count(&self) -> u64 {
        self.statements.len() as u64 + self.dropped
    }

    /// Whether any statement changed something.
    pub fn writes(&self) -> bool {
        self.statements.iter().any(|s| super::sql::writes(&s.sql))
    }

    /// About how much memory it takes.
    pub fn bytes(&self) -> usize {
        let pairs =
            |list: &[(String, String)]| list.iter().map(|(a, b)| a.len() + b.len() + 48).sum::<usize>();
        let statements: usize = self
            .statements
            .iter()
            .map(|s| {
                size_of::<Statement>()
                    + s.values.iter().map(|v| v.len() + 24).sum::<usize>()
                    + s.touched.len() * size_of::<(Cow<'static, str>, i64)>()
            })
            .sum();
        let rows: usize =
            [&self.before, &self.after].into_iter().flatten().map(|row| row.data.len() + 160).sum();
        size_of::<Self>()
            + self.address.len()
            + pairs(&self.request_headers)
            + pairs(&self.answer_headers)
            + pairs(&self.fields)
            + self.set_cookies.iter().map(|c| c.attributes.len() + c.name.len() + 56).sum::<usize>()
            + self.cookies.len() * 48
            + self.sending.room()
            + statements
            + rows
    }
}
