//! What both sides compile: pages, their components, the server functions they call, and the list of routes.
//!
//! DrawnPage twice from one source: on the server for the first load, in the browser ever after. `pages` has a file per
//! address, `components` what several pages use, `api` the server functions by noun.
//! Never here: SQL (that is `store`), sockets and headers (that is `server`), what the server alone draws (`lessons`).

#![recursion_limit = "256"]

#[macro_use]
mod sentence;

pub mod api;
mod components;
mod figure_form;
mod pages;
mod routes;
#[cfg(feature = "ssr")]
pub mod shell;

pub use routes::App;
