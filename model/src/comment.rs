//! Comments: Markdown under a post, with one level of answers.

use crate::{Author, CommentId, Field, Invalid, PostId, Timestamp, invalid::multi_line};
use serde::{Deserialize, Serialize};

/// The text of a comment, in Markdown, that has passed its rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommentBody(String);

impl CommentBody {
    /// The longest text, in Unicode code points.
    pub const CHARS_MAX: usize = 2_000;

    /// A text as it was typed.
    ///
    /// # Errors
    /// `Empty`, `TooLong` or `Invisible`, for `Field::Body`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        multi_line(Field::Body, raw, 1, Self::CHARS_MAX).map(Self)
    }

    /// The text, trimmed, with `\n` at its line ends.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A comment as the database has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its number.
    pub id: CommentId,
    /// The post it stands under.
    pub post: PostId,
    /// The comment this one answers; none where it answers the post itself. Never an answer: those stay one level deep.
    pub answers: Option<CommentId>,
    /// None where the author deleted their account and let the comment stay.
    pub author: Option<Author>,
    /// Markdown, as typed.
    pub body: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When its text was last changed, if ever.
    pub edited_at: Option<Timestamp>,
    /// How many people like it.
    pub likes: i64,
    /// Whether the person who reads it likes it.
    pub liked_by_viewer: bool,
    /// Whether the person who reads it wrote it, and so may change it.
    pub written_by_viewer: bool,
}

/// A comment as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentView {
    /// What the database has.
    pub comment: Comment,
    /// The text as HTML, cleaned: safe to put into a page as it is.
    pub html: String,
}

impl CommentView {
    /// The most comments that one page shows.
    pub const SHOWN_MAX: usize = 500;
}
