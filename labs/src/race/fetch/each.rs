//! A query per row, as many people write it at first.

use super::{LIKES, NAME, POSTS, PostRow, Program, post};
use crate::race::meter::Meter;
use rusqlite::Result;

pub(in crate::race) const PROGRAM: Program = Program {
    key: "loop",
    name: "A query per row",
    short_name: "A query per row",
    asks_per_row: true,
    joins_tables: false,
    statements: &[POSTS, NAME, LIKES],
    fetch,
    source: include_str!("each.rs"),
    helper: None,
};

fn fetch(database: &Meter<'_>, length: u32) -> Result<Vec<PostRow>> {
    let mut page = Vec::new();
    for (id, author_id, title) in database.prepare(POSTS)?.all([length], post)? {
        let author = database.prepare(NAME)?.one([author_id], |row| row.get(0))?;
        let likes = database.prepare(LIKES)?.one([id], |row| row.get(0))?;
        page.push(PostRow { id, title, author, likes });
    }
    Ok(page)
}
