//! The sandbox’s own bounds: which one a statement met.

use super::{
    case::Case,
    explained::{Explained, tick},
    function,
};
use crate::sandbox::{IMAGE_BYTES_MAX, OUTPUT_BYTES_MAX, RUN_TIME_MAX, SQL_BYTES_MAX, Stopped};

pub(super) fn explain(why: Stopped, case: &Case<'_>) -> Explained {
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
                "The database would have become larger than the {} it may be.",
                mebibytes(IMAGE_BYTES_MAX)
            ),
            "Delete rows or drop tables you no longer need. What was before this statement is kept.",
        ),
        Stopped::Output => (
            format!("The run shows more than the {} it may.", mebibytes(OUTPUT_BYTES_MAX)),
            "Ask for fewer columns or rows, as with `LIMIT`. What was before it is kept.",
        ),
        Stopped::Length => return length(case),
        Stopped::NotAllowed => return not_allowed(case),
    };
    Explained::new(says, None, try_this)
}

/// The message is not here, so the statement has to tell which length it was.
fn length(case: &Case<'_>) -> Explained {
    let kept = "What was before it is kept.";
    let compounds = (0..case.words.len()).filter(|&i| case.is_one_of(i, "UNION INTERSECT EXCEPT")).count();
    if compounds >= 50 {
        let says = "More than 50 `SELECT`s are put together in one statement.";
        return Explained::new(says, None, format!("Put the values into a table first. {kept}"));
    }
    let pattern = (1..case.words.len())
        .find(|&i| case.follows(i, "LIKE GLOB") && case.text(i).len() > 52)
        .and_then(|i| case.span(i));
    if pattern.is_some() {
        let says = "The pattern after `LIKE` or `GLOB` is longer than the 50 bytes it may have.";
        return Explained::new(says, pattern, format!("Look for a shorter piece. {kept}"));
    }
    let says = format!(
        "A text, a value or the statement itself is longer than the {} kB it may have.",
        SQL_BYTES_MAX / 1_000
    );
    Explained::new(says, None, format!("Make it shorter, or several statements. {kept}"))
}

/// What the statements that reach outside begin with, and what is said of each.
const CLOSED: &[(&str, &str)] = &[
    ("ATTACH", "`ATTACH` opens another database"),
    ("DETACH", "`DETACH` closes another database"),
    ("VACUUM", "`VACUUM` writes the database anew, into a file"),
    ("PRAGMA", "This `PRAGMA` changes how SQLite itself works"),
];

fn not_allowed(case: &Case<'_>) -> Explained {
    let kept = "What was before it is kept.";
    if let Some((_, what)) = CLOSED.iter().find(|(word, _)| case.is(0, word)) {
        let says = format!("{what}, and in this sandbox there is only this one database, with its settings.");
        return Explained::new(
            says,
            case.span(0),
            format!("Try it with SQLite on a computer of your own. {kept}"),
        );
    }
    if case.are(0, "CREATE VIRTUAL") {
        let says = "Virtual tables are made by extensions, and this sandbox has none.";
        return Explained::new(
            says,
            case.span(1),
            format!("Make an ordinary table with `CREATE TABLE`. {kept}"),
        );
    }
    let call =
        (0..case.words.len()).find(|&i| case.is_name(i) && case.is(i + 1, "(") && is_closed(&case.name(i)));
    if let Some(i) = call {
        if let Some(other) = function::elsewhere(&case.name(i), case.span(i)) {
            return other;
        }
        let says = format!("The function {} reaches further than a sandbox may.", tick(&case.name(i)));
        return Explained::new(says, case.span(i), format!("Leave it out. {kept}"));
    }
    let says = "The statement does something that is not on the list of what this sandbox may do.";
    Explained::new(
        says,
        case.span(0),
        format!("Tables, views, indexes, triggers, rows and questions about them are. {kept}"),
    )
}

/// Whether a name belongs to what is closed, as far as people meet it.
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

fn seconds() -> String {
    match RUN_TIME_MAX.as_secs() {
        1 => "one second".to_owned(),
        many => format!("{many} seconds"),
    }
}

fn mebibytes(bytes: usize) -> String {
    format!("{} MiB", bytes >> 20)
}
