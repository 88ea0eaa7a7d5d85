//! A batch: one size of table, in one process. The data are made, the ways checked against each other, and then timed.
//!
//! The lanes with the index run in one block and those without it in another, whichever comes first by chance. In a block
//! every lane first fetches once: that warms up, is counted and taken apart, and gives the answer, which must be the same
//! in all of them. Then round follows round, and in each every lane that has time left runs once, in an order by chance;
//! and at last short runs are taken apart once more.

use super::{
    community::Community,
    database::RaceDatabase,
    lane::Lane,
    point::Point,
    runner::Runner,
    settings::{PageLength, SIZES},
    time_budget::{Deadline, RunEnd, TimeBudget},
};
use crate::{
    exercise::Random,
    sandbox::{Job, Plan},
};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// How long the learner's own posts may take to be read.
const READ_MAX: Duration = Duration::from_millis(150);
/// How long making the data may take.
const DATA_MAX: Duration = Duration::from_secs(1);
/// What is timed in a batch takes about so long, and each block its part of it; longer where already the first round does.
const MEASURE_MAX: Duration = Duration::from_millis(500);
/// When a batch in a worker is over: by its own time, of which a worker has two seconds, and by the clock on the wall.
const BATCH_MAX: Duration = Duration::from_millis(1_500);
const WALL_MAX: Duration = Duration::from_secs(6);
/// When a worker with a batch is killed; a batch ends by itself before.
const KILL_AFTER: Duration = Duration::from_secs(12);

/// One size, to be raced in one worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// The learner's own database.
    pub image: Vec<u8>,
    /// What makes the community that everybody begins with.
    pub square_sql: String,
    /// Posts in the table; from 1 to the largest of `SIZES`, and what is beyond is brought within.
    pub rows: u32,
    pub page: PageLength,
    pub lanes: Vec<Lane>,
    /// What chance begins with; the data do not depend on it.
    pub seed: u64,
}

/// What a batch gave.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BatchResults {
    /// Whether the posts were copies of the learner's own.
    pub own: bool,
    /// A point for each lane that was run, with the runs of this batch. On a machine with much else to do
    /// there are fewer, or none.
    pub points: Vec<Point>,
    /// The texts of each lane, and what SQLite makes of them.
    pub plans: Vec<(Lane, Vec<(String, Plan)>)>,
}

impl Job for Batch {
    type Answer = BatchResults;
    const NAME: &'static str = "race";
    const KILL_AFTER: Duration = KILL_AFTER;

    /// Runs it within the bounds of a worker: a second and a half of its own time at most, most often half of one.
    ///
    /// # Errors
    /// When the data cannot be made, or the ways do not answer alike.
    fn run(self) -> Result<BatchResults, String> {
        self.run_to(Deadline::within(BATCH_MAX, WALL_MAX))
    }
}

impl Batch {
    /// Runs it where somebody waits as long as it takes: after `end` nothing is begun, and what runs is broken off.
    ///
    /// # Errors
    /// As with `run`.
    pub fn run_until(&self, end: Instant) -> Result<BatchResults, String> {
        self.run_to(end.into())
    }

    fn run_to(&self, deadline: Deadline) -> Result<BatchResults, String> {
        let rows = self.rows.clamp(1, SIZES[SIZES.len() - 1]);
        let own = Community::of_image(&self.image, rows as usize, TimeBudget::from_now(READ_MAX, deadline));
        let mut batch_results = BatchResults { own: own.is_some(), ..BatchResults::default() };
        let community = match own {
            Some(community) => community,
            None => {
                Community::of_sql(&self.square_sql, rows as usize).map_err(|e| format!("the square: {e}"))?
            }
        };
        let budget = TimeBudget::from_now(DATA_MAX, deadline);
        let made = budget
            .classify(RaceDatabase::of(&community, rows, budget))
            .map_err(|e| format!("the data: {e}"))?;
        let RunEnd::Finished(database) = made else { return Ok(batch_results) };
        let length = self.page.of(rows);
        let mut runner = Runner { database, rows, length, deadline, answer: None, random: self.random() };
        for lanes in self.blocks(&mut runner.random) {
            runner.run_block(&lanes, MEASURE_MAX / 2, &mut batch_results)?;
        }
        Ok(batch_results)
    }

    pub(super) fn random(&self) -> Random {
        Random::of("race", "order", self.seed)
    }

    /// The lanes with the index and those without, in an order by chance.
    pub(super) fn blocks(&self, random: &mut Random) -> Vec<Vec<Lane>> {
        let with = |indexed| Lane::ALL.into_iter().filter(move |lane| lane.indexed == indexed);
        let mut blocks = [true, false]
            .map(|indexed| with(indexed).filter(|lane| self.lanes.contains(lane)).collect::<Vec<_>>())
            .to_vec();
        blocks.retain(|lanes| !lanes.is_empty());
        random.shuffle(&mut blocks);
        blocks
    }
}
