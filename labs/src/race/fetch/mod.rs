//! The ways of fetching a page, each in a file of its own.
//!
//! The site shows the bodies of these functions to learners (`Way::rust`), so what stands between their braces is kept as
//! short and plain as it can be.

mod collected;
mod each;
mod join;
mod prepared;

use super::{lane::Way, meter::Meter};
use crate::excerpt::body_of;
use rusqlite::{Result, Row};

/// The newest posts; the parameter is how many.
const POSTS: &str = "\
SELECT id, author_id, title
FROM posts
ORDER BY id DESC
LIMIT ?1";
const NAME: &str = "SELECT name FROM users WHERE id = ?1";
const LIKES: &str = "SELECT COUNT(*) FROM likes WHERE post_id = ?1";

/// A post as the page has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PostRow {
    pub id: i64,
    pub title: String,
    pub author: String,
    pub likes: i64,
}

impl Way {
    /// The newest `length` posts, the newest first.
    ///
    /// # Errors
    /// The error of SQLite, which is an interruption when the time is over.
    pub(super) fn fetch(self, database: &Meter<'_>, length: u32) -> Result<Vec<PostRow>> {
        match self {
            Self::Loop => each::fetch(database, length),
            Self::Prepared => prepared::fetch(database, length),
            Self::Collected => collected::fetch(database, length),
            Self::Join => join::fetch(database, length),
        }
    }

    /// The statements that it sends. An `IN` is written for two ids here; when it runs it has a mark for each id, up to 500.
    pub fn statements(self) -> &'static [&'static str] {
        match self {
            Self::Loop | Self::Prepared => &[POSTS, NAME, LIKES],
            Self::Collected => &[POSTS, collected::NAMES, collected::COUNTS],
            Self::Join => &[join::PAGE],
        }
    }

    /// What it does in Rust: the body of the function that is timed, and of the one that it calls.
    pub fn rust(self) -> String {
        let source = match self {
            Self::Loop => include_str!("each.rs"),
            Self::Prepared => include_str!("prepared.rs"),
            Self::Collected => include_str!("collected.rs"),
            Self::Join => include_str!("join.rs"),
        };
        let fetch = body_of(source, "fn fetch(", &["}"]);
        let called = (self == Self::Collected).then(|| body_of(source, "fn pairs<", &["}"]));
        with_called(fetch, "// pairs(database, sql, ids):", called)
    }

    /// The same in Python: the body of the function in `bench/race.py`, which measures it there.
    pub fn python(self) -> String {
        let source = include_str!("../../../../bench/race.py");
        let fetch = body_of(source, &format!("def fetch_{}(", self.key()), &[""]);
        let called = (self == Self::Collected).then(|| body_of(source, "def pairs(", &[""]));
        with_called(fetch, "# pairs(db, sql, ids):", called)
    }
}

/// The code of a function, and below a heading the code of the one that it calls.
fn with_called(fetch: String, head: &str, called: Option<String>) -> String {
    match called {
        Some(called) => format!("{fetch}\n{head}\n{called}"),
        None => fetch,
    }
}

/// A row of `POSTS`: the id of the post, the id of its author, and the title.
fn post(row: &Row<'_>) -> Result<(i64, i64, String)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}
