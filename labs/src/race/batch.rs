//! A batch: all lanes on one size of table, in one process. The database is made, the answers of the lanes are compared,
//! and then the lanes are timed.
//!
//! The lanes with the index run in one block and those without it in another; chance decides which block is first. In a
//! block every lane first fetches the page once. That run warms up the caches, is profiled, and gives the answer, which
//! must be the same for all lanes. Then come rounds: in each, every lane that has time left runs once, in random order. At
//! the end short runs are profiled again, because the first profiled run met cold caches.

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

/// How long reading the learner's own posts may take.
const READ_MAX: Duration = Duration::from_millis(150);
/// How long making the tables may take.
const DATA_MAX: Duration = Duration::from_secs(1);
/// About how long the timed runs of a batch take together; each block gets half. It takes longer where already the first
/// round does.
const MEASURE_MAX: Duration = Duration::from_millis(500);
/// When a batch in a worker ends, in processor time. A worker has two seconds.
const BATCH_MAX: Duration = Duration::from_millis(1_500);
/// When it ends in any case, on the wall: a busy machine gives a worker its processor time in pieces.
const WALL_MAX: Duration = Duration::from_secs(6);
/// When a worker with a batch is killed. A batch ends by itself before that.
const KILL_AFTER: Duration = Duration::from_secs(12);

/// What to measure: one size of table, in one worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Batch {
    /// The bytes of the learner's own database; none are an empty one.
    pub image: Vec<u8>,
    /// SQL that makes the community that everybody begins with. It is used where the learner's database has no posts.
    pub square_sql: String,
    /// Posts in the table, from 1 to the largest of `SIZES`. A number beyond that is brought within.
    pub rows: u32,
    /// How many posts each lane fetches.
    pub page: PageLength,
    pub lanes: Vec<Lane>,
    /// The seed of the order in which the lanes run. The rows do not depend on it.
    pub seed: u64,
}

/// What a batch measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BatchResults {
    /// Whether the posts were copies of the learner's own posts.
    pub own: bool,
    /// A point for each lane that was run, with the runs of this batch. On a busy machine there may be fewer, or none.
    pub points: Vec<Point>,
    /// The statements of each lane, with their query plans.
    pub plans: Vec<(Lane, Vec<(String, Plan)>)>,
}

impl Job for Batch {
    type Answer = BatchResults;
    const NAME: &'static str = "race";
    const KILL_AFTER: Duration = KILL_AFTER;

    /// Measures within the limits of a worker: at most a second and a half of processor time, usually half a second.
    ///
    /// # Errors
    /// When the database cannot be made, a statement fails, or the lanes do not answer alike.
    fn run(self) -> Result<BatchResults, String> {
        self.run_to(Deadline::within(BATCH_MAX, WALL_MAX))
    }
}

impl Batch {
    /// Measures outside a worker, where processor time is not limited: after `end` no run is begun, and one that is under
    /// way is interrupted.
    ///
    /// # Errors
    /// As `run`.
    pub fn run_until(&self, end: Instant) -> Result<BatchResults, String> {
        self.run_to(end.into())
    }

    fn run_to(&self, deadline: Deadline) -> Result<BatchResults, String> {
        let rows = self.rows.clamp(1, SIZES[SIZES.len() - 1]);
        // Reading somebody's own database may fail or take too long in many ways. All of them mean: take the usual one.
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
        // A batch that runs out of time is no error. It has measured less, and the next batch may measure more.
        let length = self.page.of(rows);
        let mut runner = Runner { database, rows, length, deadline, answer: None, random: self.random() };
        for lanes in self.blocks(&mut runner.random) {
            runner.run_block(&lanes, MEASURE_MAX / 2, &mut batch_results)?;
        }
        Ok(batch_results)
    }

    /// Random numbers that are the same for the same seed.
    pub(super) fn random(&self) -> Random {
        Random::of("race", "order", self.seed)
    }

    /// The lanes with the index and those without, in random order. A block without lanes is left out.
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
