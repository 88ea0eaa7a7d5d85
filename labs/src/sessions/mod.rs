//! Two simulated browsers and the server's table of sessions between them.
//!
//! What happened is a list of events; every scene is made anew from it, so a step can be looked at again, undone and shared
//! by its list alone. The server's rule is that of any sound site: a number it did not make is never taken over.
//! Never here: a real cookie, a real session.

mod event;
mod log;
mod scene;
mod server;

pub use event::{Browser, Event};
pub use log::Log;
pub use scene::{Cookie, Message, Row, Scene};
