//! The four ways to keep a password.

use serde::{Deserialize, Serialize};

/// How a table keeps passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// As it was typed.
    Plain,
    /// SHA-256.
    Fast,
    /// SHA-256 of a salt of each person's own, and the password.
    Salted,
    /// Argon2id, as this site keeps its own.
    Slow,
}

impl Scheme {
    pub const ALL: [Self; 4] = [Self::Plain, Self::Fast, Self::Salted, Self::Slow];

    /// As people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "Plain",
            Self::Fast => "Hashed, fast",
            Self::Salted => "Hashed, fast, salted",
            Self::Slow => "Hashed, slow, salted",
        }
    }

    /// What makes it.
    pub const fn algorithm(self) -> &'static str {
        match self {
            Self::Plain => "as it was typed",
            Self::Fast => "SHA-256",
            Self::Salted => "SHA-256 of salt and password",
            Self::Slow => "Argon2id, 19 MiB, two passes",
        }
    }
}
