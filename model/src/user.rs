//! People: what they are called, what they may type, what others see of them.

use crate::{
    Field, Invalid, Reason, Timestamp, UserId,
    invalid::{multi_line, single_line},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a person is called in addresses and mentions: small letters, digits and underscores.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
#[serde(transparent)]
pub struct UserName(String);

/// Names that would read as the site speaking, or as one of its addresses.
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
    pub const CHARS_MIN: usize = 3;
    pub const CHARS_MAX: usize = 20;

    /// A name as typed; capitals become small, so that `Ana` and `ana` are one person.
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

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a person is called in bylines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DisplayName(String);

impl DisplayName {
    pub const CHARS_MAX: usize = 40;

    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        single_line(Field::DisplayName, raw, 1, Self::CHARS_MAX).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A few words about oneself; may be empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bio(String);

impl Bio {
    pub const CHARS_MAX: usize = 300;

    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        multi_line(Field::Bio, raw, 0, Self::CHARS_MAX).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a person may do beyond their own things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Person,
    Admin,
}

/// The person whose session a request carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub id: UserId,
    pub name: UserName,
    pub display_name: String,
    pub role: Role,
}

/// Who wrote something, as a byline needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    pub name: UserName,
    pub display_name: String,
}

/// A person as their page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub id: UserId,
    pub name: UserName,
    pub display_name: String,
    pub bio: String,
    pub created_at: Timestamp,
    pub posts: i64,
    pub followers: i64,
    pub following: i64,
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
