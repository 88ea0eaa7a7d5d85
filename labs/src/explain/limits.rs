//! Explains which limit of the sandbox ended a statement.

use super::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
    function,
};
use crate::sandbox::{
    IMAGE_BYTES_MAX, MEMBER_IMAGE_BYTES_MAX, OUTPUT_BYTES_MAX, RUN_TIME_MAX, SQL_BYTES_MAX, Stopped,
};

/// Explains a statement that one of the sandbox's limits ended.
pub(super) fn explain(why: Stopped, statement: &FailedStatement<'_>) -> Explanation {
    let (says, try_this) = match why {
        Stopped::Time => (
            format!("The statement was stopped, because a run may take {}.", seconds()),
            "Does something repeat without an end, or does a `JOIN` lack its `ON`? What was before it is kept.",
        ),
        Stopped::Killed => (
            format!(
                "The statement went on after {} and could not be interrupted, so its whole process was ended.",
                seconds()
            ),
            "Your database is as it was before this run. Make the statement smaller.",
        ),
        Stopped::Memory => (
            "The statement needed more memory than the 64 MiB it may take.".to_owned(),
            "Ask for less at once, as with `LIMIT`. What was before it is kept.",
        ),
        Stopped::Size => (
            format!(
                "The database would have become larger than it may be: {} for a guest, {} for a member.",
                mebibytes(IMAGE_BYTES_MAX),
                mebibytes(MEMBER_IMAGE_BYTES_MAX)
            ),
            "Delete rows or drop tables you no longer need. What was before this statement is kept.",
        ),
        Stopped::Output => (
            format!("The run shows more than the {} it may.", mebibytes(OUTPUT_BYTES_MAX)),
            "Ask for fewer columns or rows, as with `LIMIT`. What was before it is kept.",
        ),
        Stopped::Length => return length(statement),
        Stopped::NotAllowed => return not_allowed(statement),
    };
    Explanation::new(says, None, try_this)
}

/// Something was too long. The message is not at hand here, so what it was is found by looking at the statement.
fn length(statement: &FailedStatement<'_>) -> Explanation {
    let kept = "What was before it is kept.";
    let compounds =
        (0..statement.words.len()).filter(|&i| statement.is_one_of(i, "UNION INTERSECT EXCEPT")).count();
    if compounds >= 50 {
        let says = "More than 50 `SELECT`s are put together in one statement.";
        return Explanation::new(says, None, format!("Put the values into a table first. {kept}"));
    }
    let pattern = (1..statement.words.len())
        .find(|&i| statement.follows(i, "LIKE GLOB") && statement.text(i).len() > 52)
        .and_then(|i| statement.span(i));
    if pattern.is_some() {
        let says = "The pattern after `LIKE` or `GLOB` is longer than the 50 bytes it may have.";
        return Explanation::new(says, pattern, format!("Look for a shorter piece. {kept}"));
    }
    let says = format!(
        "A text, a value or the statement itself is longer than the {} kB it may have.",
        SQL_BYTES_MAX / 1_000
    );
    Explanation::new(says, None, format!("Make it shorter, or several statements. {kept}"))
}

/// First words of statements that reach outside the database, and what is said about each.
const CLOSED: &[(&str, &str)] = &[
    ("ATTACH", "`ATTACH` opens another database"),
    ("DETACH", "`DETACH` closes another database"),
    ("VACUUM", "`VACUUM` writes the database anew, into a file"),
    ("PRAGMA", "This `PRAGMA` changes how SQLite itself works"),
];

/// The authorizer refused the statement.
fn not_allowed(statement: &FailedStatement<'_>) -> Explanation {
    let kept = "What was before it is kept.";
    if let Some((_, what)) = CLOSED.iter().find(|(word, _)| statement.is(0, word)) {
        let says = format!("{what}, and in this sandbox there is only this one database, with its settings.");
        return Explanation::new(
            says,
            statement.span(0),
            format!("Try it with SQLite on a computer of your own. {kept}"),
        );
    }
    if statement.are(0, "CREATE VIRTUAL") {
        let says = "Virtual tables are made by extensions, and this sandbox has none.";
        return Explanation::new(
            says,
            statement.span(1),
            format!("Make an ordinary table with `CREATE TABLE`. {kept}"),
        );
    }
    let call = (0..statement.words.len())
        .find(|&i| statement.is_name(i) && statement.is(i + 1, "(") && is_closed(&statement.name(i)));
    if let Some(i) = call {
        if let Some(other) = function::of_another_database(&statement.name(i), statement.span(i)) {
            return other;
        }
        let says =
            format!("The function {} reaches further than a sandbox may.", backticked(&statement.name(i)));
        return Explanation::new(says, statement.span(i), format!("Leave it out. {kept}"));
    }
    let says = "The statement does something that is not on the list of what this sandbox may do.";
    Explanation::new(
        says,
        statement.span(0),
        format!("Tables, views, indexes, triggers, rows and questions about them are. {kept}"),
    )
}

/// Whether a function is one of those that the authorizer refuses and people try.
fn is_closed(name: &str) -> bool {
    let name = name.to_lowercase();
    [
        "load_extension",
        "readfile",
        "writefile",
        "edit",
        "unhex",
        "json_patch",
        "fts3_tokenizer",
        "sqlite_compileoption_get",
        "sqlite_source_id",
    ]
    .contains(&name.as_str())
        || name.starts_with("pragma_")
}

/// The time limit in words.
fn seconds() -> String {
    match RUN_TIME_MAX.as_secs() {
        1 => "one second".to_owned(),
        many => format!("{many} seconds"),
    }
}

/// A number of bytes in MiB.
fn mebibytes(bytes: usize) -> String {
    format!("{} MiB", bytes >> 20)
}
