//! The first word of a statement.

use super::{dialect, misspelt};
use crate::explain::{
    case::Case,
    explained::{Explained, tick},
};

const VERBS: &str =
    "SELECT INSERT UPDATE DELETE CREATE ALTER DROP WITH BEGIN COMMIT ROLLBACK EXPLAIN VALUES PRAGMA REPLACE";

/// Words that go on with a statement and never begin one.
const LATER: &str = "FROM WHERE GROUP ORDER HAVING LIMIT OFFSET JOIN LEFT INNER CROSS ON AND OR SET INTO UNION INTERSECT \
    EXCEPT TABLE AS NOT IN LIKE BETWEEN USING RETURNING THEN WHEN ELSE CASE DISTINCT COUNT";

pub(super) fn first_word(case: &Case<'_>, i: usize) -> Option<Explained> {
    if i > 0 {
        return prompt(case, i);
    }
    let at = case.span(0);
    let word = case.text(0);
    if let Some(other) = dialect::statement(case) {
        return Some(other);
    }
    if case.is(0, "(") {
        let says = "A statement does not begin with a bracket.";
        return Some(Explained::new(says, at, "Take the brackets around the whole statement away."));
    }
    if case.are(0, "/ /") {
        let says = "`//` begins no comment in SQL.";
        return Some(Explained::new(
            says,
            case.spans(0, 1),
            "A comment begins with `--` and goes to the end of its line.",
        ));
    }
    if case.is(0, ".") {
        let says = "Words that begin with a dot belong to SQLite’s own program, and are no SQL.";
        return Some(Explained::new(says, at, "The tables are in `SELECT name, sql FROM sqlite_schema`."));
    }
    if let Some(verb) = misspelt::nearest_word(word, VERBS) {
        let says = format!("{} is no word of SQL.", tick(word));
        return Some(Explained::new(says, at, format!("Did you mean {}?", tick(&verb))));
    }
    if case.is_one_of(0, LATER) {
        let says = format!("{} cannot begin a statement.", tick(word));
        return Some(Explained::new(
            says,
            at,
            "Is there a `;` too much before it? A `;` ends the statement: take it away.",
        ));
    }
    if let Some(table) = case.schema.table(&case.name(0)) {
        let says =
            format!("{} is the name of a table, and a statement begins with what is to be done.", tick(word));
        let whole = tick(&format!("SELECT * FROM {}", table.name));
        return Some(Explained::new(says, at, format!("To see its rows write {whole}.")));
    }
    let says = format!("A statement cannot begin with {}.", tick(word));
    Some(Explained::new(
        says,
        at,
        "It begins with what is to be done, as `SELECT`, `INSERT`, `UPDATE`, `DELETE` or `CREATE`.",
    ))
}

/// `sqlite> SELECT …`, copied with its prompt.
fn prompt(case: &Case<'_>, i: usize) -> Option<Explained> {
    let copied = i == 1 && case.is(1, ">");
    copied.then(|| {
        let says =
            format!("{} is a prompt, and no part of the statement.", tick(&format!("{}>", case.text(0))));
        Explained::new(says, case.spans(0, 1), "Take it away, and begin with the statement itself.")
    })
}
