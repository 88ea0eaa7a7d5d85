//! `vitrine race`: the race of chapter 5 in this process, without a site and without a folder. `cargo xtask bench` compares
//! its times with those of Python (`bench/race.py`).

use super::{output::say, subcommand::Subcommand};
use anyhow::Result;
use clap::ArgMatches;
use labs::race::{Lane, PageLength, Point, Results, SIZES, Settings};
use serde::Serialize;
use std::time::{Duration, Instant};

const EXAMPLES: &str = "\
Examples:
  vitrine race                                  20 posts out of 10,000, each way with and without the index
  vitrine race --rows 1000 --page all           every post of 1,000
  vitrine race --batches 10 --json > race.json  more runs, every one of them, and the texts of the statements
  vitrine race --json | python3 bench/race.py   the same, measured by Python beside it

The posts are copies of the small community that everybody begins with. The tables are in memory, so nothing is
written. A way that takes too long at this size is stopped.";

const SQUARE_SQL: &str = include_str!("../../../content/sql/square.sql");

/// How long a batch may take. On the site it is much shorter, because others wait there; nobody waits here.
const BATCH_TIME_MAX: Duration = Duration::from_secs(60);

/// How large, and how often.
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Posts in the table: 10, 30, 100, and so on up to 100000
    #[arg(long, default_value = "10000", value_parser = size)]
    rows: u32,
    /// Posts that are fetched, the newest first: 20, 100, 1000 or all
    #[arg(long, default_value = "20", value_parser = page)]
    page: PageLength,
    /// Times that the data are made and raced on; a way runs up to ten times in each
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    batches: u16,
    /// Print every time, and the texts of the statements, as JSON
    #[arg(long)]
    json: bool,
}

impl Subcommand for Args {
    const NAME: &'static str = "race";
    const SUMMARY: &'static str =
        "Race the ways of fetching a page against each other, and print how long each takes";

    /// Races, and prints the results. They have a point for every size up to the one that was asked for, but only that
    /// one is measured here.
    fn run(self, _: &ArgMatches) -> Result<()> {
        let results = run_batches(self.rows, self.page, self.batches)?;
        let points: Vec<&Point> = results.points.iter().filter(|point| point.rows == self.rows).collect();
        if self.json {
            say(serde_json::to_string_pretty(&RaceOutput::of(&self, &points))?)?;
        } else {
            print(&points)?;
        }
        Ok(())
    }
}

/// One of the sizes that the page offers, so that the figures can be compared with it.
fn size(text: &str) -> Result<u32, String> {
    let known = SIZES.into_iter().find(|size| size.to_string() == text);
    known.ok_or_else(|| format!("the sizes are {}", SIZES.map(|size| size.to_string()).join(", ")))
}

/// A page length by its key.
fn page(text: &str) -> Result<PageLength, String> {
    let known = || PageLength::ALL.map(PageLength::key).join(", ");
    PageLength::of_key(text).ok_or_else(|| format!("the lengths are {}", known()))
}

/// Runs batches with the seeds 0, 1, 2 and so on, so that two calls measure the same data.
fn run_batches(rows: u32, page: PageLength, batches: u16) -> Result<Results> {
    let mut results = Results::of(Settings::new(page, rows, &[]));
    for seed in 0..u64::from(batches) {
        if let Some(batch) = results.batch(rows, Vec::new(), SQUARE_SQL, seed) {
            results.add(batch.run_until(Instant::now() + BATCH_TIME_MAX).map_err(anyhow::Error::msg)?);
        }
    }
    Ok(results)
}

/// A line for each lane.
fn print(points: &[&Point]) -> Result<()> {
    say(format_args!(
        "{:<40}{:>12}{:>24}{:>12}{:>14}",
        "", "median", "middle half", "statements", "rows visited"
    ))?;
    for point in points {
        let name = point.lane.name();
        match point.quartiles() {
            Some(spread) => say(format_args!(
                "{name:<40}{:>9} ms{:>24}{:>12}{:>14}",
                ms(spread.median),
                format!("{} to {} ms", ms(spread.first_quartile), ms(spread.third_quartile)),
                point.statements,
                point.visited
            ))?,
            None => say(format_args!("{name:<40}{:>12}", if point.stopped { "stopped" } else { "not run" }))?,
        }
    }
    Ok(())
}

/// Nanoseconds as milliseconds with three decimals.
fn ms(ns: u64) -> String {
    format!("{}.{:03}", ns / 1_000_000, ns / 1_000 % 1_000)
}

/// What `--json` prints; `bench/race.py` reads it.
#[derive(Serialize)]
struct RaceOutput {
    /// The version of SQLite.
    sqlite: &'static str,
    posts_in_table: u32,
    /// Posts that are fetched.
    page: u32,
    lanes: Vec<LaneOutput>,
}

#[derive(Serialize)]
struct LaneOutput {
    lane: String,
    way: &'static str,
    index: bool,
    texts: &'static [&'static str],
    stopped: bool,
    statements: u64,
    rows_visited: u64,
    times_ns: Vec<u64>,
}

impl RaceOutput {
    fn of(args: &Args, points: &[&Point]) -> Self {
        let lanes = points.iter().map(|point| LaneOutput::of(point)).collect();
        Self {
            sqlite: labs::race::sqlite_version(),
            posts_in_table: args.rows,
            page: args.page.of(args.rows),
            lanes,
        }
    }
}

impl LaneOutput {
    fn of(point: &Point) -> Self {
        let Lane { way, indexed } = point.lane;
        Self {
            lane: point.lane.key(),
            way: way.key(),
            index: indexed,
            texts: way.statements(),
            stopped: point.stopped,
            statements: point.statements,
            rows_visited: point.visited,
            times_ns: point.times_ns.clone(),
        }
    }
}
