//! Fifty sign-ins at once: hashing a password takes a core for a long time by design, and the feed must not wait for
//! it.

use super::{
    load::{Measured, Round, Spread, Target, in_turn, round, round_while},
    pages::POSTS,
    plan::BenchContext,
    site::{BareServer, Session, Site},
    table::{Table, per_second, ratio},
};
use anyhow::{Context, Result};
use std::{
    cell::RefCell,
    ops::RangeInclusive,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

/// The readers who sign in at once, counted from 1: fifty, none of whom other measurements use.
const PEOPLE: RangeInclusive<usize> = 101..=150;

/// Adds the feed at rest, the feed meanwhile, and the rate of sign-ins.
///
/// # Errors
/// When a sign-in or a round fails.
pub fn measure(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let site = Site::start(bench, POSTS)?;
    let bare = BareServer::start(site.size("/", "")?)?;
    let (feed, bare_target) = (site.guests("/"), bare.target());
    let (length, rates) = (bench.plan.round_length, RefCell::new(Vec::new()));
    let contestants: [&dyn Fn() -> Result<Round>; 3] =
        [&|| round(&bare_target, length), &|| round(&feed, length), &|| {
            let (round, took) = round_while_signing_in(&site, &feed)?;
            rates.borrow_mut().push(PEOPLE.count() as f64 / took.as_secs_f64());
            Ok(round)
        }];
    let [bare, rest, busy]: [Measured; 3] =
        in_turn(&bench.plan, &contestants)?.try_into().expect("three contestants, three results");

    table.load("feed, guests, at rest", &rest, &bare, String::new());
    let slower = ratio(busy.p99_ms.median, rest.p99_ms.median);
    table.load("feed, guests, while 50 sign in", &busy, &bare, format!("p99 is {slower} of that at rest"));
    // The first turn only warmed up.
    let rate = per_second(Spread::of(rates.into_inner().split_off(1)));
    table.row("sign-ins, 50 people at once", rate, String::new(), String::new(), String::new());
    Ok(())
}

/// Loads the feed for as long as it takes everybody to sign in once, and returns that time. (`busy.rs` is the other way
/// round: there the load has a length, and people are told to leave.)
fn round_while_signing_in(site: &Site, feed: &Target) -> Result<(Round, Duration)> {
    // The load says when it has begun, so that no sign-in is over before.
    let (loaded, over) = (AtomicBool::new(false), AtomicBool::new(false));
    let goes_on = |_| {
        loaded.store(true, Relaxed);
        !over.load(Relaxed)
    };
    thread::scope(|scope| {
        let load = scope.spawn(|| round_while(feed, &goes_on));
        while !loaded.load(Relaxed) && !load.is_finished() {
            thread::sleep(Duration::from_millis(1));
        }
        let started = Instant::now();
        let people: Vec<_> = PEOPLE.map(|reader| scope.spawn(move || site.sign_in(reader))).collect();
        let sessions: Result<Vec<Session>> =
            people.into_iter().map(|person| person.join().expect("signing in does not panic")).collect();
        let took = started.elapsed();
        over.store(true, Relaxed);
        let round = load.join().expect("the load does not panic");
        sessions.context("among fifty who sign in at once")?;
        Ok((round?, took))
    })
}
