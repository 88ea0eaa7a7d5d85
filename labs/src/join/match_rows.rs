//! Finds for each row of SQLite the step that made it.

use super::{step::Step, tables::Tables};
use crate::sandbox::Cell;

/// For each of SQLite's `rows`, the index of the step that made it. Of equal rows the first gets the earliest step. None where
/// the steps do not make exactly these rows: then they explain nothing.
pub fn match_rows(tables: &Tables, steps: &[Step], rows: &[Vec<Cell>]) -> Option<Vec<usize>> {
    let made = steps.iter().enumerate().filter_map(|(n, step)| Some((n, step.result(tables)?)));
    let mut made: Vec<_> = made.collect();
    let mut places = Vec::with_capacity(rows.len());
    for row in rows {
        let at = made.iter().position(|(_, cells)| cells == row)?;
        places.push(made.remove(at).0);
    }
    made.is_empty().then_some(places)
}
