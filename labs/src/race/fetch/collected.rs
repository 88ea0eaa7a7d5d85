//! Collects the ids of the posts, and asks for all that belongs to them at once.

use super::{Helper, POSTS, PostRow, Program, post};
use crate::race::meter::Meter;
use rusqlite::{Error, Result, params_from_iter};
use std::collections::{BTreeSet, HashMap};

const NAMES: &str = "SELECT id, name FROM users WHERE id IN (?1, ?2)";
const COUNTS: &str = "\
SELECT post_id, COUNT(*)
FROM likes
WHERE post_id IN (?1, ?2)
GROUP BY post_id";

/// The most ids in one statement.
const IDS_MAX: usize = 500;

pub(in crate::race) const PROGRAM: Program = Program {
    key: "in",
    name: "IN, with the ids collected",
    short_name: "IN",
    asks_per_row: false,
    joins_tables: false,
    statements: &[POSTS, NAMES, COUNTS],
    fetch,
    source: include_str!("collected.rs"),
    helper: Some(Helper {
        name: "pairs",
        rust_call: "pairs(database, sql, ids)",
        python_call: "pairs(db, sql, ids)",
    }),
};

fn fetch(database: &Meter<'_>, length: u32) -> Result<Vec<PostRow>> {
    let posts = database.prepare(POSTS)?.all([length], post)?;
    let (mut names, mut counts) = (HashMap::new(), HashMap::new());
    for some in posts.chunks(IDS_MAX) {
        let authors: BTreeSet<i64> = some.iter().map(|(_, author_id, _)| *author_id).collect();
        names.extend(pairs(database, NAMES, authors)?);
        counts.extend(pairs(database, COUNTS, some.iter().map(|(id, ..)| *id).collect())?);
    }
    let shown = posts.into_iter().map(|(id, author_id, title)| {
        let author: &String = names.get(&author_id).ok_or(Error::QueryReturnedNoRows)?;
        let likes = counts.get(&id).copied().unwrap_or(0);
        Ok(PostRow { id, title, author: author.clone(), likes })
    });
    shown.collect()
}

/// The rows of a statement with these ids in its `IN`: an id and one value each.
fn pairs<T: rusqlite::types::FromSql>(
    database: &Meter<'_>,
    sql: &str,
    ids: BTreeSet<i64>,
) -> Result<Vec<(i64, T)>> {
    let marks = (1..=ids.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
    let sql = sql.replace("?1, ?2", &marks);
    database.prepare(&sql)?.all(params_from_iter(ids), |row| Ok((row.get(0)?, row.get(1)?)))
}
