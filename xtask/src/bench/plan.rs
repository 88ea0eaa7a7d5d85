//! What is measured, in which order and for how long; and the command itself.

use super::{
    browser, faults, growth, labs, memory, pages, race, sandbox, seed_data, signing_in, table::Table, writes,
    xray,
};
use crate::{
    build,
    process::{command, run},
    setup::{self, Tools},
};
use anyhow::{Context, Result, bail};
use std::time::Duration;

/// How many connections send requests at once.
pub const CONNECTIONS: usize = 16;

/// What every measurement is given.
pub struct BenchContext {
    /// How thorough to be.
    pub plan: Plan,
    /// The tools of `setup.rs`.
    pub tools: Tools,
    /// A hash of the server's binary: data that another build has seeded is not used.
    pub build: u64,
}

/// How thorough to be.
pub struct Plan {
    /// How many rounds count, after one that only warms up.
    pub rounds: usize,
    /// How long the load of one round lasts.
    pub round_length: Duration,
    /// How many times a fresh browser loads the feed.
    pub cold_loads: usize,
    /// How many posts the feed is tried with, the smallest number first.
    pub growth_posts: &'static [u64],
    /// The measurements that were asked for by name; all of them when empty.
    wanted: Vec<String>,
}

type Measure = fn(&BenchContext, &mut Table) -> Result<()>;

/// Every measurement by its name on the command line, in the order in which they are made.
const MEASUREMENTS: [(&str, Measure); 10] = [
    ("pages", pages::measure),
    ("growth", growth::measure),
    ("writes", writes::measure),
    ("signing-in", signing_in::measure),
    ("labs", labs::measure),
    ("sandbox", sandbox::measure),
    ("race", race::measure),
    ("memory", memory::measure),
    ("xray", xray::measure),
    ("browser", browser::measure),
];

/// Measures a release build. `--quick` leaves out the million posts and shortens the rounds; names of measurements
/// choose among them. `faults` alone is something else (`faults.rs`).
///
/// # Errors
/// When an argument is unknown, something does not build, or a measurement fails; the others are still made and
/// printed.
pub fn bench(args: &[String]) -> Result<()> {
    // Not among the measurements: it takes long, and needs no release build.
    if args == ["faults"] {
        return faults::measure();
    }
    let plan = Plan::parse(args)?;
    if cfg!(debug_assertions) {
        // An unoptimised load generator would take a share of the machine that belongs to the site.
        let mut again = command("cargo run --quiet --release --package xtask -- bench");
        let status = again.args(args).status().context("cargo could not be started")?;
        // The other process has printed what went wrong, so nothing is added.
        std::process::exit(status.code().unwrap_or(1));
    }
    let tools = setup::for_browser()?;
    build::frontend(&tools)?;
    build::server(&["--release"])?;
    run(&mut command("cargo build --release --package server --example bare"))
        .context("the bare route did not build")?;
    let bench = BenchContext { plan, tools, build: seed_data::binary_fingerprint()? };

    let mut table = Table::default();
    // A measurement that fails does not stop the others: some take minutes, and theirs would be lost.
    let mut failed = Vec::new();
    for (name, measure) in MEASUREMENTS {
        if !bench.plan.includes(name) {
            continue;
        }
        eprintln!("bench: {name}");
        if let Err(error) = measure(&bench, &mut table) {
            failed.push(format!("{name}: {error:#}"));
        }
    }
    bench.plan.print_heading();
    print!("{table}");
    if !failed.is_empty() {
        bail!("not everything could be measured\n{}", failed.join("\n"));
    }
    Ok(())
}

impl Plan {
    fn parse(args: &[String]) -> Result<Self> {
        let mut plan = Self {
            rounds: 7,
            round_length: Duration::from_secs(2),
            cold_loads: 7,
            growth_posts: &[1_000, 100_000, 1_000_000],
            wanted: Vec::new(),
        };
        for arg in args {
            if arg == "--quick" {
                plan.rounds = 3;
                plan.round_length = Duration::from_millis(700);
                plan.growth_posts = &[1_000, 100_000];
            } else if MEASUREMENTS.iter().any(|(name, _)| name == arg) {
                plan.wanted.push(arg.clone());
            } else {
                let names = MEASUREMENTS.map(|(name, _)| name).join(", ");
                bail!("`{arg}` is unknown here; there is --quick, and the parts {names}");
            }
        }
        Ok(plan)
    }

    /// Whether a measurement is wanted.
    fn includes(&self, name: &str) -> bool {
        self.wanted.is_empty() || self.wanted.iter().any(|wanted| wanted == name)
    }

    /// Prints under which conditions the table below was made.
    fn print_heading(&self) {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        println!(
            "\nA release build on {cores} cores, which the load generator shares. {CONNECTIONS} connections; medians \
             of {} rounds of {:.1} s, smallest and largest in brackets.\n\
             \"Bare\" is an axum route with a page of the same size, measured in turn; \"ratio\" is the site's figure \
             divided by it.\n",
            self.rounds,
            self.round_length.as_secs_f64(),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Plan> {
        Plan::parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_quick_round_leaves_out_the_million() {
        assert!(parse(&[]).unwrap().growth_posts.contains(&1_000_000));
        assert!(!parse(&["--quick"]).unwrap().growth_posts.contains(&1_000_000));
    }

    #[test]
    fn naming_a_part_leaves_out_the_others() {
        let plan = parse(&["memory"]).unwrap();
        assert!(plan.includes("memory") && !plan.includes("pages"));
        assert!(parse(&["nonsense"]).is_err());
    }
}
