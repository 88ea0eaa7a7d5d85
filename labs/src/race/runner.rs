//! What a batch runs on: the data, and the lanes that run in turn.

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

/// A run that uses more of the machine's time is broken off, and its lane is stopped.
pub const RUN_MAX: Duration = Duration::from_millis(250);
/// The longest that making the index may take.
const INDEX_MAX: Duration = Duration::from_millis(500);
/// Runs of one lane in a batch that are timed, and that are taken apart after the first.
const RUNS_MAX: usize = 10;
const PROFILED_RUNS_MAX: usize = 3;
/// So many runs of a lane must fit into its share of the time for it to be taken apart once more. Where a run is longer
/// than that, it makes no difference that the first one found nothing in the caches.
const SHORT_RUNS_IN_SHARE: u64 = 10;

/// What a batch runs on.
pub(super) struct Runner {
    pub database: RaceDatabase,
    pub rows: u32,
    /// Posts that are fetched.
    pub length: u32,
    /// After this nothing more is begun, and what runs is broken off.
    pub deadline: Deadline,
    /// The first answer, and who gave it.
    pub answer: Option<(Lane, Vec<PostRow>)>,
    pub random: Random,
}

impl Runner {
    /// Runs lanes of which all have the index, or none. About so long is what is timed; what each lane does first, and
    /// what makes the index, comes before that.
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

    fn plans(&self, lane: Lane) -> Result<Vec<(String, Plan)>> {
        let texts = lane.way.statements().iter();
        texts.map(|sql| Ok(((*sql).to_owned(), Plan::of(&self.database.connection, sql)?))).collect()
    }

    /// The first run of a lane, taken apart, and its answer compared. None when the batch is over.
    fn warm_up(&mut self, lane: Lane) -> Result<Option<Point>, String> {
        match self.profile(lane)? {
            RunEnd::Finished((point, answer)) => self.compare(lane, answer).map(|()| Some(point)),
            RunEnd::TooSlow => Ok(Some(Point { stopped: true, ..Point::new(lane, self.rows) })),
            RunEnd::OutOfTime => Ok(None),
        }
    }

    /// One run, counted and taken apart, with its answer.
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

    /// Keeps the first answer, and refuses one that is not the same.
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

    /// Times the lanes that were not stopped, each at least once; and again until it has used its share of the time, so
    /// that a slow one takes no runs from the others.
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

    /// Takes some more runs apart: the first of each lane was the first of all, and so a slow one.
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

    /// The places of the lanes, in an order by chance.
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

fn failed(lane: Lane) -> impl Fn(rusqlite::Error) -> String {
    move |error| format!("{}: {error}", lane.key())
}

/// Rows that were found by a key or an index, which SQLite does not count: users (`users_found` where they were asked for by
/// themselves), and the likes of the page, unless the whole table was read for them.
pub(super) fn rows_found_by_key(lane: Lane, answer: &[PostRow], users_found: u64, rows: u32) -> u64 {
    let likes = answer.iter().map(|post| post.likes.unsigned_abs()).sum::<u64>();
    if lane.way.program().joins_tables {
        // SQLite sees that it has all of the last post only when it comes to the next one and its user. Without the
        // index it makes one of its own, and searches that.
        return (answer.len() as u64 + 1).min(u64::from(rows)) + likes;
    }
    if lane.indexed { users_found + likes } else { users_found }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
