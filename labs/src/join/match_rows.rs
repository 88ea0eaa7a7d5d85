//! SQLite's rows, each with the step that made it.

use super::{step::Step, tables::Tables};
use crate::sandbox::Cell;

/// For each of SQLite's `rows` the place among `steps` of the one that made it: of several equal rows the first has the
/// earliest. None where the steps make other rows than SQLite did, or more, or fewer, and so explain nothing.
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
