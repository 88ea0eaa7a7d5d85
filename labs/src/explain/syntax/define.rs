//! `CREATE`, `ALTER` and `DROP`.

use super::misspelt;
use crate::explain::{
    case::Case,
    explained::{Explained, tick},
};

const THINGS: &str = "TABLE VIEW INDEX TRIGGER";

pub(super) fn create(case: &Case<'_>, i: usize) -> Option<Explained> {
    let at = case.span(i);
    let word = tick(case.text(i));
    if case.is(0, "DROP") || case.is(0, "ALTER") {
        if i == 1 && case.is_one_of(2, THINGS) {
            let says = format!("{word} has no meaning after `CREATE`.");
            return Some(Explained::new(
                says,
                at,
                format!("Write {}.", tick(&format!("CREATE {}", case.text(2).to_ascii_uppercase()))),
            ));
        }
        if i == 1 && case.is_name(1) && misspelt::nearest_word(case.text(1), THINGS).is_none() {
            let verb = case.text(0).to_ascii_uppercase();
            let says = format!("{} does not say what {word} is.", tick(&verb));
            return Some(Explained::new(
                says,
                at,
                format!("Write {}.", tick(&format!("{verb} TABLE {}", case.text(1)))),
            ));
        }
        return None;
    }
    if !case.is(0, "CREATE") {
        return None;
    }
    if i == 1 && case.is(1, "OR") {
        let says = "SQLite does not know `CREATE OR REPLACE`.";
        let try_this =
            "Drop it first: `DROP VIEW IF EXISTS …`, or `DROP TABLE IF EXISTS …`, and then `CREATE`.";
        return Some(Explained::new(says, at, try_this));
    }
    if i == 1 && case.is_one_of(2, THINGS) {
        let says = format!("{word} has no meaning after `CREATE`.");
        return Some(Explained::new(
            says,
            at,
            format!("Write {}.", tick(&format!("CREATE {}", case.text(2).to_ascii_uppercase()))),
        ));
    }
    if i == 1 && case.is_name(1) && misspelt::nearest_word(case.text(1), THINGS).is_none() {
        if case.is_one_of(1, "DATABASE SCHEMA USER FUNCTION PROCEDURE SEQUENCE TYPE") {
            let says = format!("SQLite cannot create a {}.", tick(&case.text(1).to_ascii_uppercase()));
            return Some(Explained::new(
                says,
                at,
                "It makes tables, views, indexes and triggers; there is one database, and you are in it.",
            ));
        }
        let says = format!("`CREATE` does not say what {word} is.");
        return Some(Explained::new(
            says,
            at,
            format!("Write {}.", tick(&format!("CREATE TABLE {}", case.text(1)))),
        ));
    }
    if case.is_one_of(i, "DATABASE") && i == 1 {
        return Some(Explained::new(
            "SQLite cannot create a `DATABASE`.",
            at,
            "There is one, and you are in it: leave the line away.",
        ));
    }
    if case.find(0, "VIEW").is_some_and(|view| view <= 2) && case.is(i, "SELECT") && !case.follows(i, "AS (")
    {
        let says = "Between the view’s name and its `SELECT` there is no `AS`.";
        return Some(Explained::new(
            says,
            at,
            format!("Write {}.", tick(&format!("CREATE VIEW {} AS SELECT …", case.text(i - 1)))),
        ));
    }
    let index = case.find(0, "INDEX").filter(|&index| index <= 2)?;
    if case.is(i, "ON") && i == index + 1 {
        let says = "The index has no name.";
        return Some(Explained::new(
            says,
            at,
            "Write a name before `ON`, as in `CREATE INDEX users_city ON users (city)`.",
        ));
    }
    if i == index + 2 && (case.is_name(i) || case.is(i, "(")) {
        let says = format!("Between the index’s name and {word} there is no `ON`.");
        return Some(Explained::new(
            says,
            at,
            "Write it like this: `CREATE INDEX users_city ON users (city)`.",
        ));
    }
    None
}

pub(super) fn alter(case: &Case<'_>, i: usize) -> Option<Explained> {
    if !case.is(0, "ALTER") {
        return None;
    }
    let says = format!("SQLite’s `ALTER TABLE` knows no {}.", tick(&case.text(i).to_ascii_uppercase()));
    if case.is_one_of(i, "MODIFY CHANGE ALTER") {
        let try_this = "A column cannot be changed later: make a new table as it should be, and copy the rows with `INSERT INTO … SELECT …`.";
        return Some(Explained::new(says, case.span(i), try_this));
    }
    if case.is_one_of(i, "CONSTRAINT PRIMARY FOREIGN UNIQUE CHECK INDEX") {
        let try_this = "A table gets its rules when it is made: make a new table with them, and copy the rows. For UNIQUE there is `CREATE UNIQUE INDEX`.";
        return Some(Explained::new(says, case.span(i), try_this));
    }
    if case.is_one_of(i, "(") || case.is(i, ",") {
        let says = "`ALTER TABLE` does one thing at a time.";
        return Some(Explained::new(
            says,
            case.span(i),
            "Write a statement for each column: `ALTER TABLE users ADD COLUMN age INTEGER`.",
        ));
    }
    None
}

/// Rules of columns and tables inside `CREATE TABLE`.
pub(super) fn column_rule(case: &Case<'_>, i: usize) -> Option<Explained> {
    if !case.is(0, "CREATE") || i < 3 {
        return None;
    }
    let at = case.span(i);
    let word = tick(case.text(i));
    let open = case.open_bracket(i);
    if case.is(i, ")")
        && case.is(i - 1, "(")
        && open.is_some_and(|open| open == i - 1)
        && case.open_bracket(i - 1).is_none()
    {
        let says = "A table needs at least one column.";
        return Some(Explained::new(
            says,
            case.spans(i - 1, i),
            "Name its columns in the brackets, as in `(id INTEGER PRIMARY KEY)`.",
        ));
    }
    if case.is(i - 1, ")")
        && let Some(list) = case.open_bracket(i - 1)
        && list >= 2
        && case.are(list - 2, "FOREIGN KEY")
    {
        let says = format!("Between the foreign key and {word} there is no `REFERENCES`.");
        return Some(Explained::new(
            says,
            at,
            "Write `FOREIGN KEY (user_id) REFERENCES users (id)`, with your names.",
        ));
    }
    if case.is(i, "(") && case.is(i - 2, "DEFAULT") {
        let says = "A value after `DEFAULT` that is computed stands in brackets.";
        let call = case
            .close_bracket(i)
            .and_then(|close| case.spans(i - 1, close))
            .map_or("…", |span| &case.sql[span]);
        return Some(Explained::new(
            says,
            case.span(i - 1),
            format!("Write {}.", tick(&format!("DEFAULT ({call})"))),
        ));
    }
    let open = open?;
    let rule = (open + 1..i).find(|&n| {
        case.is_one_of(n, "PRIMARY FOREIGN UNIQUE CHECK CONSTRAINT")
            && case.follows(n, ", (")
            && case.open_bracket(n) == Some(open)
    });
    if case.follows(i, ",") && case.is_name(i) && rule.is_some() && !case.is_one_of(i, "PRIMARY") {
        let rule = rule.map_or("", |rule| case.text(rule)).to_ascii_uppercase();
        let says = format!("The column {word} stands after the rule {} of the whole table.", tick(&rule));
        return Some(Explained::new(says, at, "All columns come before such rules: move it up."));
    }
    None
}
