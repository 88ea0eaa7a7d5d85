//! The explanation of a fault, and helpers for its sentences.

use super::{catalogue, failed_statement::FailedStatement, limits};
use crate::sandbox::{Fault, Schema};
use std::ops::Range;

/// A fault, explained in plain language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What is wrong, in one sentence. Names and SQL stand in backticks.
    pub problem: String,
    /// The part of the statement that it is about, in bytes.
    pub span: Option<Range<usize>>,
    /// What to do next. It may contain SQL in backticks.
    pub suggestion: String,
}

/// Explains why the statement `sql` failed on a database with this schema. There is always an explanation.
pub fn explain(sql: &str, fault: &Fault, schema: &Schema) -> Explanation {
    match fault {
        Fault::Sqlite { message, at, .. } => {
            catalogue::explain(&FailedStatement::new(sql, message, *at, schema))
        }
        Fault::Stopped(why) => limits::explain(*why, &FailedStatement::new(sql, "", None, schema)),
    }
}

impl Explanation {
    /// An explanation of these three parts.
    pub(super) fn new(
        problem: impl Into<String>,
        span: Option<Range<usize>>,
        suggestion: impl Into<String>,
    ) -> Self {
        Self { problem: problem.into(), span, suggestion: suggestion.into() }
    }
}

/// A name or a piece of SQL in backticks. It is cut after 60 characters, and backticks inside it become spaces.
pub(super) fn backticked(name: &str) -> String {
    const CHARS: usize = 60;
    let mut short: String =
        name.chars().take(CHARS).map(|c| if c == '`' || c.is_control() { ' ' } else { c }).collect();
    if name.chars().nth(CHARS).is_some() {
        short.push('…');
    }
    format!("`{short}`")
}

/// Names in backticks, with `last` (“and”, “or”) before the last one. Of many names only the first eight are listed.
pub(super) fn listed<S: AsRef<str>>(names: &[S], last: &str) -> String {
    const NAMES: usize = 8;
    let mut ticked: Vec<String> = names.iter().take(NAMES).map(|name| backticked(name.as_ref())).collect();
    if names.len() > NAMES {
        return format!("{}, …", ticked.join(", "));
    }
    match ticked.pop() {
        Some(end) if ticked.is_empty() => end,
        Some(end) => format!("{} {last} {end}", ticked.join(", ")),
        None => String::new(),
    }
}

/// A number with a noun in singular or plural: “1 column”, “2 columns”.
pub(super) fn counted(number: &str, noun: &str) -> String {
    if number == "1" { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
