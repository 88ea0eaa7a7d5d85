//! A browser's side of cookies: taking a `Set-Cookie` header apart, keeping cookies, deciding which of them go where.
//!
//! The rules are those of draft-ietf-httpbis-rfc6265bis, text of January 2026; "5.7" in a comment is a section of it.
//! Every answer carries its reason as a sentence, for the X-ray and for the lab where people feed the jar anything.
//! The prefixes `__Http-` and `__Host-Http-` belong to its successor (draft-ietf-httpbis-layered-cookies) and are plain
//! names here; so is the attribute `Partitioned`. SameSite's two-minute exception for fresh cookies is not made.
//! Never here: a clock, a network. The list of public suffixes is compiled in (crate `psl`), so a suffix that was added
//! since is not known.

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
