//! The ways of fetching a page, each in a file of its own.
//!
//! The site shows the bodies of these functions to learners (`Way::rust`), so what stands between their braces is kept as
//! short and plain as it can be.

pub(super) mod collected;
pub(super) mod each;
pub(super) mod join;
pub(super) mod prepared;

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

/// Everything there is to one way of fetching.
pub(super) struct Program {
    /// As forms and files write it; also the end of its function's name in `bench/race.py`.
    pub key: &'static str,
    /// As people read it.
    pub name: &'static str,
    /// The same where there is little room.
    pub short_name: &'static str,
    /// Whether it sends statements for every row of the page.
    pub asks_per_row: bool,
    /// Whether SQLite joins the tables in one statement. The rows that it finds by key are counted otherwise then
    /// (`runner::rows_found_by_key`).
    pub joins_tables: bool,
    /// The texts that it sends.
    pub statements: &'static [&'static str],
    pub fetch: fn(&Meter<'_>, u32) -> Result<Vec<PostRow>>,
    /// The file that has `fetch` in it.
    pub source: &'static str,
    /// A function that `fetch` calls, and that has to be shown with it.
    pub helper: Option<Helper>,
}

/// A function that stands below another one where its program is shown.
pub(super) struct Helper {
    name: &'static str,
    rust_call: &'static str,
    python_call: &'static str,
}

impl Way {
    /// The newest `length` posts, the newest first.
    ///
    /// # Errors
    /// The error of SQLite, which is an interruption when the time is over.
    pub(super) fn fetch(self, database: &Meter<'_>, length: u32) -> Result<Vec<PostRow>> {
        (self.program().fetch)(database, length)
    }

    /// The statements that it sends. An `IN` is written for two ids here; when it runs it has a mark for each id, up to 500.
    pub fn statements(self) -> &'static [&'static str] {
        self.program().statements
    }

    /// What it does in Rust: the body of the function that is timed, and of the one that it calls.
    pub fn rust(self) -> String {
        let Program { source, helper, .. } = self.program();
        let fetch = body_of(source, "fn fetch(", &["}"]);
        match helper {
            Some(helper) => {
                let called = body_of(source, &format!("fn {}<", helper.name), &["}"]);
                format!("{fetch}\n// {}:\n{called}", helper.rust_call)
            }
            None => fetch,
        }
    }

    /// The same in Python: the body of the function in `bench/race.py`, which measures it there.
    pub fn python(self) -> String {
        let source = include_str!("../../../../bench/race.py");
        // In Python a function ends with the first empty line.
        let fetch = body_of(source, &format!("def fetch_{}(", self.key()), &[""]);
        match &self.program().helper {
            Some(helper) => {
                let called = body_of(source, &format!("def {}(", helper.name), &[""]);
                format!("{fetch}\n# {}:\n{called}", helper.python_call)
            }
            None => fetch,
        }
    }
}

/// A row of `POSTS`: the id of the post, the id of its author, and the title.
fn post(row: &Row<'_>) -> Result<(i64, i64, String)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}
