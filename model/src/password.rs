//! Passwords: what a new one must be, and what it costs to hash one.

use crate::{Field, Invalid, Reason};
use std::fmt;

/// A password that somebody chose, of a length that the site accepts: fifteen characters or more where it is the only
/// factor, and no rule about which characters (NIST SP 800-63B-4, 3.1.1.2). It is never trimmed, shortened or shown;
/// `Debug` leaves the text out, so that no log line can contain it.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

impl NewPassword {
    /// The shortest password, in Unicode code points.
    pub const CHARS_MIN: usize = 15;
    /// The longest password, in Unicode code points. The standard asks for at least 64; a bound there must be, since a hash
    /// costs time.
    pub const CHARS_MAX: usize = 256;

    /// A password as it was typed into `field`: sign-up has one password, settings have a new one beside the old.
    ///
    /// # Errors
    /// `Empty`, `TooShort` or `TooLong`.
    pub fn parse(field: Field, raw: &str) -> Result<Self, Invalid> {
        match raw.chars().count() {
            0 => Err(Invalid::new(field, Reason::Empty)),
            have if have < Self::CHARS_MIN => {
                Err(Invalid::new(field, Reason::TooShort { have, min: Self::CHARS_MIN }))
            }
            have if have > Self::CHARS_MAX => {
                Err(Invalid::new(field, Reason::TooLong { have, max: Self::CHARS_MAX }))
            }
            _ => Ok(Self(raw.to_owned())),
        }
    }

    /// The text itself, for hashing.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

/// What one hash by Argon2id costs (RFC 9106, 3.1). The site's own hashes and those of the lesson about stolen password
/// tables use the same numbers, so that what the lesson measures is true of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Parameters {
    /// Memory, in KiB (`m`).
    pub memory_kib: u32,
    /// How often all of the memory is gone through (`t`).
    pub passes: u32,
    /// How many lanes could be computed at the same time (`p`).
    pub lanes: u32,
}

impl Argon2Parameters {
    /// The numbers of this site: 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet, "Argon2id"). A hash that
    /// is in the database keeps the numbers it was made with, so these may be raised at any time.
    pub const SITE: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p1_a_password_has_15_to_256_code_points() {
        let check =
            |raw: &str, ok: bool| assert_eq!(NewPassword::parse(Field::Password, raw).is_ok(), ok, "{raw:?}");
        check(&"x".repeat(14), false);
        check(&"x".repeat(15), true);
        check(&"é".repeat(14), false);
        check(&"🦀".repeat(15), true);
        check(&"x".repeat(256), true);
        check(&"x".repeat(257), false);
    }

    #[test]
    fn p2_a_password_keeps_every_character() {
        let raw = "  two spaces and a nul \0 inside  ";
        assert_eq!(NewPassword::parse(Field::Password, raw).unwrap().reveal(), raw);
    }
}
