//! A mistake in a chapter's text.

use std::fmt;

/// What is wrong with a chapter's text, and where. It prints as one line that an editor can jump to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The path from the root of the repository: `content/learn/cookies.md`.
    pub file: String,
    /// Counted from 1; `None` where it is about the whole chapter.
    pub line: Option<usize>,
    /// What is wrong, in one sentence or more.
    pub says: String,
}

impl Mistake {
    pub(super) fn of(slug: &str, line: Option<usize>, says: impl Into<String>) -> Self {
        Self { file: format!("content/learn/{slug}.md"), line, says: says.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.file, self.says),
            None => write!(f, "{}: {}", self.file, self.says),
        }
    }
}

impl std::error::Error for Mistake {}
