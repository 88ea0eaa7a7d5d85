//! Makes a database as small as it can be while two answers still differ on it: one row after the other is taken away
//! (Zeller, Hildebrandt, “Simplifying and Isolating Failure-Inducing Input”, IEEE TSE 28 (2002); with rows so few,
//! single steps are enough).

use super::data::DatabaseRows;
use std::time::{Duration, Instant};

/// A smallest database; no row of it can go. Ends after `time`, with what it has by then.
pub(super) fn shrink(
    mut data: DatabaseRows,
    time: Duration,
    differs: impl Fn(&DatabaseRows) -> bool,
) -> DatabaseRows {
    let end = Instant::now() + time;
    loop {
        let mut smaller = false;
        // Children first: a parent can only go when nothing refers to it.
        for table in (0..data.0.len()).rev() {
            let mut row = data.0[table].rows.len();
            // Half a table at a time, while that works.
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
        if !smaller {
            return data;
        }
    }
}
