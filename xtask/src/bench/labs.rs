//! Two hundred learners at once: the feed must not feel what they do in the labs.
//!
//! Each is a guest with a connection of their own, who runs the wire experiment and sends a cookie from the tamper bench by
//! turns, every four seconds: quicker than anybody reads what came of it. The feed is one that is drawn anew each time,
//! for whatever is written makes the cache of pages begin again. A wire run that the recorder had no room for is an answer too; the figure in the page says so.
//! Never here: what an experiment shows, which the site's own tests look at.

use super::{
    client::{Client, JSON, Response, post},
    load::{Measured, Round, Spread, Target, in_turn, round},
    pages::POSTS,
    plan::BenchContext,
    site::{BareServer, Session, Site, cookie, session},
    table::{Table, at_most, grouped, per_second},
};
use anyhow::{Context, Result, bail};
use std::{
    cell::{Cell, RefCell},
    net::SocketAddr,
    sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    thread::{self, ScopedJoinHandle},
    time::{Duration, Instant},
};

const LEARNERS: usize = 200;
/// The feed's p99 while they learn, divided by its p99 alone.
const SLOWER_MAX: f64 = 1.5;
/// How long it may take until every learner has had a first answer.
const SEATED_MAX: Duration = Duration::from_secs(30);
/// When a learner goes, whatever became of the round.
const LEARNING_MAX: Duration = Duration::from_secs(90);
const TURNS_MAX: usize = 100_000;
/// What a learner looks at the result before the next deed.
const READING_TIME: Duration = Duration::from_secs(4);
const STEP: Duration = Duration::from_millis(20);
/// What somebody waits who was told that it was too much.
const RETRY_AFTER: Duration = Duration::from_millis(100);

const WIRE: &str = "/api/run_experiment";
const SIGN_IN: [(&str, &str); 4] =
    [("experiment", "wire"), ("guess", "plain"), ("name", "ana"), ("password", "kingfisher-42")];
const TAMPER: &str = "/lab/tamper/put";
const TAMPERED: [(&str, &str); 1] = [("value", "user=16&role=member&basket=bread.3")];
const TAMPER_COOKIE: &str = "lab-tamper";

pub fn measure(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let site = Site::start(bench, POSTS)?;
    let bare = BareServer::start(site.size("/", "")?)?;
    // An address too long for the cache of pages.
    let (feed, bare_target) = (site.guests(&format!("/?{}", "x".repeat(300))), bare.target());
    let learners = enrol(site.address())?;
    let length = bench.plan.round_length;
    let (rates, refused) = (RefCell::new(Vec::new()), Cell::new(0));
    let contestants: [&dyn Fn() -> Result<Round>; 3] =
        [&|| round(&bare_target, length), &|| round(&feed, length), &|| {
            let lesson = lesson(&learners, &feed, length)?;
            rates.borrow_mut().push(lesson.per_second);
            refused.set(refused.get() + lesson.refused);
            Ok(lesson.feed)
        }];
    let [bare, alone, learning]: [Measured; 3] =
        in_turn(&bench.plan, &contestants)?.try_into().expect("three contestants, three results");

    table.load("feed, guests, nobody learning", &alone, &bare, String::new());
    let slower = learning.p99_ms.median / alone.p99_ms.median;
    let note = format!("p99 is {slower:.2} of that alone; {}", at_most(SLOWER_MAX, slower));
    table.load("feed, guests, while 200 learn", &learning, &bare, note);
    // The first turn only warmed up.
    let rate = per_second(Spread::of(rates.into_inner().split_off(1)));
    let note = format!("{} refused, with words", grouped(refused.get() as f64));
    table.row("lab runs, 200 learners at once", rate, String::new(), String::new(), note);
    Ok(())
}

/// Two hundred guests, each with a session from a first deed.
fn enrol(address: SocketAddr) -> Result<Vec<Learner>> {
    let mut client = Client::connect(address)?;
    let mut learners = Vec::new();
    for number in 1..=LEARNERS as u32 {
        let answer = client.send(&post(address, WIRE, JSON, "", &SIGN_IN))?;
        let session = session(answer).filter(|_| answer.status == 200);
        let session = session.with_context(|| {
            format!("guest {number} got no session for a first deed, but {}", answer.status)
        })?;
        learners.push(Learner { address, session, begins: READING_TIME * number / LEARNERS as u32 });
    }
    Ok(learners)
}

/// What a round gave: the feed's figures, and the learners'.
struct Lesson {
    feed: Round,
    per_second: f64,
    refused: u64,
}

/// Runs that were answered, and those that were refused with words.
#[derive(Default)]
struct Tally {
    answered: AtomicU64,
    refused: AtomicU64,
}

/// Loads the feed while everybody learns.
fn lesson(learners: &[Learner], feed: &Target, length: Duration) -> Result<Lesson> {
    let (tally, seated, over) = (Tally::default(), AtomicU64::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        let (tally, seated, over) = (&tally, &seated, &over);
        let class: Vec<_> =
            learners.iter().map(|learner| scope.spawn(move || learner.learn(tally, seated, over))).collect();
        wait_for_all(&class, seated);
        let (before, started) = (tally.answered.load(Relaxed), Instant::now());
        let feed = round(feed, length);
        let (after, took) = (tally.answered.load(Relaxed), started.elapsed());
        over.store(true, Relaxed);
        let left: Vec<_> =
            class.into_iter().map(|learner| learner.join().expect("a learner does not panic")).collect();
        left.into_iter().collect::<Result<()>>().context("among two hundred learners")?;
        let per_second = (after - before) as f64 / took.as_secs_f64();
        Ok(Lesson { feed: feed?, per_second, refused: tally.refused.load(Relaxed) })
    })
}

/// Until everybody has had an answer, or somebody left; one who left says why when joined.
fn wait_for_all(class: &[ScopedJoinHandle<Result<()>>], seated: &AtomicU64) {
    let started = Instant::now();
    while seated.load(Relaxed) < class.len() as u64
        && started.elapsed() < SEATED_MAX
        && !class.iter().any(ScopedJoinHandle::is_finished)
    {
        thread::sleep(Duration::from_millis(1));
    }
}

/// A guest with a session.
struct Learner {
    address: SocketAddr,
    session: Session,
    /// How long the first look takes: nobody's next deed falls together with everybody else's.
    begins: Duration,
}

impl Learner {
    /// Wire and tamper in turn until it is over; `seated` counts whoever has had a first answer.
    ///
    /// # Errors
    /// When an answer is neither what was asked for nor a refusal with words, or the round does not end.
    fn learn(&self, tally: &Tally, seated: &AtomicU64, over: &AtomicBool) -> Result<()> {
        let mut client = Client::connect(self.address)?;
        let started = Instant::now();
        for turn in 0..TURNS_MAX {
            let done =
                if turn.is_multiple_of(2) { self.wire(&mut client) } else { self.tamper(&mut client) }?;
            if turn == 0 {
                seated.fetch_add(1, Relaxed);
            }
            if done {
                tally.answered.fetch_add(1, Relaxed);
            } else {
                tally.refused.fetch_add(1, Relaxed);
                thread::sleep(RETRY_AFTER);
            }
            if looks(if turn == 0 { self.begins } else { READING_TIME }, over) {
                return Ok(());
            }
            if started.elapsed() > LEARNING_MAX {
                break;
            }
        }
        bail!("the round was not over when a learner had to go");
    }

    /// Signs in to be recorded; whether it was done.
    fn wire(&self, client: &mut Client) -> Result<bool> {
        let answer = client.send(&post(self.address, WIRE, JSON, &self.session, &SIGN_IN))?;
        is_done(WIRE, answer, 200)
    }

    /// Has a cookie set and goes on with it to where the answer leads, as a browser would; whether it was done.
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

/// Reads for so long; whether the round is over meanwhile.
fn looks(long: Duration, over: &AtomicBool) -> bool {
    let began = Instant::now();
    while !over.load(Relaxed) {
        if began.elapsed() >= long {
            return false;
        }
        thread::sleep(STEP);
    }
    true
}

/// Whether something was done; under load it may be refused, if words say so.
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
