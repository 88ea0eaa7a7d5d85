//! A browser's side of cookies: parsing a `Set-Cookie` header, storing cookies, and deciding which go with a request.
//!
//! The rules are those of draft-ietf-httpbis-rfc6265bis, text of January 2026; "5.7" in a comment is a section of it.
//! Every decision carries its reason as a sentence, because the X-ray and the lab with the jar show it to learners.
//!
//! What is deliberately not done: the prefixes `__Http-` and `__Host-Http-` and the attribute `Partitioned` belong to the
//! draft's successor (draft-ietf-httpbis-layered-cookies) and have no effect here. Chromium's exception that sends a
//! cookie without `SameSite` with a POST from another site for two minutes is not made.
//!
//! There is no clock and no network in this module: every function is told the time. The list of public suffixes is
//! compiled in (crate `psl`), so a suffix that was added since is not known.

mod date;
mod domain;
mod jar;
mod meaning;
mod path;
mod refused;
mod send;
mod set_cookie;
mod stored;
#[cfg(test)]
mod tests;
mod url;

pub use date::parse_date;
pub use domain::{domain_matches, is_public_suffix, registrable_domain};
pub use jar::{Jar, Localhost, StoreOutcome};
pub use meaning::{Ignored, Meaning, MissingAttribute};
pub use path::{default_path, path_matches};
pub use refused::Refused;
pub use send::{Decision, NotSentReason, Request};
pub use set_cookie::{Attribute, Prefix, SetCookie};
pub use stored::{SameSite, StoredCookie};
pub use url::{Scheme, Url, UrlError};
