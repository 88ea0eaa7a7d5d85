//! Markdown as people type it, HTML as a page may have it. Server only.
//!
//! `render` turns one into the other, `highlight` marks the tokens of code within a budget, and `renderer` does both for
//! people's texts away from the threads that answer requests, a few at a time.

mod highlight;
mod nesting;
mod render;
mod renderer;

pub use render::{excerpt, push_escaped_char, site_cached_bytes, site_html, site_html_uncached};
pub use renderer::Renderer;
