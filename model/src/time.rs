//! Moments, without a clock.
//!
//! The caller brings the time. So every function here gives the same answer whenever it is called, and the server and the
//! browser draw the same text.

use serde::{Deserialize, Serialize};

/// Seconds since 1970-01-01T00:00:00Z, without leap seconds (POSIX.1-2017, 4.16).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
#[serde(transparent)]
pub struct Timestamp(pub i64);

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Timestamp {
    /// The moment `seconds` later, or earlier where that is negative. It stops at the ends of the range.
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this moment; negative where `earlier` is in fact later.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// `2026-11-23T13:54:00Z` (RFC 3339), for `datetime` attributes, feeds and downloads.
    pub fn rfc3339(self) -> String {
        let (year, month, day) = self.date();
        let (hour, minute, second) = self.clock();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// Date and time as people read it: `23 Nov 2026, 13:54 UTC`.
    pub fn full(self) -> String {
        let (year, month, day) = self.date();
        let (hour, minute, _) = self.clock();
        format!("{day} {} {year}, {hour:02}:{minute:02} UTC", MONTHS[month as usize - 1])
    }

    /// As somebody says it at the moment `now`: "38 minutes ago", "yesterday, 21:10", and a date for what is older. Hours of
    /// the day are UTC.
    pub fn relative_to(self, now: Self) -> String {
        let ago = now.since(self);
        let (year, month, day) = self.date();
        let (hour, minute, _) = self.clock();
        let days = now.0.div_euclid(DAY) - self.0.div_euclid(DAY);
        match ago {
            ..MINUTE => "just now".to_owned(),
            MINUTE..HOUR => counted(ago / MINUTE, "minute"),
            _ if days == 0 || ago < 6 * HOUR => counted(ago / HOUR, "hour"),
            _ if days == 1 => format!("yesterday, {hour:02}:{minute:02}"),
            _ if year == now.date().0 => {
                format!("{day} {}, {hour:02}:{minute:02}", MONTHS[month as usize - 1])
            }
            _ => format!("{day} {} {year}", MONTHS[month as usize - 1]),
        }
    }

    /// Year, month and day by the proleptic Gregorian calendar (H. Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms", `civil_from_days`).
    fn date(self) -> (i64, i64, i64) {
        let days = self.0.div_euclid(DAY) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }

    /// Hour, minute and second of the day.
    fn clock(self) -> (i64, i64, i64) {
        let second = self.0.rem_euclid(DAY);
        (second / HOUR, second % HOUR / MINUTE, second % MINUTE)
    }
}

fn counted(n: i64, unit: &str) -> String {
    format!("{n} {unit}{} ago", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp(1_795_435_200); // 2026-11-23T12:00:00Z

    #[test]
    fn a_moment_is_written_as_rfc_3339_says() {
        assert_eq!(NOON.rfc3339(), "2026-11-23T12:00:00Z");
        assert_eq!(Timestamp(0).rfc3339(), "1970-01-01T00:00:00Z");
        assert_eq!(Timestamp(951_782_400).rfc3339(), "2000-02-29T00:00:00Z");
        assert_eq!(Timestamp(-1).rfc3339(), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn a_reader_sees_how_long_ago_it_was() {
        let check = |ago: i64, seen: &str| assert_eq!(NOON.plus(-ago).relative_to(NOON), seen);
        check(-30, "just now");
        check(59, "just now");
        check(60, "1 minute ago");
        check(38 * MINUTE, "38 minutes ago");
        check(5 * HOUR, "5 hours ago");
        check(14 * HOUR, "yesterday, 22:00");
        check(3 * DAY, "20 Nov, 12:00");
        check(400 * DAY, "19 Oct 2025");
    }
}
