//! What a session cookie says to whoever finds it, without any key.
//!
//! Flask writes the whole session into the cookie and signs it: it can be read by anyone, and changed by nobody without
//! the secret. Express and Django send only an id. `read` guesses which of them a value is.
//! Every input and everything unpacked from it is bounded. Never here: a guess at somebody's secret.

mod detect;
mod flask;
mod pretty_json;
mod session_id_cookies;
#[cfg(test)]
mod tests;

pub use detect::{DecodedCookie, Kind, Part, decode};
pub use flask::{FlaskSession, NotFlask, check_flask, parse_flask};
pub use session_id_cookies::{NotSessionId, parse_django, parse_express};

/// Octets of a value that is read at all; browsers keep no longer cookie.
pub const OCTETS_MAX: usize = 4096;
