//! The binary `vitrine`: everything between a socket and the app.
//!
//! `cli` has a file per subcommand. A request walks `listen` → `router` (which holds the one list of layers) →
//! `request_meta` → `guard` → `body` → `form_return` → `session` → `visit` → the app. The rest answers one address each.
//! Never here: pages and what they say (that is `app`), and statements about people and posts (that is `store`).

pub mod assets;
pub mod body;
pub mod cli;
pub mod clock;
mod compression;
pub mod config;
pub mod csp_report;
pub mod download;

pub mod feed;
pub mod form_return;
mod fresh_cache;
pub mod guard;
pub mod headers;
pub mod health;
mod lab;
pub mod listen;
pub mod live;
pub mod local;
pub mod log;
pub mod network;
mod page_cache;
pub mod patient;
pub mod random;
pub mod refusal;
pub mod request_meta;
pub mod router;
pub mod serve;
pub mod session;
pub mod source;
pub mod state;
mod status;
pub mod theme;
pub mod visit;
pub mod words;
mod xray;
