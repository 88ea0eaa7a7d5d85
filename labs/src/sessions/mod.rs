//! Two simulated browsers and the server's table of sessions between them.
//!
//! What happened is a list of events, and every snapshot is computed from that list. So a step can be looked at again and
//! undone, and only the list is stored. The server follows the rule of every sound site: it never takes over a session id
//! that it did not make. There are no real cookies and no real sessions here.

mod event;
mod event_log;
mod simulation;
mod snapshot;

pub use event::{Browser, Event};
pub use event_log::EventLog;
pub use snapshot::{Cookie, Exchange, SessionRow, Snapshot};
