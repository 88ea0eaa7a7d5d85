//! The three pages that people see most: the feed as a guest and signed in, and a post with its comments.

use super::{
    load::{Measured, Target, in_turn, round},
    plan::{BenchContext, CONNECTIONS},
    site::{BareServer, Site},
    table::{Table, at_least},
};
use anyhow::Result;

/// Posts on the site in every measurement but `growth.rs`: far more than a new site has, so that no list fits a page.
pub const POSTS: u64 = 100_000;

/// Adds a row for each page.
///
/// # Errors
/// When the site does not start, or a page is not answered.
pub fn measure(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let site = Site::start(bench, POSTS)?;
    let sessions = site.sessions(CONNECTIONS)?;
    let post = site.follow("/post/1/x")?;

    let goal = |goal| move |share| at_least(goal, share);
    let guests = (site.guests("/"), site.size("/", "")?);
    beside_bare(bench, table, "feed, guests", guests, goal(0.5))?;
    let readers = (site.readers("/", &sessions), site.size("/", &sessions[0])?);
    beside_bare(bench, table, "feed, signed in", readers, goal(0.2))?;
    let post = (site.guests(&post), site.size(&post, "")?);
    beside_bare(bench, table, "post with 50 comments, guests", post, |_| String::new())
}

/// Measures a target in turn with the bare route, whose page has as many bytes as the target's answers, and adds a row.
/// `goal` makes the last cell of their ratio.
///
/// # Errors
/// When a round fails.
pub fn beside_bare(
    bench: &BenchContext,
    table: &mut Table,
    what: &str,
    (target, bytes): (Target, usize),
    goal: impl Fn(f64) -> String,
) -> Result<()> {
    let bare = BareServer::start(bytes)?;
    let bare_target = bare.target();
    let length = bench.plan.round_length;
    let measured = in_turn(&bench.plan, &[&|| round(&bare_target, length), &|| round(&target, length)])?;
    let [bare, site]: [Measured; 2] = measured.try_into().expect("two contestants, two results");
    let what = format!("{what} ({})", size(bytes));
    table.load(&what, &site, &bare, goal(site.per_second.median / bare.per_second.median));
    Ok(())
}

fn size(bytes: usize) -> String {
    if bytes < 1024 { format!("{bytes} B") } else { format!("{:.1} KiB", bytes as f64 / 1024.0) }
}
