//! The browser's half: how much crosses the wire, and how long it takes until a cold feed is hydrated in Chromium.

use super::{
    child_process,
    load::Spread,
    pages::POSTS,
    plan::BenchContext,
    seed_data::WORK_FOLDER,
    site::{BareServer, Site},
    table::{Table, at_most, ms, ratio},
};
use crate::{bundle_size, process::root, setup};
use anyhow::{Context, Result};
use std::{fs, process::Command, time::Duration};

/// How long all loads together may take.
const LOADS_MAX: Duration = Duration::from_secs(180);

/// Adds the size of the bundle, and the time of cold loads beside that of a page without scripts.
///
/// # Errors
/// When there is no Chromium, or the feed does not hydrate in it.
pub fn measure(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let kib = bundle_size::measure(&bench.tools)?.every_page_kib;
    let goal = at_most(bundle_size::BUDGET_KIB, kib);
    table.row("wasm and scripts in brotli", format!("{kib:.1} KiB"), String::new(), String::new(), goal);

    let site = Site::start(bench, POSTS)?;
    let bare = BareServer::start(site.size("/", "")?)?;
    let said = cold_loads(&site, &bare, bench.plan.cold_loads)?;
    let (alive, loaded) = (spread(&said, "hydrated")?, spread(&said, "loaded")?);
    table.row(
        "feed, cold: alive; bare: loaded",
        with_ends(alive),
        with_ends(loaded),
        ratio(alive.median, loaded.median),
        String::new(),
    );
    Ok(())
}

/// Runs the script, and returns what it prints: a line for each load, with a name and milliseconds.
fn cold_loads(site: &Site, bare: &BareServer, loads: usize) -> Result<String> {
    let chromium = setup::chromium().context("there is no Chromium to load the feed in")?;
    let said = format!("{WORK_FOLDER}/browser.txt");
    let mut node = Command::new("node");
    node.arg(root().join("xtask/src/bench/browser.mjs"))
        .arg(format!("http://{}/", site.address()))
        .arg(format!("http://{}/", bare.0.address))
        .arg(loads.to_string())
        .arg(chromium)
        .current_dir("end2end")
        .stdout(fs::File::create(&said)?);
    child_process::run_to_end(&mut node, LOADS_MAX).context("the feed did not come alive in Chromium")?;
    Ok(fs::read_to_string(said)?)
}

/// The times of one name.
fn spread(said: &str, name: &str) -> Result<Spread> {
    let lines = said.lines().filter_map(|line| line.split_once(' ')).filter(|(first, _)| *first == name);
    let times: Vec<f64> = lines.filter_map(|(_, ms)| ms.parse().ok()).collect();
    if times.is_empty() {
        anyhow::bail!("the browser gave no time for `{name}`");
    }
    Ok(Spread::of(times))
}

/// The median, with the smallest and the largest time in brackets.
fn with_ends(times: Spread) -> String {
    format!("{} ({:.0}–{:.0})", ms(times.median), times.min, times.max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_taken_at_its_word() {
        let said = "loaded 10\nhydrated 200.5\nloaded 30\nhydrated 100.5\nnoise\n";
        assert_eq!(spread(said, "loaded").unwrap(), Spread { median: 20.0, min: 10.0, max: 30.0 });
        assert_eq!(with_ends(spread(said, "hydrated").unwrap()), "150 ms (100–200)");
        assert!(spread(said, "painted").is_err());
    }
}
