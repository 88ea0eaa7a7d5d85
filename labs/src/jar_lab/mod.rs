//! The jar on its page: takes any text, says what became of every line, and which cookies go with a request.
//!
//! The server draws the answer, and so does the browser as one types, by the very same code; so it is written as HTML here,
//! every word of it escaped, without any library.
//! Never here: a rule about cookies; those are in `cookie`.

mod evaluate;
mod html;
mod input;

pub use evaluate::{CookieResult, JarOutput, LineResult, evaluate};
pub use html::{escaped, html};
pub use input::{JarInput, RequestKind, TEXT_OCTETS_MAX};
