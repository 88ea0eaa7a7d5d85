//! The state of the simulation after one event.

use super::{Browser, Event};

/// A cookie in a browser's jar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    /// The session id.
    pub value: String,
}

/// A row of the server's table of sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// The session id, 22 characters.
    pub id: String,
    /// How many requests named it.
    pub count: u32,
}

/// A request and its response, as they cross the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Who sent the request.
    pub from: Browser,
    /// The request's text.
    pub request: String,
    /// The response's text.
    pub answer: String,
}

/// The state after one event, and what the event did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The event; `None` at the beginning.
    pub event: Option<Event>,
    /// The cookie of each browser, by `Browser::index`.
    pub jars: [Option<Cookie>; 2],
    /// The server's sessions, oldest first.
    pub table: Vec<SessionRow>,
    /// The request of this event, if it sent one.
    pub exchange: Option<Exchange>,
    /// What happened and what the server knew, in a sentence or two.
    pub says: String,
    /// The ids of the rows that this event added or counted.
    pub changed_rows: Vec<String>,
}
