//! Two hundred learners at once: the feed must not slow down while they run experiments.
//!
//! Each is a guest with a connection of their own. By turns they run the wire experiment and send a cookie from the
//! tampering experiment, every four seconds, which is quicker than anybody reads a result. A wire run that the recorder
//! had no room for is answered as well; the figure in the page says so. Never here: what an experiment shows, which the
//! site's own tests look at.

use super::{
    busy::{Progress, compare, round_while_busy},
    client::{Client, JSON, Response, post},
    load::Spread,
    pages::POSTS,
    plan::BenchContext,
    site::{Session, Site, cookie},
    table::{Table, grouped, per_second},
};
use anyhow::{Context, Result, bail};
use std::{
    cell::{Cell, RefCell},
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

const LEARNERS: usize = 200;
/// When a learner gives up, whatever became of the round: a bench must end.
const LEARNING_MAX: Duration = Duration::from_secs(90);
const TURNS_MAX: usize = 100_000;
/// How long a learner looks at a result before the next action.
const READING_TIME: Duration = Duration::from_secs(4);
/// How long a learner waits whose run was refused because the site is busy.
const RETRY_AFTER: Duration = Duration::from_millis(100);

const WIRE: &str = "/api/run_experiment";
const SIGN_IN: [(&str, &str); 4] =
    [("experiment", "wire"), ("guess", "plain"), ("name", "ana"), ("password", "kingfisher-42")];
const TAMPER: &str = "/lab/tamper/put";
const TAMPERED: [(&str, &str); 1] = [("value", "user=16&role=member&basket=bread.3")];
const TAMPER_COOKIE: &str = "lab-tamper";

/// Adds the feed alone and beside the learners, and how many runs were answered.
pub fn measure(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let site = Site::start(bench, POSTS)?;
    let learners = new_learners(&site)?;
    let (rates, refused) = (RefCell::new(Vec::new()), Cell::new(0));
    let rows = ["feed, guests, nobody learning", "feed, guests, while 200 learn"];
    compare(bench, &site, table, rows, |feed, length| {
        let busy = round_while_busy(feed, length, &learners, Learner::learn)?;
        rates.borrow_mut().push(busy.actions_per_second);
        refused.set(refused.get() + busy.results.iter().sum::<u64>());
        Ok(busy.load)
    })?;
    // The first turn only warmed up.
    let rate = per_second(Spread::of(rates.into_inner().split_off(1)));
    let note = format!("{} refused, with words", grouped(refused.get() as f64));
    table.row("lab runs, 200 learners at once", rate, String::new(), String::new(), note);
    Ok(())
}

/// Two hundred guests, each with a session from a first run.
fn new_learners(site: &Site) -> Result<Vec<Learner>> {
    let address = site.address();
    let first_run = post(address, WIRE, JSON, "", &SIGN_IN);
    (1..=LEARNERS as u32)
        .map(|number| {
            let session = site.new_guest(&first_run).with_context(|| format!("guest {number}"))?;
            Ok(Learner { address, session, first_reading: READING_TIME * number / LEARNERS as u32 })
        })
        .collect()
}

/// A guest with a session.
struct Learner {
    address: SocketAddr,
    session: Session,
    /// How long the first result is read. It differs from learner to learner, so that their actions spread evenly over
    /// time.
    first_reading: Duration,
}

impl Learner {
    /// Runs both experiments in turn until the round is over; returns how many runs were refused.
    ///
    /// # Errors
    /// When an answer is neither what was asked for nor a refusal with words, or the round does not end.
    fn learn(&self, progress: &Progress) -> Result<u64> {
        let mut client = Client::connect(self.address)?;
        let started = Instant::now();
        let mut refused = 0;
        for turn in 0..TURNS_MAX {
            let done =
                if turn.is_multiple_of(2) { self.wire(&mut client) } else { self.tamper(&mut client) }?;
            // A learner has begun with the first answer: connecting alone loads the site little.
            if turn == 0 {
                progress.begin();
            }
            if done {
                progress.count_action();
            } else {
                refused += 1;
                thread::sleep(RETRY_AFTER);
            }
            if progress.wait(if turn == 0 { self.first_reading } else { READING_TIME }) {
                return Ok(refused);
            }
            if started.elapsed() > LEARNING_MAX {
                break;
            }
        }
        bail!("the round was not over when a learner had to go");
    }

    /// Runs the wire experiment, which records a sign-in; whether it was done.
    fn wire(&self, client: &mut Client) -> Result<bool> {
        let answer = client.send(&post(self.address, WIRE, JSON, &self.session, &SIGN_IN))?;
        is_done(WIRE, answer, 200)
    }

    /// Has a cookie set, and follows the redirect with it as a browser would; whether it was done.
    fn tamper(&self, client: &mut Client) -> Result<bool> {
        let answer = client.send(&post(self.address, TAMPER, JSON, &self.session, &TAMPERED))?;
        if !is_done(TAMPER, answer, 307)? {
            return Ok(false);
        }
        let to = answer.headers("location").next().filter(|to| to.starts_with("/lab/"));
        let to = to.with_context(|| format!("{TAMPER} leads nowhere"))?.to_owned();
        let set = cookie(answer, TAMPER_COOKIE).with_context(|| format!("{TAMPER} set no cookie"))?;
        let cookies = format!("{}; {set}", self.session);
        let answer = client.send(&post(self.address, &to, JSON, &cookies, &TAMPERED))?;
        is_done(&to, answer, 204)
    }
}

/// Whether a run was done. Under load it may be refused instead, but not without words.
fn is_done(path: &str, answer: &Response, done: u16) -> Result<bool> {
    match answer.status {
        status if status == done => Ok(true),
        429 | 503 if !answer.body.trim_ascii().is_empty() => Ok(false),
        status => bail!("{path} answered {status} to a learner, not {done}"),
    }
}

#[cfg(test)]
#[path = "labs_tests.rs"]
mod tests;
