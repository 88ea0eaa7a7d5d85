//! The public doors: server functions by noun. Each checks its own caller, whatever page leads to it.

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
