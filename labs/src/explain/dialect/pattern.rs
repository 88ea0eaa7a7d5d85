//! Finds a pattern of words in a statement.
//!
//! A pattern is a list of words with spaces between them, which the statement must have one after the other: `^` is the
//! beginning of the statement, `_` any word, `T` any word too, and if it is the name of a table the answer uses it, `…` any
//! number of words, `ROW/ROWS` one of several, `@*` a word that begins so, and `~\n` a text in which this is found.

use crate::{explain::failed_statement::FailedStatement, sql::TokenKind};

/// Where a pattern was found.
pub(super) struct Found {
    /// The index of its first word.
    pub from: usize,
    /// The index of its last word.
    pub to: usize,
    /// The table that its `T` stands for, if there is one of this name.
    pub table: Option<String>,
}

/// The most words that `…` stands for.
const GAP_MAX: usize = 60;

/// The pattern where SQLite stopped: at one of its words, or at the word directly after them.
pub(super) fn find_at(statement: &FailedStatement<'_>, pattern: &str, i: usize) -> Option<Found> {
    (0..=i)
        .rev()
        .filter_map(|from| find_from(statement, pattern, from))
        .find(|found| found.from <= i && i <= found.to + 1)
}

/// The first place of the pattern in the whole statement.
pub(super) fn find(statement: &FailedStatement<'_>, pattern: &str) -> Option<Found> {
    (0..statement.words.len()).find_map(|from| find_from(statement, pattern, from))
}

/// The pattern, if its first word is at `from`.
fn find_from(statement: &FailedStatement<'_>, pattern: &str, from: usize) -> Option<Found> {
    let mut parts: Vec<&str> = pattern.split(' ').collect();
    if parts.first() == Some(&"^") {
        parts.remove(0);
        if from > 0 {
            return None;
        }
    }
    let mut table = None;
    let end = fits(statement, &parts, from, &mut table)?;
    Some(Found { from, to: end.checked_sub(1)?, table })
}

/// The index after the last word, if the parts are the words from `i` on.
fn fits(
    statement: &FailedStatement<'_>,
    parts: &[&str],
    i: usize,
    table: &mut Option<String>,
) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(i) };
    if *part == "…" {
        return (i..=i + GAP_MAX).find_map(|next| fits(statement, rest, next, table));
    }
    if i >= statement.words.len() || !is_part(statement, part, i, rest.first() == Some(&"(")) {
        return None;
    }
    let end = fits(statement, rest, i + 1, table)?;
    if *part == "T" {
        *table = statement.schema.table(&statement.name(i)).map(|table| table.name.clone());
    }
    Some(end)
}

/// Whether the word is what this part of a pattern says. A name of the learner's own is no word of another database, unless it
/// is called as a function.
fn is_part(statement: &FailedStatement<'_>, part: &str, i: usize, is_call: bool) -> bool {
    let text = statement.text(i);
    match part {
        "_" | "T" => return true,
        "~" => return text == "~",
        _ => {}
    }
    if let Some(inside) = part.strip_prefix('~') {
        return statement.kind(i) == Some(TokenKind::Text) && text.contains(inside);
    }
    if let Some(begin) = part.strip_suffix('*') {
        return text.get(..begin.len()).is_some_and(|own| own.eq_ignore_ascii_case(begin));
    }
    part.split('/').any(|word| text.eq_ignore_ascii_case(word)) && (is_call || !is_own_name(statement, i))
}

/// Whether the word is the name of a table or a column of this database.
fn is_own_name(statement: &FailedStatement<'_>, i: usize) -> bool {
    let name = statement.name(i);
    statement.is_name(i)
        && statement.schema.tables.iter().any(|table| {
            table.name.eq_ignore_ascii_case(&name)
                || table.columns.iter().any(|column| column.name.eq_ignore_ascii_case(&name))
        })
}
