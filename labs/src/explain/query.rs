//! Smaller families: `UNION`, `WITH`, transactions, values that SQLite cannot work with, and bounds of its own.

use super::{
    case::Case,
    explained::{Explained, tick},
};

/// Messages that need nothing of the statement but a word to stand under: the message, the words (the first that is there is
/// marked), what is wrong, what to do.
pub(super) const FIXED: &[(&str, &str, &str, &str)] = &[
    (
        "cannot start a transaction within a transaction",
        "BEGIN",
        "A transaction is open already, and there can be one only.",
        "End the first with `COMMIT` or `ROLLBACK`; for steps inside it there is `SAVEPOINT`.",
    ),
    (
        "cannot commit - no transaction is active",
        "COMMIT END",
        "No transaction is open, so there is nothing to commit.",
        "Write `BEGIN` before the statements that belong together. A run that ends takes an open transaction back.",
    ),
    (
        "cannot rollback - no transaction is active",
        "ROLLBACK",
        "No transaction is open, so there is nothing to take back.",
        "Write `BEGIN` before the statements that belong together.",
    ),
    (
        "no tables specified",
        "*",
        "`*` means all columns of the tables after `FROM`, and there is no `FROM`.",
        "Say which table: `SELECT * FROM users`, with your table.",
    ),
    (
        "malformed JSON",
        "",
        "The text is no JSON.",
        "In JSON, names and texts stand in double quotes: `'{\"a\": 1}'`.",
    ),
    (
        "integer overflow",
        "",
        "The number would be larger than SQLite’s whole numbers go, which is 9223372036854775807.",
        "Compute with a fraction instead, as in `number * 1.0`.",
    ),
    (
        "ESCAPE expression must be a single character",
        "ESCAPE",
        "`ESCAPE` takes one character.",
        "Write one, as in `LIKE '50\\%' ESCAPE '\\'`.",
    ),
    (
        "a NATURAL join may not have an ON or USING clause",
        "NATURAL",
        "`NATURAL JOIN` chooses the columns itself, so it takes no `ON` and no `USING`.",
        "Leave `NATURAL` away.",
    ),
    (
        "recursive aggregate queries not supported",
        "RECURSIVE WITH",
        "The recursive half of a `WITH` takes one row at a time, so it cannot sum up.",
        "Sum up outside, in the `SELECT` after the `WITH`.",
    ),
    (
        "cannot use window functions in recursive queries",
        "OVER",
        "The recursive half of a `WITH` takes one row at a time, so there is no window.",
        "Use the window function outside, in the `SELECT` after the `WITH`.",
    ),
    (
        "no query solution",
        "INDEXED",
        "`INDEXED BY` names an index that this statement cannot use.",
        "Leave `INDEXED BY` away: SQLite chooses an index itself.",
    ),
    (
        "parameters are not allowed in views",
        "? :",
        "A view cannot have a parameter.",
        "Write the value itself, or ask the view with a `WHERE`.",
    ),
    (
        "RAISE() may only be used within a trigger-program",
        "RAISE",
        "`RAISE` works inside a trigger only.",
        "Refuse a row with a `CHECK` instead.",
    ),
    (
        "unsupported frame specification",
        "ROWS RANGE GROUPS",
        "The window begins after it ends, or in a way SQLite does not know.",
        "Write for example `ROWS BETWEEN 1 PRECEDING AND CURRENT ROW`.",
    ),
    (
        "FILTER clause may only be used with aggregate window functions",
        "FILTER",
        "`FILTER` chooses rows for an aggregate, and this is none.",
        "Choose rows with `WHERE`.",
    ),
    (
        "DISTINCT is not supported for window functions",
        "DISTINCT",
        "A window function takes no `DISTINCT`.",
        "Take different rows in a subquery first.",
    ),
    (
        "generated columns cannot be part of the PRIMARY KEY",
        "PRIMARY",
        "A computed column cannot be the primary key.",
        "Take a column that holds a value of its own.",
    ),
    (
        "must have at least one non-generated column",
        "AS",
        "Every column is computed from others, so there is nothing to compute from.",
        "Add a column that holds a value.",
    ),
    (
        "argument of ntile must be a positive integer",
        "ntile",
        "`ntile` needs to know into how many parts, a whole number above 0.",
        "Write for example `ntile(4)`.",
    ),
    (
        "Cannot add a column to a view",
        "ALTER",
        "A view has the columns its `SELECT` gives, and no other can be added.",
        "Drop the view and make it again with one more column.",
    ),
    (
        "too many columns in result set",
        "SELECT",
        "The result has more than 100 columns.",
        "Name only the columns you want to see.",
    ),
    (
        "too many levels of trigger recursion",
        "",
        "Triggers called each other more than ten times.",
        "Let the trigger change another table, or give it a `WHEN` that ends it.",
    ),
    ("too many SQL variables", "? :", "There are more than 100 parameters.", "Write the values themselves."),
    (
        "table is locked",
        "",
        "The table is being read by the same statement that wants to change it.",
        "Read first, and change in a statement of its own.",
    ),
];

/// A message of the list above.
pub(super) fn fixed(case: &Case<'_>) -> Option<Explained> {
    let found = FIXED.iter().find(|(message, ..)| case.message.eq_ignore_ascii_case(message))?;
    let (_, words, says, try_this) = *found;
    let marked = words.split(' ').filter(|word| !word.is_empty()).find_map(|word| case.find(0, word));
    Some(Explained::new(says, marked.and_then(|i| case.span(i)).or_else(|| case.here()), try_this))
}

/// `ORDER BY clause should come after UNION not before`
pub(super) fn too_early(case: &Case<'_>, [clause, operator, _]: [&str; 3]) -> Explained {
    let at = case.find(0, clause.split(' ').next().unwrap_or(clause)).and_then(|i| case.span(i));
    let says =
        format!("{} stands before {}, and it belongs to the end of the whole.", tick(clause), tick(operator));
    Explained::new(says, at, format!("Move {} behind the last `SELECT`.", tick(clause)))
}

/// `no such savepoint: …`
pub(super) fn savepoint(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says = format!("There is no savepoint {}.", tick(name));
    Explained::new(
        says,
        case.name_span(name),
        format!("Set it first: {}.", tick(&format!("SAVEPOINT {name}"))),
    )
}

/// `multiple references to recursive table: …`
pub(super) fn recursive(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says = format!(
        "The recursive half of {} may take from {} once, and takes more often.",
        tick(name),
        tick(name)
    );
    let at = (0..case.words.len())
        .filter(|&i| case.name(i).eq_ignore_ascii_case(name))
        .nth(2)
        .and_then(|i| case.span(i));
    Explained::new(says, at, "Name it once after `FROM`, and join other tables to it.")
}

/// `circular reference: …`, `view … is circularly defined`
pub(super) fn circular(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says = format!("{} is made from itself, so there is nothing to begin with.", tick(name));
    let try_this = "Begin with a `SELECT` that does not use it, then `UNION ALL` and one that does.";
    Explained::new(says, case.name_span(name), try_this)
}

/// `duplicate WITH table name: …`
pub(super) fn with_twice(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says = format!("`WITH` uses the name {} twice.", tick(name));
    let at = (0..case.words.len())
        .filter(|&i| case.name(i).eq_ignore_ascii_case(name))
        .nth(1)
        .and_then(|i| case.span(i));
    Explained::new(says, at, "Give one of them another name.")
}

/// `no such collation sequence: …`
pub(super) fn collation(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says = format!("There is no collation {}.", tick(name));
    Explained::new(says, case.name_span(name), "SQLite has `BINARY`, `NOCASE` and `RTRIM`.")
}

/// `no such window: …`
pub(super) fn no_window(case: &Case<'_>, [name, ..]: [&str; 3]) -> Explained {
    let says = format!("There is no window {}.", tick(name));
    Explained::new(
        says,
        case.name_span(name),
        "Name it after `WHERE` and `GROUP BY`: `WINDOW w AS (ORDER BY …)`.",
    )
}

/// `a JOIN clause is required before ON`
pub(super) fn join_needed(case: &Case<'_>, [word, ..]: [&str; 3]) -> Explained {
    let at = case.find(0, word).and_then(|i| case.span(i));
    let says =
        format!("{} says how two tables belong together, and there is no `JOIN` before it.", tick(word));
    Explained::new(
        says,
        at,
        "Write `FROM posts JOIN users ON …`; for a condition on one table there is `WHERE`.",
    )
}

/// `unknown join type: …`
pub(super) fn join_kind(case: &Case<'_>, [words, ..]: [&str; 3]) -> Explained {
    let says = format!("There is no {}.", tick(&format!("{words} JOIN")));
    let i = case.find(0, "JOIN").unwrap_or(1);
    Explained::new(
        says,
        case.span(i.saturating_sub(1)),
        "There are `JOIN`, `LEFT JOIN`, `RIGHT JOIN`, `FULL JOIN` and `CROSS JOIN`.",
    )
}

/// `Expression tree is too large (maximum depth 100)`, `too many arguments on function …`, and other bounds.
pub(super) fn too_many(case: &Case<'_>, [what, ..]: [&str; 3]) -> Explained {
    let says = format!("There are too many of something here: {}.", what.trim());
    Explained::new(says, case.here(), "Make it in several smaller statements.")
}

/// `Expression tree is too large (maximum depth 100)`
pub(super) fn too_deep(case: &Case<'_>, [most, ..]: [&str; 3]) -> Explained {
    let says = format!("The expression is nested more than {most} deep.");
    Explained::new(
        says,
        case.here(),
        "A long chain of `OR` is shorter as `IN (…)`; other parts fit into a `WITH`.",
    )
}

/// `oversized integer: …`, `hex literal too big: …`
pub(super) fn big_number(case: &Case<'_>, [number, ..]: [&str; 3]) -> Explained {
    let says = format!("{} is larger than SQLite’s whole numbers go.", tick(number));
    Explained::new(
        says,
        case.name_span(number),
        "The largest is 9223372036854775807; put longer ones into quotes, as text.",
    )
}
