//! The feed while others are busy: the site is loaded as usual, and beside that each of many people works in a thread
//! of their own.
//!
//! Never here: what these people do. `labs.rs`, `sandbox.rs` and `race.rs` say that, each for its own part of the site.

use super::{
    load::{Measured, Round, Target, in_turn, round},
    plan::BenchContext,
    site::{BareServer, Site},
    table::{Table, at_most},
};
use anyhow::{Context, Result};
use std::{
    sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed},
    thread::{self, ScopedJoinHandle},
    time::{Duration, Instant},
};

/// The feed's p99 while others are busy may be this many times its p99 alone.
const SLOWER_MAX: f64 = 1.5;
/// How long it may take until everybody has begun.
const START_MAX: Duration = Duration::from_secs(30);
/// How often a thread that waits looks whether the round is over: short beside a round, long beside a request.
pub const STEP: Duration = Duration::from_millis(20);

/// Compares three rounds in turn: the bare route, the feed alone, and the feed while others are busy. Writes a row for
/// each of the latter two, named by `alone` and `busy`, the last one with its goal.
///
/// # Errors
/// When a round cannot be measured.
pub fn compare(
    bench: &BenchContext,
    site: &Site,
    table: &mut Table,
    [alone, busy]: [&str; 2],
    while_busy: impl Fn(&Target, Duration) -> Result<Round>,
) -> Result<()> {
    let bare = BareServer::start(site.size("/", "")?)?;
    let (feed, bare_target) = (site.uncached_feed(), bare.target());
    let length = bench.plan.round_length;
    let contestants: [&dyn Fn() -> Result<Round>; 3] =
        [&|| round(&bare_target, length), &|| round(&feed, length), &|| while_busy(&feed, length)];
    let measured = in_turn(&bench.plan, &contestants)?;
    let [bare, feed_alone, feed_busy]: [Measured; 3] =
        measured.try_into().expect("three contestants have three results");
    table.load(alone, &feed_alone, &bare, String::new());
    let slower = feed_busy.p99_ms.median / feed_alone.p99_ms.median;
    let note = format!("p99 is {slower:.2} of that alone; {}", at_most(SLOWER_MAX, slower));
    table.load(busy, &feed_busy, &bare, note);
    Ok(())
}

/// What the threads of busy people tell the one that measures, and what it tells them.
#[derive(Default)]
pub struct Progress {
    begun: AtomicUsize,
    actions: AtomicU64,
    over: AtomicBool,
}

impl Progress {
    /// Says that one more person has begun; each says so once.
    pub fn begin(&self) {
        self.begun.fetch_add(1, Relaxed);
    }

    /// Counts one action of anybody's.
    pub fn count_action(&self) {
        self.actions.fetch_add(1, Relaxed);
    }

    /// Whether the round is over, and everybody should leave.
    pub fn is_over(&self) -> bool {
        self.over.load(Relaxed)
    }

    /// Waits for `long`, but no longer than the round; whether the round is over.
    pub fn wait(&self, long: Duration) -> bool {
        let started = Instant::now();
        while !self.is_over() {
            if started.elapsed() >= long {
                return false;
            }
            thread::sleep(STEP);
        }
        true
    }

    /// Waits until everybody has begun, or somebody has left. Who left early says why when joined.
    fn wait_for_all<T>(&self, threads: &[ScopedJoinHandle<Result<T>>]) {
        let started = Instant::now();
        while self.begun.load(Relaxed) < threads.len()
            && started.elapsed() < START_MAX
            && !threads.iter().any(ScopedJoinHandle::is_finished)
        {
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// How many have begun, and how many actions were counted.
    #[cfg(test)]
    pub fn counts(&self) -> (usize, u64) {
        (self.begun.load(Relaxed), self.actions.load(Relaxed))
    }

    /// A progress whose round is over already.
    #[cfg(test)]
    pub fn ended() -> Self {
        Self { over: AtomicBool::new(true), ..Self::default() }
    }
}

/// A round of load beside busy people.
pub struct BusyRound<T> {
    /// What the load gave.
    pub load: Round,
    /// How many actions the people counted while the load was measured, by the second.
    pub actions_per_second: f64,
    /// What each of the people gave, in their order.
    pub results: Vec<T>,
}

/// Lets each of `people` do `work` in a thread of their own, waits until all have begun, measures the target for
/// `length`, and tells everybody to leave. `work` calls `Progress::begin` once it is under way, and ends soon after
/// `Progress::is_over`.
///
/// # Errors
/// When anybody's work or the load fails.
pub fn round_while_busy<P: Sync, T: Send>(
    target: &Target,
    length: Duration,
    people: &[P],
    work: impl Fn(&P, &Progress) -> Result<T> + Sync,
) -> Result<BusyRound<T>> {
    let progress = Progress::default();
    thread::scope(|scope| {
        let (work, progress) = (&work, &progress);
        let threads: Vec<_> =
            people.iter().map(|person| scope.spawn(move || work(person, progress))).collect();
        progress.wait_for_all(&threads);

        // Only what happens while the load is measured counts: before, the last ones were still starting.
        let (before, started) = (progress.actions.load(Relaxed), Instant::now());
        let load = round(target, length);
        let (after, took) = (progress.actions.load(Relaxed), started.elapsed());

        // Everybody is joined even when the load failed, because a person's error explains more than a broken load.
        progress.over.store(true, Relaxed);
        let results: Vec<_> = threads
            .into_iter()
            .map(|thread| thread.join().expect("a thread of people does not panic"))
            .collect();
        let results = results.into_iter().collect::<Result<Vec<T>>>();
        let results = results.with_context(|| format!("among {} who are busy at once", people.len()))?;
        Ok(BusyRound {
            load: load?,
            actions_per_second: (after - before) as f64 / took.as_secs_f64(),
            results,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{
        client::{HTML, get},
        load::tests::listen,
    };
    use anyhow::bail;

    fn busy_round(work: impl Fn(&u64, &Progress) -> Result<u64> + Sync) -> Result<BusyRound<u64>> {
        let address = listen("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        let target = Target::same(address, get(address, "/", HTML, ""));
        round_while_busy(&target, Duration::from_millis(50), &[1, 2, 3], work)
    }

    #[test]
    fn people_work_until_the_load_is_measured() {
        let round = busy_round(|person, progress| {
            progress.begin();
            while !progress.wait(Duration::from_millis(1)) {
                progress.count_action();
            }
            Ok(person * 10)
        });
        let round = round.unwrap();
        assert_eq!(round.results, [10, 20, 30]);
        assert!(round.load.per_second > 0.0 && round.actions_per_second > 0.0);
    }

    #[test]
    fn somebody_who_fails_fails_the_round_and_holds_up_nobody() {
        let started = Instant::now();
        let round = busy_round(|person, progress| {
            if *person == 2 {
                bail!("no way in");
            }
            progress.begin();
            while !progress.wait(STEP) {}
            Ok(*person)
        });
        let error = round.err().unwrap();
        assert_eq!(format!("{error:#}"), "among 3 who are busy at once: no way in");
        assert!(started.elapsed() < START_MAX);
    }
}
