//! Lists page by key, never by offset: the cursor is the last id seen.

use crate::PostId;
use serde::{Deserialize, Serialize};

/// Where a page of posts begins: right after (that is, older than) this post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub PostId);

impl Cursor {
    /// Before everything: the first page.
    pub const START: Self = Self(PostId(i64::MAX));

    /// From the `older` part of an address; anything unreadable is the first page.
    pub fn parse(raw: Option<&str>) -> Self {
        raw.and_then(|text| text.parse().ok()).map_or(Self::START, Self)
    }
}

/// Some of a list, and where the rest begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// The number of posts on one page.
    pub const SIZE: usize = 20;

    /// A page from up to `SIZE + 1` rows: one row more than the page says that there is a next one.
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
