//! Mistakes in the first word of a statement.

use super::misspelt;
use crate::explain::{
    dialect,
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
};

/// The words that a statement can begin with.
const VERBS: &str =
    "SELECT INSERT UPDATE DELETE CREATE ALTER DROP WITH BEGIN COMMIT ROLLBACK EXPLAIN VALUES PRAGMA REPLACE";

/// Words that continue a statement and never begin one.
const LATER: &str = "FROM WHERE GROUP ORDER HAVING LIMIT OFFSET JOIN LEFT INNER CROSS ON AND OR SET INTO UNION INTERSECT \
    EXCEPT TABLE AS NOT IN LIKE BETWEEN USING RETURNING THEN WHEN ELSE CASE DISTINCT COUNT";

/// A statement that does not begin with a verb.
pub(super) fn first_word(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    if i > 0 {
        return None;
    }
    if let Some(copied) = prompt(statement) {
        return Some(copied);
    }
    let at = statement.span(0);
    let word = statement.text(0);
    // A verb of another database is not a misspelling.
    if let Some(other) = dialect::refused(statement, 0) {
        return Some(other);
    }
    if statement.is(0, "(") {
        let says = "A statement does not begin with a bracket.";
        return Some(Explanation::new(says, at, "Take the brackets around the whole statement away."));
    }
    // Catches the comment of many programming languages.
    if statement.are(0, "/ /") {
        let says = "`//` begins no comment in SQL.";
        return Some(Explanation::new(
            says,
            statement.spans(0, 1),
            "A comment begins with `--` and goes to the end of its line.",
        ));
    }
    // Catches `.tables` and other commands of SQLite's shell.
    if statement.is(0, ".") {
        let says = "Words that begin with a dot belong to SQLite’s own program, and are no SQL.";
        return Some(Explanation::new(says, at, "The tables are in `SELECT name, sql FROM sqlite_schema`."));
    }
    if let Some(verb) = misspelt::nearest_word(word, VERBS) {
        let says = format!("{} is no word of SQL.", backticked(word));
        return Some(Explanation::new(says, at, format!("Did you mean {}?", backticked(&verb))));
    }
    // Catches `FROM users;`: most often a semicolon before it has cut the statement in two.
    if statement.is_one_of(0, LATER) {
        let says = format!("{} cannot begin a statement.", backticked(word));
        return Some(Explanation::new(
            says,
            at,
            "Is there a `;` too much before it? A `;` ends the statement: take it away.",
        ));
    }
    if let Some(table) = statement.schema.table(&statement.name(0)) {
        let says = format!(
            "{} is the name of a table, and a statement begins with what is to be done.",
            backticked(word)
        );
        let whole = backticked(&format!("SELECT * FROM {}", table.name));
        return Some(Explanation::new(says, at, format!("To see its rows write {whole}.")));
    }
    let says = format!("A statement cannot begin with {}.", backticked(word));
    Some(Explanation::new(
        says,
        at,
        "It begins with what is to be done, as `SELECT`, `INSERT`, `UPDATE`, `DELETE` or `CREATE`.",
    ))
}

/// A statement that was copied together with the prompt of a shell: `sqlite> SELECT …`.
fn prompt(statement: &FailedStatement<'_>) -> Option<Explanation> {
    statement.is(1, ">").then(|| {
        let says = format!(
            "{} is a prompt, and no part of the statement.",
            backticked(&format!("{}>", statement.text(0)))
        );
        Explanation::new(says, statement.spans(0, 1), "Take it away, and begin with the statement itself.")
    })
}
