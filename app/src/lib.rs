//! What people see, and the functions it calls.
//!
//! Drawn twice from one source: on the server for the first load, in the browser ever after. `pages` has a file per
//! address, `components` what several pages use, `api` the server functions by noun.
//! Never here: SQL (that is `store`), sockets and headers (that is `server`).

#![recursion_limit = "256"]

pub mod api;
mod components;
#[cfg(feature = "ssr")]
pub mod ctx;
pub mod error;
pub mod form;
mod lab_form;
#[cfg(feature = "ssr")]
pub mod learn;
#[cfg(feature = "ssr")]
pub mod limits;
pub mod live;
#[cfg(feature = "ssr")]
pub mod markdown;
mod next;
mod pages;
mod routes;
#[cfg(feature = "ssr")]
pub mod sandbox;
pub mod shared;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod source;
#[cfg(feature = "ssr")]
pub mod tags;
pub mod theme;
pub mod xray;

pub use error::Error;
pub use routes::App;
