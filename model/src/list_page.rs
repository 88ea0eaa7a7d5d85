//! Pages of a list, each of which begins at a key.
//!
//! The cursor is the last id of the page before, never an offset. A page deep in the list costs as much as the first one,
//! and a post that appears meanwhile makes no reader see another one twice.

use crate::PostId;
use serde::{Deserialize, Serialize};

/// Where a page of posts begins: right after (that is, older than) this post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub PostId);

impl Cursor {
    /// Newer than every post: where the first page begins.
    pub const START: Self = Self(PostId(i64::MAX));

    /// Reads the `older` parameter of an address. What cannot be read is taken for the first page, because an address is
    /// often cut or mistyped, and a page helps more than an error.
    pub fn parse(raw: Option<&str>) -> Self {
        raw.and_then(|text| text.parse().ok()).map_or(Self::START, Self)
    }
}

/// A part of a list, and where the rest begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// At most `Page::SIZE` of them, in the order of the list.
    pub items: Vec<T>,
    /// Where the next page begins; none on the last one.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// The number of posts on one page.
    pub const SIZE: usize = 20;

    /// Makes a page of up to `SIZE + 1` rows. Statements ask for one row more than fits: its presence tells that there is a
    /// next page, without counting the whole list.
    pub fn from_rows(mut rows: Vec<T>, id: impl Fn(&T) -> PostId) -> Self {
        let more = rows.len() > Self::SIZE;
        rows.truncate(Self::SIZE);
        let next = if more { rows.last().map(|row| Cursor(id(row))) } else { None };
        Self { items: rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_whether_there_is_another() {
        let page = |rows: i64| Page::from_rows((1..=rows).rev().map(PostId).collect(), |id| *id);
        assert_eq!(page(20).next, None);
        assert_eq!(page(21).next, Some(Cursor(PostId(2))));
        assert_eq!(page(21).items.len(), 20);
        assert_eq!(page(0).next, None);
    }

    #[test]
    fn an_unreadable_cursor_is_the_first_page() {
        assert_eq!(Cursor::parse(Some("17")), Cursor(PostId(17)));
        assert_eq!(Cursor::parse(Some("x' OR 1=1")), Cursor::START);
        assert_eq!(Cursor::parse(None), Cursor::START);
    }
}
