//! The four kinds of cookie, and the two people whose cookies they are.

use serde::{Deserialize, Serialize};

/// A kind of cookie: what the server puts into it, and therefore what it can know when the cookie comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The data as text.
    Plain,
    /// The data as text, and a signature of it.
    Signed,
    /// The data, encrypted and authenticated: only the server can read it, and only the server can make it.
    Encrypted,
    /// A random id; the data stays in the server's table.
    Opaque,
}

impl Kind {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Plain, Self::Signed, Self::Encrypted, Self::Opaque];

    /// The name in texts and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Signed => "signed",
            Self::Encrypted => "encrypted",
            Self::Opaque => "opaque",
        }
    }

    /// The kind of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One of the two customers of the model shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Person {
    /// The learner uses her browser.
    Ana,
    /// His cookies are those of another person.
    Ben,
}

impl Person {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Ana, Self::Ben];

    /// The name in texts and addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Ana => "ana",
            Self::Ben => "ben",
        }
    }

    /// The name on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ana => "Ana",
            Self::Ben => "Ben",
        }
    }

    /// The user's number in the cookie. The two numbers differ in a single bit (`7` is 0x37, `6` is 0x36), so flipping it
    /// turns Ana into Ben.
    pub fn user(self) -> u32 {
        match self {
            Self::Ana => 17,
            Self::Ben => 16,
        }
    }

    /// The person of this number.
    pub(super) fn of_user(user: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|person| person.user() == user)
    }
}
