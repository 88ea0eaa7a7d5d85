//! What happens while a page is open: from the one who did it, through the hub, to every open page.

mod event_stream;
#[cfg(feature = "ssr")]
mod hub;

pub use event_stream::{EventStream, PATH, provide};
#[cfg(feature = "ssr")]
pub use hub::{Hub, Message, Subscriber};
