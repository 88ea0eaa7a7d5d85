//! Search: what is looked for, and what was found.

use crate::{Author, Field, Invalid, PostId, Timestamp, invalid::single_line};
use serde::{Deserialize, Serialize};

/// The words to look for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SearchQuery(String);

impl SearchQuery {
    /// The longest text, in Unicode code points.
    pub const CHARS_MAX: usize = 100;

    /// A text as it was typed.
    ///
    /// # Errors
    /// `Empty`, `TooLong` or `Invisible`, for `Field::Query`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        single_line(Field::Query, raw, 1, Self::CHARS_MAX).map(Self)
    }

    /// The text, trimmed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that was found, in pieces, each with whether it matched. It travels as pieces and not as HTML, so that nothing in
/// it can become markup.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet(pub Vec<(String, bool)>);

impl Snippet {
    /// The mark that the database puts before what matched. It is a control character, which no checked text contains.
    pub const OPEN: char = '\u{1}';
    /// The mark after what matched.
    pub const CLOSE: char = '\u{2}';

    /// Splits a text at its marks.
    pub fn from_marked(text: &str) -> Self {
        let mut pieces = Vec::new();
        for (n, part) in text.split(Self::OPEN).enumerate() {
            let (hit, rest) =
                if n == 0 { ("", part) } else { part.split_once(Self::CLOSE).unwrap_or((part, "")) };
            for (piece, matched) in [(hit, true), (rest, false)] {
                if !piece.is_empty() {
                    pieces.push((piece.to_owned(), matched));
                }
            }
        }
        Self(pieces)
    }
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Posts and comments.
    pub hits: Vec<Hit>,
    /// Chapters and exercises, as markup that the server drew. It is empty where there are none.
    pub lessons: String,
}

/// One post or comment that matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The post that matched, or under which a comment did.
    pub post: PostId,
    /// The title of the post, also where a comment under it matched.
    pub title: Snippet,
    /// A piece of the text around what matched.
    pub snippet: Snippet,
    /// Whether a comment matched and not the post.
    pub in_comment: bool,
    /// Who wrote what matched; none where they deleted their account.
    pub author: Option<Author>,
    /// When what matched was written.
    pub created_at: Timestamp,
}

impl Hit {
    /// The most hits that one search shows.
    pub const SHOWN_MAX: usize = 50;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_tells_what_matched() {
        let piece = |text: &str, matched| (text.to_owned(), matched);
        let marked = "the \u{1}pump\u{2} and the \u{1}drain\u{2}";
        let want =
            vec![piece("the ", false), piece("pump", true), piece(" and the ", false), piece("drain", true)];
        assert_eq!(Snippet::from_marked(marked), Snippet(want));
        assert_eq!(Snippet::from_marked("<b>plain</b>"), Snippet(vec![piece("<b>plain</b>", false)]));
    }
}
