//! What the X-ray costs: the same page with it on and off, and the memory of a thousand sessions that record.

use super::{
    child_process::SETTLE,
    client::{Client, HTML, get, post},
    load::{Measured, in_turn, round},
    pages::POSTS,
    plan::{BenchContext, CONNECTIONS},
    site::{BareServer, Session, Site, session, uncached_feed_path},
    table::{Table, at_least, at_most, ratio},
};
use anyhow::{Context, Result, bail};
use std::thread;

/// Requests by the second with the X-ray on, divided by those with it off: recording may cost a twentieth.
const SHARE_MIN: f64 = 0.95;
/// How many sessions record.
const RECORDING: usize = 1_000;
/// Requests of each session: more than are kept, so that the bound on memory is reached.
const REQUESTS: usize = 40;
/// What the recorder's memory of traces (`ring.rs`) may take at most.
const MEMORY_MAX_MIB: f64 = 64.0;

/// Adds the page with the X-ray off and on, and the memory.
///
/// # Errors
/// When the site refuses a session its X-ray, or a round fails.
pub fn measure(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let site = Site::start(bench, POSTS)?;
    // What recording adds shows on pages that are really drawn.
    let page = uncached_feed_path();
    let mut off = site.sessions(2 * CONNECTIONS)?;
    let mut on = off.split_off(CONNECTIONS);
    for session in &mut on {
        *session = switch_on(&site, session)?;
    }
    // The same page for different people of the same site: half of them with their X-ray on.
    let (off, on) = (site.readers(&page, &off), site.readers(&page, &on));
    let bare = BareServer::start(site.size(&page, "")?)?;
    let bare_target = bare.target();
    let length = bench.plan.round_length;
    let measured = in_turn(
        &bench.plan,
        &[&|| round(&bare_target, length), &|| round(&off, length), &|| round(&on, length)],
    )?;
    let [bare, off, on]: [Measured; 3] = measured.try_into().expect("three contestants, three results");
    table.load("feed drawn anew, signed in, X-ray off", &off, &bare, String::new());
    let share = on.per_second.median / off.per_second.median;
    let note = format!("{share:.2} of off; {}", at_least(SHARE_MIN, share));
    table.load("feed drawn anew, signed in, X-ray on", &on, &bare, note);
    drop(site);
    memory(bench, table)
}

/// Lets guests record until the bound is reached.
fn memory(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let site = Site::start(bench, POSTS)?;
    thread::sleep(SETTLE);
    let rest = site.server.resident_mib()?;
    // One after the other: how fast they come does not matter to what is kept of them.
    for _ in 0..RECORDING {
        let session = switch_on(&site, "")?;
        let mut client = Client::connect(site.address())?;
        for _ in 0..REQUESTS {
            let answer = client.send(&get(site.address(), "/about", HTML, &session))?;
            if answer.status != 200 {
                bail!("/about answered {}, not 200", answer.status);
            }
        }
    }
    thread::sleep(SETTLE);
    let full = site.server.resident_mib()?;
    let more = full - rest;
    table.row(
        "memory, 1,000 sessions recording",
        format!("{full:.1} MiB"),
        format!("{rest:.1} MiB"),
        ratio(full, rest),
        format!("{more:.1} MiB more than at rest; {}", at_most(MEMORY_MAX_MIB, more)),
    );
    Ok(())
}

/// Switches the X-ray on. Returns the session to go on with: a guest gets a new one, somebody signed in keeps theirs.
fn switch_on(site: &Site, cookie: &str) -> Result<Session> {
    let mut client = Client::connect(site.address())?;
    let answer = client.send(&post(site.address(), "/api/switch_xray", HTML, cookie, &[("on", "true")]))?;
    let (status, new) = (answer.status, session(answer));
    if !matches!(status, 302 | 303) {
        bail!("the X-ray was not switched on: {status}");
    }
    new.or_else(|| (!cookie.is_empty()).then(|| cookie.to_owned())).context("a guest got no session")
}
