//! What a browser may hear when something did not work: fixed sentences, no paths, no SQL.

use leptos::server_fn::{codec::JsonEncoding, error::FromServerFnError, error::ServerFnErrorErr};
use model::{Field, Invalid};
use serde::{Deserialize, Serialize};

/// Why a server function did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Error {
    #[error("Please sign in first.")]
    SignedOut,
    /// A missing thing, or one that is another person's: both answer alike.
    #[error("There is nothing at this address.")]
    NotFound,
    #[error("The author deleted this post.")]
    Gone,
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// More of something than one person may do in a while.
    #[error("That was a lot in a short time. Wait {} and try again.", wait_in_words(.seconds))]
    TooManyRequests { seconds: u64 },
    /// The site has too much to do just now.
    #[error("The site is busy. Your text is still here; try again in {} seconds.", .seconds)]
    Busy { seconds: u64 },
    #[error("The site’s disk is full, so nothing can be saved just now. Your text is still here.")]
    DiskFull,
    /// The cause is in the log, beside this number.
    #[error("Something broke on our side. Your text is still here; the note about it is number {0}.")]
    Internal(String),
    #[error("The site did not answer. Your text is still here; try again in a moment.")]
    Unreachable,
}

impl Error {
    /// The HTTP status that says the same (RFC 9110, 15; RFC 6585, 4).
    pub fn status(&self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::NotFound => 404,
            Self::Gone => 410,
            Self::Invalid(_) => 422,
            Self::TooManyRequests { .. } => 429,
            Self::Internal(_) => 500,
            Self::Busy { .. } | Self::Unreachable => 503,
            Self::DiskFull => 507,
        }
    }

    /// What is wrong with one field, if that is the trouble.
    pub fn field_message(&self, field: Field) -> Option<String> {
        match self {
            Self::Invalid(invalid) if invalid.field == field => Some(invalid.reason.to_string()),
            _ => None,
        }
    }
}

fn wait_in_words(seconds: &u64) -> String {
    match seconds {
        1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

impl FromServerFnError for Error {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Unreachable
    }
}
