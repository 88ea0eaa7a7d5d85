//! The same sign-in, made twice over real sockets on this machine, once plain and once over TLS, and recorded as a
//! bystander on the way would record it.
//!
//! Browser, relay and server are three halves of one future: when it is dropped or runs out of time, every socket of
//! it is closed at that moment, and no task is left behind. They speak just enough HTTP/1.1 (RFC 9112) for one form and
//! one page. The certificate is made for the occasion, and the browser trusts it and nothing else.
//! What surprises: encrypted bytes are random, so a short word may stand in them by chance (`readable.rs` says which
//! runs those are), and a word of fewer than `TELLING_MIN` bytes proves nothing by being found.
//! Never here: an address beyond 127.0.0.1, a file, a key or a password that outlives the call.

mod credentials;
mod endpoints;
mod error;
mod http;
mod readable;
mod recorder;
mod recording;
mod recording_store;
mod relay;
mod search;
mod sign_in;
mod tls;
mod tls_record;

pub use credentials::Credentials;
pub use error::WireError;
pub use readable::{READABLE_MIN, ReadableRun, readable};
pub use recorder::Recorder;
pub use recording::{Chunk, HexRow, Recording};
pub use recording_store::{RecordingStore, StoredRecordings};
pub use search::{Occurrence, SEARCH_BYTES_MIN, Spelling, find_bytes, find_text};
pub use sign_in::{Recordings, TIME_MAX, record_sign_in};
pub use tls::SERVER_NAME;
pub use tls_record::{HandshakeMessage, RecordKind, TlsRecord, tls_records};
