//! Virtual tables (<https://sqlite.org/vtab.html>) that learners make: what belongs to them, and how their rows are written down.

use super::schema::quote_name;
use crate::sql::{self, TokenKind};
use rusqlite::{Connection, Result};
use std::collections::HashSet;

/// The tables in which virtual tables keep what they know (<https://sqlite.org/vtab.html#xshadowname>). Nobody can write into
/// them, and they are no part of what a learner has made.
///
/// # Errors
/// When the list of tables cannot be read.
pub(super) fn shadow_tables(connection: &Connection) -> Result<HashSet<String>> {
    // As a statement and not as the function `pragma_table_list`, which a learner could hide with a table of that name.
    let mut statement = connection.prepare("PRAGMA main.table_list")?;
    let listed = statement.query_map([], |row| Ok((row.get(1)?, row.get::<_, String>(2)?)))?;
    let listed: Vec<(String, String)> = listed.collect::<Result<_>>()?;
    Ok(listed.into_iter().filter(|(_, kind)| kind == "shadow").map(|(name, _)| name).collect())
}

/// How the rows of a table come back when its `CREATE` statement runs again.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// By an `INSERT` of all its columns, as of an ordinary table.
    Columns,
    /// By an `INSERT` of its rowid and all its columns: FTS5 says by the rowid which text a match is from.
    RowidAndColumns,
    /// By this statement, which stands at the end, when what it reads is there.
    Statement(String),
    /// They do not: it keeps none of its own, or none that can be read.
    Lost,
}

impl Rows {
    /// By the `CREATE` statement of a table and its name.
    pub fn of(sql: &str, name: &str) -> Self {
        let words: Vec<&str> = sql::tokens(sql)
            .into_iter()
            .filter(|token| !matches!(token.kind, TokenKind::Space | TokenKind::Comment))
            .map(|token| &sql[token.span])
            .collect();
        let is = |i: usize, word: &str| words.get(i).is_some_and(|own| own.eq_ignore_ascii_case(word));
        if !is(1, "VIRTUAL") {
            return Self::Columns;
        }
        let module = (0..words.len()).find(|&i| is(i, "USING")).map_or(0, |i| i + 1);
        // https://sqlite.org/fts5.html#external_content_and_contentless_tables
        let content =
            (module..words.len()).find(|&i| is(i, "content") && is(i + 1, "=")).map(|i| words[i + 2]);
        match content {
            _ if is(module, "fts5vocab") => Self::Lost,
            _ if !is(module, "fts5") => Self::Columns,
            None => Self::RowidAndColumns,
            Some("''" | "\"\"") => Self::Lost,
            Some(_) => {
                let name = quote_name(name);
                Self::Statement(format!("INSERT INTO {name} ({name}) VALUES ('rebuild');"))
            }
        }
    }
}
