//! The four schemes for storing a password.

use serde::{Deserialize, Serialize};

/// A scheme for storing passwords. Its stored form is the variant's name in kebab case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// As it was typed.
    Plain,
    /// SHA-256 of the password.
    Fast,
    /// SHA-256 of a salt and the password. Each person has a salt of their own.
    Salted,
    /// Argon2id with a salt, as this site stores its own (RFC 9106).
    Slow,
}

impl Scheme {
    /// All of them, from the weakest to the strongest.
    pub const ALL: [Self; 4] = [Self::Plain, Self::Fast, Self::Salted, Self::Slow];

    /// The name on the page.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "Plain",
            Self::Fast => "Hashed, fast",
            Self::Salted => "Hashed, fast, salted",
            Self::Slow => "Hashed, slow, salted",
        }
    }

    /// How the column is computed, for the page.
    pub const fn algorithm(self) -> &'static str {
        match self {
            Self::Plain => "as it was typed",
            Self::Fast => "SHA-256",
            Self::Salted => "SHA-256 of salt and password",
            Self::Slow => "Argon2id, 19 MiB, two passes",
        }
    }
}
