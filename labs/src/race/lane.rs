//! The ways of fetching a page, and the lanes they run in.

use serde::{Deserialize, Serialize};

/// How the page is fetched. Each gives the same rows: the post, its author's name, the number of its likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// The posts, and then two statements for each of them, made anew every time.
    Loop,
    /// The same, and each text is prepared once.
    Prepared,
    /// The posts, their ids collected, and then what belongs to them by `IN`, put together in code.
    Collected,
    /// One statement.
    Join,
}

impl Way {
    pub const ALL: [Self; 4] = [Self::Loop, Self::Prepared, Self::Collected, Self::Join];

    /// As forms and files write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Loop => "loop",
            Self::Prepared => "prepared",
            Self::Collected => "in",
            Self::Join => "join",
        }
    }

    /// As people read it.
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
    pub const ALL: [Self; 8] = {
        let mut all = [Self { way: Way::Loop, indexed: true }; 8];
        let mut n = 0;
        while n < all.len() {
            all[n] = Self { way: Way::ALL[n % 4], indexed: n < 4 };
            n += 1;
        }
        all
    };

    /// As forms and files write it: `join`, and `join-bare` without the index.
    pub fn key(self) -> String {
        format!("{}{}", self.way.key(), if self.indexed { "" } else { "-bare" })
    }

    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.key() == key)
    }

    /// As people read it.
    pub fn name(self) -> String {
        format!("{}{}", self.way.name(), if self.indexed { "" } else { ", no index" })
    }
}
