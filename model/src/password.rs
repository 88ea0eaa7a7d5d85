//! Passwords: what a new one must be.

use crate::{Field, Invalid, Why};
use std::fmt;

/// A password someone chose, of a length the site takes (NIST SP 800-63B-4, 3.1.1.2: fifteen or more where it is the
/// only factor, and no rule about its characters). It is never trimmed, shortened or shown.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

impl NewPassword {
    pub const CHARS_MIN: usize = 15;
    pub const CHARS_MAX: usize = 256;

    /// `field` is where it was typed: sign-up has one password, settings a new one beside the old.
    pub fn parse(field: Field, raw: &str) -> Result<Self, Invalid> {
        match raw.chars().count() {
            0 => Err(Invalid::new(field, Why::Empty)),
            have if have < Self::CHARS_MIN => {
                Err(Invalid::new(field, Why::TooShort { have, min: Self::CHARS_MIN }))
            }
            have if have > Self::CHARS_MAX => {
                Err(Invalid::new(field, Why::TooLong { have, max: Self::CHARS_MAX }))
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
