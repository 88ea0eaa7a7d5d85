//! The race of chapter five: beside Python (`python`), and a hundred people who race at once beside the feed.
//!
//! Never here: how a race is drawn, and what it means.

use super::{
    client::{Client, JSON, get, post},
    load::{Measured, Round, Target, in_turn, round},
    pages::POSTS,
    plan::BenchContext,
    python_race,
    site::{BareServer, Session, Site, session},
    table::{Table, at_most},
};
use anyhow::{Context, Result, bail};
use std::{
    net::SocketAddr,
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

const RUN: &str = "/api/run_experiment";
/// As a page that is open asks for its figure again (`app/src/lab_form.rs`).
const DRAWN: &str = "/api/exhibit?name=race&again=true";

pub fn measure(bench: &BenchContext, table: &mut Table) -> Result<()> {
    python_race::measure(bench.plan.rounds, table)?;
    beside_the_feed(bench, table)
}

fn beside_the_feed(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let site = Site::start(bench, POSTS)?;
    let racers = (0..RACERS).map(|_| enrol(site.address())).collect::<Result<Vec<_>>>()?;
    let bare = BareServer::start(site.size("/", "")?)?;
    // An address too long for the cache of pages.
    let (feed, bare_target) = (site.guests(&format!("/?{}", "x".repeat(300))), bare.target());
    let length = bench.plan.round_length;
    let contestants: [&dyn Fn() -> Result<Round>; 3] =
        [&|| round(&bare_target, length), &|| round(&feed, length), &|| while_racing(&racers, &feed, length)];
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
    let answer = client.send(&Racer::form(address, "", "look"))?;
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

    fn submit(&self, client: &mut Client, deed: &str) -> Result<()> {
        match client.send(&Self::form(self.address, &self.session, deed))?.status {
            200 => Ok(()),
            status => bail!("{deed} was met with {status}"),
        }
    }

    /// While the race is under way, after how long the open page looks again.
    fn look(&self, client: &mut Client) -> Result<Option<Duration>> {
        let answer = client.send(&get(self.address, DRAWN, JSON, &self.session))?;
        match answer.status {
            200 => Ok(again(&String::from_utf8_lossy(&answer.body))),
            status => bail!("a look at a race was met with {status}"),
        }
    }

    /// The next round is without races.
    fn wait_for_end(&self, client: &mut Client) -> Result<()> {
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
        let began = client.and_then(|mut client| self.submit(&mut client, "race").map(|()| client));
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
        self.submit(&mut client, "stop")?;
        self.wait_for_end(&mut client)?;
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
