//! Brackets that are missing, not closed, or never opened.

use super::reserved;
use crate::explain::{
    case::Case,
    explained::{Explained, tick},
};

/// What follows a word that needs a bracket, and has none.
pub(super) fn missing(case: &Case<'_>, i: usize) -> Option<Explained> {
    if i == 0 || case.is_one_of(i, "( ; )") {
        return None;
    }
    let starts = case.is_value(i) || case.is(i, "-") || case.is_one_of(i, "SELECT NOT");
    let says = |what: &str| format!("{what} stands in brackets.");
    let (what, example) = if case.follows(i, "VALUES") && starts {
        ("The row after `VALUES`", "VALUES ('Ida', '2026-01-01')")
    } else if case.follows(i, "IN") && starts {
        ("The list after `IN`", "IN (1, 2)")
    } else if case.follows(i, "USING") && starts {
        ("The column after `USING`", "USING (post_id)")
    } else if case.follows(i, "CHECK") && case.is_one_of(i + 1, ", )") && case.is_name(i) {
        return Some(reserved::own(case, i - 1));
    } else if case.follows(i, "CHECK") {
        ("The condition after `CHECK`", "CHECK (size > 0)")
    } else if i >= 2
        && case.follows(i, "KEY")
        && case.is_one_of(i - 2, "FOREIGN PRIMARY")
        && case.follows(i - 2, ", (")
    {
        ("The column after `KEY`", "FOREIGN KEY (user_id) REFERENCES users (id)")
    } else if i >= 2 && case.is(i - 2, "REFERENCES") && case.is_name(i) && !case.is(i + 1, "(") {
        ("The column after `REFERENCES` and the table", "REFERENCES users (id)")
    } else if i == 3 && case.are(0, "INSERT INTO") && case.is_name(i) && case.is_one_of(i + 1, ", VALUES") {
        ("The list of columns", "INSERT INTO users (name, joined_on) VALUES …")
    } else if i == 3 && case.are(0, "CREATE TABLE") && case.is_name(i) && case.is_name(i + 1) {
        ("The list of columns", "CREATE TABLE plots (id INTEGER PRIMARY KEY, name TEXT)")
    } else {
        return None;
    };
    Some(Explained::new(says(what), case.span(i), format!("Write it like this: {}.", tick(example))))
}

/// A bracket that closes nothing, or holds nothing.
pub(super) fn too_many(case: &Case<'_>, i: usize) -> Option<Explained> {
    if !case.is(i, ")") {
        return None;
    }
    if case.open_bracket(i).is_none() {
        let says = "This bracket closes nothing: there are more `)` than `(` before it.";
        return Some(Explained::new(
            says,
            case.span(i),
            "Take it away, or open a bracket where it should begin.",
        ));
    }
    if case.follows(i, "(") {
        let says = "There is nothing between these brackets.";
        return Some(Explained::new(says, case.spans(i - 1, i), "Fill them, or take them away."));
    }
    None
}

/// A bracket that was not closed before the next part of the statement begins.
pub(super) fn open(case: &Case<'_>, i: usize) -> Option<Explained> {
    let open = case.open_bracket(i)?;
    let next = case.is_one_of(i, "FROM WHERE GROUP ORDER HAVING LIMIT JOIN UNION VALUES ; AS SET RETURNING");
    let next = next || i >= case.words.len();
    next.then(|| unclosed(case, open, i))
}

pub(super) fn unclosed(case: &Case<'_>, open: usize, i: usize) -> Explained {
    let what = match open.checked_sub(1) {
        Some(before) if case.is_name(before) => format!("`(` after {}", tick(case.text(before))),
        Some(before) if !case.text(before).is_empty() => format!("`(` after {}", tick(case.text(before))),
        _ => "`(`".to_owned(),
    };
    let says = format!("The bracket {what} is never closed.");
    let try_this = if case.is(0, "CREATE") && case.is(i, ";") {
        "Write `)` at its end. If there is a `;` between two columns, make it a comma.".to_owned()
    } else if i < case.words.len() && !case.is(i, ";") {
        format!("Write `)` before {}.", tick(case.text(i)))
    } else {
        "Write `)` at its end.".to_owned()
    };
    Explained::new(says, case.span(open), try_this)
}
