//! Memory, as the kernel counts it: at rest, and with a thousand open pages that listen for news.

use super::{
    child_process::{SETTLE, Server},
    client::{Client, EVENTS, HTML, get},
    pages::POSTS,
    plan::BenchContext,
    site::{BareServer, Site},
    table::{Table, ratio},
};
use anyhow::{Context, Result, bail};
use std::thread;

/// How many pages are open at once.
const LISTENERS: usize = 1_000;

/// Adds a row at rest and one with listeners.
///
/// # Errors
/// When a connection is refused or does not stay open.
pub fn measure(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let site = Site::start(bench, POSTS)?;
    thread::sleep(SETTLE);
    let site_rest = site.server.resident_mib()?;
    let bare = BareServer::start(site.size("/", "")?)?;
    thread::sleep(SETTLE);
    let bare_rest = bare.0.resident_mib()?;

    let site_open = with_listeners(&site.server, &get(site.address(), "/live", EVENTS, ""))?;
    // The bare route sends no events, so its connections have had a page and are kept alive.
    let bare_open = with_listeners(&bare.0, &get(bare.0.address, "/", HTML, ""))?;

    row(table, "memory at rest", site_rest, bare_rest, String::new());
    let each = (site_open - site_rest) * 1024.0 / LISTENERS as f64;
    row(table, "memory with 1,000 live connections", site_open, bare_open, format!("{each:.1} KiB each"));
    Ok(())
}

fn row(table: &mut Table, what: &str, site: f64, bare: f64, note: String) {
    table.row(what, format!("{site:.1} MiB"), format!("{bare:.1} MiB"), ratio(site, bare), note);
}

/// Memory while `LISTENERS` connections are held open, after which all of them must still be open.
fn with_listeners(server: &Server, request: &[u8]) -> Result<f64> {
    let mut held = Vec::new();
    for number in 1..=LISTENERS {
        held.push(listener(server, request).with_context(|| format!("connection {number} of {LISTENERS}"))?);
    }
    thread::sleep(SETTLE);
    let resident = server.resident_mib()?;
    let lost = held.iter().filter(|client| !client.is_open()).count();
    if lost > 0 {
        bail!("{lost} of {LISTENERS} connections did not stay open");
    }
    Ok(resident)
}

fn listener(server: &Server, request: &[u8]) -> Result<Client> {
    let mut client = Client::connect(server.address)?;
    let status = client.send_for_head(request)?.status;
    if status != 200 {
        bail!("was answered {status}, not 200");
    }
    Ok(client)
}
