//! Keywords that somebody uses as the name of a table or a column.

use crate::{
    explain::{
        explanation::{Explanation, backticked},
        failed_statement::FailedStatement,
    },
    sql::TokenKind,
};

/// The keywords that SQLite never accepts as a name. All others it accepts where they cannot be anything else.
const RESERVED: &str = "ADD ALL ALTER AND AS AUTOINCREMENT BETWEEN CASE CHECK COLLATE COMMIT CONSTRAINT CREATE DEFAULT \
    DEFERRABLE DELETE DISTINCT DROP ELSE ESCAPE EXISTS FOREIGN FROM GROUP HAVING IN INDEX INSERT INTERSECT INTO IS ISNULL JOIN \
    LIMIT NOT NOTHING NOTNULL NULL ON OR ORDER PRIMARY REFERENCES RETURNING SELECT SET TABLE THEN TO TRANSACTION UNION \
    UNIQUE UPDATE USING VALUES WHEN WHERE";

/// Whether the word is one of them, without quotes.
fn is_reserved(statement: &FailedStatement<'_>, i: usize) -> bool {
    statement.kind(i) == Some(TokenKind::Keyword)
        && RESERVED.split_whitespace().any(|word| statement.is(i, word))
}

/// A keyword as the name of something that a statement creates or alters.
pub(super) fn in_definition(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    if !is_reserved(statement, i) || !statement.is_one_of(0, "CREATE ALTER DROP") {
        return None;
    }
    let is_table = statement.follows(i, "TABLE VIEW EXISTS COLUMN ADD TO")
        && !statement.is_one_of(i, "IF CONSTRAINT CHECK PRIMARY FOREIGN UNIQUE");
    let is_column = statement.follows(i, "( ,")
        && (statement.is_name(i + 1) || statement.is(i + 1, ","))
        && statement.open_bracket(i).is_some();
    (is_table || is_column).then(|| own(statement, i))
}

/// A keyword as a table or column in a query or a change.
pub(super) fn in_query(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    if !is_reserved(statement, i) {
        return None;
    }
    let next = i + 1;
    let as_name =
        statement.follows(i, "SELECT , ( . BY WHERE AND OR ON SET FROM JOIN INTO UPDATE TABLE = AS");
    let clause = statement.is_one_of(i, "FROM WHERE HAVING LIMIT JOIN ON AND OR SET VALUES SELECT UNION");
    let part = statement.is_one_of(i, "ORDER GROUP") && statement.is(next, "BY");
    let used = statement.is_one_of(next, ", . = < > <> FROM ) ;")
        || next == statement.words.len()
        || statement.is_name(next);
    let plain = !clause
        && !part
        && !statement.is_one_of(i, "NOT NULL EXISTS CASE DISTINCT ALL IN IS THEN WHEN ELSE TABLE");
    let table = statement.is(i, "TABLE") && !statement.is_name(next);
    let listed = clause && statement.is_one_of(next, ", . =") && !statement.follows(i, "AND OR ON");
    (as_name && used && (plain || table || listed)).then(|| own(statement, i))
}

/// Says that the word is a keyword.
pub(super) fn own(statement: &FailedStatement<'_>, i: usize) -> Explanation {
    let word = statement.text(i);
    let says = format!("{} is a word of SQL’s own, so it cannot be a name as it stands.", backticked(word));
    let try_this = format!(
        "Put it into double quotes, {}, or better take another name.",
        backticked(&format!("\"{word}\""))
    );
    Explanation::new(says, statement.span(i), try_this)
}
