//! The race of chapter five measured a second time, by Python's `sqlite3` and Python's clock (`bench/race.py`): figures
//! that learners see should not depend on our own program alone.
//!
//! Both measure in turn, several times, and the median of the ratios counts for each way, because a machine that others
//! use is now quick and now slow.

use super::{
    child_process::{clear_settings, run_to_end},
    load::Spread,
    seed_data::{BINARY, WORK_FOLDER},
    table::{Table, at_most},
};
use crate::process::{command, output};
use anyhow::{Context, Result, bail};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// The races: how many posts are in the table, and how many on the page.
const SIZES: [(&str, &str); 3] = [("1000", "20"), ("10000", "20"), ("1000", "all")];
/// The four ways of fetching a page, each with the index and without.
const LANES: usize = 8;
/// How far apart both may be where SQLite does the work: the larger time divided by the smaller.
const RATIO_MAX: f64 = 1.15;
/// How the site's SQLite is compiled for Python: with the flags of `libsqlite3-sys` that matter to its speed.
const COMPILE_SQLITE: &str = "cc -O3 -fPIC -shared -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_STAT4 -DSQLITE_ENABLE_API_ARMOR \
     -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_MEMORY_MANAGEMENT -o";
/// How long that may take.
const COMPILE_MAX: Duration = Duration::from_secs(300);
/// How long one race may take, ours or Python's.
const RACE_MAX: Duration = Duration::from_secs(120);

/// Has both run each race `rounds` times, and adds a row for each lane.
///
/// # Errors
/// When Python or the compiler is missing, or Python measured other things than we did.
pub fn measure(rounds: usize, table: &mut Table) -> Result<()> {
    fs::create_dir_all(WORK_FOLDER)?;
    let sqlite = shared_sqlite().context("the site’s SQLite for Python")?;
    for (rows, page) in SIZES {
        let what = format!("race, {page} of {rows} posts");
        let raced = (0..rounds).map(|_| round(rows, page, &sqlite)).collect::<Result<Vec<_>>>();
        let raced = raced.with_context(|| format!("{what}, by Python"))?;
        for lane in 0..LANES {
            let lane = LaneComparison::of(raced.iter().map(|round| &round[lane]))?;
            // Without the index SQLite reads a whole table for each statement, so hardly anything else takes time.
            // Elsewhere Python's own loop takes time of its own, and both cannot agree.
            let is_judged = rows == "10000" && lane.name.ends_with("-bare");
            let what = format!("{what}: {}", lane.name);
            table.row(&what, ms(lane.ours), ms(lane.python), lane.ratio(), lane.goal(is_judged));
        }
    }
    Ok(())
}

/// The same SQLite that the site has, as a shared library that Python's `sqlite3` takes in place of the system's.
/// Otherwise two versions of SQLite would be compared, and not two clocks. It is compiled once for each version.
fn shared_sqlite() -> Result<PathBuf> {
    let metadata = output(&mut command("cargo metadata --format-version 1 --locked"))
        .context("cargo metadata failed")?;
    let is_manifest = |text: &&str| text.contains("/libsqlite3-sys-") && text.ends_with("/Cargo.toml");
    let manifest = metadata.split('"').find(is_manifest).context("cargo knows no libsqlite3-sys")?;
    let package = Path::new(manifest).parent().context("a manifest lies in a folder")?;
    let version = package.file_name().context("a package has a folder")?.to_string_lossy();
    let library = std::path::absolute(WORK_FOLDER)?.join(format!("{version}.so"));
    if !library.exists() {
        let made = library.with_extension("new");
        run_to_end(
            command(COMPILE_SQLITE).arg(&made).arg(package.join("sqlite3/sqlite3.c")).arg("-lm"),
            COMPILE_MAX,
        )?;
        fs::rename(made, &library)?;
    }
    Ok(library)
}

/// Runs a race in a process of its own, and has Python measure the same.
fn round(rows: &str, page: &str, sqlite: &Path) -> Result<Vec<Lane>> {
    let (ours, theirs) = (format!("{WORK_FOLDER}/race.json"), format!("{WORK_FOLDER}/race.tsv"));
    let mut race = Command::new(BINARY);
    race.args(["race", "--json", "--batches", "5", "--rows", rows, "--page", page])
        .stdout(File::create(&ours)?);
    run_to_end(clear_settings(&mut race), RACE_MAX)?;
    let mut python = Command::new("python3");
    python.args(["bench/race.py", "--tsv", &ours]).env("LD_PRELOAD", sqlite).stdout(File::create(&theirs)?);
    run_to_end(&mut python, RACE_MAX)?;
    read(&fs::read_to_string(&theirs)?)
}

/// What Python prints: both versions of SQLite, and a line for each way.
fn read(tsv: &str) -> Result<Vec<Lane>> {
    let (versions, lanes) = tsv.split_once('\n').context("Python said nothing")?;
    match versions.split_once('\t') {
        Some((ours, theirs)) if ours == theirs => {}
        _ => bail!(
            "Python did not take the site’s SQLite, perhaps because it has its own built in: {versions}"
        ),
    }
    let read = |line| Lane::read(line).with_context(|| format!("`{line}` is no line of a race"));
    let lanes = lanes.lines().map(read).collect::<Result<Vec<_>>>()?;
    if lanes.len() != LANES {
        bail!("{} of {LANES} ways were measured on both sides", lanes.len());
    }
    Ok(lanes)
}

/// A lane, which is a way with the index or without, by both clocks, in nanoseconds.
#[derive(Clone, Debug, PartialEq)]
struct Lane {
    name: String,
    ours: f64,
    python: f64,
    first_quartile: f64,
    third_quartile: f64,
}

impl Lane {
    fn read(line: &str) -> Option<Self> {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, times @ ..] = &cells[..] else { return None };
        let times: Vec<f64> = times.iter().map(|cell| cell.parse().ok()).collect::<Option<_>>()?;
        let [ours, python, first_quartile, third_quartile] = times[..] else { return None };
        Some(Self { name: (*name).to_owned(), ours, python, first_quartile, third_quartile })
    }
}

/// A lane over all rounds, by medians, in nanoseconds.
struct LaneComparison {
    name: String,
    ours: f64,
    python: f64,
    quartiles: [f64; 2],
    /// Ours divided by Python's.
    ratio: Spread,
}

impl LaneComparison {
    fn of<'a>(rounds: impl Iterator<Item = &'a Lane> + Clone) -> Result<Self> {
        let median = |of: fn(&Lane) -> f64| Spread::of(rounds.clone().map(of).collect()).median;
        Ok(Self {
            name: rounds.clone().next().context("there was no round")?.name.clone(),
            ours: median(|lane| lane.ours),
            python: median(|lane| lane.python),
            quartiles: [median(|lane| lane.first_quartile), median(|lane| lane.third_quartile)],
            ratio: Spread::of(rounds.clone().map(|lane| lane.ours / lane.python).collect()),
        })
    }

    fn ratio(&self) -> String {
        format!("{:.2}", self.ratio.median)
    }

    /// The spread of Python's runs and of the rounds, and where that is judged, whether both agree.
    fn goal(&self, is_judged: bool) -> String {
        let [first, third] = self.quartiles.map(|ns| ns / 1e6);
        let Spread { median, min, max } = self.ratio;
        let spread = format!("there {first:.3} to {third:.3}, ratio {min:.2} to {max:.2}");
        match is_judged {
            true => format!("{spread}; apart {}", at_most(RATIO_MAX, median.max(1.0 / median))),
            false => format!("{spread}; Python takes time of its own"),
        }
    }
}

fn ms(ns: f64) -> String {
    format!("{:.3} ms", ns / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_python_has_a_name_and_four_times() {
        let lane = Lane::read("in-bare\t1\t2.5\t2\t3").unwrap();
        assert_eq!((lane.name.as_str(), lane.ours, lane.python), ("in-bare", 1.0, 2.5));
        assert_eq!((lane.first_quartile, lane.third_quartile), (2.0, 3.0));
        for line in ["", "join", "join\t1\t2\t3", "join\t1\t2\t3\t4\t5", "join\t1\t2\t3\tx"] {
            assert_eq!(Lane::read(line), None, "{line}");
        }
    }

    #[test]
    fn python_must_have_measured_every_way_with_the_same_sqlite() {
        let lanes = "join\t1\t2\t3\t4\n".repeat(LANES);
        assert_eq!(read(&format!("3.51.3\t3.51.3\n{lanes}")).unwrap().len(), LANES);
        assert!(read(&format!("3.51.3\t3.40.1\n{lanes}")).is_err_and(|e| e.to_string().contains("3.40.1")));
        assert!(
            read("3.51.3\t3.51.3\njoin\t1\t2\t3\t4\n").is_err_and(|e| e.to_string().starts_with("1 of 8"))
        );
    }

    #[test]
    fn one_slow_round_decides_nothing() {
        let lane = |python: f64| Lane::read(&format!("join-bare\t1000000\t{python}\t1e6\t2e6")).unwrap();
        let of = |times: &[f64]| {
            LaneComparison::of(times.iter().map(|time| lane(*time)).collect::<Vec<_>>().iter()).unwrap()
        };
        let told = of(&[1e6, 1.05e6, 1.5e6]).goal(true);
        assert_eq!(told, "there 1.000 to 2.000, ratio 0.67 to 1.00; apart at most 1.15: met");
        assert!(of(&[1.5e6, 1.6e6, 1.0e6]).goal(true).ends_with("MISSED"));
        assert!(of(&[0.8e6, 0.7e6, 1.0e6]).goal(true).ends_with("MISSED"));
        assert!(!of(&[3e6]).goal(false).contains("MISSED"));
    }
}
