//! The numbers of a race as people read them.

use super::{
    result::{ViewSettings, point},
    scale::Axes,
};
use crate::format::grouped;
use labs::race::{Distance, Lane, PageLength, Results};

/// Nanoseconds as milliseconds, with as many digits as tell something: `0.03`, `1.6`, `223`, `12,000`.
pub fn milliseconds(ns: u64) -> String {
    let ms = ns as f64 / 1e6;
    match ms {
        _ if ns == 0 => "0".to_owned(),
        _ if ns < 100 => "under 0.0001".to_owned(),
        ..0.01 => format!("{ms:.4}"),
        ..0.1 => format!("{ms:.3}"),
        ..1.0 => format!("{ms:.2}"),
        ..100.0 => format!("{ms:.1}"),
        _ => grouped(ms.round() as u64),
    }
}

/// A factor, with one digit after the point while it is below ten: `1.5`, `74`.
pub fn factor_label(factor: f64) -> String {
    match factor {
        ..9.95 => format!("{factor:.1}"),
        _ => grouped(factor.round() as u64),
    }
}

/// How many times as long as `other` a lane takes, by the medians; none where one of them has no times.
pub fn factor(race: &Results, lane: Lane, other: Lane, rows: u32, distance: Distance) -> Option<f64> {
    let median = |lane| point(race, lane, rows)?.at(distance).map(|spread| spread.median.max(1));
    Some(median(lane)? as f64 / median(other)? as f64)
}

/// The title of the upright axis: what is measured, of which page, and from how far away.
pub fn axis_title(race: &Results, look: &ViewSettings) -> String {
    let page = match race.settings.page {
        PageLength::All => "every post in the table".to_owned(),
        PageLength::Newest(most) => {
            let fewer = race.settings.sizes().next().is_some_and(|rows| rows < most);
            let all = if fewer { " (of all there are, where there are fewer)" } else { "" };
            format!("a page of {} posts{all}", grouped(most.into()))
        }
    };
    let lines = match look.axes {
        Axes::Logarithmic => ", each line ten times the one below",
        Axes::Linear => "",
    };
    let added = match look.distance.0 {
        0 => String::new(),
        _ => format!("; {} added for each statement, and not waited for", distance_label(look.distance)),
    };
    format!("milliseconds for {page}{lines}{added}")
}

/// A distance to the database, as the buttons say it.
pub fn distance_label(distance: Distance) -> String {
    match distance.0 {
        0 => "none".to_owned(),
        us => format!("{} ms", f64::from(us) / 1_000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_as_many_digits_as_tell_something() {
        let shown = [0, 99, 4_200, 31_400, 260_000, 3_049_000, 223_400_000, 12_000_000_000].map(milliseconds);
        assert_eq!(shown, ["0", "under 0.0001", "0.0042", "0.031", "0.26", "3.0", "223", "12,000"]);
        assert_eq!([0.5, 1.0, 9.94, 73.6, 1_234.0].map(factor_label), ["0.5", "1.0", "9.9", "74", "1,234"]);
        assert_eq!(Distance::ALL.map(distance_label), ["none", "0.2 ms", "1 ms", "20 ms"]);
    }
}
