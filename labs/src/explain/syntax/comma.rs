//! Commas that are missing, or one too many.

use crate::{
    explain::{
        explanation::{Explanation, backticked},
        failed_statement::FailedStatement,
    },
    sql::TokenKind,
};

/// Words before which no comma can stand.
const AFTER_A_LIST: &str = "FROM WHERE GROUP ORDER HAVING LIMIT VALUES SET ) ; JOIN LEFT INNER CROSS ON UNION SELECT RETURNING AND OR END THEN";

/// A comma with nothing before it or after it.
pub(super) fn too_many(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    if statement.is(i, ",") {
        if statement.follows(i, ",") {
            let says = "There are two commas, and nothing between them.";
            return Some(Explanation::new(
                says,
                statement.span(i),
                "Take one comma away, or write `NULL` for a value that is not there.",
            ));
        }
        // Catches `SELECT , name`.
        if statement.follows(i, "SELECT ( BY SET FROM WHERE VALUES") {
            let says = format!(
                "There is a comma directly after {}, and nothing before it.",
                backticked(statement.text(i - 1))
            );
            return Some(Explanation::new(says, statement.span(i), "Take the comma away."));
        }
        return None;
    }
    // Catches `SELECT name, FROM users`. SQLite stops after the comma.
    if statement.follows(i, ",") && (statement.is_one_of(i, AFTER_A_LIST) || i + 1 >= statement.words.len()) {
        let says = match statement.text(i) {
            "" => "The comma at the end is one too many.".to_owned(),
            next => format!("The comma before {} is one too many.", backticked(next)),
        };
        return Some(Explanation::new(
            says,
            statement.span(i - 1),
            "Commas stand between things only: take this one away.",
        ));
    }
    None
}

/// Two items of a list without a comma between them.
pub(super) fn missing(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let begins = |n: usize| {
        statement.is_value(n)
            || statement.is(n, "(")
            || statement.is_one_of(n, "CASE NOT NULL COUNT FOREIGN CHECK")
    };
    let ends = |n: usize| {
        statement.is_value(n) || statement.is_one_of(n, ") * KEY NULL UNIQUE END DESC ASC AUTOINCREMENT")
    };
    // `u.name u.city`: SQLite took the second `u` for an alias, and stopped at the dot.
    if statement.is(i, ".") && i >= 2 && statement.is_name(i - 1) && ends(i - 2) {
        let both = statement.spans(i - 1, i + 1).map_or("", |span| &statement.sql[span]);
        let start = if i >= 4 && statement.is(i - 3, ".") { i - 4 } else { i - 2 };
        let before = statement.spans(start, i - 2).map_or("", |span| &statement.sql[span]);
        let says = format!("There is no comma between {} and {}.", backticked(before), backticked(both));
        return Some(Explanation::new(
            says,
            statement.spans(i - 1, i + 1),
            format!("Write {}.", backticked(&format!("{before}, {both}"))),
        ));
    }
    // `city COUNT(*)`: SQLite took `COUNT` for an alias, and stopped at the bracket.
    if statement.is(i, "(") && i >= 2 && statement.is_name(i - 1) && ends(i - 2) && !statement.is(0, "CREATE")
    {
        let says = format!(
            "There is no comma between {} and {}.",
            backticked(statement.text(i - 2)),
            backticked(statement.text(i - 1))
        );
        return Some(Explanation::new(
            says,
            statement.span(i - 1),
            "Between the columns of a list stands a comma: add one here.",
        ));
    }
    // What is left is an item that directly follows another: `name city`.
    if i == 0 || !begins(i) || !ends(i - 1) {
        return None;
    }
    let place = list_around(statement, i)?;
    let before = statement.text(i - 1);
    let says = match (statement.kind(i - 1), place) {
        (_, "rows") => "There is no comma between two rows of `VALUES`.".to_owned(),
        _ => {
            format!("There is no comma between {} and {}.", backticked(before), backticked(statement.text(i)))
        }
    };
    Some(Explanation::new(
        says,
        statement.span(i),
        format!("Between the {place} of a list stands a comma: add one here."),
    ))
}

/// What the items of the list are in which the word `i` stands; none where it stands in no list.
fn list_around(statement: &FailedStatement<'_>, i: usize) -> Option<&'static str> {
    if let Some(open) = statement.open_bracket(i) {
        let is_query = statement.is(open + 1, "SELECT");
        if !is_query {
            return Some(if statement.is(0, "CREATE") && !statement.follows(open, "CHECK IN") {
                "columns"
            } else {
                "parts"
            });
        }
    }
    let clause = statement.find_back(i, "SELECT BY SET VALUES WHERE HAVING ON FROM")?;
    match statement.text(clause).to_ascii_uppercase().as_str() {
        "SELECT" if statement.kind(i) != Some(TokenKind::Text) || statement.is_value(i) => Some("columns"),
        "BY" => Some("columns"),
        "SET" => Some("changes"),
        "VALUES" => Some("rows"),
        "FROM" => Some("tables"),
        _ => None,
    }
}
