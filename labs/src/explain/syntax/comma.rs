//! Commas that are too many or too few.

use crate::{
    explain::{
        case::Case,
        explained::{Explained, tick},
    },
    sql::TokenKind,
};

/// What no comma comes before.
const AFTER_A_LIST: &str = "FROM WHERE GROUP ORDER HAVING LIMIT VALUES SET ) ; JOIN LEFT INNER CROSS ON UNION SELECT RETURNING AND OR END THEN";

/// A comma with nothing before it or after it.
pub(super) fn too_many(case: &Case<'_>, i: usize) -> Option<Explained> {
    if case.is(i, ",") {
        if case.follows(i, ",") {
            let says = "There are two commas, and nothing between them.";
            return Some(Explained::new(
                says,
                case.span(i),
                "Take one comma away, or write `NULL` for a value that is not there.",
            ));
        }
        if case.follows(i, "SELECT ( BY SET FROM WHERE VALUES") {
            let says =
                format!("There is a comma directly after {}, and nothing before it.", tick(case.text(i - 1)));
            return Some(Explained::new(says, case.span(i), "Take the comma away."));
        }
        return None;
    }
    if case.follows(i, ",") && (case.is_one_of(i, AFTER_A_LIST) || i + 1 >= case.words.len()) {
        let says = match case.text(i) {
            "" => "The comma at the end is one too many.".to_owned(),
            next => format!("The comma before {} is one too many.", tick(next)),
        };
        return Some(Explained::new(
            says,
            case.span(i - 1),
            "Commas stand between things only: take this one away.",
        ));
    }
    None
}

/// Two things of a list with no comma between them.
pub(super) fn missing(case: &Case<'_>, i: usize) -> Option<Explained> {
    let begins = |n: usize| {
        case.is_value(n) || case.is(n, "(") || case.is_one_of(n, "CASE NOT NULL COUNT FOREIGN CHECK")
    };
    let ends =
        |n: usize| case.is_value(n) || case.is_one_of(n, ") * KEY NULL UNIQUE END DESC ASC AUTOINCREMENT");
    // `u.name u.city`: the second table was taken for an alias, up to its dot.
    if case.is(i, ".") && i >= 2 && case.is_name(i - 1) && ends(i - 2) {
        let both = case.spans(i - 1, i + 1).map_or("", |span| &case.sql[span]);
        let start = if i >= 4 && case.is(i - 3, ".") { i - 4 } else { i - 2 };
        let before = case.spans(start, i - 2).map_or("", |span| &case.sql[span]);
        let says = format!("There is no comma between {} and {}.", tick(before), tick(both));
        return Some(Explained::new(
            says,
            case.spans(i - 1, i + 1),
            format!("Write {}.", tick(&format!("{before}, {both}"))),
        ));
    }
    // `city COUNT(*)`: the function’s name was taken for an alias, up to its bracket.
    if case.is(i, "(") && i >= 2 && case.is_name(i - 1) && ends(i - 2) && !case.is(0, "CREATE") {
        let says =
            format!("There is no comma between {} and {}.", tick(case.text(i - 2)), tick(case.text(i - 1)));
        return Some(Explained::new(
            says,
            case.span(i - 1),
            "Between the columns of a list stands a comma: add one here.",
        ));
    }
    if i == 0 || !begins(i) || !ends(i - 1) {
        return None;
    }
    let place = list_around(case, i)?;
    let before = case.text(i - 1);
    let says = match (case.kind(i - 1), place) {
        (_, "rows") => "There is no comma between two rows of `VALUES`.".to_owned(),
        _ => format!("There is no comma between {} and {}.", tick(before), tick(case.text(i))),
    };
    Some(Explained::new(
        says,
        case.span(i),
        format!("Between the {place} of a list stands a comma: add one here."),
    ))
}

/// What the list holds in which word `i` stands.
fn list_around(case: &Case<'_>, i: usize) -> Option<&'static str> {
    if let Some(open) = case.open_bracket(i) {
        let is_query = case.is(open + 1, "SELECT");
        if !is_query {
            return Some(if case.is(0, "CREATE") && !case.follows(open, "CHECK IN") {
                "columns"
            } else {
                "parts"
            });
        }
    }
    let clause = case.find_back(i, "SELECT BY SET VALUES WHERE HAVING ON FROM")?;
    match case.text(clause).to_ascii_uppercase().as_str() {
        "SELECT" if case.kind(i) != Some(TokenKind::Text) || case.is_value(i) => Some("columns"),
        "BY" => Some("columns"),
        "SET" => Some("changes"),
        "VALUES" => Some("rows"),
        "FROM" => Some("tables"),
        _ => None,
    }
}
