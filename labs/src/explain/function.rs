//! Explains errors about functions that SQLite does not have, has under another name, or that have a wrong number of arguments.

use super::{
    dialect,
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
    lookalike,
    nearest_name::nearest,
};
use crate::sandbox::functions;

/// The functions of SQLite that people use, in the spelling that they use.
const OWN: &[&str] = &[
    "COUNT",
    "SUM",
    "AVG",
    "MIN",
    "MAX",
    "abs",
    "coalesce",
    "concat",
    "date",
    "datetime",
    "group_concat",
    "ifnull",
    "iif",
    "instr",
    "julianday",
    "length",
    "lower",
    "ltrim",
    "nullif",
    "printf",
    "random",
    "replace",
    "round",
    "row_number",
    "rtrim",
    "sqrt",
    "strftime",
    "substr",
    "substring",
    "time",
    "total",
    "trim",
    "typeof",
    "upper",
];

/// The arguments of common functions, by an example.
const ARGUMENTS: &[(&str, &str)] = &[
    ("count", "COUNT(*)` or `COUNT(city)"),
    ("sum", "SUM(price)"),
    ("avg", "AVG(price)"),
    ("min", "MIN(name)"),
    ("max", "MAX(name)"),
    ("total", "total(price)"),
    ("round", "round(number)` or `round(number, 2)"),
    ("upper", "upper(name)"),
    ("lower", "lower(name)"),
    ("length", "length(name)"),
    ("abs", "abs(number)"),
    ("substr", "substr(name, 1, 3)"),
    ("substring", "substring(name, 1, 3)"),
    ("replace", "replace(name, 'a', 'b')"),
    ("ifnull", "ifnull(city, 'none')"),
    ("nullif", "nullif(city, '')"),
    ("coalesce", "coalesce(city, 'none')"),
    ("iif", "iif(city IS NULL, 'none', city)"),
    ("instr", "instr(name, 'a')"),
    ("trim", "trim(name)"),
    ("typeof", "typeof(city)"),
    ("group_concat", "group_concat(name, ', ')"),
    ("random", "random()"),
    ("row_number", "row_number() OVER (ORDER BY id)"),
];

/// `no such function: …`
pub(super) fn missing(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    if let Some(odd) = lookalike::explain(statement) {
        return odd;
    }
    let at = statement.find_name(name).and_then(|i| statement.span(i));
    if let Some(other) = statement.find_name(name).and_then(|i| dialect::refused(statement, i)) {
        return other;
    }
    let says = format!("There is no function {} in SQLite.", backticked(name));
    // Catches `users(id)`.
    if let Some(table) = statement.schema.table(name) {
        let says = format!("{} is a table, and brackets after a name call a function.", backticked(name));
        let try_this = format!(
            "For its columns write {}; a list belongs after `IN`.",
            backticked(&format!("{}.id", table.name))
        );
        return Explanation::new(says, at, try_this);
    }
    match nearest(name, OWN.iter().copied().chain(functions())) {
        Some(near) => Explanation::new(says, at, format!("Did you mean {}?", backticked(near))),
        None => Explanation::new(
            says,
            at,
            "SQLite has `length`, `upper`, `substr`, `round`, `coalesce`, `date`, `strftime` and more.",
        ),
    }
}

/// `wrong number of arguments to function round()`
pub(super) fn arguments(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let name = name.trim_end_matches("()");
    let is_call = |&i: &usize| statement.is(i, name) && statement.is(i + 1, "(");
    let place = statement.at.filter(is_call).or_else(|| (0..statement.words.len()).find(is_call));
    let at = place.and_then(|i| statement.span(i));
    if place.is_some_and(|i| statement.are(i + 1, "( DISTINCT")) {
        return super::aggregate::distinct(statement, ["", "", ""]);
    }
    let given = place.and_then(|i| count_arguments(statement, i + 1));
    let says = match given {
        Some(0) => format!("{} needs something in its brackets.", backticked(&format!("{name}()"))),
        Some(1) => format!("{} does not work with 1 argument.", backticked(&format!("{name}()"))),
        Some(n) => format!("{} does not work with {n} arguments.", backticked(&format!("{name}()"))),
        None => format!("{} has the wrong number of arguments.", backticked(&format!("{name}()"))),
    };
    let known = ARGUMENTS.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
    let try_this = match known {
        Some((_, example)) => format!("It is used like this: `{example}`."),
        None => "Look up how many values it takes; a comma stands between them.".to_owned(),
    };
    Explanation::new(says, at, try_this)
}

/// Whether SQLite has a function of this name that people use.
pub(super) fn is_own(name: &str) -> bool {
    OWN.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// The number of values between brackets.
fn count_arguments(statement: &FailedStatement<'_>, open: usize) -> Option<usize> {
    let close = statement.close_bracket(open)?;
    if close == open + 1 {
        return Some(0);
    }
    let mut depth = 0_usize;
    let mut count = 1;
    for i in open + 1..close {
        match statement.text(i) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," if depth == 0 => count += 1,
            _ => {}
        }
    }
    Some(count)
}
