//! Statements that end too early, and clauses with nothing in them.

use super::{bracket, clause, comma, condition, misspelt};
use crate::explain::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
};

/// Words after which something must follow, with what is missing and an example of it.
const NEEDS: &[(&str, &str, &str)] = &[
    ("FROM JOIN INTO", "the name of a table is missing", "users"),
    ("UPDATE TABLE EXISTS", "the name of a table is missing", "users"),
    ("SELECT DISTINCT", "a column is missing, or `*` for all of them", "name"),
    ("WHERE HAVING AND OR NOT WHEN IF", "a condition is missing", "id = 1"),
    ("ON", "a condition is missing", "posts.author_id = users.id"),
    ("BY", "the name of a column is missing", "name"),
    ("SET", "a column and its new value are missing", "city = 'Delft'"),
    ("= == <> != < > <= >= + - / % || THEN ELSE", "a value is missing", "'Delft'"),
    ("LIKE GLOB", "a pattern is missing", "'A%'"),
    ("VALUES", "a row in brackets is missing", "('Ida', '2026-01-01')"),
    ("IN", "a list in brackets is missing", "(1, 2)"),
    ("USING", "a column in brackets is missing", "(post_id)"),
    ("CHECK", "a condition in brackets is missing", "(size > 0)"),
    ("IS", "`NULL` or `NOT NULL` is missing", "NULL"),
    ("LIMIT OFFSET", "a number is missing", "5"),
    ("BETWEEN", "the two ends are missing", "1 AND 3"),
    ("AS", "a name is missing", "total"),
    (".", "the name of a column is missing", "name"),
    ("REFERENCES", "a table and its column are missing", "users (id)"),
    ("CREATE DROP ALTER", "what it is about is missing", "TABLE plots"),
    ("INSERT", "`INTO` and a table are missing", "INTO users"),
    ("DELETE", "`FROM` and a table are missing", "FROM users"),
    ("ORDER GROUP", "`BY` and a column are missing", "BY name"),
    ("PRIMARY FOREIGN", "`KEY` is missing", "KEY"),
    ("LEFT INNER CROSS OUTER RIGHT FULL", "`JOIN` and a table are missing", "JOIN users"),
    ("UNION INTERSECT EXCEPT ALL", "another `SELECT` is missing", "SELECT title FROM posts"),
    ("UNIQUE ADD COLUMN RENAME TO VIEW INDEX TRIGGER", "a name is missing", "plots"),
];

/// Words that can also be removed, together with their clause.
const OPTIONAL: &str = "WHERE HAVING AND OR NOT BY LIMIT OFFSET AS DISTINCT";

/// Words that cannot be what is missing: they begin the next clause or end the statement.
const CLOSES: &str =
    "FROM WHERE GROUP ORDER HAVING LIMIT ON AND OR SET VALUES JOIN UNION ; ) THEN ELSE END USING LEFT INNER";

/// A clause with nothing in it.
pub(super) fn empty(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let before = i.checked_sub(1)?;
    if i < statement.words.len() && !statement.is_one_of(i, CLOSES) {
        return None;
    }
    let (_, what, example) = NEEDS.iter().find(|(words, ..)| statement.is_one_of(before, words))?;
    let word = if statement.is(before, "BY") && before > 0 {
        format!("{} BY", statement.text(before - 1).to_ascii_uppercase())
    } else {
        statement.text(before).to_ascii_uppercase()
    };
    // `IS NOT` needs `NULL`, while `NOT` alone needs a condition.
    let (what, example) = if statement.is(before, "NOT") && statement.follows(before, "IS") {
        (&"`NULL` is missing", &"NULL")
    } else {
        (what, example)
    };
    // At the end of the text there is nothing to mark but the last word.
    let ends = i >= statement.words.len() || statement.is(i, ";");
    let at = if ends { statement.span(before) } else { statement.span(i) };
    let gap = if word == "." { "" } else { " " };
    let mut try_this = format!("Add it, as in {}", backticked(&format!("{word}{gap}{example}")));
    if statement.is_one_of(before, OPTIONAL) {
        try_this.push_str(&format!(", or take {} away", backticked(&word)));
    }
    Some(Explanation::new(format!("After {} {what}.", backticked(&word)), at, try_this + "."))
}

/// The end of the statement, or its last semicolon, where SQLite expected more.
pub(super) fn too_early(statement: &FailedStatement<'_>, i: usize) -> Explanation {
    // The rules that also make sense at the end, again with the certain ones first.
    let whole = [
        condition::bare_pattern,
        empty,
        comma::too_many,
        condition::case_end,
        unclosed,
        unfinished,
        clause::missing,
        misspelt::word,
    ];
    whole.iter().find_map(|rule| rule(statement, i)).unwrap_or_else(|| {
        let last = i.checked_sub(1);
        let says = match last {
            Some(last) => {
                format!(
                    "The statement is not finished: after {} more is expected.",
                    backticked(statement.text(last))
                )
            }
            None => "There is no statement here.".to_owned(),
        };
        Explanation::new(
            says,
            last.and_then(|last| statement.span(last)),
            "Go on with it, or take its last word away.",
        )
    })
}

/// A bracket that is still open at the end.
fn unclosed(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    statement.open_bracket(i).map(|open| bracket::unclosed(statement, open, i))
}

/// A verb without the clause that it needs.
fn unfinished(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let last = statement.span(i.checked_sub(1)?);
    let lacks = |words: &str| statement.find(0, words).is_none();
    if statement.is_one_of(0, "INSERT REPLACE") && lacks("VALUES SELECT DEFAULT") {
        let says = "The `INSERT` names no row: `VALUES` and a row in brackets are missing.";
        return Some(Explanation::new(
            says,
            last,
            "Go on with `VALUES ('Ida', '2026-01-01')`, with one value for each column.",
        ));
    }
    // A table is made of columns, or of the `SELECT` after `AS`.
    if statement.is(0, "CREATE") && statement.find(0, "TABLE").is_some() && lacks("(") && lacks("AS") {
        let says = "The table has no columns yet.";
        return Some(Explanation::new(
            says,
            last,
            "Name its columns in brackets, as in `(id INTEGER PRIMARY KEY, name TEXT)`.",
        ));
    }
    if statement.is(0, "CREATE") && statement.find(0, "INDEX").is_some() && lacks("(") {
        let says = "The index does not say for which column it is.";
        return Some(Explanation::new(
            says,
            last,
            "Go on with `ON posts (title)`, with your table and column.",
        ));
    }
    // The semicolon inside a trigger does not end it, so half a trigger is a common end.
    if statement.is(0, "CREATE") && statement.find(0, "TRIGGER").is_some() {
        let says = "The trigger is not finished: its statements stand between `BEGIN` and `END`.";
        return Some(Explanation::new(says, last, "Write `BEGIN`, each statement with a `;`, and `END;`."));
    }
    if statement.is(0, "UPDATE") && lacks("SET") {
        let says = "The `UPDATE` does not say what changes: `SET` is missing.";
        return Some(Explanation::new(
            says,
            last,
            "Go on with `SET city = 'Delft'`, and say which rows with `WHERE`.",
        ));
    }
    if statement.is(0, "WITH") && statement.find_back(i, "SELECT INSERT UPDATE DELETE").is_none() {
        return Some(Explanation::new(
            "After the `WITH` the statement itself is missing.",
            last,
            "Go on with a `SELECT`.",
        ));
    }
    None
}
