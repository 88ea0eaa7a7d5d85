//! Races for the tests of this crate.

use labs::race::{Lane, PageLength, Results, Settings};

/// A race in which each lane took this many nanoseconds for each post in the table, give or take a third.
pub fn raced(rows_max: u32, lanes: &[(Lane, f64)]) -> Results {
    let chosen: Vec<Lane> = lanes.iter().map(|(lane, _)| *lane).collect();
    let mut race = Results::of(Settings::new(PageLength::Newest(20), rows_max, &chosen));
    for point in &mut race.points {
        let each = lanes.iter().find(|(lane, _)| *lane == point.lane).map_or(1.0, |(_, each)| *each);
        let whole = each * f64::from(point.rows);
        point.times_ns = [0.7, 1.0, 1.3].map(|part| (whole * part) as u64).to_vec();
        (point.statements, point.visited) = (1, 40);
    }
    race
}
