//! Explains which limit of the sandbox ended a statement.

use super::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
};
use crate::sandbox::{
    IMAGE_BYTES_MAX, LIKE_BYTES_MAX, OUTPUT_BYTES_MAX, RUN_TIME_MAX, SQL_BYTES_MAX, Stopped, allows_pragma,
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
                "The database would have become larger than the {} it may be.",
                mebibytes(IMAGE_BYTES_MAX)
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
    let most = usize::try_from(LIKE_BYTES_MAX).unwrap_or(0);
    let compares = (1..statement.words.len()).find(|&i| statement.follows(i, "LIKE GLOB"));
    let pattern = (1..statement.words.len())
        .find(|&i| statement.follows(i, "LIKE GLOB") && statement.name(i).len() > most);
    if let Some(i) = pattern {
        let says = format!(
            "The pattern after `LIKE` or `GLOB` has {} bytes, and this sandbox compares with at most {}.",
            thousands(statement.name(i).len()),
            thousands(most)
        );
        let try_this = format!(
            "SQLite itself takes 50,000. A letter of English is one byte, any other sign two to four. \
             Look for a shorter piece. {kept}"
        );
        return Explanation::new(says, statement.span(i), try_this);
    }
    if let Some(i) = compares {
        let says = format!(
            "A text or a value is longer than {} kB, or a pattern of `LIKE` or `GLOB` longer than {} bytes.",
            SQL_BYTES_MAX / 1_000,
            thousands(most)
        );
        return Explanation::new(says, statement.span(i - 1), format!("Make it shorter. {kept}"));
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
    if statement.is(0, "PRAGMA") {
        return pragma(statement);
    }
    if statement.are(0, "CREATE VIRTUAL") {
        let module = statement.find(0, "USING").map_or(1, |using| using + 1);
        let says =
            format!("This sandbox makes no virtual table with {}.", backticked(&statement.name(module)));
        let there = "There is `fts5`, which searches texts, and `rtree`, which searches boxes in space.";
        return Explanation::new(says, statement.span(module), format!("{there} {kept}"));
    }
    if let Some((i, why)) = (0..statement.words.len())
        .filter(|&i| statement.is_name(i) && statement.is(i + 1, "("))
        .find_map(|i| Some((i, closed(&statement.name(i))?)))
    {
        let says = format!(
            "SQLite has the function {}, and this sandbox does not run it: {why}.",
            backticked(&statement.name(i))
        );
        return Explanation::new(says, statement.span(i), format!("Leave it out. {kept}"));
    }
    if let Some(i) = (0..statement.words.len()).find(|&i| is_closed_table(&statement.name(i))) {
        let says = format!(
            "SQLite has the table {}, and this sandbox does not show it: it tells more than the rows of your database.",
            backticked(&statement.name(i))
        );
        return Explanation::new(says, statement.span(i), format!("Leave it out. {kept}"));
    }
    let says = "The statement does something that is not on the list of what this sandbox may do.";
    Explanation::new(
        says,
        statement.span(0),
        format!("Tables, views, indexes, triggers, rows and questions about them are. {kept}"),
    )
}

/// A `PRAGMA` that may not be run, or not with a value.
fn pragma(statement: &FailedStatement<'_>) -> Explanation {
    let i = if statement.is(2, ".") { 3 } else { 1 };
    let name = statement.name(i);
    let says = if allows_pragma(&name) {
        format!("{} can be read in this sandbox, and not be set.", backticked(&format!("PRAGMA {name}")))
    } else {
        format!(
            "{} is none of those that this sandbox runs: it is about files, or about how SQLite itself works.",
            backticked(&format!("PRAGMA {name}"))
        )
    };
    let try_this = "`foreign_keys` and `reverse_unordered_selects` can be set here. Try others with SQLite on a computer \
        of your own. What was before it is kept.";
    Explanation::new(says, statement.span(i).or_else(|| statement.span(0)), try_this)
}

/// The functions of SQLite that the authorizer refuses, each list with the reason, as the end of a sentence.
pub(super) const CLOSED_FUNCTIONS: &[(&str, &str)] = &[
    (
        "load_extension fts3_tokenizer fts5 fts5_source_id sqlite_log",
        "it reaches into the program around the database",
    ),
    (
        "sqlite_compileoption_get sqlite_compileoption_used sqlite_source_id",
        "it tells how the program was built, and not what is in your database",
    ),
    ("unhex json_patch jsonb_patch", "on long values it could take minutes in a single step"),
    (
        "matchinfo offsets optimize rtreecheck rtreedepth rtreenode subtype fts5_locale fts5_get_locale fts5_insttoken",
        "it belongs to the inside of virtual tables",
    ),
];

/// Why the sandbox does not run this function of SQLite; none where it is not one of those.
fn closed(name: &str) -> Option<&'static str> {
    let is_it = |list: &str| list.split(' ').any(|closed| closed.eq_ignore_ascii_case(name));
    CLOSED_FUNCTIONS.iter().find(|(list, _)| is_it(list)).map(|(_, why)| *why)
}

/// Whether this is a table of SQLite's own that may not be read.
fn is_closed_table(name: &str) -> bool {
    let name = name.to_lowercase();
    match name.strip_prefix("pragma_") {
        Some(pragma) => !allows_pragma(pragma),
        None => ["dbstat", "sqlite_dbpage", "sqlite_stmt"].contains(&name.as_str()),
    }
}

/// A number with commas between thousands.
fn thousands(n: usize) -> String {
    if n < 1_000 { n.to_string() } else { format!("{},{:03}", n / 1_000, n % 1_000) }
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
