//! The axes of the plot: where a number of posts and a time stand in it.

use labs::race::{Distance, Results};
use serde::{Deserialize, Serialize};

/// The height of the plot in pixels. Its width is that of the page, so horizontal places are in per cent.
pub const HEIGHT: f64 = 432.0;

/// How both axes are divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Axes {
    /// Each line stands for ten times the one before.
    #[default]
    Logarithmic,
    /// Equal steps.
    Linear,
}

/// The two axes of a race.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    axes: Axes,
    rows_min: f64,
    rows_max: f64,
    /// The lowest and the highest time that is drawn, in nanoseconds. There is a line at each of them.
    low: f64,
    high: f64,
}

impl Scale {
    /// Axes in which every quartile of the race has a place, and the times of `also` as well. None while nothing was
    /// measured.
    pub fn of(
        axes: Axes,
        race: &Results,
        distance: Distance,
        also: impl Iterator<Item = u64>,
    ) -> Option<Self> {
        let spreads: Vec<_> = race.points.iter().filter_map(|point| point.at(distance)).collect();
        let lowest = spreads.iter().map(|spread| spread.first_quartile).min()?.max(1) as f64;
        let highest = spreads.iter().map(|spread| spread.third_quartile).chain(also).max()?.max(1) as f64;
        let (low, high) = match axes {
            Axes::Logarithmic => {
                let low = 10_f64.powf(lowest.log10().floor());
                (low, 10_f64.powf(highest.log10().ceil()).max(low * 100.0))
            }
            Axes::Linear => (0.0, step(highest) * (highest / step(highest)).ceil()),
        };
        let rows_min = race.settings.sizes().next()?;
        Some(Self { axes, rows_min: rows_min.into(), rows_max: race.settings.rows_max.into(), low, high })
    }

    /// Where a number of posts stands, in per cent of the width.
    pub fn x(&self, rows: u32) -> f64 {
        let rows = f64::from(rows);
        let part = match self.axes {
            Axes::Logarithmic if self.rows_max > self.rows_min => {
                (rows / self.rows_min).log10() / (self.rows_max / self.rows_min).log10()
            }
            Axes::Logarithmic => 0.5,
            Axes::Linear => rows / self.rows_max,
        };
        (part * 100.0).clamp(0.0, 100.0)
    }

    /// Where a time stands, in pixels from the top. What lies beyond an end of the axis is drawn at that end.
    pub fn y(&self, ns: u64) -> f64 {
        let ns = ns.max(1) as f64;
        let part = match self.axes {
            Axes::Logarithmic => (ns / self.low).log10() / (self.high / self.low).log10(),
            Axes::Linear => ns / self.high,
        };
        (HEIGHT * (1.0 - part)).clamp(0.0, HEIGHT)
    }

    /// The numbers of posts that have a vertical line.
    pub fn columns(&self) -> Vec<u32> {
        match self.axes {
            Axes::Logarithmic => {
                (0..7).map(|n| 10_u32.pow(n)).filter(|rows| self.holds(f64::from(*rows))).collect()
            }
            Axes::Linear => (0..=4).map(|n| (self.rows_max / 4.0 * f64::from(n)).round() as u32).collect(),
        }
    }

    /// Whether the axis reaches over a number of posts.
    fn holds(&self, rows: f64) -> bool {
        (self.rows_min..=self.rows_max).contains(&rows)
    }

    /// The times that have a horizontal line, in nanoseconds.
    pub fn lines(&self) -> Vec<u64> {
        match self.axes {
            Axes::Logarithmic => {
                let decades = (self.high / self.low).log10().round() as i32;
                (0..=decades).map(|n| (self.low * 10_f64.powi(n)).round() as u64).collect()
            }
            Axes::Linear => {
                let step = step(self.high);
                let steps = (self.high / step).round() as u64;
                (0..=steps).map(|n| (step * n as f64).round() as u64).collect()
            }
        }
    }
}

/// The distance of two lines: a round number, of which five or fewer reach as far as `reach`.
fn step(reach: f64) -> f64 {
    let unit = 10_f64.powf((reach / 5.0).log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|n| n * unit)
        .find(|step| step * 5.0 >= reach * 0.999)
        .unwrap_or(unit * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::{
        result::{JOIN, LOOP},
        tests::raced,
    };

    #[test]
    fn every_point_is_inside_and_larger_is_higher_and_further_right() {
        // Sizes from 10 to 100,000, and a nanosecond or three a post.
        let race = raced(100_000, &[(LOOP, 3.0), (JOIN, 1.0)]);
        for axes in [Axes::Logarithmic, Axes::Linear] {
            for distance in Distance::ALL {
                let scale = Scale::of(axes, &race, distance, [].into_iter()).unwrap();
                let sizes: Vec<u32> = race.settings.sizes().collect();
                assert!(sizes.windows(2).all(|pair| scale.x(pair[0]) < scale.x(pair[1])), "{axes:?}");
                assert_eq!(scale.x(100_000), 100.0);
                for point in &race.points {
                    let spread = point.at(distance).unwrap();
                    let (high, low) = (scale.y(spread.third_quartile), scale.y(spread.first_quartile));
                    assert!(0.0 <= high && high <= low && low <= HEIGHT, "{axes:?} {distance:?} {point:?}");
                }
            }
        }
    }

    #[test]
    fn lines_are_round_numbers_from_end_to_end() {
        let race = raced(1_000, &[(LOOP, 3_000.0), (JOIN, 1_000.0)]);
        let scale = |axes| Scale::of(axes, &race, Distance::default(), [].into_iter()).unwrap();
        let logarithmic = scale(Axes::Logarithmic);
        assert_eq!(logarithmic.lines(), [1_000, 10_000, 100_000, 1_000_000, 10_000_000]);
        assert_eq!(logarithmic.columns(), [10, 100, 1_000]);
        assert_eq!((logarithmic.y(1_000), logarithmic.y(10_000_000)), (HEIGHT, 0.0));
        let linear = scale(Axes::Linear);
        assert_eq!(linear.lines(), [0, 1_000_000, 2_000_000, 3_000_000, 4_000_000]);
        assert_eq!(linear.columns(), [0, 250, 500, 750, 1_000]);
    }
}
