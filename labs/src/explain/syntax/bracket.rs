//! Brackets that are missing, not closed, or not opened.

use super::reserved;
use crate::explain::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
};

/// A word that must be followed by a bracket and is not.
pub(super) fn missing(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    if i == 0 || statement.is_one_of(i, "( ; )") {
        return None;
    }
    // Whether the word can be the first one of a list.
    let starts = statement.is_value(i) || statement.is(i, "-") || statement.is_one_of(i, "SELECT NOT");
    // Each branch catches one word that is followed by a list without brackets.
    let says = |what: &str| format!("{what} stands in brackets.");
    let (what, example) = if statement.follows(i, "VALUES") && starts {
        ("The row after `VALUES`", "VALUES ('Ida', '2026-01-01')")
    } else if statement.follows(i, "IN") && starts {
        ("The list after `IN`", "IN (1, 2)")
    } else if statement.follows(i, "USING") && starts {
        ("The column after `USING`", "USING (post_id)")
    } else if statement.follows(i, "CHECK") && statement.is_one_of(i + 1, ", )") && statement.is_name(i) {
        return Some(reserved::own(statement, i - 1));
    } else if statement.follows(i, "CHECK") {
        ("The condition after `CHECK`", "CHECK (size > 0)")
    } else if i >= 2
        && statement.follows(i, "KEY")
        && statement.is_one_of(i - 2, "FOREIGN PRIMARY")
        && statement.follows(i - 2, ", (")
    {
        ("The column after `KEY`", "FOREIGN KEY (user_id) REFERENCES users (id)")
    } else if i >= 2 && statement.is(i - 2, "REFERENCES") && statement.is_name(i) && !statement.is(i + 1, "(")
    {
        ("The column after `REFERENCES` and the table", "REFERENCES users (id)")
    } else if i == 3
        && statement.are(0, "INSERT INTO")
        && statement.is_name(i)
        && statement.is_one_of(i + 1, ", VALUES")
    {
        ("The list of columns", "INSERT INTO users (name, joined_on) VALUES …")
    } else if i == 3 && statement.are(0, "CREATE TABLE") && statement.is_name(i) && statement.is_name(i + 1) {
        ("The list of columns", "CREATE TABLE plots (id INTEGER PRIMARY KEY, name TEXT)")
    } else {
        return None;
    };
    Some(Explanation::new(
        says(what),
        statement.span(i),
        format!("Write it like this: {}.", backticked(example)),
    ))
}

/// A closing bracket that was never opened, or has nothing before it.
pub(super) fn too_many(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    if !statement.is(i, ")") {
        return None;
    }
    if statement.open_bracket(i).is_none() {
        let says = "This bracket closes nothing: there are more `)` than `(` before it.";
        return Some(Explanation::new(
            says,
            statement.span(i),
            "Take it away, or open a bracket where it should begin.",
        ));
    }
    if statement.follows(i, "(") {
        let says = "There is nothing between these brackets.";
        return Some(Explanation::new(says, statement.spans(i - 1, i), "Fill them, or take them away."));
    }
    None
}

/// A bracket that is still open where the next clause begins.
pub(super) fn open(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let open = statement.open_bracket(i)?;
    let next =
        statement.is_one_of(i, "FROM WHERE GROUP ORDER HAVING LIMIT JOIN UNION VALUES ; AS SET RETURNING");
    let next = next || i >= statement.words.len();
    next.then(|| unclosed(statement, open, i))
}

/// A bracket that is never closed; `i` is where it should have been.
pub(super) fn unclosed(statement: &FailedStatement<'_>, open: usize, i: usize) -> Explanation {
    let what = match open.checked_sub(1) {
        Some(before) if statement.is_name(before) => {
            format!("`(` after {}", backticked(statement.text(before)))
        }
        Some(before) if !statement.text(before).is_empty() => {
            format!("`(` after {}", backticked(statement.text(before)))
        }
        _ => "`(`".to_owned(),
    };
    let says = format!("The bracket {what} is never closed.");
    let try_this = if statement.is(0, "CREATE") && statement.is(i, ";") {
        "Write `)` at its end. If there is a `;` between two columns, make it a comma.".to_owned()
    } else if i < statement.words.len() && !statement.is(i, ";") {
        format!("Write `)` before {}.", backticked(statement.text(i)))
    } else {
        "Write `)` at its end.".to_owned()
    };
    Explanation::new(says, statement.span(open), try_this)
}
