//! What was not accepted: which field, and why.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The inputs that can be refused, as the forms name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    DisplayName,
    Bio,
    Password,
    NewPassword,
    Title,
    Body,
    Tags,
    Query,
    /// What becomes of the posts of someone who leaves.
    #[serde(rename = "legacy")]
    ContentOnDeletion,
}

impl Field {
    /// The `name` of the form control, and the last part of its id.
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::DisplayName => "display_name",
            Self::Bio => "bio",
            Self::Password => "password",
            Self::NewPassword => "new_password",
            Self::Title => "title",
            Self::Body => "body",
            Self::Tags => "tags",
            Self::Query => "q",
            Self::ContentOnDeletion => "legacy",
        }
    }
}

/// Why, with the numbers a sentence needs. Fixed sentences only: nothing a person typed is repeated in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nothing was typed.
    Empty,
    /// More than `max` characters (Unicode code points); `have` of them were typed.
    TooLong { have: usize, max: usize },
    /// Fewer than `min` characters; `have` of them were typed.
    TooShort { have: usize, min: usize },
    /// A character that names may not have.
    NameCharacters,
    /// A name the site keeps for itself.
    NameReserved,
    /// Somebody has that name.
    NameTaken,
    /// Control characters, or characters that turn the direction of the text around.
    Invisible,
    /// More than `max` tags.
    TooManyTags { max: usize },
    /// A character that tags may not have.
    TagCharacters,
    /// One of the passwords that are tried first.
    PasswordCommon,
    /// Name and password do not belong together; which of them is wrong is not said.
    SignInWrong,
    /// The password given as proof is not the account's.
    PasswordWrong,
}

/// One input that was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{reason}")]
pub struct Invalid {
    pub field: Field,
    pub reason: Reason,
}

impl Invalid {
    pub fn new(field: Field, reason: Reason) -> Self {
        Self { field, reason }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Something is needed here."),
            Self::TooLong { have, max } => write!(f, "{have} characters so far. Keep it to {max} or fewer."),
            Self::TooShort { have, min } => {
                write!(
                    f,
                    "{have} character{} so far. Make it {min} or more.",
                    if *have == 1 { "" } else { "s" }
                )
            }
            Self::NameCharacters => {
                f.write_str("Use small letters, digits and underscores, and begin with a letter.")
            }
            Self::NameReserved => f.write_str("The site keeps this name for itself. Try another."),
            Self::NameTaken => {
                f.write_str("Someone here has this name already. Add a letter, or try another.")
            }
            Self::Invisible => {
                f.write_str("There are invisible characters in it. Type it again without them.")
            }
            Self::TooManyTags { max } => write!(f, "Up to {max} tags. Take some out."),
            Self::TagCharacters => {
                f.write_str("Tags are letters, digits and spaces, with commas between them.")
            }
            Self::PasswordCommon => {
                f.write_str("People who guess try this one early. A sentence only you would say works well.")
            }
            Self::SignInWrong => f.write_str("This name and this password do not belong together."),
            Self::PasswordWrong => f.write_str("This is not your password. Try again."),
        }
    }
}

/// Text trimmed at both ends, counted in code points and free of characters that hide or reverse what is read.
pub(crate) fn single_line(field: Field, raw: &str, min: usize, max: usize) -> Result<String, Invalid> {
    let text = raw.trim();
    check_length(field, text, min, max)?;
    if text.chars().any(|c| c.is_control() || is_bidi_control(c)) {
        return Err(Invalid::new(field, Reason::Invisible));
    }
    Ok(text.to_owned())
}

/// As `single_line`, for text of several lines: line ends become `\n`, tabs may stay.
pub(crate) fn multi_line(field: Field, raw: &str, min: usize, max: usize) -> Result<String, Invalid> {
    let text = raw.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
    check_length(field, &text, min, max)?;
    if text.chars().any(|c| (c.is_control() && c != '\n' && c != '\t') || is_bidi_control(c)) {
        return Err(Invalid::new(field, Reason::Invisible));
    }
    Ok(text)
}

fn check_length(field: Field, text: &str, min: usize, max: usize) -> Result<(), Invalid> {
    match text.chars().count() {
        0 if min > 0 => Err(Invalid::new(field, Reason::Empty)),
        have if have < min => Err(Invalid::new(field, Reason::TooShort { have, min })),
        have if have > max => Err(Invalid::new(field, Reason::TooLong { have, max })),
        _ => Ok(()),
    }
}

/// Direction overrides and isolates (Unicode Standard Annex 9, 2.4 and 2.5), which can make text read as another one.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
