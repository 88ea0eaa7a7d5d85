//! The stage after one event.

use super::{Browser, Event};

/// A cookie in a browser's jar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    pub value: String,
}

/// A row of the server's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// 22 characters.
    pub id: String,
    /// Requests that named it.
    pub count: u32,
}

/// A request and its answer, as they cross the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    pub from: Browser,
    pub request: String,
    pub answer: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Nothing at the beginning.
    pub event: Option<Event>,
    pub jars: [Option<Cookie>; 2],
    pub table: Vec<SessionRow>,
    pub exchange: Option<Exchange>,
    /// Who did what, and what the server knew, in a sentence or two.
    pub says: String,
    /// Ids of rows that this event made or counted.
    pub changed_rows: Vec<String>,
}
