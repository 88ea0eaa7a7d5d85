//! What is raced: the length of the page, the sizes of the table, the lanes.

use super::lane::Lane;
use serde::{Deserialize, Serialize};

/// Rows in the table `posts`, from the first point of the plot to the last.
pub const SIZES: [u32; 9] = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];

/// How often each size is raced, in a worker of its own each time.
pub const BATCHES_PER_SIZE: u32 = 3;

/// How many posts are fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageLength {
    /// The newest so many, or all where there are fewer.
    Newest(u32),
    /// Every post there is.
    All,
}

impl PageLength {
    pub const ALL: [Self; 4] = [Self::Newest(20), Self::Newest(100), Self::Newest(1_000), Self::All];

    /// How many that are in a table of `rows`.
    pub fn of(self, rows: u32) -> u32 {
        match self {
            Self::Newest(most) => most.min(rows),
            Self::All => rows,
        }
    }

    /// As forms and files write it: a number, or `all`.
    pub fn key(self) -> String {
        match self {
            Self::Newest(most) => most.to_string(),
            Self::All => "all".to_owned(),
        }
    }

    /// One of those that there are.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.key() == key)
    }
}

/// How far away the database is, in microseconds for one statement and its answer. Simulated: it is added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distance(pub u32);

impl Distance {
    /// In the same process; on the same network; in the next town; on another continent.
    pub const ALL: [Self; 4] = [Self(0), Self(200), Self(1_000), Self(20_000)];
}

/// What is raced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub page: PageLength,
    /// The largest table; one of `SIZES`.
    pub rows_max: u32,
    pub lanes: Vec<Lane>,
}

impl Settings {
    /// The largest of the sizes that `rows_max` is not below (the first, where it is below all), and each lane once, in
    /// the order of `Lane::ALL`; without any lane, all of them.
    pub fn new(page: PageLength, rows_max: u32, lanes: &[Lane]) -> Self {
        let rows_max = SIZES.into_iter().rfind(|size| *size <= rows_max).unwrap_or(SIZES[0]);
        let chosen = |lane: &Lane| lanes.is_empty() || lanes.contains(lane);
        Self { page, rows_max, lanes: Lane::ALL.into_iter().filter(chosen).collect() }
    }

    /// The sizes that are raced, smallest first.
    pub fn sizes(&self) -> impl Iterator<Item = u32> + use<> {
        let rows_max = self.rows_max;
        SIZES.into_iter().filter(move |size| *size <= rows_max)
    }

    /// The sizes of the batches in their order: all of them, and then again, so that a slow minute of the machine does not
    /// meet one size alone.
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
