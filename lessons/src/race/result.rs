//! A race as it is stored, how a learner looks at it, and what they guessed.

use super::{factor, scale::Axes};
use labs::race::{Distance, Lane, PageLength, Plans, Point, Results, Way};
use model::Timestamp;
use serde::{Deserialize, Serialize};

/// The first of the two lanes that the guess is about: a query per row, with the index.
pub const LOOP: Lane = Lane { way: Way::Loop, indexed: true };
/// The second of them: one JOIN, with the index.
pub const JOIN: Lane = Lane { way: Way::Join, indexed: true };
/// The length of the page that the guess is about.
pub const GUESS_PAGE: PageLength = PageLength::Newest(20);
/// The number of posts in the table that it is about.
pub const GUESS_ROWS: u32 = 10_000;

/// A race that is over, as it is stored (JSON).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FinishedRace {
    /// What was measured.
    pub race: Results,
    /// The statements of each lane, with their plans.
    pub plans: Plans,
    /// When it was over.
    pub at: Timestamp,
}

/// How a learner looks at a race; it is stored beside it (JSON).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewSettings {
    /// How far away the database is, which is simulated.
    pub distance: Distance,
    /// How the axes are divided.
    pub axes: Axes,
    /// The lane whose statements and plans stand beside the plot, if it is in the race.
    pub lane: Option<Lane>,
    /// The size whose column is marked, if it is in the race.
    pub rows: Option<u32>,
}

impl ViewSettings {
    /// The lane looked at: the chosen one, else the JOIN, else the first of the race.
    pub fn lane_in(&self, race: &Results) -> Option<Lane> {
        let lanes = &race.settings.lanes;
        let is_in = |lane: &Lane| lanes.contains(lane);
        self.lane.filter(is_in).or(Some(JOIN).filter(is_in)).or(lanes.first().copied())
    }

    /// The size of table looked at: the chosen one, else the largest in which something was measured.
    pub fn rows_in(&self, race: &Results) -> u32 {
        let mut sizes = race.settings.sizes();
        let measured = race.points.iter().filter(|point| !point.times_ns.is_empty());
        let largest = || measured.map(|point| point.rows).max().unwrap_or(race.settings.rows_max);
        self.rows.filter(|rows| sizes.any(|size| size == *rows)).unwrap_or_else(largest)
    }
}

/// A guess: how many times as long as the JOIN a query per row takes. Its keys are the outcomes of `Experiment::Race`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    /// The key of the outcome.
    pub key: &'static str,
    /// The factor that it ends below; none for the last guess, which has no end.
    below: Option<f64>,
    /// The factor at which it is drawn.
    pub times: f64,
    /// The guess in words.
    pub says: &'static str,
}

impl Guess {
    /// All guesses, from the least factor to the largest.
    pub const ALL: [Self; 4] = [
        Self { key: "same", below: Some(2.0), times: 1.4, says: "about as long" },
        Self { key: "few", below: Some(10.0), times: 4.5, says: "2 to 10 times" },
        Self { key: "many", below: Some(100.0), times: 30.0, says: "10 to 100 times" },
        Self { key: "hundreds", below: None, times: 300.0, says: "over 100 times" },
    ];

    /// The guess of this key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|guess| guess.key == key)
    }

    /// The guess that a factor belongs to.
    fn of_times(times: f64) -> Self {
        let is = |guess: &Self| guess.below.is_none_or(|below| times < below);
        Self::ALL.into_iter().find(is).unwrap_or(Self::ALL[3])
    }
}

/// What was measured of a lane in a table of this size.
pub fn point(race: &Results, lane: Lane, rows: u32) -> Option<&Point> {
    race.points.iter().find(|point| point.lane == lane && point.rows == rows)
}

/// How the guess turned out. None where the race was about another page, or did not measure what the guess is about.
pub fn outcome(race: &Results) -> Option<Guess> {
    if race.settings.page != GUESS_PAGE {
        return None;
    }
    factor(race, LOOP, JOIN, GUESS_ROWS, Distance::default()).map(Guess::of_times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::tests::raced;

    #[test]
    fn a_guess_is_answered_by_the_table_it_is_about() {
        let race = raced(100_000, &[(LOOP, 3.0), (JOIN, 1.0)]);
        assert_eq!(outcome(&race).map(|guess| guess.key), Some("few"));
        let key = |times: f64| Guess::of_times(times).key;
        assert_eq!([1.9, 2.0, 99.0, 100.0].map(key), ["same", "few", "many", "hundreds"]);
        assert_eq!(outcome(&raced(100_000, &[(JOIN, 1.0)])), None, "there was no loop in it");
        assert_eq!(outcome(&raced(3_000, &[(LOOP, 3.0), (JOIN, 1.0)])), None, "no table was large enough");
    }

    #[test]
    fn what_is_looked_at_is_in_the_race() {
        let race = raced(100, &[(LOOP, 3.0), (JOIN, 1.0)]);
        let bare = Lane { way: Way::Join, indexed: false };
        let look = ViewSettings { lane: Some(bare), rows: Some(300), ..ViewSettings::default() };
        assert_eq!((look.lane_in(&race), look.rows_in(&race)), (Some(JOIN), 100));
        let look = ViewSettings { lane: Some(LOOP), rows: Some(30), ..ViewSettings::default() };
        assert_eq!((look.lane_in(&race), look.rows_in(&race)), (Some(LOOP), 30));
    }
}
