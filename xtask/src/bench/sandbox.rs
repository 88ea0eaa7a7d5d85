//! SQL of learners': how long an answer takes to be graded, two hundred at once, eight who do their worst beside the feed,
//! and what a sandbox takes in memory while nobody uses it.

use super::{
    client::{Client, HTML, JSON, get, post},
    load::{Measured, Round, Target, in_turn, percentile, round},
    pages::POSTS,
    plan::BenchContext,
    site::{BareServer, Session, Site, session},
    table::{Table, at_most, ms},
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

const LEARNERS: usize = 200;
/// Answers of one learner that are timed.
const ANSWERS: usize = 100;
/// Milliseconds that an ordinary answer may take at the median.
const GRADE_MAX: f64 = 30.0;
const HOSTILE: usize = 8;
/// The feed's p99 beside them, divided by its p99 alone.
const SLOWER_MAX: f64 = 1.5;

const CHECK: &str = "/api/answer_task";
const RUN: &str = "/api/run_sql";
/// A question of the middle of the road, answered in a way of one's own.
const EXERCISE: &str = "only-bread";
const ANSWER: &str = "SELECT id, title FROM posts AS p WHERE p.tag = 'bread'";
const ENDLESS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n";
const CHANGE: &str = "INSERT INTO users (name, joined_on) VALUES ('Somebody new', '2026-11-01')";

pub fn measure(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let site = Site::start(bench, POSTS)?;
    let learners = (0..LEARNERS).map(|_| enrol(site.address())).collect::<Result<Vec<_>>>()?;
    grading(&site, &learners, table)?;
    beside_the_feed(bench, &site, &learners, table)?;
    idle(&site, &learners, table)
}

/// A guest with a session.
fn enrol(address: SocketAddr) -> Result<Session> {
    let mut client = Client::connect(address)?;
    let answer = client.send(&check(address, "", "SELECT 1"))?;
    session(answer)
        .with_context(|| format!("a guest got no session for a first answer, but {}", answer.status))
}

fn check(address: SocketAddr, session: &str, sql: &str) -> Vec<u8> {
    post(address, CHECK, JSON, session, &[("exercise", EXERCISE), ("sql", sql), ("does", "check")])
}

/// Sends one request, and says how many milliseconds its answer took.
fn timed(client: &mut Client, request: &[u8]) -> Result<f64> {
    let began = Instant::now();
    let status = client.send(request)?.status;
    match status {
        200 => Ok(began.elapsed().as_secs_f64() * 1e3),
        status => bail!("an answer was met with {status}"),
    }
}

fn grading(site: &Site, learners: &[Session], table: &mut Table) -> Result<()> {
    let address = site.address();
    let mut client = Client::connect(address)?;
    let request = check(address, &learners[0], ANSWER);
    let mut times = (0..ANSWERS).map(|_| timed(&mut client, &request)).collect::<Result<Vec<_>>>()?;
    let page = get(address, &format!("/api/task?name={EXERCISE}"), HTML, &learners[0]);
    let page = String::from_utf8_lossy(&client.send(&page)?.body).into_owned();
    if !page.contains("agrees") || page.contains("Not yet") {
        bail!("the bench's own answer to {EXERCISE} is not graded as right");
    }
    times.sort_by(f64::total_cmp);
    let (p50, p99) = (percentile(&times, 0.5), percentile(&times, 0.99));
    let note = format!("p99 {}; {}", ms(p99), at_most(GRADE_MAX, p50));
    table.row("an answer graded, one learner", ms(p50), String::new(), String::new(), note);

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

fn beside_the_feed(bench: &BenchContext, site: &Site, learners: &[Session], table: &mut Table) -> Result<()> {
    let bare = BareServer::start(site.size("/", "")?)?;
    // An address too long for the cache of pages.
    let (feed, bare_target) = (site.guests(&format!("/?{}", "x".repeat(300))), bare.target());
    let length = bench.plan.round_length;
    let contestants: [&dyn Fn() -> Result<Round>; 3] =
        [&|| round(&bare_target, length), &|| round(&feed, length), &|| {
            while_hostile(site.address(), learners, &feed, length)
        }];
    let [bare, alone, beside]: [Measured; 3] =
        in_turn(&bench.plan, &contestants)?.try_into().expect("three contestants, three results");
    table.load("feed, guests, no sandbox in use", &alone, &bare, String::new());
    let slower = beside.p99_ms.median / alone.p99_ms.median;
    let note = format!("p99 is {slower:.2} of that alone; {}", at_most(SLOWER_MAX, slower));
    table.load("feed, guests, beside eight endless queries", &beside, &bare, note);
    Ok(())
}

/// Loads the feed while eight people send what has no end, again and again.
fn while_hostile(
    address: SocketAddr,
    learners: &[Session],
    feed: &Target,
    length: Duration,
) -> Result<Round> {
    let over = AtomicBool::new(false);
    let worst = |session: &Session| -> Result<()> {
        let mut client = Client::connect(address)?;
        while !over.load(Relaxed) {
            timed(&mut client, &post(address, RUN, JSON, session, &[("sql", ENDLESS)]))?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let worst = &worst;
        let eight: Vec<_> =
            learners.iter().take(HOSTILE).map(|session| scope.spawn(move || worst(session))).collect();
        let round = round(feed, length);
        over.store(true, Relaxed);
        for one in eight {
            one.join().expect("nobody panics").context("among eight who do their worst")?;
        }
        round
    })
}

/// What the site holds for a sandbox that was used and is not now.
fn idle(site: &Site, learners: &[Session], table: &mut Table) -> Result<()> {
    let before = site.server.resident_mib()?;
    let mut client = Client::connect(site.address())?;
    for session in learners {
        timed(&mut client, &post(site.address(), RUN, JSON, session, &[("sql", CHANGE)]))?;
    }
    let each = (site.server.resident_mib()? - before) * 1024.0 / LEARNERS as f64;
    let note = "answers are remembered, up to 64 MiB of all";
    table.row(
        "memory of an idle sandbox",
        format!("{each:.1} KiB"),
        String::new(),
        String::new(),
        note.to_owned(),
    );
    Ok(())
}
