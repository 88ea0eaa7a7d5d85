//! Load in rounds: a thread for each connection, each of which sends the next request as soon as the last is answered.
//!
//! Such a closed loop measures throughput honestly, but waiting times only as long as the site keeps up: a request that
//! waits delays the next one, which an open crowd of people would not do. Compare the p99 of two rounds, not one with a
//! number from elsewhere.

use super::{
    client::Client,
    plan::{CONNECTIONS, Plan},
};
use anyhow::{Context, Result, bail};
use std::{
    io,
    net::SocketAddr,
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

/// Where requests go, and which.
pub struct Target<'a> {
    /// The server, on loopback.
    pub address: SocketAddr,
    /// The request for a connection (from 0 to `CONNECTIONS`), which has sent so many before in this round.
    pub request: Box<dyn Fn(usize, usize) -> Vec<u8> + Sync + 'a>,
}

impl Target<'static> {
    /// The same request on every connection.
    pub fn same(address: SocketAddr, request: Vec<u8>) -> Self {
        Self { address, request: Box::new(move |_, _| request.clone()) }
    }

    /// A request of its own for each connection.
    pub fn each(address: SocketAddr, requests: Vec<Vec<u8>>) -> Self {
        Self {
            address,
            request: Box::new(move |connection, _| requests[connection % requests.len()].clone()),
        }
    }
}

/// What one round gave.
#[derive(Clone, Copy)]
pub struct Round {
    /// Answered requests of all connections, by the second.
    pub per_second: f64,
    /// Half of the requests were answered within this time.
    pub p50: Duration,
    /// All but one in a hundred were answered within this time.
    pub p99: Duration,
}

/// Loads the target for `length`.
///
/// # Errors
/// As `round_while`.
pub fn round(target: &Target, length: Duration) -> Result<Round> {
    round_while(target, &|started| started.elapsed() < length)
}

/// Loads the target until `goes_on` says no. It is asked before each request, with the time at which the round began.
///
/// # Errors
/// When a connection breaks, or any answer is not 200.
pub fn round_while(target: &Target, goes_on: &(dyn Fn(Instant) -> bool + Sync)) -> Result<Round> {
    // All connections start together; one that started late would have the site to itself at the end.
    let start = Barrier::new(CONNECTIONS);
    let seen = thread::scope(|scope| {
        let start = &start;
        let threads: Vec<_> = (0..CONNECTIONS)
            .map(|connection| scope.spawn(move || load_connection(target, connection, start, goes_on)))
            .collect();
        let join =
            |thread: thread::ScopedJoinHandle<_>| thread.join().expect("a thread of load does not panic");
        threads.into_iter().map(join).collect::<Vec<io::Result<ConnectionTimes>>>()
    });
    let mut times = Vec::new();
    let (mut refused, mut first_refused, mut longest) = (0, None, Duration::ZERO);
    for connection in seen {
        let connection = connection.context("a connection broke under load")?;
        times.extend(connection.times);
        refused += connection.refused;
        first_refused = first_refused.or(connection.first_refused);
        longest = longest.max(connection.took);
    }
    // Refusals are quick, so a round with any would flatter the site. It is no round at all.
    if let Some(status) = first_refused {
        bail!("{refused} of {} answers under load were not 200; the first was {status}", times.len());
    }
    if times.is_empty() {
        bail!("no request was answered in a round; it is too short");
    }
    times.sort_unstable();
    // Over the slowest connection's time: each ran a little longer than the round, up to its last answer.
    Ok(Round {
        per_second: times.len() as f64 / longest.as_secs_f64(),
        p50: percentile(&times, 0.50),
        p99: percentile(&times, 0.99),
    })
}

/// What one connection saw in a round.
struct ConnectionTimes {
    /// How long each answer took.
    times: Vec<Duration>,
    /// From the common start to this connection's last answer.
    took: Duration,
    /// How many answers were not 200, and the status of the first of them.
    refused: usize,
    first_refused: Option<u16>,
}

/// Sends requests on one connection until the round is over.
fn load_connection(
    target: &Target,
    connection: usize,
    start: &Barrier,
    goes_on: &(dyn Fn(Instant) -> bool + Sync),
) -> io::Result<ConnectionTimes> {
    // The first request pays for the connection and stays out of the figures.
    let ready = Client::connect(target.address).and_then(|mut client| {
        client.send(&(target.request)(connection, 0))?;
        Ok(client)
    });
    // A connection with an error comes here as well, because the others wait at the barrier for all.
    start.wait();
    let mut client = ready?;
    let started = Instant::now();
    let mut seen =
        ConnectionTimes { times: Vec::new(), took: Duration::ZERO, refused: 0, first_refused: None };
    while goes_on(started) {
        let request = (target.request)(connection, seen.times.len() + 1);
        let asked = Instant::now();
        let status = client.send(&request)?.status;
        seen.times.push(asked.elapsed());
        if status != 200 {
            seen.refused += 1;
            seen.first_refused.get_or_insert(status);
        }
    }
    seen.took = started.elapsed();
    Ok(seen)
}

/// The smallest of the sorted values that at least this share of all values does not exceed (the nearest-rank method).
/// There must be one value at least.
pub fn percentile<T: Copy>(sorted: &[T], share: f64) -> T {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

/// A figure over several rounds, in the unit of its rounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The middle value, which one slow round does not move.
    pub median: f64,
    /// The smallest value.
    pub min: f64,
    /// The largest value.
    pub max: f64,
}

impl Spread {
    /// The spread of at least one figure. The median of an even number is the mean of the middle two.
    pub fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_unstable_by(f64::total_cmp);
        let (low, high) = (figures[(figures.len() - 1) / 2], figures[figures.len() / 2]);
        Self { median: (low + high) / 2.0, min: figures[0], max: figures[figures.len() - 1] }
    }
}

/// What all rounds of one contestant gave.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Answered requests by the second.
    pub per_second: Spread,
    /// The p50 of the rounds, in milliseconds.
    pub p50_ms: Spread,
    /// The p99 of the rounds, in milliseconds.
    pub p99_ms: Spread,
}

impl Measured {
    fn of(rounds: &[Round]) -> Self {
        let spread = |figure: fn(&Round) -> f64| Spread::of(rounds.iter().map(figure).collect());
        Self {
            per_second: spread(|round| round.per_second),
            p50_ms: spread(|round| round.p50.as_secs_f64() * 1e3),
            p99_ms: spread(|round| round.p99.as_secs_f64() * 1e3),
        }
    }
}

/// Lets the contestants run in turn, so that a slow minute of the machine slows all of them. The first turn of each
/// only warms up. The figures come in the order of the contestants.
///
/// # Errors
/// With the first round that fails.
pub fn in_turn(plan: &Plan, contestants: &[&dyn Fn() -> Result<Round>]) -> Result<Vec<Measured>> {
    let mut rounds = vec![Vec::new(); contestants.len()];
    for turn in 0..=plan.rounds {
        for (contestant, rounds) in contestants.iter().zip(&mut rounds) {
            let round = contestant()?;
            if turn > 0 {
                rounds.push(round);
            }
        }
    }
    Ok(rounds.iter().map(|rounds| Measured::of(rounds)).collect())
}

#[cfg(test)]
#[path = "load_tests.rs"]
pub(super) mod tests;
