//! Explains errors about the parts of a query (`UNION`, `WITH`, joins, windows) and about limits of SQLite itself.

use super::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
};

/// `ORDER BY clause should come after UNION not before`
pub(super) fn too_early(statement: &FailedStatement<'_>, [clause, operator, _]: [&str; 3]) -> Explanation {
    let at = statement.find(0, clause.split(' ').next().unwrap_or(clause)).and_then(|i| statement.span(i));
    let says = format!(
        "{} stands before {}, and it belongs to the end of the whole.",
        backticked(clause),
        backticked(operator)
    );
    Explanation::new(says, at, format!("Move {} behind the last `SELECT`.", backticked(clause)))
}

/// `multiple references to recursive table: …`
pub(super) fn recursive(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!(
        "The recursive half of {} may take from {} once, and takes more often.",
        backticked(name),
        backticked(name)
    );
    let at = (0..statement.words.len())
        .filter(|&i| statement.name(i).eq_ignore_ascii_case(name))
        .nth(2)
        .and_then(|i| statement.span(i));
    Explanation::new(says, at, "Name it once after `FROM`, and join other tables to it.")
}

/// `circular reference: …`, `view … is circularly defined`
pub(super) fn circular(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!("{} is made from itself, so there is nothing to begin with.", backticked(name));
    let try_this = "Begin with a `SELECT` that does not use it, then `UNION ALL` and one that does.";
    Explanation::new(says, statement.name_span(name), try_this)
}

/// `duplicate WITH table name: …`
pub(super) fn with_twice(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!("`WITH` uses the name {} twice.", backticked(name));
    let at = (0..statement.words.len())
        .filter(|&i| statement.name(i).eq_ignore_ascii_case(name))
        .nth(1)
        .and_then(|i| statement.span(i));
    Explanation::new(says, at, "Give one of them another name.")
}

/// `no such collation sequence: …`
pub(super) fn collation(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!("There is no collation {}.", backticked(name));
    Explanation::new(says, statement.name_span(name), "SQLite has `BINARY`, `NOCASE` and `RTRIM`.")
}

/// `no such window: …`
pub(super) fn no_window(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let says = format!("There is no window {}.", backticked(name));
    Explanation::new(
        says,
        statement.name_span(name),
        "Name it after `WHERE` and `GROUP BY`: `WINDOW w AS (ORDER BY …)`.",
    )
}

/// `a JOIN clause is required before ON`
pub(super) fn join_needed(statement: &FailedStatement<'_>, [word, ..]: [&str; 3]) -> Explanation {
    let at = statement.find(0, word).and_then(|i| statement.span(i));
    let says = format!(
        "{} says how two tables belong together, and there is no `JOIN` before it.",
        backticked(word)
    );
    Explanation::new(
        says,
        at,
        "Write `FROM posts JOIN users ON …`; for a condition on one table there is `WHERE`.",
    )
}

/// `unknown join type: …`
pub(super) fn join_kind(statement: &FailedStatement<'_>, [words, ..]: [&str; 3]) -> Explanation {
    let says = format!("There is no {}.", backticked(&format!("{words} JOIN")));
    let i = statement.find(0, "JOIN").unwrap_or(1);
    Explanation::new(
        says,
        statement.span(i.saturating_sub(1)),
        "There are `JOIN`, `LEFT JOIN`, `RIGHT JOIN`, `FULL JOIN` and `CROSS JOIN`.",
    )
}

/// `Expression tree is too large (maximum depth 100)`, `too many arguments on function …`, and other bounds.
pub(super) fn too_many(statement: &FailedStatement<'_>, [what, ..]: [&str; 3]) -> Explanation {
    let says = format!("There are too many of something here: {}.", what.trim());
    Explanation::new(says, statement.here(), "Make it in several smaller statements.")
}

/// `Expression tree is too large (maximum depth 100)`
pub(super) fn too_deep(statement: &FailedStatement<'_>, [most, ..]: [&str; 3]) -> Explanation {
    let says = format!("The expression is nested more than {most} deep.");
    Explanation::new(
        says,
        statement.here(),
        "A long chain of `OR` is shorter as `IN (…)`; other parts fit into a `WITH`.",
    )
}

/// `oversized integer: …`, `hex literal too big: …`
pub(super) fn big_number(statement: &FailedStatement<'_>, [number, ..]: [&str; 3]) -> Explanation {
    let says = format!("{} is larger than SQLite’s whole numbers go.", backticked(number));
    Explanation::new(
        says,
        statement.name_span(number),
        "The largest is 9223372036854775807; put longer ones into quotes, as text.",
    )
}
