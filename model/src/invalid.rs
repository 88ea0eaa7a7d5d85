//! An input that was not accepted: which field, and for what reason.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The inputs that can be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The name that a person signs in with.
    Name,
    /// The name in bylines.
    DisplayName,
    /// A few words about oneself.
    Bio,
    /// The password that proves who somebody is, or the first one at sign-up.
    Password,
    /// The password that replaces the one before.
    NewPassword,
    /// The title of a post.
    Title,
    /// The text of a post or a comment.
    Body,
    /// The tags of a post.
    Tags,
    /// The words to search for.
    Query,
    /// What happens to the posts and comments of a person who deletes their account. Forms call it `legacy`.
    #[serde(rename = "legacy")]
    ContentOnDeletion,
}

impl Field {
    /// The `name` of the form control, which is also the last part of its id.
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

/// Why an input was not accepted, with the numbers that a sentence needs. Its sentences (`Display`) are fixed: nothing that
/// a person typed is repeated in them, so they can be shown anywhere without escaping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nothing was typed.
    Empty,
    /// More than `max` characters (Unicode code points); `have` of them were typed.
    TooLong {
        /// Code points typed.
        have: usize,
        /// Code points allowed.
        max: usize,
    },
    /// Fewer than `min` characters; `have` of them were typed.
    TooShort {
        /// Code points typed.
        have: usize,
        /// Code points needed.
        min: usize,
    },
    /// A character that names may not have.
    NameCharacters,
    /// A name that the site keeps for itself.
    NameReserved,
    /// Somebody has that name already.
    NameTaken,
    /// Characters that nobody can see: control characters, those that change the direction of the text, and the two that no
    /// XML document may hold.
    Invisible,
    /// More than `max` tags.
    TooManyTags {
        /// Tags allowed.
        max: usize,
    },
    /// A character that tags may not have.
    TagCharacters,
    /// More posts and comments than one person may keep, in bytes.
    TooMuchWritten,
    /// A password that people who guess try early.
    PasswordCommon,
    /// Name and password do not belong together. Which of them is wrong is not told, or anybody could find out which names
    /// exist.
    SignInWrong,
    /// The password given to confirm a change is not the account's.
    PasswordWrong,
}

/// One input that was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{reason}")]
pub struct Invalid {
    /// Which input.
    pub field: Field,
    /// What is wrong with it.
    pub reason: Reason,
}

impl Invalid {
    /// An input and what is wrong with it.
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
            Self::TooMuchWritten => {
                f.write_str("You keep as much here as one person may. Delete something, or make it shorter.")
            }
            Self::PasswordCommon => {
                f.write_str("People who guess try this one early. A sentence only you would say works well.")
            }
            Self::SignInWrong => f.write_str("This name and this password do not belong together."),
            Self::PasswordWrong => f.write_str("This is not your password. Try again."),
        }
    }
}

/// Text of one line: trimmed at both ends, counted in code points, and free of characters that are invisible or make the
/// text read as another one. A text of which nothing can be seen counts as empty, because its link could not be found on a
/// page.
///
/// # Errors
/// `Empty`, `TooShort`, `TooLong` or `Invisible`.
pub(crate) fn single_line(field: Field, raw: &str, min: usize, max: usize) -> Result<String, Invalid> {
    let text = raw.trim();
    if text.chars().any(is_refused) {
        return Err(Invalid::new(field, Reason::Invisible));
    }
    check_length(field, text, min, max)?;
    Ok(text.to_owned())
}

/// As `single_line`, for text of several lines. Forms send `\r\n` at line ends (HTML Standard, "Converting an entry
/// list to a list of name-value pairs"), which becomes `\n`; tabs may stay.
///
/// # Errors
/// As `single_line`.
pub(crate) fn multi_line(field: Field, raw: &str, min: usize, max: usize) -> Result<String, Invalid> {
    let text = raw.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
    if text.chars().any(|c| is_refused(c) && c != '\n' && c != '\t') {
        return Err(Invalid::new(field, Reason::Invisible));
    }
    check_length(field, &text, min, max)?;
    Ok(text)
}

fn check_length(field: Field, text: &str, min: usize, max: usize) -> Result<(), Invalid> {
    match text.chars().count() {
        _ if min > 0 && !text.chars().any(is_visible) => Err(Invalid::new(field, Reason::Empty)),
        have if have < min => Err(Invalid::new(field, Reason::TooShort { have, min })),
        have if have > max => Err(Invalid::new(field, Reason::TooLong { have, max })),
        _ => Ok(()),
    }
}

/// Whether no text may have this character. Some of them override or isolate the direction of text (Unicode Standard Annex
/// 9, 2.1 to 2.5): with these, `moc.elpmaxe` can be made to read as `example.com`. U+FFFE and U+FFFF may stand in no XML
/// document (XML 1.0, 2.2), so one of them in a title would break every feed that lists it.
fn is_refused(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Whether a character leaves anything to see. Those that do not are white space, what fonts are told to draw nothing for
/// (Unicode's property `Default_Ignorable_Code_Point`, which includes the Hangul fillers and the variation selectors), and
/// the Braille pattern without dots. They may stand inside a text, where some of them are needed: the joiner holds an emoji
/// of several people together.
fn is_visible(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(result: Result<String, Invalid>) -> Option<Reason> {
        result.err().map(|invalid| invalid.reason)
    }

    #[test]
    fn a_text_of_which_nothing_can_be_seen_is_empty() {
        for hidden in ["\u{200B}", "\u{3164}", "\u{AD}", "\u{2800}", "\u{FE0F}\u{200D}", " \u{2060} "] {
            assert_eq!(reason(single_line(Field::Title, hidden, 1, 9)), Some(Reason::Empty), "{hidden:?}");
            assert_eq!(reason(multi_line(Field::Body, hidden, 1, 9)), Some(Reason::Empty), "{hidden:?}");
        }
        // A family is three people held together by joiners, and a text that need not be there may be invisible.
        assert!(single_line(Field::Title, "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", 1, 9).is_ok());
        assert!(multi_line(Field::Bio, "\u{200B}", 0, 9).is_ok());
    }

    #[test]
    fn a_character_that_no_xml_document_may_hold_is_refused() {
        // XML 1.0, 2.2: every character but the surrogates, which no text in Rust has, U+FFFE, U+FFFF, and most below U+20.
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let is_xml = matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
            if !is_xml {
                let text = format!("a{c}b");
                assert_eq!(reason(single_line(Field::Title, &text, 1, 9)), Some(Reason::Invisible), "{c:?}");
                assert_eq!(reason(multi_line(Field::Body, &text, 1, 9)), Some(Reason::Invisible), "{c:?}");
            }
        }
    }
}
