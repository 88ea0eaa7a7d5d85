//! What a session cookie tells anybody who finds it, without any key.
//!
//! Flask writes the whole session into the cookie and signs it: anybody can read it, and nobody can change it without the
//! secret. Express and Django send only an id. `decode` guesses from its shape which of them a value is.
//!
//! The input is bounded, and so is everything that is unpacked from it. Secrets are never guessed here.

mod detect;
mod flask;
mod pretty_json;
mod session_id_cookies;
#[cfg(test)]
mod tests;

pub use detect::{DecodedCookie, Kind, Part, decode};
pub use flask::{FlaskSession, NotFlask, check_flask, parse_flask};
pub use session_id_cookies::{NotSessionId, parse_django, parse_express};

/// The longest value that is read, in octets. Browsers store no longer cookie (RFC 6265bis, 5.6).
pub const OCTETS_MAX: usize = 4096;
