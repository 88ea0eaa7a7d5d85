//! The race of chapter five: the same statements measured by Python beside ours, and a hundred people who race at once
//! beside the feed.
//!
//! Never here: how a race is drawn, and what it means.

use super::{
    client::{Client, JSON, get, post},
    data::{BINARY, HOME},
    day::Bench,
    load::{Measured, Round, Target, in_turn, round},
    pages::POSTS,
    server::{finish, without_settings},
    site::{Bare, Session, Site, session},
    table::{Table, at_most, ratio},
};
use crate::cmd::{command, output};
use anyhow::{Context, Result, bail};
use std::{
    fs::{self, File},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

const RACERS: usize = 100;
/// The feed's p99 beside them, divided by its p99 alone.
const SLOWER_MAX: f64 = 1.5;
/// How long a race that was stopped may still be under way.
const STOP_MAX: Duration = Duration::from_secs(10);
const STEP: Duration = Duration::from_millis(20);

/// Posts in the table, and on the page.
const RACED: [(&str, &str); 3] = [("1000", "20"), ("10000", "20"), ("1000", "all")];
/// The ways, with the index and without.
const LANES: usize = 8;
/// How many times as long as ours the same takes there, or ours as there, where SQLite does the work.
const APART_MAX: f64 = 1.2;
/// How the site's SQLite is compiled for Python: as `libsqlite3-sys` does it, where that matters to its speed.
const COMPILED: &str = "cc -O3 -fPIC -shared -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_STAT4 -DSQLITE_ENABLE_API_ARMOR \
     -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_MEMORY_MANAGEMENT -o";
const COMPILE_MAX: Duration = Duration::from_secs(300);
/// How long one race may take, ours or Python's.
const RACE_MAX: Duration = Duration::from_secs(120);

const RUN: &str = "/api/run_experiment";
/// As a page that is open asks for its figure again (`app/src/lab_form.rs`).
const DRAWN: &str = "/api/exhibit?name=race&again=true";

pub fn measure(bench: &Bench, table: &mut Table) -> Result<()> {
    let sqlite = shared_sqlite().context("the site’s SQLite for Python")?;
    for (rows, page) in RACED {
        beside_python(rows, page, &sqlite, table)
            .with_context(|| format!("{page} of {rows} posts by Python"))?;
    }
    beside_the_feed(bench, table)
}

/// The very SQLite that the site has, as a library that Python's `sqlite3` takes in place of the system's: otherwise two
/// versions of SQLite would be compared, and not two clocks. Compiled once.
fn shared_sqlite() -> Result<PathBuf> {
    let metadata = output(&mut command("cargo metadata --format-version 1 --locked"))
        .context("cargo metadata failed")?;
    let is_manifest = |text: &&str| text.contains("/libsqlite3-sys-") && text.ends_with("/Cargo.toml");
    let manifest = metadata.split('"').find(is_manifest).context("cargo knows no libsqlite3-sys")?;
    let package = Path::new(manifest).parent().context("a manifest lies in a folder")?;
    let version = package.file_name().context("a package has a folder")?.to_string_lossy();
    let library = std::path::absolute(HOME)?.join(format!("{version}.so"));
    if !library.exists() {
        fs::create_dir_all(HOME)?;
        let made = library.with_extension("new");
        finish(command(COMPILED).arg(&made).arg(package.join("sqlite3/sqlite3.c")).arg("-lm"), COMPILE_MAX)?;
        fs::rename(made, &library)?;
    }
    Ok(library)
}

/// Races in a process of its own, and has Python measure the same.
fn beside_python(rows: &str, page: &str, sqlite: &Path, table: &mut Table) -> Result<()> {
    fs::create_dir_all(HOME)?;
    let (ours, theirs) = (format!("{HOME}/race.json"), format!("{HOME}/race.tsv"));
    let mut race = Command::new(BINARY);
    race.args(["race", "--json", "--heats", "5", "--rows", rows, "--page", page])
        .stdout(File::create(&ours)?);
    finish(without_settings(&mut race), RACE_MAX)?;
    let mut python = Command::new("python3");
    python.args(["bench/race.py", "--tsv", &ours]).env("LD_PRELOAD", sqlite).stdout(File::create(&theirs)?);
    finish(&mut python, RACE_MAX)?;
    let compared = fs::read_to_string(&theirs)?;
    let (versions, lanes) = compared.split_once('\n').context("Python said nothing")?;
    let same = versions.split_once('\t').is_some_and(|(here, there)| here == there);
    if !same {
        println!(
            "Python has another SQLite (ours\tits): {versions}; the times are not held against each other"
        );
    }
    if lanes.lines().count() != LANES {
        bail!("{} of {LANES} ways were measured on both sides", lanes.lines().count());
    }
    for line in lanes.lines() {
        let lane = Compared::read(line).with_context(|| format!("`{line}` is no line of a race"))?;
        let what = format!("race, {page} of {rows} posts: {}", lane.name);
        let times = ratio(lane.ours, lane.python);
        table.row(&what, lane.told(lane.ours), lane.told(lane.python), times, lane.goal(page, same));
    }
    Ok(())
}

/// A lane by both clocks, in nanoseconds.
#[derive(Debug, PartialEq)]
struct Compared {
    name: String,
    ours: f64,
    python: f64,
    first_quartile: f64,
    third_quartile: f64,
}

impl Compared {
    fn read(line: &str) -> Option<Self> {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, times @ ..] = &cells[..] else { return None };
        let times: Vec<f64> = times.iter().map(|cell| cell.parse().ok()).collect::<Option<_>>()?;
        let [ours, python, first_quartile, third_quartile] = times[..] else { return None };
        Some(Self { name: (*name).to_owned(), ours, python, first_quartile, third_quartile })
    }

    fn told(&self, ns: f64) -> String {
        format!("{:.3} ms", ns / 1e6)
    }

    /// Python's spread; and where the `same` SQLite does nearly all the work, whether both agree: where a table is read
    /// for want of an index, and not where Python makes many rows of its own.
    fn goal(&self, page: &str, same: bool) -> String {
        let spread = format!("there {:.3} to {:.3}", self.first_quartile / 1e6, self.third_quartile / 1e6);
        if same && page != "all" && self.name.ends_with("-bare") {
            let apart = (self.ours / self.python).max(self.python / self.ours);
            return format!("{spread}; {}", at_most(APART_MAX, apart));
        }
        format!("{spread}; Python goes round the loop")
    }
}

fn beside_the_feed(bench: &Bench, table: &mut Table) -> Result<()> {
    let site = Site::start(bench, POSTS)?;
    let racers = (0..RACERS).map(|_| enrol(site.address())).collect::<Result<Vec<_>>>()?;
    let bare = Bare::start(site.size("/", "")?)?;
    // An address too long for the cache of pages.
    let (feed, yardstick) = (site.guests(&format!("/?{}", "x".repeat(300))), bare.target());
    let length = bench.plan.round;
    let contestants: [&dyn Fn() -> Result<Round>; 3] =
        [&|| round(&yardstick, length), &|| round(&feed, length), &|| while_racing(&racers, &feed, length)];
    let [bare, alone, beside]: [Measured; 3] =
        in_turn(&bench.plan, &contestants)?.try_into().expect("three contestants, three results");
    table.load("feed, guests, nobody racing", &alone, &bare, String::new());
    let slower = beside.p99_ms.median / alone.p99_ms.median;
    let note = format!("p99 is {slower:.2} of that alone; {}", at_most(SLOWER_MAX, slower));
    table.load("feed, guests, beside a hundred races", &beside, &bare, note);
    Ok(())
}

/// A guest with a session, who has said what they expect.
fn enrol(address: SocketAddr) -> Result<Racer> {
    let mut client = Client::connect(address)?;
    let answer = client.ask(&Racer::form(address, "", "look"))?;
    let status = answer.status;
    let session = session(answer).with_context(|| format!("a guest got no session, but {status}"))?;
    Ok(Racer { address, session })
}

struct Racer {
    address: SocketAddr,
    session: Session,
}

impl Racer {
    /// The largest race with every lane, so that it lasts.
    fn form(address: SocketAddr, session: &str, deed: &str) -> Vec<u8> {
        let lanes =
            ["loop", "prepared", "in", "join"].map(|way| [format!("lane-{way}"), format!("lane-{way}-bare")]);
        let mut fields = vec![("experiment", "race"), ("guess", "few"), ("page", "20"), ("rows", "100000")];
        fields.extend(lanes.iter().flatten().map(|lane| (lane.as_str(), "on")));
        fields.push(("deed", deed));
        post(address, RUN, JSON, session, &fields)
    }

    fn press(&self, client: &mut Client, deed: &str) -> Result<()> {
        match client.ask(&Self::form(self.address, &self.session, deed))?.status {
            200 => Ok(()),
            status => bail!("{deed} was met with {status}"),
        }
    }

    /// While the race is under way, after how long the open page looks again.
    fn look(&self, client: &mut Client) -> Result<Option<Duration>> {
        let answer = client.ask(&get(self.address, DRAWN, JSON, &self.session))?;
        match answer.status {
            200 => Ok(again(&String::from_utf8_lossy(&answer.body))),
            status => bail!("a look at a race was met with {status}"),
        }
    }

    /// The next round is without races.
    fn see_it_end(&self, client: &mut Client) -> Result<()> {
        let began = Instant::now();
        while self.look(client)?.is_some() {
            if began.elapsed() > STOP_MAX {
                bail!("a race went on after it was stopped");
            }
            thread::sleep(STEP);
        }
        Ok(())
    }

    /// Races, looks until `over`, and stops the race; whether it was under way to the end.
    fn race(&self, seated: &Barrier, over: &AtomicBool) -> Result<bool> {
        let client = Client::connect(self.address).map_err(anyhow::Error::from);
        let began = client.and_then(|mut client| self.press(&mut client, "race").map(|()| client));
        // Everybody comes here, also with an error: the others wait.
        seated.wait();
        let mut client = began?;
        let mut again = self.look(&mut client)?;
        let mut looked = Instant::now();
        while !over.load(Relaxed) {
            if again.is_none_or(|again| looked.elapsed() < again) {
                thread::sleep(STEP);
                continue;
            }
            again = self.look(&mut client)?;
            looked = Instant::now();
        }
        let raced = self.look(&mut client)?.is_some();
        self.press(&mut client, "stop")?;
        self.see_it_end(&mut client)?;
        Ok(raced)
    }
}

/// What a figure says to its page: look again after so many milliseconds (`app/src/lab_form.rs`).
fn again(figure: &str) -> Option<Duration> {
    // The markup comes as JSON, its quotes behind strokes.
    let (_, rest) = figure.split_once("data-pending=")?;
    let number = rest.trim_start_matches(['\\', '"']);
    let end = number.find(|c: char| !c.is_ascii_digit())?;
    number[..end].parse().ok().map(Duration::from_millis)
}

/// Loads the feed while a hundred people have a race under way, two of them in their turn and the others waiting.
fn while_racing(racers: &[Racer], feed: &Target, length: Duration) -> Result<Round> {
    let (seated, over) = (Barrier::new(racers.len() + 1), AtomicBool::new(false));
    thread::scope(|scope| {
        let (seated, over) = (&seated, &over);
        let all: Vec<_> = racers.iter().map(|racer| scope.spawn(move || racer.race(seated, over))).collect();
        seated.wait();
        let round = round(feed, length);
        over.store(true, Relaxed);
        let raced = all.into_iter().map(|racer| racer.join().expect("a racer does not panic"));
        let raced = raced.collect::<Result<Vec<bool>>>().context("among a hundred who race")?;
        let left = raced.iter().filter(|raced| **raced).count();
        if left < RACERS / 2 {
            bail!("only {left} of {RACERS} races were still under way at the end of a round");
        }
        round
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, read: Option<(&str, [f64; 4])>) {
        let expected = read.map(|(name, [ours, python, first_quartile, third_quartile])| Compared {
            name: name.to_owned(),
            ours,
            python,
            first_quartile,
            third_quartile,
        });
        assert_eq!(Compared::read(line), expected, "{line}");
    }

    #[test]
    fn a_line_of_python_has_a_name_and_four_times() {
        check("in-bare\t1\t2.5\t2\t3", Some(("in-bare", [1.0, 2.5, 2.0, 3.0])));
        for line in ["", "join", "join\t1\t2\t3", "join\t1\t2\t3\t4\t5", "join\t1\t2\t3\tx"] {
            check(line, None);
        }
    }

    #[test]
    fn both_must_agree_where_sqlite_does_the_work() {
        let goal = |line: &str| Compared::read(line).unwrap().goal("20", true);
        assert!(
            goal("join-bare\t1000000\t1200000\t1100000\t2000000")
                .ends_with("there 1.100 to 2.000; at most 1.2: met")
        );
        assert!(goal("in-bare\t1900000\t900000\t1\t1").ends_with("MISSED"));
        assert!(goal("loop-bare\t1\t3\t3\t3").ends_with("MISSED"));
        assert!(!goal("prepared\t1\t3\t3\t3").contains("MISSED"));
        let other = |page, same| Compared::read("join-bare\t1\t3\t3\t3").unwrap().goal(page, same);
        assert!(!other("20", false).contains("MISSED"), "another SQLite");
        assert!(!other("all", true).contains("MISSED"), "a thousand rows of Python's");
    }

    #[test]
    fn a_figure_under_way_says_when_to_look_again() {
        let figure = r#""<div class=\"going-on\" data-pending=\"700\">""#;
        assert_eq!(again(figure), Some(Duration::from_millis(700)));
        assert_eq!(again("<div class=\"race\">"), None);
    }

    #[test]
    fn every_lane_is_asked_for() {
        let form = Racer::form(([127, 0, 0, 1], 80).into(), "vitrine=abc", "race");
        let form = String::from_utf8(form).unwrap();
        assert!(form.contains("&lane-in=on&lane-in-bare=on&") && form.ends_with("&deed=race"), "{form}");
    }
}
