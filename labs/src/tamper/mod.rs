//! Four cookies for the same little shop basket: plain, signed (HMAC-SHA-256, RFC 2104), encrypted and authenticated
//! (ChaCha20-Poly1305, RFC 8439), and an opaque id with the data on the server. The server answers each time and says
//! what it checked.
//!
//! A `Bench` is the server's side for one learner, who sits at Ana's browser. It fits in a row of JSON: keys, the
//! table behind the opaque ids, the last cookies it handed out, and what was tried so far.
//! What surprises: ids stand in the table as they are, where a real server keeps a digest, because here they are to be
//! looked at. After a sign-out the first three kinds go on working; that is what there is to learn. Plain and signed
//! cookies of one person are the same each time, so the "old" one is the new one.
//! Never here: the site's own keys or sessions. Every signature and seal names the lab, the kind and the version, so
//! nothing made here passes anywhere else.

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
