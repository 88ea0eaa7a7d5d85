//! Half an hour of everything at once: people who read, sign up, write and look at previews, guests whose databases grow, the
//! X-ray, open pages that hear of events, and strangers who send what is as large as they may. What is looked at is the memory of
//! the process and the size of its files, over time.
//!
//! It runs only where it is asked for by name, and ends by itself.

use super::{
    busy::STEP,
    client::{Client, EVENTS, HTML, JSON, get, post},
    pages::POSTS,
    plan::BenchContext,
    site::{Session, Site, session},
    table::{Table, at_most},
};
use anyhow::{Context, Result};
use std::{
    net::SocketAddr,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

/// What the process may have in memory at the most, in MiB.
const MEMORY_MAX_MIB: f64 = 200.0;
/// Pages that are open all the time.
const LISTENERS: usize = 200;
/// How often the memory is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// How long the site is left alone afterwards.
const REST: Duration = Duration::from_secs(30);

const GROW: &str = "CREATE TABLE IF NOT EXISTS g (x);
INSERT INTO g SELECT randomblob(90000);
INSERT INTO g SELECT randomblob(90000);
INSERT INTO g SELECT randomblob(90000);";
const WIDE: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 900)
SELECT i, 'row ' || i, hex(randomblob(200)) FROM n";
const PASSWORD: &str = "ladder copper autumn whistle";

/// Somebody who comes, does a few things, and goes. `number` is new each time.
type Visit = fn(&Site, u64) -> Result<()>;

/// Who is there at the same time: how many of each.
const CROWD: [(usize, Visit); 5] = [(5, read), (3, write), (4, grow), (2, watch), (3, overdo)];

/// Adds a row for the memory at the most and one for what is left of it afterwards, and prints what it sees meanwhile.
///
/// # Errors
/// When the site does not start, or is gone in the end.
pub fn measure(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let site = Site::start(bench, POSTS)?;
    let rest = site.server.resident_mib()?;
    let listeners = (0..LISTENERS).map(|_| listen(site.address())).collect::<Result<Vec<_>>>()?;
    let (end, visits, failed) =
        (Instant::now() + bench.plan.soak_length, AtomicU64::new(0), AtomicU64::new(0));
    let mut most: f64 = rest;
    thread::scope(|scope| -> Result<()> {
        for (how_many, visit) in CROWD {
            for _ in 0..how_many {
                let (site, visits, failed) = (&site, &visits, &failed);
                scope.spawn(move || {
                    while Instant::now() < end {
                        // Some of them are refused or cut off; that is what they came for.
                        if visit(site, visits.fetch_add(1, Relaxed)).is_err() {
                            failed.fetch_add(1, Relaxed);
                            thread::sleep(STEP);
                        }
                    }
                });
            }
        }
        let began = Instant::now();
        while Instant::now() < end {
            thread::sleep(LOOK_EVERY.min(end.saturating_duration_since(Instant::now())));
            let now = site.server.resident_mib()?;
            most = most.max(now);
            eprintln!(
                "soak: {:5} s {now:7.1} MiB {:8} visits",
                began.elapsed().as_secs(),
                visits.load(Relaxed)
            );
        }
        Ok(())
    })?;
    drop(listeners);
    thread::sleep(REST);
    let after = site.server.resident_mib()?;
    site.size("/", "").context("the site is gone after the soak")?;
    let files: Vec<_> = site.file_sizes()?.iter().map(|(name, mib)| format!("{name} {mib:.1} MiB")).collect();
    let note = format!(
        "{}; {} visits, {} cut short",
        at_most(MEMORY_MAX_MIB, most),
        visits.load(Relaxed),
        failed.load(Relaxed)
    );
    table.row("memory in a soak, at the most", format!("{most:.1} MiB"), String::new(), String::new(), note);
    let note = format!("{rest:.1} MiB before; {}", files.join(", "));
    table.row("memory after it", format!("{after:.1} MiB"), String::new(), String::new(), note);
    Ok(())
}

fn listen(address: SocketAddr) -> Result<Client> {
    let mut client = Client::connect(address)?;
    client.send_for_head(&get(address, "/live", EVENTS, ""))?;
    Ok(client)
}

/// Sends a form and takes over the session that its answer begins.
fn send(
    client: &mut Client,
    address: SocketAddr,
    path: &str,
    cookie: &mut Session,
    fields: &[(&str, &str)],
) -> Result<()> {
    let answer = client.send(&post(address, path, HTML, cookie, fields))?;
    if let Some(new) = session(answer) {
        *cookie = new;
    }
    Ok(())
}

fn read(site: &Site, number: u64) -> Result<()> {
    let (address, post) = (site.address(), format!("/post/{}", number % POSTS + 1));
    let mut client = Client::connect(address)?;
    let nowhere = format!("/nothing-{number}");
    for path in
        ["/", "/about", "/learn/cookies", &post, "/search?q=bread", "/learn/sql", &nowhere, "/sandbox"]
    {
        client.send(&get(address, path, HTML, ""))?;
    }
    Ok(())
}

fn write(site: &Site, number: u64) -> Result<()> {
    let (address, mut cookie) = (site.address(), Session::new());
    let mut client = Client::connect(address)?;
    let name = format!("soak_{number}");
    send(&mut client, address, "/api/sign_up", &mut cookie, &[("name", &name), ("password", PASSWORD)])?;
    for n in 1..6 {
        let body = format!("Some **text** {number}.\n\n```rust\nfn main() {{}}\n```\n").repeat(n * 10);
        let fields = [("title", "A plot"), ("body", body.as_str()), ("tags", "garden")];
        send(&mut client, address, "/api/write_post", &mut cookie, &fields)?;
        client.send(&post(address, "/api/preview", JSON, &cookie, &[("body", &body)]))?;
        client.send(&get(address, "/", HTML, &cookie))?;
    }
    Ok(())
}

fn grow(site: &Site, _: u64) -> Result<()> {
    let (address, mut cookie) = (site.address(), Session::new());
    let mut client = Client::connect(address)?;
    for sql in [GROW, GROW, GROW, WIDE] {
        send(&mut client, address, "/api/run_sql", &mut cookie, &[("sql", sql)])?;
        client.send(&get(address, "/sandbox", HTML, &cookie))?;
    }
    Ok(())
}

fn watch(site: &Site, _: u64) -> Result<()> {
    let (address, mut cookie) = (site.address(), Session::new());
    let mut client = Client::connect(address)?;
    send(&mut client, address, "/api/switch_xray", &mut cookie, &[("on", "true")])?;
    for _ in 0..20 {
        client.send(&get(address, "/learn/sql", HTML, &cookie))?;
    }
    Ok(())
}

fn overdo(site: &Site, number: u64) -> Result<()> {
    let address = site.address();
    let mut client = Client::connect(address)?;
    let long = "x".repeat(250_000 - usize::try_from(number % 1_000).unwrap_or(0));
    client.send(&post(address, "/api/write_post", HTML, "", &[("body", &long)]))?;
    client.send(&post(address, "/api/run_sql", HTML, "", &[("sql", &"SELECT 1;".repeat(9_000))]))?;
    client.send(&get(address, &format!("/?{}", "y".repeat(7_000)), HTML, ""))?;
    let wrong = format!("nobody_{number}");
    client.send(&post(address, "/api/sign_in", HTML, "", &[("name", &wrong), ("password", PASSWORD)]))?;
    Ok(())
}
