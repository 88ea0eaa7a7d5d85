//! Runs the lanes of a batch in turn on its database, and times and profiles them.

use super::{
    batch::BatchResults,
    database::RaceDatabase,
    fetch::PostRow,
    lane::Lane,
    meter::Meter,
    point::{Parts, Point},
    time_budget::{Deadline, RunEnd, TimeBudget, thread_cpu_time},
};
use crate::{exercise::Random, sandbox::Plan};
use rusqlite::Result;
use std::time::{Duration, Instant};

/// A run that uses more processor time than this is interrupted, and its lane is stopped.
pub const RUN_MAX: Duration = Duration::from_millis(250);
/// The longest that making the index may take.
const INDEX_MAX: Duration = Duration::from_millis(500);
/// The most timed runs of one lane in a batch.
const RUNS_MAX: usize = 10;
/// The most profiled runs of one lane in a batch, after the first.
const PROFILED_RUNS_MAX: usize = 3;
/// A lane is profiled again only if this many of its runs fit into its share of the time. In a longer run the cold caches
/// of the first one make no difference.
const SHORT_RUNS_IN_SHARE: u64 = 10;

/// The database of a batch, and what all its lanes share.
pub(super) struct Runner {
    pub database: RaceDatabase,
    /// Posts in the table.
    pub rows: u32,
    /// Posts that each lane fetches.
    pub length: u32,
    /// After this no run is begun, and one that is under way is interrupted.
    pub deadline: Deadline,
    /// The answer of the lane that ran first. All others must give the same.
    pub answer: Option<(Lane, Vec<PostRow>)>,
    pub random: Random,
}

impl Runner {
    /// Runs lanes that all have the index, or all have none, and adds what was measured to `batch_results`. The timed runs
    /// take about `time` together; making the index and the first run of each lane come before that.
    ///
    /// # Errors
    /// When a statement fails, or the lanes do not answer alike.
    pub fn run_block(
        &mut self,
        lanes: &[Lane],
        time: Duration,
        batch_results: &mut BatchResults,
    ) -> Result<(), String> {
        let indexed = lanes.iter().all(|lane| lane.indexed);
        let budget = TimeBudget::from_now(INDEX_MAX, self.deadline);
        let set = budget
            .classify(self.database.set_index(indexed, budget))
            .map_err(|e| format!("the index: {e}"))?;
        if !matches!(set, RunEnd::Finished(())) {
            return Ok(());
        }
        // Every lane runs once before any is timed, so that none meets a cold cache while another does not.
        let mut points = Vec::new();
        for lane in lanes {
            batch_results.plans.push((*lane, self.plans(*lane).map_err(|e| format!("a plan: {e}"))?));
            points.extend(self.warm_up(*lane)?);
        }
        let share = nanos(time) / points.len().max(1) as u64;
        self.rounds(&mut points, share)?;
        self.profile_short_runs(&mut points, share)?;
        batch_results.points.extend(points);
        Ok(())
    }

    /// The statements of a lane with their plans. They depend on the index, so they are made in its block.
    fn plans(&self, lane: Lane) -> Result<Vec<(String, Plan)>> {
        let texts = lane.way.statements().iter();
        texts.map(|sql| Ok(((*sql).to_owned(), Plan::of(&self.database.connection, sql)?))).collect()
    }

    /// The first run of a lane: it is profiled, and its answer compared. None when the batch is out of time.
    fn warm_up(&mut self, lane: Lane) -> Result<Option<Point>, String> {
        match self.profile(lane)? {
            RunEnd::Finished((point, answer)) => self.compare(lane, answer).map(|()| Some(point)),
            RunEnd::TooSlow => Ok(Some(Point { stopped: true, ..Point::new(lane, self.rows) })),
            RunEnd::OutOfTime => Ok(None),
        }
    }

    /// One run that is counted and profiled, with its answer.
    fn profile(&self, lane: Lane) -> Result<RunEnd<(Point, Vec<PostRow>)>, String> {
        let budget = TimeBudget::from_now(RUN_MAX, self.deadline);
        let meter = Meter::profiling(&self.database.connection, budget, self.database.likes > 0)
            .map_err(failed(lane))?;
        let began = Instant::now();
        let fetched = lane.way.fetch(&meter, self.length);
        let whole = began.elapsed();
        let answer = match budget.classify(fetched).map_err(failed(lane))? {
            RunEnd::Finished(answer) => answer,
            RunEnd::TooSlow => return Ok(RunEnd::TooSlow),
            RunEnd::OutOfTime => return Ok(RunEnd::OutOfTime),
        };
        // What is left of the time on the wall, after SQLite and the meter itself, is the program.
        let reading = meter.read();
        let parts = Parts {
            prepare_ns: nanos(reading.prepare),
            step_ns: nanos(reading.step),
            program_ns: nanos(whole.saturating_sub(reading.prepare + reading.step + reading.overhead)),
        };
        let visited = reading.rows_scanned + rows_found_by_key(lane, &answer, reading.users_found, self.rows);
        let point = Point { statements: reading.statements, visited, parts, ..Point::new(lane, self.rows) };
        Ok(RunEnd::Finished((point, answer)))
    }

    /// Keeps the first answer, and refuses a later one that is different.
    fn compare(&mut self, lane: Lane, answer: Vec<PostRow>) -> Result<(), String> {
        match &self.answer {
            None => self.answer = Some((lane, answer)),
            Some((_, first)) if *first == answer => {}
            Some((other, _)) => {
                return Err(format!("{} and {} do not answer alike", other.key(), lane.key()));
            }
        }
        Ok(())
    }

    /// Times the lanes that were not stopped: each at least once, and then again until it has used its share of the time in
    /// nanoseconds. So a slow lane takes no runs from the others.
    fn rounds(&mut self, points: &mut [Point], share: u64) -> Result<(), String> {
        for _ in 0..RUNS_MAX {
            for at in self.order(points) {
                let point = &mut points[at];
                if self.deadline.has_passed() {
                    return Ok(());
                }
                if !point.stopped && point.times_ns.iter().sum::<u64>() < share {
                    self.time(point)?;
                }
            }
        }
        Ok(())
    }

    /// Profiles some more runs of the lanes that are quick. The first profiled run of a lane was its first run of all, and
    /// therefore slow.
    fn profile_short_runs(&mut self, points: &mut [Point], share: u64) -> Result<(), String> {
        for _ in 0..PROFILED_RUNS_MAX {
            for at in self.order(points) {
                let point = &mut points[at];
                if self.deadline.has_passed() {
                    return Ok(());
                }
                if point.stopped || point.parts.whole_ns() > share / SHORT_RUNS_IN_SHARE {
                    continue;
                }
                if let RunEnd::Finished((again, _)) = self.profile(point.lane)? {
                    point.keep_quicker(again.parts);
                }
            }
        }
        Ok(())
    }

    /// The indexes of the points, in random order.
    fn order(&mut self, points: &[Point]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..points.len()).collect();
        self.random.shuffle(&mut order);
        order
    }

    /// One run, timed as a whole.
    fn time(&self, point: &mut Point) -> Result<(), String> {
        let lane = point.lane;
        let budget = TimeBudget::from_now(RUN_MAX, self.deadline);
        let meter = Meter::new(&self.database.connection, budget).map_err(failed(lane))?;
        // Nothing but the fetch itself stands between the two looks at the clock.
        let began = thread_cpu_time();
        let fetched = lane.way.fetch(&meter, self.length);
        let took = thread_cpu_time() - began;
        match budget.classify(fetched).map_err(failed(lane))? {
            RunEnd::Finished(_) => point.times_ns.push(nanos(took)),
            RunEnd::TooSlow => *point = Point { stopped: true, ..Point::new(lane, self.rows) },
            RunEnd::OutOfTime => {}
        }
        Ok(())
    }
}

/// Puts the key of the lane before an error.
fn failed(lane: Lane) -> impl Fn(rusqlite::Error) -> String {
    move |error| format!("{}: {error}", lane.key())
}

/// Rows that were found by a key or an index, of which SQLite keeps no count: the users (`users_found`, where a statement
/// asked for users alone) and the likes of the page, unless the whole table was read for them.
pub(super) fn rows_found_by_key(lane: Lane, answer: &[PostRow], users_found: u64, rows: u32) -> u64 {
    let likes = answer.iter().map(|post| post.likes.unsigned_abs()).sum::<u64>();
    if lane.way.program().joins_tables {
        // The JOIN knows that the last post is complete only when it meets the next one and its user. Without our index
        // SQLite makes one of its own for the likes, and searches that.
        return (answer.len() as u64 + 1).min(u64::from(rows)) + likes;
    }
    if lane.indexed { users_found + likes } else { users_found }
}

/// A duration in nanoseconds.
fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
