//! The same sign-in, made twice over real sockets on this machine, once plain and once over TLS, and recorded as a
//! bystander on the way would record it.
//!
//! Browser, relay and server are three halves of one future: when it is dropped or runs out of time, every socket of
//! it is closed at that moment, and no task is left behind. They speak just enough HTTP/1.1 (RFC 9112) for one form and
//! one page. The certificate is made for the occasion, and the browser trusts it and nothing else.
//! What surprises: encrypted bytes are random, so a short word may stand in them by chance (`readable.rs` says which
//! runs those are), and a word of fewer than `TELLING_MIN` bytes proves nothing by being found.
//! Never here: an address beyond 127.0.0.1, a file, a key or a password that outlives the call.

mod error;
mod find;
mod http;
mod overhear;
mod parties;
mod readable;
mod record;
mod stream;
mod tapes;
mod tls;
mod twice;
mod typed;
mod wiretap;

pub use error::WireError;
pub use find::{Find, TELLING_MIN, Written, find_typed, finds};
pub use readable::{READABLE_MIN, Span, readable};
pub use record::{Message, RecordKind, TlsRecord, tls_records};
pub use stream::{Chunk, Row, Stream};
pub use tapes::{Tape, Tapes};
pub use tls::SERVER_NAME;
pub use twice::{Recordings, TIME_MAX, sign_in_twice};
pub use typed::Typed;
pub use wiretap::Wiretap;
