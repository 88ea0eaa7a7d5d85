//! Comments: one level of answers, in Markdown.

use crate::{Author, CommentId, Field, Invalid, PostId, Timestamp, invalid::multi_line};
use serde::{Deserialize, Serialize};

/// The text of a comment, in Markdown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommentBody(String);

impl CommentBody {
    pub const CHARS_MAX: usize = 2_000;

    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        multi_line(Field::Body, raw, 1, Self::CHARS_MAX).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A comment as the database has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    pub id: CommentId,
    pub post: PostId,
    /// The comment this one answers.
    pub answers: Option<CommentId>,
    /// Nobody, where the author left and let the comment stay.
    pub author: Option<Author>,
    /// Markdown, as typed.
    pub body: String,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub likes: i64,
    pub liked_by_viewer: bool,
    pub written_by_viewer: bool,
}

/// A comment as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentView {
    pub comment: Comment,
    /// The text as HTML, cleaned: safe to put into a page as it is.
    pub html: String,
}

impl CommentView {
    /// The most comments one page shows.
    pub const SHOWN_MAX: usize = 500;
}
