//! A heat: one size of table, in one process. The data are made, the ways checked against each other, and then timed.
//!
//! The lanes with the index run in one block and those without it in another, whichever comes first by chance. In a block
//! every lane first fetches once: that warms up, is counted and taken apart, and gives the answer, which must be the same
//! in all of them. Then round follows round, and in each every lane that has time left runs once, in an order by chance;
//! and at last short runs are taken apart once more.

use super::{
    base::Base,
    data::Data,
    lane::Lane,
    point::Point,
    settings::{PageLength, SIZES},
    track::Track,
    watch::{End, Ended, Watch},
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
/// What is timed in a heat takes about so long, and each block its part of it; longer where already the first round does.
const MEASURE_MAX: Duration = Duration::from_millis(500);
/// When a heat in a worker is over: by its own time, of which a worker has two seconds, and by the clock on the wall.
const HEAT_MAX: Duration = Duration::from_millis(1_500);
const WALL_MAX: Duration = Duration::from_secs(6);
/// When a worker with a heat is killed; a heat ends by itself before.
const KILL_AFTER: Duration = Duration::from_secs(12);

/// One size, to be raced in one worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Heat {
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

/// What a heat gave.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Heated {
    /// Whether the posts were copies of the learner's own.
    pub own: bool,
    /// A point for each lane that was run, with the runs of this heat. On a machine with much else to do
    /// there are fewer, or none.
    pub points: Vec<Point>,
    /// The texts of each lane, and what SQLite makes of them.
    pub plans: Vec<(Lane, Vec<(String, Plan)>)>,
}

impl Job for Heat {
    type Answer = Heated;
    const NAME: &'static str = "race";
    const KILL_AFTER: Duration = KILL_AFTER;

    /// Runs it within the bounds of a worker: a second and a half of its own time at most, most often half of one.
    ///
    /// # Errors
    /// When the data cannot be made, or the ways do not answer alike.
    fn run(self) -> Result<Heated, String> {
        self.run_to(End::within(HEAT_MAX, WALL_MAX))
    }
}

impl Heat {
    /// Runs it where somebody waits as long as it takes: after `end` nothing is begun, and what runs is broken off.
    ///
    /// # Errors
    /// As with `run`.
    pub fn run_until(&self, end: Instant) -> Result<Heated, String> {
        self.run_to(end.into())
    }

    fn run_to(&self, end: End) -> Result<Heated, String> {
        let rows = self.rows.clamp(1, SIZES[SIZES.len() - 1]);
        let own = Base::of_image(&self.image, rows as usize, Watch::from_now(READ_MAX, end));
        let mut heated = Heated { own: own.is_some(), ..Heated::default() };
        let base = match own {
            Some(base) => base,
            None => Base::of_sql(&self.square_sql, rows as usize).map_err(|e| format!("the square: {e}"))?,
        };
        let watch = Watch::from_now(DATA_MAX, end);
        let made = watch.ended(Data::of(&base, rows, watch)).map_err(|e| format!("the data: {e}"))?;
        let Ended::Well(data) = made else { return Ok(heated) };
        let length = self.page.of(rows);
        let mut track = Track { data, rows, length, end, answer: None, random: self.random() };
        for lanes in self.blocks(&mut track.random) {
            track.block(&lanes, MEASURE_MAX / 2, &mut heated)?;
        }
        Ok(heated)
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
