//! Search: what was asked, and what was found.

use crate::{Author, Field, Invalid, PostId, Timestamp, invalid::single_line};
use serde::{Deserialize, Serialize};

/// Words to look for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SearchQuery(String);

impl SearchQuery {
    pub const CHARS_MAX: usize = 100;

    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        single_line(Field::Query, raw, 1, Self::CHARS_MAX).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Found text in pieces, so that no markup travels with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet(pub Vec<(String, bool)>);

impl Snippet {
    /// The marks the database puts around what matched; no typed text can contain them.
    pub const OPEN: char = '\u{1}';
    pub const CLOSE: char = '\u{2}';

    /// Splits text at its marks: each piece with whether it matched.
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

/// One post or comment that matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub post: PostId,
    /// Title of the post, also where a comment under it matched.
    pub title: Snippet,
    pub snippet: Snippet,
    pub in_comment: bool,
    pub author: Option<Author>,
    pub created_at: Timestamp,
}

impl Hit {
    /// The most hits one search shows.
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
