//! Learners' SQL: how long grading an answer takes, alone and two hundred at once; the feed beside eight queries that
//! never end; and the memory of a sandbox that nobody uses.

use super::{
    busy::{Progress, compare, round_while_busy},
    client::{Client, HTML, JSON, get, post},
    load::percentile,
    pages::POSTS,
    plan::BenchContext,
    site::{Session, Site},
    table::{Table, at_most, ms},
};
use anyhow::{Result, bail};
use std::{net::SocketAddr, sync::Barrier, thread, time::Instant};

/// How many learners there are.
const LEARNERS: usize = 200;
/// How many answers of one learner are timed.
const ANSWERS: usize = 100;
/// How many milliseconds an ordinary answer may take, at the median.
const GRADE_MAX: f64 = 30.0;
/// How many learners send a query without an end: more than the sandbox has workers on a small machine.
const HOSTILE: usize = 8;

const CHECK: &str = "/api/answer_sql_exercise";
const RUN: &str = "/api/run_sql";
/// An exercise of medium difficulty, and a right answer to it that differs from the model answer.
const EXERCISE: &str = "only-bread";
const ANSWER: &str = "SELECT id, title FROM posts AS p WHERE p.tag = 'bread'";
const ENDLESS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n";
const CHANGE: &str = "INSERT INTO users (name, joined_on) VALUES ('Somebody new', '2026-11-01')";

/// Adds a row for each of them.
///
/// # Errors
/// When a run is refused, or the bench's own answer is not graded as right.
pub fn measure(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let site = Site::start(bench, POSTS)?;
    let first_answer = check(site.address(), "", "SELECT 1");
    let learners = (0..LEARNERS).map(|_| site.new_guest(&first_answer)).collect::<Result<Vec<_>>>()?;
    grading(&site, &learners, table)?;
    beside_the_feed(bench, &site, &learners, table)?;
    idle(&site, &learners, table)
}

/// The request that has an answer to the exercise graded.
fn check(address: SocketAddr, session: &str, sql: &str) -> Vec<u8> {
    post(address, CHECK, JSON, session, &[("exercise", EXERCISE), ("sql", sql), ("action", "check")])
}

/// Sends one request and returns how many milliseconds its answer took.
fn timed(client: &mut Client, request: &[u8]) -> Result<f64> {
    let began = Instant::now();
    let status = client.send(request)?.status;
    match status {
        200 => Ok(began.elapsed().as_secs_f64() * 1e3),
        status => bail!("an answer was met with {status}"),
    }
}

/// Times answers of one learner, then one answer of everybody at once.
fn grading(site: &Site, learners: &[Session], table: &mut Table) -> Result<()> {
    let address = site.address();
    let mut client = Client::connect(address)?;
    let request = check(address, &learners[0], ANSWER);
    let mut times = (0..ANSWERS).map(|_| timed(&mut client, &request)).collect::<Result<Vec<_>>>()?;
    // A wrong answer is shrunk to a small database, which takes longer: what was timed must have been right.
    let page = get(address, &format!("/api/sql_exercise?name={EXERCISE}"), HTML, &learners[0]);
    let page = String::from_utf8_lossy(&client.send(&page)?.body).into_owned();
    if !page.contains("agrees") || page.contains("Not yet") {
        bail!("the bench's own answer to {EXERCISE} is not graded as right");
    }
    times.sort_by(f64::total_cmp);
    let (p50, p99) = (percentile(&times, 0.5), percentile(&times, 0.99));
    let note = format!("p99 {}; {}", ms(p99), at_most(GRADE_MAX, p50));
    table.row("an answer graded, one learner", ms(p50), String::new(), String::new(), note);

    // All requests leave together, so that the last one waits for all the others.
    let (barrier, began) = (Barrier::new(LEARNERS), Instant::now());
    let one = |session: &Session| -> Result<f64> {
        let client = Client::connect(address);
        barrier.wait();
        timed(&mut client?, &check(address, session, ANSWER))
    };
    let mut times = thread::scope(|scope| {
        let one = &one;
        let class: Vec<_> = learners.iter().map(|session| scope.spawn(move || one(session))).collect();
        class
            .into_iter()
            .map(|learner| learner.join().expect("a learner does not panic"))
            .collect::<Result<Vec<_>>>()
    })?;
    let rate = LEARNERS as f64 / began.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    let note = format!("p50 {}, p99 {}", ms(percentile(&times, 0.5)), ms(percentile(&times, 0.99)));
    table.row("answers graded, 200 at once", format!("{rate:.0}/s"), String::new(), String::new(), note);
    Ok(())
}

/// Compares the feed alone and beside learners whose queries never end.
fn beside_the_feed(bench: &BenchContext, site: &Site, learners: &[Session], table: &mut Table) -> Result<()> {
    let address = site.address();
    // The query is sent again and again, and the sandbox ends it each time after a second.
    let endless = |session: &Session, progress: &Progress| -> Result<()> {
        let mut client = Client::connect(address)?;
        progress.begin();
        while !progress.is_over() {
            timed(&mut client, &post(address, RUN, JSON, session, &[("sql", ENDLESS)]))?;
        }
        Ok(())
    };
    let rows = ["feed, guests, no sandbox in use", "feed, guests, beside eight endless queries"];
    compare(bench, site, table, rows, |feed, length| {
        Ok(round_while_busy(feed, length, &learners[..HOSTILE], endless)?.load)
    })
}

/// Measures what the site holds for a sandbox that was used once.
fn idle(site: &Site, learners: &[Session], table: &mut Table) -> Result<()> {
    let before = site.server.resident_mib()?;
    let mut client = Client::connect(site.address())?;
    for session in learners {
        timed(&mut client, &post(site.address(), RUN, JSON, session, &[("sql", CHANGE)]))?;
    }
    let each = (site.server.resident_mib()? - before) * 1024.0 / LEARNERS as f64;
    let note = "answers are remembered, up to 16 MiB of all";
    table.row(
        "memory of an idle sandbox",
        format!("{each:.1} KiB"),
        String::new(),
        String::new(),
        note.to_owned(),
    );
    Ok(())
}
