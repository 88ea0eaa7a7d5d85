//! SQL as text: its tokens and its statements, as SQLite cuts them.
//!
//! For colours, carets and spans. What a statement means is for SQLite alone to say.

mod split;
mod token;

pub use split::split;
pub use token::{Token, TokenKind, is_keyword, tokens};
