//! What a fault means, in words, and where it stands.

use labs::sandbox::{Fault, Schema, Stopped};
use std::ops::Range;

/// A fault, said to whoever typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    pub says: String,
    /// Where in the statement, in bytes.
    pub at: Option<Range<usize>>,
    /// What to do next, if there is something to say.
    pub try_this: Option<String>,
}

/// Explains a fault of the statement `sql`.
pub fn explain(sql: &str, fault: &Fault, _schema: &Schema) -> Explained {
    match fault {
        Fault::Sqlite { message, at, .. } => {
            let token = at.and_then(|at| {
                let token = labs::sql::tokens(sql).into_iter().find(|token| token.span.contains(&at))?;
                Some(token.span)
            });
            Explained { says: format!("SQLite says: {message}."), at: token, try_this: None }
        }
        Fault::Stopped(stopped) => {
            let (says, try_this) = words(*stopped);
            Explained { says: says.to_owned(), at: None, try_this: Some(try_this.to_owned()) }
        }
    }
}

fn words(stopped: Stopped) -> (&'static str, &'static str) {
    match stopped {
        Stopped::Time => (
            "It took longer than a second, so it was stopped.",
            "A join without its ON, or a WITH RECURSIVE without an end, makes rows for ever. Try it with a LIMIT.",
        ),
        Stopped::Memory => {
            ("It needed more memory than a sandbox has.", "Ask for fewer rows, or for fewer columns.")
        }
        Stopped::Size => (
            "The database would be larger than a sandbox may be: two MiB.",
            "Delete something first, or add less.",
        ),
        Stopped::Output => ("It gave more than can be shown.", "Ask for fewer rows, or for fewer columns."),
        Stopped::Length => {
            ("A text, a value or the statement itself is longer than may be.", "Make it shorter.")
        }
        Stopped::NotAllowed => (
            "A sandbox has no files, no other databases and no settings, so this is not allowed here.",
            "Everything inside one database is: tables, indexes, views, triggers, and all there is to SELECT.",
        ),
        Stopped::Killed => ("It could not be interrupted, so its process was ended.", "Try it with less."),
    }
}
