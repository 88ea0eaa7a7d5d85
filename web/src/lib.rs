//! What a request offers to the code that answers it, and the plain parts that every page is made of.
//!
//! The promise: a page, a server function or a lesson asks this crate and nothing else about the request that it answers.
//! Who is signed in, the database with the request's own query log, the session, the limits on how often something may
//! be done, and the one type of error that a browser may read all come from here. No page is drawn here, no server
//! function is defined here, and there is no SQL: that is `app`, `lessons` and `store`.
//!
//! The crate is compiled twice. With the feature `ssr` it is the server's: `context` opens the request, `session_data`
//! is what a session holds, `cookies` has the names and attributes of all cookies, `rate_limit` counts, `markdown`
//! turns text into clean HTML, `error_source` logs a fault and hides its cause, `live::Hub` passes events on. With
//! `hydrate` it is the browser's, and only what both sides need is left: `components` (fields, messages, the resource
//! of a page), `form` (a form that works without scripts and shows errors beside its fields), `live` (the stream of events), `local_path` (addresses that stay on this site), and the types that travel between the two.
//!
//! A server function, as `app` writes it:
//!
//! ```ignore
//! #[server(endpoint = "like_post", prefix = "/api")]
//! pub async fn like_post(post: PostId) -> Result<i64, Error> {
//!     let cx = web::context::open()?;                    // the request that this call answers
//!     let viewer = cx.viewer()?.id;                      // leaves with `SignedOut` where nobody is signed in
//!     cx.check_rate_limit(LimitedAction::Like)?;         // leaves with `TooManyRequests`
//!     let likes = store::like::like_post(&cx.db, post, viewer, cx.visit.now).await?;
//!     likes.ok_or(Error::NotFound)
//! }
//! ```
//!
//! Every `?` is enough: `web::Error` is made from the errors of `store` and of the session, the cause goes to the log
//! with the request's number, and the server sets the HTTP status in one place (`server/src/status.rs`). A page asks
//! for such a function through `components::PageResource`, which draws what came or an `ErrorPage`.

#[cfg(feature = "ssr")]
pub mod assets;
#[cfg(feature = "ssr")]
pub mod blocking_threads;
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
pub mod form_post;
pub mod idempotency_key;
pub mod live;
pub mod local_path;
#[cfg(feature = "ssr")]
pub mod markdown;
pub mod page_context;
#[cfg(feature = "ssr")]
pub mod rate_limit;
#[cfg(feature = "ssr")]
mod rate_limit_store;
pub mod refused_form;
#[cfg(feature = "ssr")]
pub mod session_data;
#[cfg(feature = "ssr")]
pub mod sign_in_turns;
#[cfg(feature = "ssr")]
pub mod source;
#[cfg(feature = "ssr")]
pub mod tags_of_week_cache;
pub mod theme;

pub use error::Error;
#[cfg(feature = "ssr")]
pub use error_source::session_store_failure;
