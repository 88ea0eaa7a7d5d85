//! What happens while a page is open: from the one who did it, through the hub, to every open page.

#[cfg(feature = "ssr")]
mod hub;
mod listen;

#[cfg(feature = "ssr")]
pub use hub::{Hub, Listener, Message};
pub use listen::{Line, PATH, provide};
