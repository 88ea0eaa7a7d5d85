//! The lanes of a race: the ways of fetching a page, each with and without an index.

use super::fetch::{self, Program};
use serde::{Deserialize, Serialize};

/// Makes the enum of the ways and the list of them from one table. What else there is to a way is in its own file.
macro_rules! ways {
    ($($(#[$doc:meta])* $variant:ident => $file:ident,)*) => {
        /// How a page is fetched. Every way gives the same rows: the post, the name of its author, the number of its likes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Way {
            $($(#[$doc])* $variant,)*
        }

        impl Way {
            /// All of them, in the order in which a page lists them.
            pub const ALL: [Self; [$(Self::$variant),*].len()] = [$(Self::$variant),*];

            /// Its names and its program.
            pub(super) const fn program(self) -> &'static Program {
                match self {
                    $(Self::$variant => &fetch::$file::PROGRAM,)*
                }
            }
        }
    };
}

// A new way is a line here, a file below `fetch/` and its mark in the plot (`lessons/src/race/plot.rs`).
ways! {
    /// A query for the posts, and then two queries for each of them (N+1 queries). Each is compiled every time.
    Loop => each,
    /// The same, but each statement is compiled once.
    Prepared => prepared,
    /// A query for the posts, and then two queries with the collected ids in an `IN`. The program puts the rows together.
    Collected => collected,
    /// One statement with a JOIN.
    Join => join,
}

impl Way {
    /// The word for it in forms and files.
    pub const fn key(self) -> &'static str {
        self.program().key
    }

    /// The words for it on a page.
    pub const fn name(self) -> &'static str {
        self.program().name
    }

    /// The name where there is little room.
    pub const fn short_name(self) -> &'static str {
        self.program().short_name
    }

    /// Whether it sends statements for every row of the page, which the X-ray would mark as N+1.
    pub const fn asks_per_row(self) -> bool {
        self.program().asks_per_row
    }
}

/// A way with or without the index on `likes (post_id)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lane {
    pub way: Way,
    /// Whether the index is there while it runs.
    pub indexed: bool,
}

impl Lane {
    /// Every way with the index, then every way without it.
    pub const ALL: [Self; 2 * Way::ALL.len()] = {
        let ways = Way::ALL.len();
        let mut all = [Self { way: Way::Loop, indexed: true }; 2 * Way::ALL.len()];
        let mut n = 0;
        while n < all.len() {
            all[n] = Self { way: Way::ALL[n % ways], indexed: n < ways };
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
        format!("{}{}", self.way.name(), self.without_index())
    }

    /// The name where there is little room.
    pub fn short_name(self) -> String {
        format!("{}{}", self.way.short_name(), self.without_index())
    }

    const fn without_index(self) -> &'static str {
        if self.indexed { "" } else { ", no index" }
    }
}
