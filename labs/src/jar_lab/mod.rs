//! The jar of chapter 2: it takes any text, says what became of every line, and which cookies go with a request.
//!
//! The server draws the answer, and so does the browser while one types. Both run this code, so it writes HTML by itself,
//! without a library, and escapes every text. The rules about cookies are those of `cookie`; there are none here.

mod evaluate;
mod html;
mod input;

pub use evaluate::{CookieResult, JarOutput, LineResult, evaluate};
pub use html::{escaped, html};
pub use input::{JarInput, RequestKind, TEXT_OCTETS_MAX};
