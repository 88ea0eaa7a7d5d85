//! SQL as text: its tokens and its statements, divided as SQLite divides them.
//!
//! This is for colours, carets and spans, on the server and in the browser. What a statement means is for SQLite to say.

mod split;
mod token;

pub use split::split;
pub use token::{Token, TokenKind, is_keyword, tokens};
