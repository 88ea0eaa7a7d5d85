//! The four kinds of cookie, and the two people of a bench.

use serde::{Deserialize, Serialize};

/// What the server puts into the cookie, and so what it can know when the cookie comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The data as text.
    Plain,
    /// The data as text, and a signature of it.
    Signed,
    /// The data under a seal: nobody else reads it, and nobody else makes one.
    Encrypted,
    /// A random id; the data stays in the server's table.
    Opaque,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Plain, Self::Signed, Self::Encrypted, Self::Opaque];

    /// As texts and addresses write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Signed => "signed",
            Self::Encrypted => "encrypted",
            Self::Opaque => "opaque",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Person {
    /// At whose browser the learner sits.
    Ana,
    Ben,
}

impl Person {
    pub const ALL: [Self; 2] = [Self::Ana, Self::Ben];

    /// As texts and addresses write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Ana => "ana",
            Self::Ben => "ben",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Ana => "Ana",
            Self::Ben => "Ben",
        }
    }

    /// The user's number in the cookie. The two differ in one bit of one character: `7` is 0x37, `6` is 0x36.
    pub fn user(self) -> u32 {
        match self {
            Self::Ana => 17,
            Self::Ben => 16,
        }
    }

    pub(super) fn of_user(user: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|person| person.user() == user)
    }
}
