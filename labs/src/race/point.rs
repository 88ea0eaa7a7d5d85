//! A point of the plot: what was measured of one lane at one size.

use super::{lane::Lane, settings::Distance};
use serde::{Deserialize, Serialize};

/// What was measured of one lane at one size, in one batch or in all so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub lane: Lane,
    /// Posts in the table.
    pub rows: u32,
    /// Every timed run, in the order in which they took place: nanoseconds of processor time, so that a busy server does not
    /// make a lane look slow.
    pub times_ns: Vec<u64>,
    /// Whether a run was interrupted because it took too long, here or in a smaller table. Then there are no times.
    pub stopped: bool,
    /// Statements of one run.
    pub statements: u64,
    /// Rows that SQLite visited in one run. There are two sorts of them.
    ///
    /// Rows of full scans come from SQLite's own counters (<https://sqlite.org/c3ref/c_stmtstatus_counter.html>). These
    /// count the steps from row to row, so the first row of each scan is added. Rows that SQLite puts into an automatic
    /// index are counted as well.
    ///
    /// Of rows that are found by a key or an index SQLite keeps no count. They are the users and likes that the answer is
    /// made of. A JOIN knows that a post is complete when it meets the next post and its user, so these two count; the
    /// first like of that next post does not.
    pub visited: u64,
    /// Where the time went in the quickest of the profiled runs.
    pub parts: Parts,
}

/// Where the time of a profiled run went, in nanoseconds on the wall. Processor time is not used here: asking for it takes
/// as long as a short statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Compiling the statements, and freeing what was compiled.
    pub prepare_ns: u64,
    /// Stepping through the statements.
    pub step_ns: u64,
    /// The rest: our program, and its looks at the clock.
    pub program_ns: u64,
}

impl Parts {
    /// The time of the whole run.
    pub fn whole_ns(&self) -> u64 {
        self.prepare_ns + self.step_ns + self.program_ns
    }
}

/// The quartiles of the runs, in nanoseconds: the middle half of them lies between the first and the third.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quartiles {
    pub first_quartile: u64,
    pub median: u64,
    pub third_quartile: u64,
}

impl Point {
    /// A point of which nothing has been measured yet.
    pub(super) fn new(lane: Lane, rows: u32) -> Self {
        Self {
            lane,
            rows,
            times_ns: Vec::new(),
            stopped: false,
            statements: 0,
            visited: 0,
            parts: Parts::default(),
        }
    }

    /// The median of the timed runs; none while there is no run.
    pub fn median_ns(&self) -> Option<u64> {
        self.quartiles().map(|spread| spread.median)
    }

    /// Keeps the quicker of two profiled runs. The quickest is the one that other programs disturbed least.
    pub(super) fn keep_quicker(&mut self, parts: Parts) {
        if self.parts == Parts::default() || parts.whole_ns() < self.parts.whole_ns() {
            self.parts = parts;
        }
    }

    /// The quartiles if the database were so far away: the distance is added once for every statement.
    pub fn at(&self, distance: Distance) -> Option<Quartiles> {
        let trips = self.statements.saturating_mul(u64::from(distance.0) * 1_000);
        let further = |ns: u64| ns.saturating_add(trips);
        self.quartiles().map(|spread| Quartiles {
            first_quartile: further(spread.first_quartile),
            median: further(spread.median),
            third_quartile: further(spread.third_quartile),
        })
    }

    /// The quartiles of the timed runs; none while there is no run.
    pub fn quartiles(&self) -> Option<Quartiles> {
        let mut sorted = self.times_ns.clone();
        sorted.sort_unstable();
        Some(Quartiles {
            first_quartile: quantile(&sorted, 1)?,
            median: quantile(&sorted, 2)?,
            third_quartile: quantile(&sorted, 3)?,
        })
    }
}

/// The quantile at `quarters` quarters of sorted times, interpolated between two of them. This is definition 7 of Hyndman and
/// Fan, “Sample Quantiles in Statistical Packages”, The American Statistician 50 (1996); Python's `statistics.quantiles`
/// calls it inclusive.
fn quantile(sorted: &[u64], quarters: u64) -> Option<u64> {
    let last = sorted.len().checked_sub(1)?;
    let place = last as u64 * quarters;
    let (low, part) = ((place / 4) as usize, place % 4); // `low` is at most `last`
    let high = sorted[(low + 1).min(last)];
    Some(sorted[low] + (high - sorted[low]) / 4 * part + (high - sorted[low]) % 4 * part / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(times_ns: &[u64], statements: u64) -> Point {
        Point { times_ns: times_ns.to_vec(), statements, ..Point::new(Lane::ALL[0], 10) }
    }

    #[test]
    fn the_median_and_the_quartiles_are_those_of_the_books() {
        let quartiles = |times: &[u64]| {
            let spread = point(times, 1).quartiles();
            spread.map(|spread| [spread.first_quartile, spread.median, spread.third_quartile])
        };
        assert_eq!(quartiles(&[]), None);
        assert_eq!(quartiles(&[7]), Some([7, 7, 7]));
        assert_eq!(quartiles(&[30, 10]), Some([15, 20, 25]));
        assert_eq!(quartiles(&[50, 10, 40, 20, 30]), Some([20, 30, 40]));
        assert_eq!(quartiles(&[1, 2, 3, 4]), Some([1, 2, 3]), "parts of a nanosecond are left out");
        assert_eq!(quartiles(&[u64::MAX, 0]), Some([u64::MAX / 4, u64::MAX / 2, u64::MAX / 4 * 3 + 2]));
    }

    #[test]
    fn the_quickest_run_is_the_one_that_is_taken_apart() {
        let mut point = point(&[], 1);
        let parts = |step_ns| Parts { step_ns, prepare_ns: 1, program_ns: 1 };
        for (step_ns, kept) in [(9, 9), (4, 4), (5, 4)] {
            point.keep_quicker(parts(step_ns));
            assert_eq!(point.parts, parts(kept));
        }
    }

    #[test]
    fn each_statement_pays_for_the_distance() {
        let spread = point(&[2_000, 3_000, 4_000], 41).at(Distance(200));
        let spread = spread.map(|spread| [spread.first_quartile, spread.median, spread.third_quartile]);
        assert_eq!(spread, Some([8_202_500, 8_203_000, 8_203_500]));
        assert_eq!(point(&[], 41).at(Distance(200)), None);
    }
}
