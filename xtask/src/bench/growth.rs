//! Whether the feed of a signed-in person slows down as the site grows. It should not: every list is read by a key, a
//! page at a time, and the counts in it stand in the rows.

use super::{
    load::{Measured, Round, Target, in_turn, round},
    plan::{BenchContext, CONNECTIONS},
    site::{BareServer, Site},
    table::{Table, at_most, grouped, ratio},
};
use anyhow::Result;

/// A page may take this many times what it takes on the smallest site.
const GROWTH_MAX: f64 = 1.3;

/// Starts a site of each size, all at once, and asks them in turn, so that they share whatever the machine does
/// meanwhile.
///
/// # Errors
/// When a site does not start, or a round fails.
pub fn measure(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let mut sites = Vec::new();
    let mut targets: Vec<Target> = Vec::new();
    let mut bytes = 0;
    for &posts in bench.plan.growth_posts {
        let site = Site::start(bench, posts)?;
        let sessions = site.sessions(CONNECTIONS)?;
        bytes = site.size("/", &sessions[0])?;
        targets.push(site.readers("/", &sessions));
        sites.push(site);
    }
    // The bare route is one more contestant, with a page as large as that of the largest site.
    let bare = BareServer::start(bytes)?;
    targets.push(bare.target());

    let length = bench.plan.round_length;
    let rounds: Vec<_> = targets.iter().map(|target| move || round(target, length)).collect();
    let contestants: Vec<_> = rounds.iter().map(|round| round as &dyn Fn() -> Result<Round>).collect();
    let measured = in_turn(&bench.plan, &contestants)?;
    let (bare, feeds) = measured.split_last().expect("the bare route is there");
    for (posts, feed) in bench.plan.growth_posts.iter().zip(feeds) {
        let what = format!("feed, signed in, {} posts", grouped(*posts as f64));
        table.load(&what, feed, bare, slower(feed, &feeds[0]));
    }
    Ok(())
}

/// How much more time a page takes than on the smallest site; nothing for that one itself.
fn slower(feed: &Measured, first: &Measured) -> String {
    if std::ptr::eq(feed, first) {
        return String::new();
    }
    let (first, now) = (first.per_second.median, feed.per_second.median);
    format!("{} of the first; {}", ratio(first, now), at_most(GROWTH_MAX, first / now))
}
