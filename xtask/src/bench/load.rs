//! Load: a thread per connection, each asking again as soon as it is answered; rounds; medians.

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

/// Whom to ask, and what: the request for a connection and how many it sent before in this round.
pub struct Target<'a> {
    pub address: SocketAddr,
    pub request: Box<dyn Fn(usize, usize) -> Vec<u8> + Sync + 'a>,
}

impl Target<'static> {
    /// The same request for everybody.
    pub fn same(address: SocketAddr, request: Vec<u8>) -> Self {
        Self { address, request: Box::new(move |_, _| request.clone()) }
    }

    /// A request for each connection.
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
    pub per_second: f64,
    pub p50: Duration,
    pub p99: Duration,
}

/// A round of a given length.
pub fn round(target: &Target, length: Duration) -> Result<Round> {
    round_while(target, &|started| started.elapsed() < length)
}

/// A round as long as `goes_on` says so, asked before each request with the time of the start.
///
/// # Errors
/// When a connection breaks, or any answer is not 200.
pub fn round_while(target: &Target, goes_on: &(dyn Fn(Instant) -> bool + Sync)) -> Result<Round> {
    let start = Barrier::new(CONNECTIONS);
    let lines = thread::scope(|scope| {
        let start = &start;
        let lines: Vec<_> = (0..CONNECTIONS)
            .map(|connection| scope.spawn(move || load_connection(target, connection, start, goes_on)))
            .collect();
        lines.into_iter().map(|line| line.join().expect("a line of load does not panic")).collect::<Vec<_>>()
    });
    let mut times = Vec::new();
    let (mut refused, mut first_refused, mut longest) = (0, None, Duration::ZERO);
    for line in lines {
        let line = line.context("a connection broke under load")?;
        times.extend(line.times);
        refused += line.refused;
        first_refused = first_refused.or(line.first_refused);
        longest = longest.max(line.took);
    }
    if let Some(status) = first_refused {
        bail!("{refused} of {} answers under load were not 200; the first was {status}", times.len());
    }
    if times.is_empty() {
        bail!("no request was answered in a round; it is too short");
    }
    times.sort_unstable();
    Ok(Round {
        per_second: times.len() as f64 / longest.as_secs_f64(),
        p50: percentile(&times, 0.50),
        p99: percentile(&times, 0.99),
    })
}

struct ConnectionTimes {
    times: Vec<Duration>,
    took: Duration,
    refused: usize,
    first_refused: Option<u16>,
}

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
    // Everybody comes here, also with an error: the others wait.
    start.wait();
    let mut client = ready?;
    let started = Instant::now();
    let mut line =
        ConnectionTimes { times: Vec::new(), took: Duration::ZERO, refused: 0, first_refused: None };
    while goes_on(started) {
        let request = (target.request)(connection, line.times.len() + 1);
        let asked = Instant::now();
        let status = client.send(&request)?.status;
        line.times.push(asked.elapsed());
        if status != 200 {
            line.refused += 1;
            line.first_refused.get_or_insert(status);
        }
    }
    line.took = started.elapsed();
    Ok(line)
}

/// The smallest of the sorted times that at least this share of them does not exceed.
pub fn percentile<T: Copy>(sorted: &[T], share: f64) -> T {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

/// A figure over several rounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub median: f64,
    pub min: f64,
    pub max: f64,
}

impl Spread {
    /// Of at least one figure; of an even number the mean of the middle two.
    pub fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_unstable_by(f64::total_cmp);
        let (low, high) = (figures[(figures.len() - 1) / 2], figures[figures.len() / 2]);
        Self { median: (low + high) / 2.0, min: figures[0], max: figures[figures.len() - 1] }
    }
}

/// What all rounds of one contestant gave; times in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub per_second: Spread,
    pub p50_ms: Spread,
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

/// Lets the contestants run in turn, so that a slow minute of the machine meets all of them; the first turn of each
/// only warms up. The figures come in the order of the contestants.
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
mod tests;
