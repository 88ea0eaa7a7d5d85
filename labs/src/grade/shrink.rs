//! Makes a database smaller for as long as two answers still differ on it.
//!
//! This is a simple form of delta debugging (Zeller, Hildebrandt, “Simplifying and Isolating Failure-Inducing Input”, IEEE
//! Transactions on Software Engineering 28 (2002)): halves of a table are removed first, then single rows. The databases are
//! so small that nothing cleverer is needed.

use super::generated_database::DatabaseRows;
use std::time::{Duration, Instant};

/// A database from which no single row can be removed without the difference disappearing. After `time` it gives what it has
/// reached by then.
pub(super) fn shrink(
    mut data: DatabaseRows,
    time: Duration,
    differs: impl Fn(&DatabaseRows) -> bool,
) -> DatabaseRows {
    let end = Instant::now() + time;
    loop {
        let mut smaller = false;
        // The tables are in the order parents first. Backwards, so that a parent is tried when its children are gone.
        for table in (0..data.0.len()).rev() {
            let mut row = data.0[table].rows.len();
            // Half of the table at once, if that works.
            let half = row / 2;
            for part in [half..row, 0..half] {
                let mut fewer = data.clone();
                fewer.0[table].rows.drain(part.clone());
                if part.len() > 1 && Instant::now() < end && differs(&fewer) {
                    data = fewer;
                    row = data.0[table].rows.len();
                    smaller = true;
                    break;
                }
            }
            while row > 0 {
                row -= 1;
                if Instant::now() > end {
                    return data;
                }
                let mut fewer = data.clone();
                fewer.0[table].rows.remove(row);
                if differs(&fewer) {
                    data = fewer;
                    smaller = true;
                }
            }
        }
        // Removing rows of one table may allow removing rows of another, so everything is tried again until nothing changes.
        if !smaller {
            return data;
        }
    }
}
