//! What a request offers to the code that answers it, and the plain parts that every page is made of.
//!
//! `context` is one request, opened: who asks, the database, the session. `error` is what a browser may hear. `form`,
//! `live` and `components` are compiled for both sides; the rest is the server's alone.
//! Never here: a page, a server function, SQL.

#[cfg(feature = "ssr")]
pub mod assets;
pub mod components;
#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
pub mod cookies;
pub mod drawn_page;
pub mod error;
#[cfg(feature = "ssr")]
mod error_source;
pub mod form;
pub mod live;
pub mod local_path;
#[cfg(feature = "ssr")]
pub mod markdown;
pub mod page_context;
#[cfg(feature = "ssr")]
pub mod rate_limit;
pub mod refused_form;
#[cfg(feature = "ssr")]
pub mod session_data;
#[cfg(feature = "ssr")]
pub mod source;
#[cfg(feature = "ssr")]
pub mod tags_of_week;
pub mod theme;

pub use error::Error;
