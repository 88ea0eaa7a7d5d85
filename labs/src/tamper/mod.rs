//! Four kinds of cookie for the same shopping basket, to be tampered with: plain, signed (HMAC-SHA-256, RFC 2104),
//! encrypted and authenticated (ChaCha20-Poly1305, RFC 8439), and an opaque id with the data on the server. The model
//! server answers each cookie and says what it checked.
//!
//! A `TamperState` is the server's side for one learner, who uses Ana's browser. It is stored as JSON: the keys, the
//! table behind the opaque ids, the cookies that were issued last, and what was tried so far.
//!
//! What may surprise: the table holds session ids as they are, where a real server stores a digest, because learners are
//! to look at them. After a sign-out the first three kinds go on working, which is what there is to learn. Plain and
//! signed cookies of one person are the same each time, so an old one equals the new one.
//!
//! The site's own keys and sessions are not used here. Every signature and every encrypted cookie is bound to this lab,
//! its kind and a version, so nothing that is made here is valid anywhere else.

mod claim;
mod grid;
mod issued;
mod key;
mod kind;
mod parts;
mod present;
mod state;

pub use claim::{Basket, Claim};
pub use grid::{Attempt, Cell, Cells, Outcome};
pub use kind::{Kind, Person};
pub use parts::{Part, ReadableBy, flip_bit, parts};
pub use present::{Reply, VALUE_CHARS_MAX, Verdict};
pub use state::{Row, TamperState};
