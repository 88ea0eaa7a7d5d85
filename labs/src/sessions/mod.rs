//! Two simulated browsers and the server's table of sessions between them.
//!
//! What happened is a list of events; every scene is made anew from it, so a step can be looked at again, undone and shared
//! by its list alone. The server's rule is that of any sound site: a number it did not make is never taken over.
//! Never here: a real cookie, a real session.

mod event;
mod event_log;
mod simulation;
mod snapshot;

pub use event::{Browser, Event};
pub use event_log::EventLog;
pub use snapshot::{Cookie, Exchange, SessionRow, Snapshot};
