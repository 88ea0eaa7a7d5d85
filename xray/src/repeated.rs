//! Finds a statement that a request ran again and again, in particular once for each row of another: the N+1 problem.

use super::Statement;
use std::collections::HashMap;

/// A statement that ran at least this often in one request counts as repeated.
pub const TIMES_MIN: usize = 5;

/// A statement that ran at least `TIMES_MIN` times in one request, always with the same text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// The index of its first run among the request's statements.
    pub first: usize,
    /// How often it ran.
    pub times: usize,
    /// The index of an earlier statement that returned about as many rows, so this one probably ran once for each of
    /// them (N+1). `None` if there is none.
    pub per_row_of: Option<usize>,
}

/// Every statement that ran at least `TIMES_MIN` times, in the order of the first runs.
pub fn repeated(statements: &[Statement]) -> Vec<Repeated> {
    let mut times: HashMap<&str, (usize, usize)> = HashMap::new();
    for (n, statement) in statements.iter().enumerate() {
        times.entry(&statement.sql).or_insert((n, 0)).1 += 1;
    }
    let mut found: Vec<_> = times
        .into_values()
        .filter(|(_, times)| *times >= TIMES_MIN)
        .map(|(first, times)| {
            // The nearest earlier statement counts. Its rows may be one or two more or fewer than the runs, because not
            // every row needs the second statement.
            let per_row_of = (0..first).rev().find(|n| statements[*n].rows.abs_diff(times as u64) <= 2);
            Repeated { first, times, per_row_of }
        })
        .collect();
    found.sort_unstable_by_key(|repeated| repeated.first);
    found
}
