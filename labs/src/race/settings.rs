//! The settings of a race: the length of the page, the sizes of the table, the lanes.

use super::lane::Lane;
use serde::{Deserialize, Serialize};

/// The sizes of the table `posts` in rows, from the first point of the plot to the last.
pub const SIZES: [u32; 9] = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];

/// How many batches measure each size, each in a worker of its own.
pub const BATCHES_PER_SIZE: u32 = 3;

/// How many posts a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageLength {
    /// This many of the newest posts, or all where there are fewer.
    Newest(u32),
    /// Every post there is.
    All,
}

impl PageLength {
    /// The lengths that a form offers.
    pub const ALL: [Self; 4] = [Self::Newest(20), Self::Newest(100), Self::Newest(1_000), Self::All];

    /// How many posts such a page has where the table has `rows`.
    pub fn of(self, rows: u32) -> u32 {
        match self {
            Self::Newest(most) => most.min(rows),
            Self::All => rows,
        }
    }

    /// The word for it in forms and files: a number, or `all`.
    pub fn key(self) -> String {
        match self {
            Self::Newest(most) => most.to_string(),
            Self::All => "all".to_owned(),
        }
    }

    /// The length that a form or a file means, if it is one of `ALL`.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.key() == key)
    }
}

/// How far away the database is: the round-trip time of one statement and its answer, in microseconds. It is simulated by
/// adding it to what was measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distance(pub u32);

impl Distance {
    /// In the same process, on the same network, in the next town, on another continent.
    pub const ALL: [Self; 4] = [Self(0), Self(200), Self(1_000), Self(20_000)];
}

/// What a race measures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub page: PageLength,
    /// The largest table; one of `SIZES`.
    pub rows_max: u32,
    pub lanes: Vec<Lane>,
}

impl Settings {
    /// Brings what was asked for within bounds: `rows_max` becomes the largest of `SIZES` that it reaches, or the smallest
    /// of all; each lane is taken once, in the order of `Lane::ALL`; no lane at all means every lane.
    pub fn new(page: PageLength, rows_max: u32, lanes: &[Lane]) -> Self {
        let rows_max = SIZES.into_iter().rfind(|size| *size <= rows_max).unwrap_or(SIZES[0]);
        let chosen = |lane: &Lane| lanes.is_empty() || lanes.contains(lane);
        Self { page, rows_max, lanes: Lane::ALL.into_iter().filter(chosen).collect() }
    }

    /// The sizes that are measured, smallest first.
    pub fn sizes(&self) -> impl Iterator<Item = u32> + use<> {
        let rows_max = self.rows_max;
        SIZES.into_iter().filter(move |size| *size <= rows_max)
    }

    /// The sizes of the batches in their order: all sizes, and then all again, so that a slow minute of the machine does not
    /// meet one size only.
    pub fn batches(&self) -> impl Iterator<Item = u32> + use<> {
        let sizes: Vec<u32> = self.sizes().collect();
        (0..BATCHES_PER_SIZE).flat_map(move |_| sizes.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::Way;

    #[test]
    fn settings_are_within_bounds_whatever_was_asked_for() {
        let settings = |rows_max, lanes: &[Lane]| Settings::new(PageLength::All, rows_max, lanes);
        let sizes = [(0, 10), (10, 10), (299, 100), (5_000, 3_000), (u32::MAX, 100_000)];
        for (asked, got) in sizes {
            assert_eq!(settings(asked, &[]).rows_max, got, "{asked}");
        }
        let (join, bare) = (Lane { way: Way::Join, indexed: true }, Lane { way: Way::Loop, indexed: false });
        assert_eq!(settings(10, &[bare, join, bare]).lanes, [join, bare]);
        assert_eq!(settings(10, &[]).lanes, Lane::ALL);
    }

    #[test]
    fn every_size_has_its_batches_and_no_size_two_in_a_row() {
        let batches: Vec<u32> = Settings::new(PageLength::Newest(20), 100, &[]).batches().collect();
        assert_eq!(batches, [10, 30, 100, 10, 30, 100, 10, 30, 100]);
    }

    #[test]
    fn a_page_is_never_longer_than_the_table() {
        assert_eq!([PageLength::Newest(20), PageLength::All].map(|page| page.of(10)), [10, 10]);
        assert_eq!([PageLength::Newest(20), PageLength::All].map(|page| page.of(30)), [20, 30]);
        for page in PageLength::ALL {
            assert_eq!(PageLength::of_key(&page.key()), Some(page));
        }
        assert_eq!(PageLength::of_key("21"), None);
    }
}
