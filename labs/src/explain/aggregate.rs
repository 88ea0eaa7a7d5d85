//! `COUNT`, `SUM` and their kin where there are no groups yet, and window functions where there is no window.

use super::{
    case::Case,
    explained::{Explained, tick},
    sources::aliases,
};

/// `misuse of aggregate: COUNT()`, `misuse of aggregate function MAX()`
pub(super) fn misused(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let name = name.trim_end_matches("()");
    let place = place_of(case, name);
    let at = place.and_then(|i| case.span(i));
    let i = place.unwrap_or(0);
    if let Some(alias) = named_in_where(case) {
        let says = format!(
            "{} is made by {}, and `WHERE` chooses rows before anything is counted.",
            tick(&case.name(alias)),
            tick(&format!("{name}()"))
        );
        return Explained::new(
            says,
            case.span(alias),
            format!(
                "Choose groups after counting: {} after `GROUP BY`.",
                tick(&format!("HAVING {} …", case.text(alias)))
            ),
        );
    }
    let outer = case.open_bracket(i).filter(|&open| open > 0 && case.is_name(open - 1));
    let call = tick(&format!("{name}()"));
    if let Some(outer) = outer.filter(|&outer| is_aggregate(&case.name(outer - 1))) {
        let says = format!(
            "{call} stands inside {}, and an aggregate cannot be made of aggregates.",
            tick(&format!("{}()", case.text(outer - 1)))
        );
        return Explained::new(
            says,
            at,
            "Count in a subquery first: `SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM … GROUP BY …)`.",
        );
    }
    if case.is(0, "UPDATE") {
        let says = format!("{call} sums up many rows, and `SET` looks at one row at a time.");
        return Explained::new(
            says,
            at,
            "Put it into a subquery: `SET city = (SELECT MAX(name) FROM users)`.",
        );
    }
    match case
        .find_back(i, "WHERE ON SELECT HAVING")
        .map(|clause| case.text(clause).to_ascii_uppercase())
        .as_deref()
    {
        Some("ON") => {
            let says = format!("{call} sums up many rows, and `ON` compares two rows.");
            Explained::new(says, at, "Join by columns, and choose groups with `HAVING`.")
        }
        Some("SELECT") => {
            let says = format!("{call} cannot be used here: there are no groups it could sum up.");
            Explained::new(says, at, "Put it into a subquery of its own.")
        }
        _ => {
            let says = format!("{call} sums up many rows, and `WHERE` looks at one row at a time.");
            let whole = place
                .and_then(|i| case.spans(i, case.close_bracket(i + 1)?))
                .map_or("COUNT(*)", |span| &case.sql[span]);
            let example = format!("GROUP BY … HAVING {whole} > 1");
            Explained::new(
                says,
                at,
                format!("Choose groups after `GROUP BY`, with HAVING: {}.", tick(&example)),
            )
        }
    }
}

/// `misuse of aliased aggregate people`
pub(super) fn alias(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says =
        format!("{} is an aggregate, and `WHERE` chooses rows before anything is summed up.", tick(name));
    let place = named_in_where(case).or_else(|| case.find_name(name));
    Explained::new(
        says,
        place.and_then(|i| case.span(i)),
        format!("Choose groups after `GROUP BY`: {}.", tick(&format!("HAVING {name} …"))),
    )
}

/// `misuse of window function row_number()`
pub(super) fn window(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let name = name.trim_end_matches("()");
    let call = tick(&format!("{name}()"));
    let place = place_of(case, name).unwrap_or(0);
    let close = case.close_bracket(place + 1).unwrap_or(place);
    if case.is(close + 1, "OVER") && !case.is(close + 2, "(") {
        let says = "What `OVER` looks at stands in brackets.";
        return Explained::new(
            says,
            case.span(close + 1),
            "Write `OVER (ORDER BY id)`, or `OVER ()` for all rows.",
        );
    }
    if case.is_one_of(close + 1, "OVER FILTER") {
        let says =
            format!("{call} looks at the whole result, which is not there yet when `WHERE` chooses rows.");
        return Explained::new(
            says,
            case.span(place),
            "Number the rows in a subquery, and choose outside it: `SELECT … FROM (SELECT …) WHERE …`.",
        );
    }
    let says = format!("{call} is a window function and needs to know over which rows.");
    let example = tick(&format!("{name}() OVER (ORDER BY …)"));
    Explained::new(says, case.span(place), format!("Say it with OVER: {example}."))
}

/// `aggregate functions are not allowed in the GROUP BY clause`
pub(super) fn in_group(case: &Case<'_>, _: [&str; 3]) -> Explained {
    let by = case.find(0, "GROUP").unwrap_or(0);
    let place = (by..case.words.len()).find(|&i| case.is_name(i) && case.is(i + 1, "("));
    let says = "`GROUP BY` makes the groups, so nothing can be summed up in it yet.";
    Explained::new(
        says,
        place.and_then(|i| case.span(i)),
        "Name the columns that are alike within a group, as in `GROUP BY city`.",
    )
}

/// `HAVING clause on a non-aggregate query`
pub(super) fn having(case: &Case<'_>, _: [&str; 3]) -> Explained {
    let at = case.find(0, "HAVING").and_then(|i| case.span(i));
    Explained::new(
        "`HAVING` chooses groups, and there are none here.",
        at,
        "Rows are chosen with `WHERE`; for groups write `GROUP BY` before `HAVING`.",
    )
}

/// `a GROUP BY clause is required before HAVING`
pub(super) fn group_needed(case: &Case<'_>, _: [&str; 3]) -> Explained {
    having(case, ["", "", ""])
}

/// `DISTINCT aggregates must have exactly one argument`
pub(super) fn distinct(case: &Case<'_>, _: [&str; 3]) -> Explained {
    let place = (0..case.words.len()).find(|&i| case.are(i, "( DISTINCT"));
    Explained::new(
        "DISTINCT inside an aggregate takes one value, and there are more.",
        place.and_then(|i| case.span(i + 1)),
        "Count the different rows of a subquery: `SELECT COUNT(*) FROM (SELECT DISTINCT city, name FROM users)`.",
    )
}

/// The alias of an aggregate that `WHERE` uses.
fn named_in_where(case: &Case<'_>) -> Option<usize> {
    let condition = case.find(0, "WHERE")?;
    let end = case.find(condition, "GROUP ORDER LIMIT").unwrap_or(case.words.len());
    let named = aliases(case)
        .into_iter()
        .filter(|(_, begin)| is_aggregate(&case.name(*begin)) && case.is(begin + 1, "("));
    let named: Vec<String> = named.map(|(name, _)| name).collect();
    (condition..end)
        .find(|&i| case.is_name(i) && named.iter().any(|name| name.eq_ignore_ascii_case(&case.name(i))))
}

fn place_of(case: &Case<'_>, name: &str) -> Option<usize> {
    let is_call = |&i: &usize| case.is(i, name) && case.is(i + 1, "(");
    case.at.filter(is_call).or_else(|| (0..case.words.len()).find(is_call))
}

fn is_aggregate(name: &str) -> bool {
    ["count", "sum", "avg", "min", "max", "total", "group_concat"].contains(&name.to_lowercase().as_str())
}
