//! Explains errors about aggregates (`COUNT`, `SUM`) where there are no groups, and about window functions without a window.

use super::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
    sources::aliases,
};

/// `misuse of aggregate: COUNT()`, `misuse of aggregate function MAX()`
pub(super) fn misused(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let name = name.trim_end_matches("()");
    let place = place_of(statement, name);
    let at = place.and_then(|i| statement.span(i));
    let i = place.unwrap_or(0);
    // Catches `SELECT COUNT(*) AS n … WHERE n > 1`.
    if let Some(alias) = named_in_where(statement) {
        return alias_in_where(statement, name, alias);
    }
    // Catches `MAX(COUNT(*))`.
    let outer = statement.open_bracket(i).filter(|&open| open > 0 && statement.is_name(open - 1));
    let call = backticked(&format!("{name}()"));
    if let Some(outer) = outer.filter(|&outer| is_aggregate(&statement.name(outer - 1))) {
        let says = format!(
            "{call} stands inside {}, and an aggregate cannot be made of aggregates.",
            backticked(&format!("{}()", statement.text(outer - 1)))
        );
        return Explanation::new(
            says,
            at,
            "Count in a subquery first: `SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM … GROUP BY …)`.",
        );
    }
    // Catches `UPDATE users SET city = MAX(name)`.
    if statement.is(0, "UPDATE") {
        let says = format!("{call} sums up many rows, and `SET` looks at one row at a time.");
        return Explanation::new(
            says,
            at,
            "Put it into a subquery: `SET city = (SELECT MAX(name) FROM users)`.",
        );
    }
    // Otherwise the clause decides what is said; most often it is the `WHERE`.
    match statement
        .find_back(i, "WHERE ON SELECT HAVING")
        .map(|clause| statement.text(clause).to_ascii_uppercase())
        .as_deref()
    {
        Some("ON") => {
            let says = format!("{call} sums up many rows, and `ON` compares two rows.");
            Explanation::new(says, at, "Join by columns, and choose groups with `HAVING`.")
        }
        Some("SELECT") => {
            let says = format!("{call} cannot be used here: there are no groups it could sum up.");
            Explanation::new(says, at, "Put it into a subquery of its own.")
        }
        _ => {
            let says = format!("{call} sums up many rows, and `WHERE` looks at one row at a time.");
            let whole = place
                .and_then(|i| statement.spans(i, statement.close_bracket(i + 1)?))
                .map_or("COUNT(*)", |span| &statement.sql[span]);
            let example = format!("GROUP BY … HAVING {whole} > 1");
            Explanation::new(
                says,
                at,
                format!("Choose groups after `GROUP BY`, with HAVING: {}.", backticked(&example)),
            )
        }
    }
}

/// The aggregate `name` has an alias, which stands in the `WHERE` at the word `alias`.
fn alias_in_where(statement: &FailedStatement<'_>, name: &str, alias: usize) -> Explanation {
    let says = format!(
        "{} is made by {}, and `WHERE` chooses rows before anything is counted.",
        backticked(&statement.name(alias)),
        backticked(&format!("{name}()"))
    );
    Explanation::new(
        says,
        statement.span(alias),
        format!(
            "Choose groups after counting: {} after `GROUP BY`.",
            backticked(&format!("HAVING {} …", statement.text(alias)))
        ),
    )
}

/// `misuse of aliased aggregate people`
pub(super) fn alias(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!(
        "{} is an aggregate, and `WHERE` chooses rows before anything is summed up.",
        backticked(name)
    );
    let place = named_in_where(statement).or_else(|| statement.find_name(name));
    Explanation::new(
        says,
        place.and_then(|i| statement.span(i)),
        format!("Choose groups after `GROUP BY`: {}.", backticked(&format!("HAVING {name} …"))),
    )
}

/// `misuse of window function row_number()`
pub(super) fn window(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let name = name.trim_end_matches("()");
    let call = backticked(&format!("{name}()"));
    let place = place_of(statement, name).unwrap_or(0);
    let close = statement.close_bracket(place + 1).unwrap_or(place);
    // Catches `row_number() OVER ORDER BY id`.
    if statement.is(close + 1, "OVER") && !statement.is(close + 2, "(") {
        let says = "What `OVER` looks at stands in brackets.";
        return Explanation::new(
            says,
            statement.span(close + 1),
            "Write `OVER (ORDER BY id)`, or `OVER ()` for all rows.",
        );
    }
    // Catches `WHERE row_number() OVER (…) = 1`.
    if statement.is_one_of(close + 1, "OVER FILTER") {
        let says =
            format!("{call} looks at the whole result, which is not there yet when `WHERE` chooses rows.");
        return Explanation::new(
            says,
            statement.span(place),
            "Number the rows in a subquery, and choose outside it: `SELECT … FROM (SELECT …) WHERE …`.",
        );
    }
    let says = format!("{call} is a window function and needs to know over which rows.");
    let example = backticked(&format!("{name}() OVER (ORDER BY …)"));
    Explanation::new(says, statement.span(place), format!("Say it with OVER: {example}."))
}

/// `aggregate functions are not allowed in the GROUP BY clause`
pub(super) fn in_group(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let by = statement.find(0, "GROUP").unwrap_or(0);
    let place = (by..statement.words.len()).find(|&i| statement.is_name(i) && statement.is(i + 1, "("));
    let says = "`GROUP BY` makes the groups, so nothing can be summed up in it yet.";
    Explanation::new(
        says,
        place.and_then(|i| statement.span(i)),
        "Name the columns that are alike within a group, as in `GROUP BY city`.",
    )
}

/// `HAVING clause on a non-aggregate query`
pub(super) fn having(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let at = statement.find(0, "HAVING").and_then(|i| statement.span(i));
    Explanation::new(
        "`HAVING` chooses groups, and there are none here.",
        at,
        "Rows are chosen with `WHERE`; for groups write `GROUP BY` before `HAVING`.",
    )
}

/// `a GROUP BY clause is required before HAVING`
pub(super) fn group_needed(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    having(statement, ["", "", ""])
}

/// `DISTINCT aggregates must have exactly one argument`
pub(super) fn distinct(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let place = (0..statement.words.len()).find(|&i| statement.are(i, "( DISTINCT"));
    Explanation::new(
        "DISTINCT inside an aggregate takes one value, and there are more.",
        place.and_then(|i| statement.span(i + 1)),
        "Count the different rows of a subquery: `SELECT COUNT(*) FROM (SELECT DISTINCT city, name FROM users)`.",
    )
}

/// The word in the `WHERE` that is the alias of an aggregate. SQLite names the aggregate only.
fn named_in_where(statement: &FailedStatement<'_>) -> Option<usize> {
    let condition = statement.find(0, "WHERE")?;
    let end = statement.find(condition, "GROUP ORDER LIMIT").unwrap_or(statement.words.len());
    let named = aliases(statement)
        .into_iter()
        .filter(|(_, begin)| is_aggregate(&statement.name(*begin)) && statement.is(begin + 1, "("));
    let named: Vec<String> = named.map(|(name, _)| name).collect();
    (condition..end).find(|&i| {
        statement.is_name(i) && named.iter().any(|name| name.eq_ignore_ascii_case(&statement.name(i)))
    })
}

/// The word at which a function is called.
fn place_of(statement: &FailedStatement<'_>, name: &str) -> Option<usize> {
    let is_call = |&i: &usize| statement.is(i, name) && statement.is(i + 1, "(");
    statement.at.filter(is_call).or_else(|| (0..statement.words.len()).find(is_call))
}

/// Whether a function is an aggregate.
fn is_aggregate(name: &str) -> bool {
    ["count", "sum", "avg", "min", "max", "total", "group_concat"].contains(&name.to_lowercase().as_str())
}
