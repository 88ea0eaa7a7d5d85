//! The error that a browser may read: fixed sentences, and no path, no SQL and no cause (docs/security.md, E1).

use leptos::server_fn::{codec::JsonEncoding, error::FromServerFnError, error::ServerFnErrorErr};
use model::{Field, Invalid};
use serde::{Deserialize, Serialize};

/// Why a server function did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Error {
    /// Nobody is signed in.
    #[error("Please sign in first.")]
    SignedOut,
    /// The thing does not exist, or it is another person's: both are answered alike, so that nobody learns what exists.
    #[error("There is nothing at this address.")]
    NotFound,
    /// It existed and its author deleted it.
    #[error("The author deleted this post.")]
    Gone,
    /// A field of a form breaks a rule.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A rate limit was reached; the seconds are how long it takes until one more is allowed.
    #[error("That was a lot in a short time. Wait {} and try again.", wait_in_words(.seconds))]
    TooManyRequests { seconds: u64 },
    /// The site has too much to do just now; the seconds are a guess of how long.
    #[error("The site is busy. Try again in {} seconds.", .seconds)]
    Busy { seconds: u64 },
    /// SQLite could not write because the disk is full.
    #[error("The site’s disk is full, so nothing can be saved just now.")]
    DiskFull,
    /// The disk is nearly full. What learners keep is refused before anything else is.
    #[error(
        "The site’s disk is nearly full, so work in the lessons isn’t kept just now. Your text is still here; try again later."
    )]
    NoRoom,
    /// A learner keeps as much as one may.
    #[error(
        "Your work in the lessons fills what is kept for one person, so this was not kept. Take some steps back in the sandbox, or start an exercise over, and try again."
    )]
    LearnerFull,
    /// The disk failed at the very moment of saving; the text is the id of the request, as for `Internal`.
    #[error(
        "The site’s disk failed while this was being saved, so it may be saved or not. Look before you send it again; the note about it is number {0}."
    )]
    MaybeSaved(String),
    /// More was sent than is taken at once. The text is the whole sentence, which says how much, and what may be sent.
    #[error("{0}")]
    TooLarge(String),
    /// Nothing may be written just now. The text is the whole sentence, which says why.
    #[error("{0}")]
    ReadOnly(String),
    /// A fault of the site's. The cause is in the log beside this id of the request, and only there.
    #[error("Something broke on our side; the note about it is number {0}.")]
    Internal(String),
    /// The call did not reach the site, or its answer could not be read.
    #[error("The site did not answer. Try again in a moment.")]
    Unreachable,
}

impl Error {
    /// The HTTP status that says the same (RFC 9110, 15; 429 from RFC 6585, 4; 507 from RFC 4918, 11.5).
    pub fn status(&self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::NotFound => 404,
            Self::Gone => 410,
            Self::TooLarge(_) => 413,
            Self::Invalid(_) => 422,
            Self::TooManyRequests { .. } => 429,
            Self::Internal(_) | Self::MaybeSaved(_) => 500,
            Self::Busy { .. } | Self::ReadOnly(_) | Self::Unreachable => 503,
            Self::DiskFull | Self::NoRoom | Self::LearnerFull => 507,
        }
    }

    /// How many seconds to wait before it makes sense to try again, where that is known (RFC 9110, 10.2.3).
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooManyRequests { seconds } | Self::Busy { seconds } => Some(*seconds),
            Self::ReadOnly(_) => Some(60),
            _ => None,
        }
    }

    /// What to say beside a text that could not be sent. Where nothing was wrong with the text, it says that the text is
    /// kept, which would make no sense under a like.
    pub fn beside_text(&self) -> String {
        match self {
            Self::Busy { .. } | Self::DiskFull | Self::Internal(_) | Self::Unreachable => {
                format!("{self} Your text is still here.")
            }
            _ => self.to_string(),
        }
    }

    /// The sentence for this field, if this error is about it.
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

    /// The errors of leptos carry texts from the inside of the program, so none of them gets through.
    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Unreachable
    }
}
