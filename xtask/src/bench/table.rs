//! The one table that the bench prints.

use super::load::{Measured, Spread};
use std::fmt;

const COLUMNS: [&str; 7] = ["", "site", "p50", "p99", "bare", "ratio", "goal"];

/// Rows of text. A cell without a figure is empty.
#[derive(Default)]
pub struct Table {
    rows: Vec<[String; 7]>,
}

impl Table {
    /// Adds a row: what was measured, the site's figure, the bare route's, their ratio, and the goal or a note.
    pub fn row(&mut self, what: &str, site: String, bare: String, ratio: String, goal: String) {
        self.rows.push([what.to_owned(), site, String::new(), String::new(), bare, ratio, goal]);
    }

    /// Adds a row of load: requests by the second, and how long one of them waits.
    pub fn load(&mut self, what: &str, site: &Measured, bare: &Measured, goal: String) {
        self.rows.push([
            what.to_owned(),
            per_second(site.per_second),
            ms(site.p50_ms.median),
            ms(site.p99_ms.median),
            per_second(bare.per_second),
            ratio(site.per_second.median, bare.per_second.median),
            goal,
        ]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| row[column].chars().count());
            cells.chain([COLUMNS[column].chars().count()]).max().unwrap_or_default()
        };
        let widths: [usize; 7] = std::array::from_fn(width);
        let mut line = |cells: [&str; 7]| {
            let mut text = String::new();
            for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
                // Words to the left, figures to the right.
                match column {
                    0 => text += &format!("{cell:<width$}"),
                    6 => text += &format!("  {cell}"),
                    _ => text += &format!("  {cell:>width$}"),
                }
            }
            writeln!(f, "{}", text.trim_end())
        };
        line(COLUMNS)?;
        self.rows.iter().try_for_each(|row| line(row.each_ref().map(String::as_str)))
    }
}

/// A rate with its spread.
pub fn per_second(rate: Spread) -> String {
    format!("{}/s ({}–{})", grouped(rate.median), grouped(rate.min), grouped(rate.max))
}

/// Milliseconds, with as many digits as mean something.
pub fn ms(ms: f64) -> String {
    let digits = if ms < 10.0 { 2 } else { usize::from(ms < 100.0) };
    format!("{ms:.digits$} ms")
}

/// One figure divided by another.
pub fn ratio(site: f64, bare: f64) -> String {
    format!("{:.2}", site / bare)
}

/// A goal that is met by `goal` or more.
pub fn at_least(goal: f64, is: f64) -> String {
    format!("at least {goal}: {}", verdict(is >= goal))
}

/// A goal that is met by `goal` or less.
pub fn at_most(goal: f64, is: f64) -> String {
    format!("at most {goal}: {}", verdict(is <= goal))
}

fn verdict(met: bool) -> &'static str {
    if met { "met" } else { "MISSED" }
}

/// A whole number in groups of three digits.
pub fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_read_in_groups() {
        for (number, text) in [(0.4, "0"), (999.0, "999"), (1_000.0, "1,000"), (1_234_567.0, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn times_keep_the_digits_that_mean_something() {
        for (time, text) in [(0.123, "0.12 ms"), (12.34, "12.3 ms"), (456.7, "457 ms")] {
            assert_eq!(ms(time), text);
        }
    }

    #[test]
    fn a_goal_says_whether_it_is_met() {
        assert_eq!(at_least(0.5, 0.5), "at least 0.5: met");
        assert_eq!(at_most(1.3, 1.31), "at most 1.3: MISSED");
    }

    #[test]
    fn columns_stand_under_each_other() {
        let mut table = Table::default();
        table.row("memory", "9 MiB".to_owned(), "10 MiB".to_owned(), "0.90".to_owned(), String::new());
        table.row("a", "11 MiB".to_owned(), "1 MiB".to_owned(), "11.00".to_owned(), "x".to_owned());
        let lines = [
            "          site  p50  p99    bare  ratio  goal",
            "memory   9 MiB            10 MiB   0.90",
            "a       11 MiB             1 MiB  11.00  x",
        ];
        assert_eq!(table.to_string().lines().collect::<Vec<_>>(), lines);
    }
}
