//! Live events (Server-Sent Events): what one person does reaches every open page.
//!
//! A server function publishes an event to the `Hub`, `server/src/live.rs` sends it to each connection, and the
//! `EventStream` of each page passes it to the components that subscribed.

mod event_stream;
#[cfg(feature = "ssr")]
mod hub;

pub use event_stream::{EventStream, PATH, provide};
#[cfg(feature = "ssr")]
pub use hub::{Hub, Message, Subscriber};
