//! The race of chapter five: its times beside those of Python (`python_race.rs`), and the feed beside a hundred races.
//!
//! Never here: how a race is drawn, and what it means.

use super::{
    busy::{Progress, STEP, compare, round_while_busy},
    client::{Client, JSON, get, post},
    pages::POSTS,
    plan::BenchContext,
    python_race,
    site::{Session, Site},
    table::Table,
};
use anyhow::{Result, bail};
use std::{
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

/// How many people race at once.
const RACERS: usize = 100;
/// How long a race may still be under way after it was stopped.
const STOP_MAX: Duration = Duration::from_secs(10);

const RUN: &str = "/api/run_experiment";
/// The address at which an open page asks for its figure again.
const DRAWN: &str = "/api/figure?name=race&again=true";

/// Adds rows for both.
///
/// # Errors
/// When Python cannot run the race, a race is refused, or a round fails.
pub fn measure(bench: &BenchContext, table: &mut Table) -> Result<()> {
    python_race::measure(bench.plan.rounds, table)?;
    beside_the_feed(bench, table)
}

/// Compares the feed alone and beside races, of which the site runs two at a time while the others wait.
fn beside_the_feed(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let site = Site::start(bench, POSTS)?;
    let address = site.address();
    // A first look at the race brings a session, and says what the guest expects of it.
    let first_look = Racer::form(address, "", "look");
    let racers = (0..RACERS)
        .map(|_| Ok(Racer { address, session: site.new_guest(&first_look)? }))
        .collect::<Result<Vec<_>>>()?;
    let rows = ["feed, guests, nobody racing", "feed, guests, beside a hundred races"];
    compare(bench, &site, table, rows, |feed, length| {
        let busy = round_while_busy(feed, length, &racers, Racer::race)?;
        let raced = busy.results.iter().filter(|raced| **raced).count();
        if raced < RACERS / 2 {
            bail!("only {raced} of {RACERS} races were still under way at the end of a round");
        }
        Ok(busy.load)
    })
}

/// A guest with a session, who has said what they expect.
struct Racer {
    address: SocketAddr,
    session: Session,
}

impl Racer {
    /// The form of the largest race, with every lane, so that it outlasts the round.
    fn form(address: SocketAddr, session: &str, action: &str) -> Vec<u8> {
        let lanes =
            ["loop", "prepared", "in", "join"].map(|way| [format!("lane-{way}"), format!("lane-{way}-bare")]);
        let mut fields = vec![("experiment", "race"), ("guess", "few"), ("page", "20"), ("rows", "100000")];
        fields.extend(lanes.iter().flatten().map(|lane| (lane.as_str(), "on")));
        fields.push(("action", action));
        post(address, RUN, JSON, session, &fields)
    }

    /// Presses a button of the form.
    fn submit(&self, client: &mut Client, action: &str) -> Result<()> {
        match client.send(&Self::form(self.address, &self.session, action))?.status {
            200 => Ok(()),
            status => bail!("{action} was met with {status}"),
        }
    }

    /// Asks for the figure. While the race is under way it says after how long the page looks again.
    fn look(&self, client: &mut Client) -> Result<Option<Duration>> {
        let answer = client.send(&get(self.address, DRAWN, JSON, &self.session))?;
        match answer.status {
            200 => Ok(again(&String::from_utf8_lossy(&answer.body))),
            status => bail!("a look at a race was met with {status}"),
        }
    }

    /// Waits until the race that was stopped is no longer under way.
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

    /// Starts a race, looks at it as often as the page would until the round is over, and stops it; whether it was
    /// under way to the end.
    fn race(&self, progress: &Progress) -> Result<bool> {
        let mut client = Client::connect(self.address)?;
        self.submit(&mut client, "race")?;
        progress.begin();
        let mut again = self.look(&mut client)?;
        let mut looked = Instant::now();
        while !progress.is_over() {
            if again.is_none_or(|again| looked.elapsed() < again) {
                thread::sleep(STEP);
                continue;
            }
            again = self.look(&mut client)?;
            looked = Instant::now();
        }
        let raced = self.look(&mut client)?.is_some();
        // The next round is without races, so this one must have ended.
        self.submit(&mut client, "stop")?;
        self.wait_for_end(&mut client)?;
        Ok(raced)
    }
}

/// After how many milliseconds the page is to look again, as the attribute `data-pending` of a figure says.
fn again(figure: &str) -> Option<Duration> {
    // The markup comes as a JSON string, in which each quote follows a backslash.
    let (_, rest) = figure.split_once("data-pending=")?;
    let number = rest.trim_start_matches(['\\', '"']);
    let end = number.find(|c: char| !c.is_ascii_digit())?;
    number[..end].parse().ok().map(Duration::from_millis)
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
        assert!(form.contains("&lane-in=on&lane-in-bare=on&") && form.ends_with("&action=race"), "{form}");
    }
}
