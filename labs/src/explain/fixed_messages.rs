//! Explains the messages that have no changing part, of transactions, JSON, windows, triggers and more, and the one about
//! savepoints.

use super::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
};

/// The messages, each with the words that may be marked (the first of them that the statement has), what is wrong, and what to
/// do.
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

/// Explains a message that is in `FIXED`.
pub(super) fn fixed(statement: &FailedStatement<'_>) -> Option<Explanation> {
    let found = FIXED.iter().find(|(message, ..)| statement.message.eq_ignore_ascii_case(message))?;
    let (_, words, says, try_this) = *found;
    let marked = words.split(' ').filter(|word| !word.is_empty()).find_map(|word| statement.find(0, word));
    Some(Explanation::new(
        says,
        marked.and_then(|i| statement.span(i)).or_else(|| statement.here()),
        try_this,
    ))
}

/// `no such savepoint: …`
pub(super) fn savepoint(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!("There is no savepoint {}.", backticked(name));
    Explanation::new(
        says,
        statement.name_span(name),
        format!("Set it first: {}.", backticked(&format!("SAVEPOINT {name}"))),
    )
}
