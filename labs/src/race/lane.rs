//! The lanes of a race: the ways of fetching a page, each with and without an index.

use serde::{Deserialize, Serialize};

/// How a page is fetched. Every way gives the same rows: the post, the name of its author, the number of its likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// A query for the posts, and then two queries for each of them (N+1 queries). Each is compiled every time.
    Loop,
    /// The same, but each statement is compiled once.
    Prepared,
    /// A query for the posts, and then two queries with the collected ids in an `IN`. The program puts the rows together.
    Collected,
    /// One statement with a JOIN.
    Join,
}

impl Way {
    /// In the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Loop, Self::Prepared, Self::Collected, Self::Join];

    /// The word for it in forms and files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Loop => "loop",
            Self::Prepared => "prepared",
            Self::Collected => "in",
            Self::Join => "join",
        }
    }

    /// The words for it on a page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Loop => "A query per row",
            Self::Prepared => "A query per row, prepared once",
            Self::Collected => "IN, with the ids collected",
            Self::Join => "One JOIN",
        }
    }
}

/// A way with or without the index on `likes (post_id)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lane {
    pub way: Way,
    pub indexed: bool,
}

impl Lane {
    /// All with the index, and then all without it.
    pub const ALL: [Self; 8] = {
        let mut all = [Self { way: Way::Loop, indexed: true }; 8];
        let mut n = 0;
        while n < all.len() {
            all[n] = Self { way: Way::ALL[n % 4], indexed: n < 4 };
            n += 1;
        }
        all
    };

    /// The word for it in forms and files: `join`, and `join-bare` without the index.
    pub fn key(self) -> String {
        format!("{}{}", self.way.key(), if self.indexed { "" } else { "-bare" })
    }

    /// The lane that a form or a file means.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.key() == key)
    }

    /// The words for it on a page.
    pub fn name(self) -> String {
        format!("{}{}", self.way.name(), if self.indexed { "" } else { ", no index" })
    }
}
