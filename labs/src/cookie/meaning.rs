//! What each attribute of a `Set-Cookie` header means, as a value and as a sentence.
//!
//! The sentences are read by learners: in the jar of chapter 2 and in the X-ray.

use super::{SameSite, SetCookie, StoredCookie, is_public_suffix};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a browser understands of one attribute as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// Seconds to live as written, before the limit of 400 days. Zero or less removes the cookie.
    MaxAge(i64),
    /// The moment as written, before the limit of 400 days.
    Expires(Timestamp),
    /// In lower case, without a dot before it, which some write and which has no meaning. May be empty.
    Domain(String),
    /// `None` when the value does not begin with a slash; the default path is used then.
    Path(Option<String>),
    /// Present, whatever its value.
    Secure,
    /// Present, whatever its value.
    HttpOnly,
    /// `Default` when the value is none of `Strict`, `Lax` and `None`.
    SameSite(SameSite),
    /// It has no effect.
    Ignored(Ignored),
}

/// Why an attribute has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ignored {
    /// The draft knows no such attribute.
    Unknown,
    /// Its value has more than `SetCookie::ATTRIBUTE_OCTETS_MAX` octets.
    TooLong,
    /// `Expires` with a value that is no date.
    NotADate,
    /// `Max-Age` with a value that is no whole number.
    NotANumber,
    /// The same attribute stands again further on, and the last one counts.
    Repeated,
    /// `Expires` beside a `Max-Age`, which goes before it.
    MaxAgeGoesFirst,
}

/// An attribute that a header does not have. Its sentence says which default applies instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingAttribute {
    MaxAge,
    Domain,
    Path,
    Secure,
    HttpOnly,
    SameSite,
}

impl Meaning {
    /// The attribute's usual spelling; `None` when it has no effect.
    pub fn attribute(&self) -> Option<&'static str> {
        Some(match self {
            Self::MaxAge(_) => "Max-Age",
            Self::Expires(_) => "Expires",
            Self::Domain(_) => "Domain",
            Self::Path(_) => "Path",
            Self::Secure => "Secure",
            Self::HttpOnly => "HttpOnly",
            Self::SameSite(_) => "SameSite",
            Self::Ignored(_) => return None,
        })
    }

    /// The sentence about it in a header that `host` sets. It differs from the general one where the `Domain` is a public
    /// suffix and the host itself: the `Domain` is then dropped (5.7), so that no other owner's host is reached.
    pub fn says_for(&self, host: &str) -> String {
        match self {
            Self::Domain(domain) if domain == host && is_public_suffix(domain) => format!(
                "`{domain}` counts as a public suffix, below which others may own sites. It is also the host itself, \
                 so the `Domain` is dropped: the cookie goes to this one host."
            ),
            _ => self.to_string(),
        }
    }
}

impl MissingAttribute {
    /// Every attribute of the draft, in the order in which pages list them.
    pub const ALL: [Self; 6] =
        [Self::MaxAge, Self::Domain, Self::Path, Self::Secure, Self::HttpOnly, Self::SameSite];

    /// The usual spelling of the attribute. `MaxAge` stands for `Max-Age` and `Expires` together.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::MaxAge => "Max-Age",
            Self::Domain => "Domain",
            Self::Path => "Path",
            Self::Secure => "Secure",
            Self::HttpOnly => "HttpOnly",
            Self::SameSite => "SameSite",
        }
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MaxAge(..=0) => f.write_str("Removes the cookie: its life is over at once."),
            Self::MaxAge(seconds) if *seconds > StoredCookie::LIFE_MAX => {
                write!(f, "Asks for more than {0}. Browsers stop there, so {0}.", HumanDuration(StoredCookie::LIFE_MAX))
            }
            Self::MaxAge(seconds) => write!(f, "Lasts {} from its arrival.", HumanDuration(*seconds)),
            Self::Expires(at) => write!(
                f,
                "Lasts until {}, and {} at most. A moment in the past removes the cookie.",
                at.full(),
                HumanDuration(StoredCookie::LIFE_MAX)
            ),
            Self::Domain(domain) if domain.is_empty() => {
                f.write_str("Empty, as if it were not there: only the host that set the cookie gets it back.")
            }
            Self::Domain(domain) => {
                write!(f, "Goes to `{domain}` and every host below it, if the one that sets it is among them.")
            }
            Self::Path(Some(path)) if path == "/" => f.write_str("Goes to every path of the host."),
            Self::Path(Some(path)) => write!(f, "Goes to `{path}` and what lies below it."),
            Self::Path(None) => f.write_str(
                "Does not begin with a slash, so the folder of the address that set the cookie holds instead.",
            ),
            Self::Secure => {
                f.write_str("Travels only over HTTPS, or to this very machine. No value changes that.")
            }
            Self::HttpOnly => f.write_str("Scripts on the page do not see it. No value changes that."),
            Self::SameSite(SameSite::Strict) => {
                f.write_str("Goes only with requests that begin on the site itself.")
            }
            Self::SameSite(SameSite::Lax) => f.write_str(
                "Goes with requests that begin on the site itself, and when a link on another site opens a page here.",
            ),
            Self::SameSite(SameSite::None) => {
                f.write_str(
                "Goes along wherever the request began, other sites too, unless the browser blocks third-party \
                 cookies. Needs `Secure`, by the standard and in Chromium.",
            )
            }
            Self::SameSite(SameSite::Default) => {
                f.write_str(
                "Neither `Strict`, `Lax` nor `None`, so it counts as missing: as `Lax` by the standard and in \
                 Chromium.",
            )
            }
            Self::Ignored(ignored) => ignored.fmt(f),
        }
    }
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("Ignored: the rules followed here know no such attribute."),
            Self::TooLong => {
                write!(f, "Ignored: its value has more than {} octets.", SetCookie::ATTRIBUTE_OCTETS_MAX)
            }
            Self::NotADate => f.write_str("Ignored: no date can be read from it."),
            Self::NotANumber => f.write_str("Ignored: it is not a whole number of seconds."),
            Self::Repeated => {
                f.write_str("Ignored: it is written again further on, and the last one counts.")
            }
            Self::MaxAgeGoesFirst => f.write_str("Ignored: `Max-Age` is there too and goes first."),
        }
    }
}

impl fmt::Display for MissingAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MaxAge => "No `Max-Age` and no `Expires`, so it lasts until the browser is closed, or longer where the browser \
                 goes on where it left off.",
            Self::Domain => "No `Domain`, so only the very host that set it gets it back.",
            Self::Path => "No `Path`, so it goes to the folder of the address that set it.",
            Self::Secure => "No `Secure`, so it also travels over plain HTTP, where others can read it.",
            Self::HttpOnly => "No `HttpOnly`, so scripts on the page can read it.",
            Self::SameSite => "No `SameSite`: by the standard and in Chromium it counts as `Lax`; in Firefox and Safari, by default, \
                 it does not.",
        })
    }
}

/// A number of seconds, written in the largest unit of which it is a whole multiple: `400 days`.
struct HumanDuration(i64);

impl fmt::Display for HumanDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
        let (size, unit) = units.into_iter().find(|(size, _)| self.0 % size == 0).unwrap_or((1, "second"));
        let n = self.0 / size;
        write!(f, "{n} {unit}{}", if n == 1 { "" } else { "s" })
    }
}
