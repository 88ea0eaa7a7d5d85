//! A query per row, where each statement is compiled once.

use super::{LIKES, NAME, POSTS, PostRow, Program, post};
use crate::race::meter::Meter;
use rusqlite::Result;

pub(in crate::race) const PROGRAM: Program = Program {
    key: "prepared",
    name: "A query per row, prepared once",
    short_name: "Prepared once",
    asks_per_row: true,
    joins_tables: false,
    statements: &[POSTS, NAME, LIKES],
    fetch,
    source: include_str!("prepared.rs"),
    helper: None,
};

fn fetch(database: &Meter<'_>, length: u32) -> Result<Vec<PostRow>> {
    let mut name_of = database.prepare(NAME)?;
    let mut likes_of = database.prepare(LIKES)?;
    let mut page = Vec::new();
    for (id, author_id, title) in database.prepare(POSTS)?.all([length], post)? {
        let author = name_of.one([author_id], |row| row.get(0))?;
        let likes = likes_of.one([id], |row| row.get(0))?;
        page.push(PostRow { id, title, author, likes });
    }
    Ok(page)
}
