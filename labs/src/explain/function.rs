//! Explains errors about functions that SQLite does not have, has under another name, or that have a wrong number of arguments.

use super::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
    lookalike,
    nearest_name::nearest,
};
use crate::sandbox::functions;

/// Functions of other databases, and what to write instead, as the end of a sentence that begins with “In SQLite”.
const OTHER_DATABASES: &[(&str, &str)] = &[
    ("now", "`datetime('now')` gives the time of day in UTC, `date('now')` the date"),
    ("getdate", "`datetime('now')` gives the time of day in UTC, `date('now')` the date"),
    ("sysdate", "`datetime('now')` gives the time of day in UTC, `date('now')` the date"),
    ("curdate", "`date('now')` gives the date"),
    ("curtime", "`time('now')` gives the time of day in UTC"),
    ("today", "`date('now')` gives the date"),
    ("len", "`length(…)` counts the characters"),
    ("char_length", "`length(…)` counts the characters"),
    ("character_length", "`length(…)` counts the characters"),
    ("strlen", "`length(…)` counts the characters"),
    ("isnull", "`coalesce(city, 'none')` gives the first value that is not NULL; `city IS NULL` asks for it"),
    ("nvl", "`coalesce(city, 'none')` gives the first value that is not NULL"),
    ("year", "`strftime('%Y', …)` takes the year from a date"),
    ("month", "`strftime('%m', …)` takes the month from a date"),
    ("day", "`strftime('%d', …)` takes the day from a date"),
    ("dayofmonth", "`strftime('%d', …)` takes the day from a date"),
    ("weekday", "`strftime('%w', …)` gives the day of the week, 0 for Sunday"),
    ("dayofweek", "`strftime('%w', …)` gives the day of the week, 0 for Sunday"),
    ("hour", "`strftime('%H', …)` takes the hour from a time"),
    ("minute", "`strftime('%M', …)` takes the minute from a time"),
    ("second", "`strftime('%S', …)` takes the second from a time"),
    ("date_format", "`strftime('%d.%m.%Y', …)` writes a date; the format comes first"),
    ("to_char", "`strftime('%d.%m.%Y', …)` writes a date; the format comes first"),
    ("format_date", "`strftime('%d.%m.%Y', …)` writes a date; the format comes first"),
    ("str_to_date", "a date is a text like `'2026-02-01'`, and can be compared as it is"),
    ("to_date", "a date is a text like `'2026-02-01'`, and can be compared as it is"),
    ("to_timestamp", "a time is a text like `'2026-02-01 08:15:00'`, and can be compared as it is"),
    ("date_part", "`strftime('%Y', …)` takes a part from a date"),
    ("extract", "`strftime('%Y', …)` takes a part from a date"),
    ("datepart", "`strftime('%Y', …)` takes a part from a date"),
    ("date_trunc", "`date(…, 'start of month')` goes to the beginning of the month"),
    ("datediff", "`julianday(a) - julianday(b)` gives the days between two dates"),
    ("dateadd", "`date(…, '+1 day')` goes on by a day"),
    ("date_add", "`date(…, '+1 day')` goes on by a day"),
    ("date_sub", "`date(…, '-1 day')` goes back by a day"),
    ("left", "`substr(name, 1, 3)` takes the first three characters"),
    ("right", "`substr(name, -3)` takes the last three characters"),
    ("mid", "`substr(name, 2, 3)` takes three characters from the second on"),
    ("locate", "`instr(name, 'a')` gives the place of a text in another"),
    ("position", "`instr(name, 'a')` gives the place of a text in another"),
    ("charindex", "`instr(name, 'a')` gives the place of a text in another"),
    ("indexof", "`instr(name, 'a')` gives the place of a text in another"),
    ("ucase", "`upper(…)` makes capitals"),
    ("lcase", "`lower(…)` makes small letters"),
    ("average", "`avg(…)` is the mean"),
    ("mean", "`avg(…)` is the mean"),
    ("maximum", "`max(…)` is the largest"),
    ("minimum", "`min(…)` is the smallest"),
    ("cnt", "`count(*)` counts rows"),
    ("rand", "`random()` gives a random whole number"),
    ("truncate", "`trunc(…)` cuts the fraction off, `round(…, 2)` rounds"),
    ("to_number", "`CAST(… AS INTEGER)` makes a number"),
    ("convert", "`CAST(… AS INTEGER)` makes a value of another type"),
    ("try_cast", "`CAST(… AS INTEGER)` makes a value of another type"),
    ("decode", "`CASE … WHEN … THEN … END` chooses between values"),
    ("array_agg", "`group_concat(…)` puts the values of a group into one text"),
    ("listagg", "`group_concat(…)` puts the values of a group into one text"),
    ("lpad", "`printf('%5s', …)` fills up with spaces"),
    ("rpad", "`printf('%-5s', …)` fills up with spaces"),
    ("greatest", "`max(a, b)` with two values gives the larger"),
    ("least", "`min(a, b)` with two values gives the smaller"),
    ("last_insert_id", "`last_insert_rowid()` gives the number of the last row"),
    ("scope_identity", "`last_insert_rowid()` gives the number of the last row"),
    ("database", "there is one database only, and it has no name"),
    ("version", "`sqlite_version()` gives SQLite’s version"),
    ("uuid", "`hex(randomblob(16))` makes a random text"),
    ("top", "`LIMIT 5` at the end gives the first five rows"),
    ("regexp", "`LIKE` with `%` and `_`, or `GLOB`, compares with a pattern"),
    ("contains", "`name LIKE '%a%'` looks for a text in another"),
    ("startswith", "`name LIKE 'a%'` looks at the beginning of a text"),
    ("nextval", "an `INTEGER PRIMARY KEY` gets its numbers by itself"),
];

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
    if let Some(other) = of_another_database(name, at.clone()) {
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

/// Explains a function of another database; none where the name is none.
pub(super) fn of_another_database(name: &str, at: Option<std::ops::Range<usize>>) -> Option<Explanation> {
    let (_, instead) = OTHER_DATABASES.iter().find(|(other, _)| other.eq_ignore_ascii_case(name))?;
    let says = format!("There is no function {} in SQLite.", backticked(name));
    Some(Explanation::new(says, at, format!("In SQLite {instead}.")))
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
