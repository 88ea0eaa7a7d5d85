//! Plain forms that are refused come back to their page, with what was typed.
//!
//! leptos answers such a form by a redirect with the error inside the address. Here the address stays clean: the error
//! and what was typed (never a password) wait on the server, and a cookie leads to them once. `visit` hands them to the
//! page.

mod layer;
mod refused_forms;

pub use layer::layer;
pub use refused_forms::RefusedForms;
