//! Combinations of words that are not SQL, each with its explanation. They are recognized by the word where SQLite stopped and the
//! one before it.

use crate::explain::{explanation::Explanation, failed_statement::FailedStatement};

/// A combination of words and its explanation.
struct Phrase {
    /// The first word of the statement; empty for any.
    verb: &'static str,
    /// The words that may stand before the one where SQLite stopped, with spaces between them; empty for any.
    before: &'static str,
    /// The words where SQLite may have stopped, with spaces between them.
    here: &'static str,
    says: &'static str,
    try_this: &'static str,
}

/// A phrase; a short name, since the table below has many.
const fn phrase(
    verb: &'static str,
    before: &'static str,
    here: &'static str,
    says: &'static str,
    try_this: &'static str,
) -> Phrase {
    Phrase { verb, before, here, says, try_this }
}

/// The phrases. The first one that fits is used.
const PHRASES: &[Phrase] = &[
    // Conditions.
    phrase(
        "",
        "IS",
        "= <> != ==",
        "`IS` compares already, so no other sign follows it.",
        "Write `IS NULL`, or the sign and a value.",
    ),
    phrase(
        "",
        "= <> != ==",
        "IS",
        "`IS` compares already, so no other sign stands before it.",
        "Write `IS NULL`, or the sign and a value.",
    ),
    phrase("", "= ==", "= ==", "There is one equals sign too many.", "Write `=`."),
    phrase("", "<=", ">", "`<=>` is a way of MySQL to compare with NULL.", "Write `IS`."),
    phrase(
        "",
        "",
        "~",
        "`~` compares with a pattern in other databases only.",
        "Write `LIKE 'A%'`, or `GLOB 'A*'`.",
    ),
    phrase(
        "",
        "HAVING",
        "= <> < > <= >=",
        "`HAVING` does not say what is compared.",
        "Write for example `HAVING COUNT(*) > 1`.",
    ),
    phrase(
        "",
        "WHERE AND OR ON",
        "= <> < > <= >=",
        "Before this sign the column is missing.",
        "Write for example `WHERE id > 1`.",
    ),
    phrase(
        "",
        "= < > <= >= <> !=",
        "SELECT",
        "A `SELECT` inside another statement stands in brackets.",
        "Write `= (SELECT …)`.",
    ),
    phrase(
        "",
        "IN",
        "SELECT",
        "A `SELECT` inside another statement stands in brackets.",
        "Write `IN (SELECT …)`.",
    ),
    phrase(
        "",
        "EXISTS",
        "SELECT",
        "A `SELECT` inside another statement stands in brackets.",
        "Write `EXISTS (SELECT …)`.",
    ),
    phrase(
        "",
        "FROM JOIN",
        "SELECT",
        "A `SELECT` inside another statement stands in brackets.",
        "Write `FROM (SELECT …) AS t`.",
    ),
    phrase(
        "WITH",
        "AS",
        "SELECT",
        "The `SELECT` that `WITH` names stands in brackets.",
        "Write `WITH a AS (SELECT …) SELECT …`.",
    ),
    phrase(
        "WITH",
        "(",
        "SELECT",
        "Between the name after `WITH` and its bracket there is no `AS`.",
        "Write `WITH a AS (SELECT …) SELECT …`.",
    ),
    // The parts of a `SELECT`.
    phrase("", "SORT", "BY", "`SORT` is no word of SQL.", "Write `ORDER BY`."),
    phrase("", "LIMIT", "TO = BY", "After `LIMIT` the number comes directly.", "Write `LIMIT 5`."),
    phrase(
        "SELECT",
        "FIRST",
        "1 2 3 5 10 20 50 100",
        "`FIRST` does not choose rows in SQLite.",
        "Write `LIMIT 5` at the end.",
    ),
    phrase(
        "SELECT",
        "",
        "DISTINCT",
        "`DISTINCT` comes directly after `SELECT`, and counts for all columns.",
        "Write `SELECT DISTINCT name, city`.",
    ),
    phrase("", ".", ".", "There is one dot too many.", "Write `users.name`."),
    phrase(
        "SELECT",
        "SELECT , ( =",
        ".",
        "Before this dot the name of a table is missing.",
        "Write `users.name`, or the column alone.",
    ),
    phrase(
        "SELECT",
        "UNION ALL INTERSECT EXCEPT",
        "users posts comments likes",
        "After `UNION` another `SELECT` is missing.",
        "Write `UNION SELECT title FROM posts`.",
    ),
    // Changing rows.
    phrase(
        "INSERT REPLACE",
        "INTO",
        "(",
        "After `INTO` the name of a table is missing.",
        "Write `INSERT INTO users (…) VALUES (…)`.",
    ),
    phrase(
        "INSERT REPLACE",
        ")",
        "WHERE",
        "`INSERT` adds rows, so there is nothing that `WHERE` could choose.",
        "Take the `WHERE` away; to change a row that is there, write `UPDATE`.",
    ),
    phrase(
        "UPDATE",
        "",
        "TO",
        "A new value is given with `=`, and not with `TO`.",
        "Write `SET name = 'Ida'`.",
    ),
    phrase("DELETE", "", ",", "`DELETE` takes the rows of one table.", "Write a `DELETE` for each table."),
    phrase(
        "DELETE UPDATE",
        "",
        "ORDER LIMIT",
        "A `DELETE` or `UPDATE` has no order and no limit here.",
        "Choose the rows with `WHERE id IN (SELECT id FROM … ORDER BY … LIMIT …)`.",
    ),
    // Tables.
    phrase("DROP", "", ",", "`DROP` takes one thing at a time.", "Write a `DROP TABLE` for each."),
    phrase(
        "DROP",
        "DROP",
        "COLUMN",
        "A column is dropped from its table.",
        "Write `ALTER TABLE users DROP COLUMN city`.",
    ),
    phrase(
        "ALTER",
        "",
        "AND",
        "`ALTER TABLE` does one thing at a time.",
        "Write a statement for each change.",
    ),
    phrase("CREATE", "UNIQUE", "KEY", "The rule is called `UNIQUE` alone.", "Leave `KEY` away."),
    phrase(
        "CREATE",
        "PRIMARY",
        ", ) (",
        "After `PRIMARY` the word `KEY` is missing.",
        "Write `PRIMARY KEY`.",
    ),
    phrase("CREATE", "DEFAULT", "= :", "After `DEFAULT` the value comes directly.", "Write `DEFAULT 3`."),
    phrase(
        "CREATE",
        "CURRENT",
        "DATE TIME TIMESTAMP",
        "This word is written with a `_`.",
        "Write `CURRENT_DATE`, `CURRENT_TIME` or `CURRENT_TIMESTAMP`.",
    ),
    phrase(
        "CREATE",
        "KEY NULL UNIQUE INTEGER TEXT REAL )",
        ".",
        "There is a dot where a comma belongs.",
        "Write a comma between two columns.",
    ),
    phrase("CREATE", "WITH", "STRICT", "`STRICT` stands alone after the last bracket.", "Leave `WITH` away."),
    phrase(
        "CREATE",
        "EXISTS TABLE",
        "(",
        "Before the bracket the name of the table is missing.",
        "Write `CREATE TABLE plots (…)`.",
    ),
    phrase(
        "CREATE",
        "",
        "IF",
        "`IF NOT EXISTS` stands before the name.",
        "Write `CREATE TABLE IF NOT EXISTS plots (…)`.",
    ),
    phrase(
        "CREATE",
        "AS",
        "(",
        "Between the table’s name and its columns there is no `AS`.",
        "Leave `AS` away; it comes before a `SELECT` only, without brackets.",
    ),
    phrase("CREATE", "", "-", "A `-` in a name is a minus.", "Write a `_` in its place, as in `my_plots`."),
    // Transactions and plans.
    phrase(
        "BEGIN COMMIT END ROLLBACK",
        "",
        "TRAN WORK",
        "SQLite does not know this word here.",
        "Write `BEGIN`, `COMMIT` or `ROLLBACK` alone.",
    ),
    phrase(
        "EXPLAIN",
        "EXPLAIN PLAN",
        "",
        "After `EXPLAIN` a whole statement follows.",
        "Write `EXPLAIN QUERY PLAN SELECT * FROM users`.",
    ),
];

/// Explains a combination of words that is in the table.
pub(super) fn known(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let fits =
        |words: &str, i: Option<usize>| words.is_empty() || i.is_some_and(|i| statement.is_one_of(i, words));
    let found = PHRASES.iter().find(|phrase| {
        fits(phrase.verb, Some(0))
            && fits(phrase.before, i.checked_sub(1))
            && fits(phrase.here, Some(i))
            && i > 0
    })?;
    Some(Explanation::new(found.says, statement.span(i), found.try_this))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_is_whole() {
        for Phrase { before, here, says, try_this, .. } in PHRASES {
            assert!(!before.is_empty() || !here.is_empty(), "{says}");
            assert!(says.ends_with('.') && try_this.ends_with('.'), "{says}");
        }
    }
}
