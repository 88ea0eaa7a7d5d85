//! People: their names, what they say of themselves, and what others see of them.

use crate::{
    Field, Invalid, Reason, Timestamp, UserId,
    invalid::{multi_line, single_line},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The name that a person signs in with and that stands in addresses: small letters, digits and underscores.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
#[serde(transparent)]
pub struct UserName(String);

/// Names that would read as if the site itself spoke, or as one of its addresses.
const RESERVED: [&str; 14] = [
    "admin",
    "administrator",
    "api",
    "former_member",
    "help",
    "moderator",
    "root",
    "security",
    "settings",
    "site",
    "support",
    "system",
    "teacher",
    "vitrine",
];

impl UserName {
    /// The shortest name, in characters.
    pub const CHARS_MIN: usize = 3;
    /// The longest name, in characters.
    pub const CHARS_MAX: usize = 20;

    /// A name as it was typed. Capitals become small, so that `Ana` and `ana` are one person. Letters are those of ASCII
    /// alone: a Cyrillic `а` looks like a Latin one, and somebody could pass for somebody else.
    ///
    /// # Errors
    /// `Empty`, `TooShort`, `TooLong`, `Invisible`, `NameCharacters` or `NameReserved`, for `Field::Name`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let invalid = |reason| Invalid::new(Field::Name, reason);
        let name = single_line(Field::Name, raw, Self::CHARS_MIN, Self::CHARS_MAX)?.to_ascii_lowercase();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(fits) {
            return Err(invalid(Reason::NameCharacters));
        }
        if RESERVED.contains(&name.as_str()) {
            return Err(invalid(Reason::NameReserved));
        }
        Ok(Self(name))
    }

    /// The name, in small letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The name of a person in bylines; any characters, and not unique.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DisplayName(String);

impl DisplayName {
    /// The longest name, in Unicode code points.
    pub const CHARS_MAX: usize = 40;

    /// A name as it was typed.
    ///
    /// # Errors
    /// `Empty`, `TooLong` or `Invisible`, for `Field::DisplayName`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        single_line(Field::DisplayName, raw, 1, Self::CHARS_MAX).map(Self)
    }

    /// The name, trimmed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A few words of a person about themselves; may be empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bio(String);

impl Bio {
    /// The longest text, in Unicode code points.
    pub const CHARS_MAX: usize = 300;

    /// A text as it was typed.
    ///
    /// # Errors
    /// `TooLong` or `Invisible`, for `Field::Bio`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        multi_line(Field::Bio, raw, 0, Self::CHARS_MAX).map(Self)
    }

    /// The text, trimmed, with `\n` at its line ends.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a person may do beyond their own things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Nothing more than everybody with an account.
    Person,
    /// May look after the site.
    Admin,
}

/// The person who is signed in by the session of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Their number.
    pub id: UserId,
    /// The name in their address.
    pub name: UserName,
    /// The name in bylines.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
}

/// Who wrote something, as far as a byline needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The name in their address.
    pub name: UserName,
    /// The name in bylines.
    pub display_name: String,
}

/// A person as their own page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Their number.
    pub id: UserId,
    /// The name in their address.
    pub name: UserName,
    /// The name in bylines.
    pub display_name: String,
    /// What they say of themselves; may be empty.
    pub bio: String,
    /// When they signed up.
    pub created_at: Timestamp,
    /// How many posts they wrote.
    pub posts: i64,
    /// How many people follow them.
    pub followers: i64,
    /// How many people they follow.
    pub following: i64,
    /// Whether the person who reads the page follows them.
    pub followed_by_viewer: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_small_letters_digits_and_underscores() {
        let check = |raw: &str, want: Result<&str, Reason>| {
            let got = UserName::parse(raw);
            assert_eq!(got.as_ref().map(UserName::as_str).map_err(|i| i.reason.clone()), want, "{raw:?}");
        };
        check(" Ana ", Ok("ana"));
        check("ben_2", Ok("ben_2"));
        check("", Err(Reason::Empty));
        check("ab", Err(Reason::TooShort { have: 2, min: 3 }));
        check("2ana", Err(Reason::NameCharacters));
        check("ana-b", Err(Reason::NameCharacters));
        check("аna", Err(Reason::NameCharacters)); // the first letter is Cyrillic
        check("Admin", Err(Reason::NameReserved));
        check("ana\u{202e}b", Err(Reason::Invisible));
        check("a23456789012345678901", Err(Reason::TooLong { have: 21, max: 20 }));
    }
}
