//! A sign-in that is recorded on the wire: the same one twice over real sockets on this machine, once plain and once over
//! TLS, as somebody between browser and server would record it.
//!
//! Browser, relay and server are joined in one future. When it is dropped or times out, all of its sockets are closed at
//! that moment and no task is left behind. They speak just enough HTTP/1.1 (RFC 9112) for one form and one page. The
//! certificate is made for each recording, and the browser trusts it and nothing else.
//!
//! What may surprise: encrypted bytes look random, so a short word can stand in them by chance. `readable` marks such
//! runs, and finding a word of fewer than `SEARCH_BYTES_MIN` bytes proves nothing.
//!
//! Nothing here connects beyond 127.0.0.1 or writes a file, and no key and no password is stored.

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
