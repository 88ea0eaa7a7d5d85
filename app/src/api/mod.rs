//! The server functions, a file for each noun.
//!
//! Each is a public address below `/api/`. So each asks for itself who calls (`cx.viewer()?`), checks what was sent by
//! the rules of `model`, and counts against a rate limit where it writes or costs time. The SQL stands in `store`.
//! Reading uses GET, so that a browser may repeat it; writing uses POST, which the guard lets through from this site's
//! pages only.

pub mod comment;
pub mod drawn_page;
pub mod follow;
pub mod learn;
pub mod like;
pub mod post;
pub mod sandbox;
pub mod search;
pub mod session;
pub mod source;
pub mod sql_exercise;
pub mod trace;
pub mod user;
