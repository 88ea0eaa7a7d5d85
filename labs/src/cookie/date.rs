//! The dates of `Expires` (5.1.1).
//!
//! Servers have written dates in many shapes, so the draft does not ask for one of them. It cuts the text into tokens and
//! takes the first that looks like a time, a day, a month and a year, in nearly any order.

use model::Timestamp;

/// Reads a cookie-date by the algorithm of 5.1.1. `None` when a part is missing or no such day or time exists.
///
/// A time zone in the text is ignored: every cookie-date is in UTC.
pub fn parse_date(text: &str) -> Option<Timestamp> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.as_bytes().split(|&b| is_delimiter(b)).filter(|token| !token.is_empty()) {
        // The order of these four is that of the draft. A token is tried only as what is still missing, so the first
        // number short enough becomes the day, and a token that is none of the four is ignored.
        let _used = fill(&mut time, || read_time(token))
            || fill(&mut day, || read_number(token, 1, 2))
            || fill(&mut month, || read_month(token))
            || fill(&mut year, || read_number(token, 2, 4));
    }
    let ((hour, minute, second), day, month) = (time?, day?, month?);
    // Years of two digits: 70 to 99 belong to the last century, 0 to 69 to this one (5.1.1, steps 3 and 4).
    let year = match year? {
        short @ 70..=99 => short + 1900,
        short @ 0..=69 => short + 2000,
        full => full,
    };
    // The draft also refuses years before 1601, and a day that its month does not have.
    if year < 1601 || !(1..=days_in(year, month)).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(Timestamp(days_since_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second))
}

/// Fills `slot` by `read` if it is still empty, and says whether that happened.
fn fill<T>(slot: &mut Option<T>, read: impl FnOnce() -> Option<T>) -> bool {
    let missing = slot.is_none();
    if missing {
        *slot = read();
    }
    missing && slot.is_some()
}

/// The octets between two tokens (5.1.1, production `delimiter`). Neither digits, letters nor `:` are among them.
fn is_delimiter(b: u8) -> bool {
    matches!(b, 0x09 | 0x20..=0x2F | 0x3B..=0x40 | 0x5B..=0x60 | 0x7B..=0x7E)
}

/// `hh:mm:ss` with one or two digits each, followed by anything that does not begin with a digit.
fn read_time(token: &[u8]) -> Option<(i64, i64, i64)> {
    let (hour, rest) = digits(token, 1, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(b":")?, 1, 2)?;
    let (second, _) = digits(rest.strip_prefix(b":")?, 1, 2)?;
    Some((hour, minute, second))
}

/// A number of `min` to `max` digits at the start of the token. Letters may follow, as in `9th`.
fn read_number(token: &[u8], min: usize, max: usize) -> Option<i64> {
    digits(token, min, max).map(|(number, _)| number)
}

/// The month whose English name begins with the token's first three letters, from 1.
fn read_month(token: &[u8]) -> Option<i64> {
    let names =
        [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
    let word = token.get(..3)?;
    names.iter().zip(1..).find(|(name, _)| word.eq_ignore_ascii_case(**name)).map(|(_, month)| month)
}

/// The digits at the start, read as a number, and what follows them. `None` unless there are `min` to `max` of them.
fn digits(bytes: &[u8], min: usize, max: usize) -> Option<(i64, &[u8])> {
    let run = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let number = || bytes[..run].iter().fold(0, |sum, b| sum * 10 + i64::from(b - b'0'));
    (min..=max).contains(&run).then(|| (number(), &bytes[run..]))
}

/// Days of a month in the Gregorian calendar.
fn days_in(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to this date; negative before it. Only for years after 0.
///
/// The algorithm is `days_from_civil` of H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_in_nearly_any_shape() {
        let check = |text: &str, moment: &str| {
            assert_eq!(parse_date(text).map(Timestamp::rfc3339).as_deref(), Some(moment), "{text}");
        };
        check("Wed, 09 Jun 2021 10:18:14 GMT", "2021-06-09T10:18:14Z"); // the draft's own, 3.1
        check("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"); // the three forms of RFC 9110, 5.6.7
        check("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z");
        check("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z");
        check("Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z");
        check("1 jan 1601 0:0:0", "1601-01-01T00:00:00Z");
        check("10:18:14 2021 09 jUNE", "2021-06-09T10:18:14Z");
        check("9th, 1:2:3pm June;2021x", "2021-06-09T01:02:03Z");
        check("29 Feb 2024 23:59:59 +0900", "2024-02-29T23:59:59Z"); // a zone is passed over
        check("29 Feb 2000 00:00:00", "2000-02-29T00:00:00Z");
        check("31 Dec 69 00:00:00", "2069-12-31T00:00:00Z");
        check("31 Dec 70 00:00:00", "1970-12-31T00:00:00Z");
        check("31 Dec 9999 23:59:59", "9999-12-31T23:59:59Z");
        // The first number short enough is the day, whatever was meant.
        check("21 Jun 09 10:18:14", "2009-06-21T10:18:14Z");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "tomorrow",
            "Wed, 09 Jun 2021",         // no time
            "Wed, 09 Jun 10:18:14 GMT", // no year
            "Jun 2021 10:18:14",        // no day: 2021 has four digits
            "09 06 2021 10:18:14",      // no month
            "2021-06-09T10:18:14Z",     // `06` is the day; no month, no time
            "09 Jun 2021 10:18:140",    // three digits are no time field
            "09 Jun 02021 10:18:14",    // five digits are no year
            "0 Jun 2021 10:18:14",
            "32 Jan 2021 10:18:14",
            "31 Jun 2021 10:18:14", // no such day
            "29 Feb 2023 10:18:14",
            "29 Feb 1900 10:18:14",
            "09 Jun 1600 10:18:14",
            "09 Jun 2021 24:00:00",
            "09 Jun 2021 10:60:00",
            "31 Dec 2016 23:59:60", // a leap second
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
