//! What is said of a fault, and the words it is put together from.

use super::{catalogue, failed_statement::FailedStatement, limits};
use crate::sandbox::{Fault, Schema};
use std::ops::Range;

/// A fault in plain language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// One sentence: what is wrong. Names and SQL stand in backticks.
    pub problem: String,
    /// The bytes of the statement that the sentence is about.
    pub span: Option<Range<usize>>,
    /// What to do next; may hold SQL in backticks.
    pub suggestion: String,
}

/// Explains what became of the statement `sql` on a database with this schema. Always says something.
pub fn explain(sql: &str, fault: &Fault, schema: &Schema) -> Explanation {
    match fault {
        Fault::Sqlite { message, at, .. } => {
            catalogue::explain(&FailedStatement::new(sql, message, *at, schema))
        }
        Fault::Stopped(why) => limits::explain(*why, &FailedStatement::new(sql, "", None, schema)),
    }
}

impl Explanation {
    pub(super) fn new(
        problem: impl Into<String>,
        span: Option<Range<usize>>,
        suggestion: impl Into<String>,
    ) -> Self {
        Self { problem: problem.into(), span, suggestion: suggestion.into() }
    }
}

/// A name or a piece of SQL in backticks, a long one by its beginning.
pub(super) fn backticked(name: &str) -> String {
    const CHARS: usize = 60;
    let mut short: String =
        name.chars().take(CHARS).map(|c| if c == '`' || c.is_control() { ' ' } else { c }).collect();
    if name.chars().nth(CHARS).is_some() {
        short.push('…');
    }
    format!("`{short}`")
}

/// Names in backticks with “and” (or another word) before the last; only the first few of many.
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

/// “1 column”, “2 columns”.
pub(super) fn counted(number: &str, noun: &str) -> String {
    if number == "1" { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
