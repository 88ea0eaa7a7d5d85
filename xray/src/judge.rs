//! What is wrong with a request: the same statement over and over, once for each row of another.

use super::Statement;
use std::collections::HashMap;

/// From so many times on, a repetition is one.
pub const TIMES_MIN: usize = 5;

/// A text that ran again and again in one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// Where it stands among the request's statements, the first time.
    pub first: usize,
    pub times: usize,
    /// The earlier statement that returned as many rows: this one ran once for each of them (N+1).
    pub per_row_of: Option<usize>,
}

/// Every text that ran `TIMES_MIN` times or more, in the order of their first run.
pub fn repeated(statements: &[Statement]) -> Vec<Repeated> {
    let mut times: HashMap<&str, (usize, usize)> = HashMap::new();
    for (n, statement) in statements.iter().enumerate() {
        times.entry(&statement.sql).or_insert((n, 0)).1 += 1;
    }
    let mut found: Vec<_> = times
        .into_values()
        .filter(|(_, times)| *times >= TIMES_MIN)
        .map(|(first, times)| {
            // The nearest before it that returned about as many rows: a row or two may need no second statement.
            let per_row_of = (0..first).rev().find(|n| statements[*n].rows.abs_diff(times as u64) <= 2);
            Repeated { first, times, per_row_of }
        })
        .collect();
    found.sort_unstable_by_key(|repeated| repeated.first);
    found
}
