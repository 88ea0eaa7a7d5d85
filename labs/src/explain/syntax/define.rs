//! Mistakes in `CREATE`, `ALTER` and `DROP`.

use super::misspelt;
use crate::explain::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
};

const THINGS: &str = "TABLE VIEW INDEX TRIGGER";

/// Mistakes in `CREATE`.
pub(super) fn create(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let at = statement.span(i);
    let word = backticked(statement.text(i));
    // `DROP` and `ALTER` share two of the mistakes.
    if statement.is_one_of(0, "DROP ALTER") {
        return drop_or_alter(statement, i);
    }
    if !statement.is(0, "CREATE") {
        return None;
    }
    // Catches `CREATE OR REPLACE VIEW …`.
    if i == 1 && statement.is(1, "OR") {
        let says = "SQLite does not know `CREATE OR REPLACE`.";
        let try_this =
            "Drop it first: `DROP VIEW IF EXISTS …`, or `DROP TABLE IF EXISTS …`, and then `CREATE`.";
        return Some(Explanation::new(says, at, try_this));
    }
    if i == 1 && statement.is_one_of(2, THINGS) {
        let says = format!("{word} has no meaning after `CREATE`.");
        return Some(Explanation::new(
            says,
            at,
            format!("Write {}.", backticked(&format!("CREATE {}", statement.text(2).to_ascii_uppercase()))),
        ));
    }
    if i == 1 && statement.is_name(1) && misspelt::nearest_word(statement.text(1), THINGS).is_none() {
        // Catches `CREATE USER ida`.
        if statement.is_one_of(1, "DATABASE SCHEMA USER FUNCTION PROCEDURE SEQUENCE TYPE") {
            let says =
                format!("SQLite cannot create a {}.", backticked(&statement.text(1).to_ascii_uppercase()));
            return Some(Explanation::new(
                says,
                at,
                "It makes tables, views, indexes and triggers; there is one database, and you are in it.",
            ));
        }
        // Catches `CREATE plots (…)`.
        let says = format!("`CREATE` does not say what {word} is.");
        return Some(Explanation::new(
            says,
            at,
            format!("Write {}.", backticked(&format!("CREATE TABLE {}", statement.text(1)))),
        ));
    }
    if statement.is_one_of(i, "DATABASE") && i == 1 {
        return Some(Explanation::new(
            "SQLite cannot create a `DATABASE`.",
            at,
            "There is one, and you are in it: leave the line away.",
        ));
    }
    view_or_index(statement, i)
}

/// A `DROP` or `ALTER` that does not say, or says wrongly, what it is about.
fn drop_or_alter(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let at = statement.span(i);
    let word = backticked(statement.text(i));
    if i == 1 && statement.is_one_of(2, THINGS) {
        let says = format!("{word} has no meaning after `CREATE`.");
        return Some(Explanation::new(
            says,
            at,
            format!("Write {}.", backticked(&format!("CREATE {}", statement.text(2).to_ascii_uppercase()))),
        ));
    }
    if i == 1 && statement.is_name(1) && misspelt::nearest_word(statement.text(1), THINGS).is_none() {
        let verb = statement.text(0).to_ascii_uppercase();
        let says = format!("{} does not say what {word} is.", backticked(&verb));
        return Some(Explanation::new(
            says,
            at,
            format!("Write {}.", backticked(&format!("{verb} TABLE {}", statement.text(1)))),
        ));
    }
    None
}

/// A `CREATE VIEW` or `CREATE INDEX` in which a word is missing.
fn view_or_index(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let at = statement.span(i);
    let word = backticked(statement.text(i));
    // Catches `CREATE VIEW v SELECT …`.
    if statement.find(0, "VIEW").is_some_and(|view| view <= 2)
        && statement.is(i, "SELECT")
        && !statement.follows(i, "AS (")
    {
        let says = "Between the view’s name and its `SELECT` there is no `AS`.";
        return Some(Explanation::new(
            says,
            at,
            format!("Write {}.", backticked(&format!("CREATE VIEW {} AS SELECT …", statement.text(i - 1)))),
        ));
    }
    let index = statement.find(0, "INDEX").filter(|&index| index <= 2)?;
    // Catches `CREATE INDEX ON users (city)`.
    if statement.is(i, "ON") && i == index + 1 {
        let says = "The index has no name.";
        return Some(Explanation::new(
            says,
            at,
            "Write a name before `ON`, as in `CREATE INDEX users_city ON users (city)`.",
        ));
    }
    // Catches `CREATE INDEX i users (city)`.
    if i == index + 2 && (statement.is_name(i) || statement.is(i, "(")) {
        let says = format!("Between the index’s name and {word} there is no `ON`.");
        return Some(Explanation::new(
            says,
            at,
            "Write it like this: `CREATE INDEX users_city ON users (city)`.",
        ));
    }
    None
}

/// Mistakes in `ALTER TABLE`.
pub(super) fn alter(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    if !statement.is(0, "ALTER") {
        return None;
    }
    let says =
        format!("SQLite’s `ALTER TABLE` knows no {}.", backticked(&statement.text(i).to_ascii_uppercase()));
    // Catches `ALTER TABLE users MODIFY city …` of MySQL, and `ALTER COLUMN` of PostgreSQL.
    if statement.is_one_of(i, "MODIFY CHANGE ALTER") {
        let try_this = "A column cannot be changed later: make a new table as it should be, and copy the rows with `INSERT INTO … SELECT …`.";
        return Some(Explanation::new(says, statement.span(i), try_this));
    }
    // Catches `ALTER TABLE users ADD CONSTRAINT …`.
    if statement.is_one_of(i, "CONSTRAINT PRIMARY FOREIGN UNIQUE CHECK INDEX") {
        let try_this = "A table gets its rules when it is made: make a new table with them, and copy the rows. For UNIQUE there is `CREATE UNIQUE INDEX`.";
        return Some(Explanation::new(says, statement.span(i), try_this));
    }
    // Catches `ALTER TABLE users ADD (a TEXT, b TEXT)`.
    if statement.is_one_of(i, "(") || statement.is(i, ",") {
        let says = "`ALTER TABLE` does one thing at a time.";
        return Some(Explanation::new(
            says,
            statement.span(i),
            "Write a statement for each column: `ALTER TABLE users ADD COLUMN age INTEGER`.",
        ));
    }
    None
}

/// Mistakes in the constraints of a `CREATE TABLE`.
pub(super) fn column_rule(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    if !statement.is(0, "CREATE") || i < 3 {
        return None;
    }
    let at = statement.span(i);
    let word = backticked(statement.text(i));
    let open = statement.open_bracket(i);
    // Catches `CREATE TABLE t ()`.
    if statement.is(i, ")")
        && statement.is(i - 1, "(")
        && open.is_some_and(|open| open == i - 1)
        && statement.open_bracket(i - 1).is_none()
    {
        let says = "A table needs at least one column.";
        return Some(Explanation::new(
            says,
            statement.spans(i - 1, i),
            "Name its columns in the brackets, as in `(id INTEGER PRIMARY KEY)`.",
        ));
    }
    // Catches `FOREIGN KEY (user_id) users (id)`.
    if statement.is(i - 1, ")")
        && let Some(list) = statement.open_bracket(i - 1)
        && list >= 2
        && statement.are(list - 2, "FOREIGN KEY")
    {
        let says = format!("Between the foreign key and {word} there is no `REFERENCES`.");
        return Some(Explanation::new(
            says,
            at,
            "Write `FOREIGN KEY (user_id) REFERENCES users (id)`, with your names.",
        ));
    }
    // Catches `DEFAULT date('now')`. SQLite stops at the bracket.
    if statement.is(i, "(") && statement.is(i - 2, "DEFAULT") {
        let says = "A value after `DEFAULT` that is computed stands in brackets.";
        let call = statement
            .close_bracket(i)
            .and_then(|close| statement.spans(i - 1, close))
            .map_or("…", |span| &statement.sql[span]);
        return Some(Explanation::new(
            says,
            statement.span(i - 1),
            format!("Write {}.", backticked(&format!("DEFAULT ({call})"))),
        ));
    }
    order_of_rules(statement, i, open?)
}

/// A column after the constraints of the whole table, or such a constraint before the first column. `open` is the bracket of the
/// table.
fn order_of_rules(statement: &FailedStatement<'_>, i: usize, open: usize) -> Option<Explanation> {
    let at = statement.span(i);
    let word = backticked(statement.text(i));
    // Catches `CREATE TABLE t (PRIMARY KEY (id), id INTEGER)`.
    if i == open + 1
        && statement.is_one_of(i, "PRIMARY FOREIGN UNIQUE CHECK CONSTRAINT")
        && statement.open_bracket(open).is_none()
    {
        let says = format!("The rule {word} stands before the first column.");
        return Some(Explanation::new(
            says,
            at,
            "All columns come before the rules of the whole table: move it down.",
        ));
    }
    // Catches `CREATE TABLE t (a TEXT, UNIQUE (a), b TEXT)`: SQLite stops at `b`.
    let rule = (open + 1..i).find(|&n| {
        statement.is_one_of(n, "PRIMARY FOREIGN UNIQUE CHECK CONSTRAINT")
            && statement.follows(n, ", (")
            && statement.open_bracket(n) == Some(open)
    });
    if statement.follows(i, ",")
        && statement.is_name(i)
        && rule.is_some()
        && !statement.is_one_of(i, "PRIMARY")
    {
        let rule = rule.map_or("", |rule| statement.text(rule)).to_ascii_uppercase();
        let says =
            format!("The column {word} stands after the rule {} of the whole table.", backticked(&rule));
        return Some(Explanation::new(says, at, "All columns come before such rules: move it up."));
    }
    None
}
