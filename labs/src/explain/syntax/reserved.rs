//! Words of SQL's own that somebody uses as a name.

use crate::{
    explain::{
        case::Case,
        explained::{Explained, tick},
    },
    sql::TokenKind,
};

/// Words that SQLite never takes for a name; all its others it does, where they can be nothing else.
const RESERVED: &str = "ADD ALL ALTER AND AS AUTOINCREMENT BETWEEN CASE CHECK COLLATE COMMIT CONSTRAINT CREATE DEFAULT \
    DEFERRABLE DELETE DISTINCT DROP ELSE ESCAPE EXISTS FOREIGN FROM GROUP HAVING IN INDEX INSERT INTERSECT INTO IS ISNULL JOIN \
    LIMIT NOT NOTHING NOTNULL NULL ON OR ORDER PRIMARY REFERENCES RETURNING SELECT SET TABLE THEN TO TRANSACTION UNION \
    UNIQUE UPDATE USING VALUES WHEN WHERE";

fn is_reserved(case: &Case<'_>, i: usize) -> bool {
    case.kind(i) == Some(TokenKind::Keyword) && RESERVED.split_whitespace().any(|word| case.is(i, word))
}

/// The name of a table or column that `CREATE` makes.
pub(super) fn in_definition(case: &Case<'_>, i: usize) -> Option<Explained> {
    if !is_reserved(case, i) || !case.is_one_of(0, "CREATE ALTER DROP") {
        return None;
    }
    let is_table = case.follows(i, "TABLE VIEW EXISTS COLUMN ADD TO")
        && !case.is_one_of(i, "IF CONSTRAINT CHECK PRIMARY FOREIGN UNIQUE");
    let is_column = case.follows(i, "( ,")
        && (case.is_name(i + 1) || case.is(i + 1, ","))
        && case.open_bracket(i).is_some();
    (is_table || is_column).then(|| own(case, i))
}

/// A table or column that a statement asks for.
pub(super) fn in_query(case: &Case<'_>, i: usize) -> Option<Explained> {
    if !is_reserved(case, i) {
        return None;
    }
    let next = i + 1;
    let as_name = case.follows(i, "SELECT , ( . BY WHERE AND OR ON SET FROM JOIN INTO UPDATE TABLE = AS");
    let clause = case.is_one_of(i, "FROM WHERE HAVING LIMIT JOIN ON AND OR SET VALUES SELECT UNION");
    let part = case.is_one_of(i, "ORDER GROUP") && case.is(next, "BY");
    let used =
        case.is_one_of(next, ", . = < > <> FROM ) ;") || next == case.words.len() || case.is_name(next);
    let plain = !clause
        && !part
        && !case.is_one_of(i, "NOT NULL EXISTS CASE DISTINCT ALL IN IS THEN WHEN ELSE TABLE");
    let table = case.is(i, "TABLE") && !case.is_name(next);
    let listed = clause && case.is_one_of(next, ", . =") && !case.follows(i, "AND OR ON");
    (as_name && used && (plain || table || listed)).then(|| own(case, i))
}

/// What is said of such a word.
pub(super) fn own(case: &Case<'_>, i: usize) -> Explained {
    let word = case.text(i);
    let says = format!("{} is a word of SQL’s own, so it cannot be a name as it stands.", tick(word));
    let try_this =
        format!("Put it into double quotes, {}, or better take another name.", tick(&format!("\"{word}\"")));
    Explained::new(says, case.span(i), try_this)
}
