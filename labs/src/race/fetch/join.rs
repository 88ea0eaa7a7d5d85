//! One statement. The loop runs inside SQLite.

use super::{PostRow, Program};
use crate::race::meter::Meter;
use rusqlite::Result;

/// SQLite allows grouping by the post alone, though other columns are selected. It then goes through the posts in their order,
/// and stops at the last one that is wanted. `COUNT(l.post_id)` counts only rows with a like: a post that nobody likes has
/// one row as well, with NULL in that column.
const PAGE: &str = "\
SELECT p.id, p.title, u.name, COUNT(l.post_id)
FROM posts AS p
JOIN users AS u ON u.id = p.author_id
LEFT JOIN likes AS l ON l.post_id = p.id
GROUP BY p.id
ORDER BY p.id DESC
LIMIT ?1";

pub(in crate::race) const PROGRAM: Program = Program {
    key: "join",
    name: "One JOIN",
    short_name: "One JOIN",
    asks_per_row: false,
    joins_tables: true,
    statements: &[PAGE],
    fetch,
    source: include_str!("join.rs"),
    helper: None,
};

fn fetch(database: &Meter<'_>, length: u32) -> Result<Vec<PostRow>> {
    database.prepare(PAGE)?.all([length], |row| {
        Ok(PostRow { id: row.get(0)?, title: row.get(1)?, author: row.get(2)?, likes: row.get(3)? })
    })
}
