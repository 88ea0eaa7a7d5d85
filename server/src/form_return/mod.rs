//! Sends plain forms that are refused back to their page, with the error and with what was typed.
//!
//! leptos answers such a form with a redirect that has the error inside the address. It would stay in the history and in
//! bookmarks, and anybody could make a link that shows an error. Here the address stays clean: the error and what was
//! typed (never a password) wait in memory, and a cookie with a random token leads to them once. `visit` takes them out and
//! hands them to the page.

mod layer;
mod refused_forms;

pub use layer::layer;
pub use refused_forms::RefusedForms;
