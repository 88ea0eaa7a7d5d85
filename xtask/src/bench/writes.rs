//! Durable writes: likes and comments, and how many writes the disk alone can do. An answer comes only after its commit
//! is on the disk, and the site has one writer, so that last figure bounds the others unless writes share a commit.

use super::{
    client::{JSON, post},
    load::{Spread, Target},
    pages::{POSTS, beside_bare},
    plan::{BenchContext, CONNECTIONS},
    seed_data::WORK_FOLDER,
    site::{Session, Site},
    table::{Table, per_second},
};
use anyhow::{Context, Result};
use std::{
    fs,
    io::Write,
    net::SocketAddr,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// How many posts each connection has to itself, so that its likes and their removals never meet another's.
const POSTS_EACH: u64 = POSTS / CONNECTIONS as u64;

/// Adds likes, comments, and the disk's own figure.
///
/// # Errors
/// When a write is refused, or the disk cannot be written.
pub fn measure(bench: &BenchContext, table: &mut Table) -> Result<()> {
    let site = Site::start(bench, POSTS)?;
    let sessions = site.sessions(CONNECTIONS)?;
    let address = site.address();

    let bytes = site.answer_size("a like", &like(address, &sessions, 0, 0))?;
    let likes =
        Target { address, request: Box::new(|connection, sent| like(address, &sessions, connection, sent)) };
    beside_bare(bench, table, "likes, put and taken back", (likes, bytes), |_| String::new())?;

    let written = AtomicU64::new(0);
    let next = |connection| comment(address, &sessions, connection, written.fetch_add(1, Ordering::Relaxed));
    let bytes = site.answer_size("a comment", &next(0))?;
    let comments = Target { address, request: Box::new(|connection, _| next(connection)) };
    beside_bare(bench, table, "comments", (comments, bytes), |_| String::new())?;

    let syncs = (0..bench.plan.rounds).map(|_| syncs_per_second()).collect::<Result<Vec<_>>>()?;
    let disk = per_second(Spread::of(syncs));
    table.row("this disk: writes of 4 KiB, each synced", disk, String::new(), String::new(), String::new());
    Ok(())
}

/// A like, and at the next turn its removal: both are writes, and no post runs out of them.
fn like(address: SocketAddr, sessions: &[Session], connection: usize, sent: usize) -> Vec<u8> {
    let path = if sent.is_multiple_of(2) { "/api/like_post" } else { "/api/unlike_post" };
    let post_id = post_of(connection, sent as u64 / 2).to_string();
    post(address, path, JSON, &sessions[connection], &[("post", &post_id)])
}

/// A comment unlike any other, as those of people are.
fn comment(address: SocketAddr, sessions: &[Session], connection: usize, number: u64) -> Vec<u8> {
    let post_id = post_of(connection, number).to_string();
    let body = format!("Remark number {number} of the bench, as long as a remark usually is.");
    post(address, "/api/write_comment", JSON, &sessions[connection], &[("post", &post_id), ("body", &body)])
}

/// The id of a post that only this connection writes on. Ids are 1 to `POSTS`.
fn post_of(connection: usize, number: u64) -> u64 {
    1 + connection as u64 * POSTS_EACH + number % POSTS_EACH
}

/// How many blocks of 4 KiB one writer without a database could append and sync in a second, in the folder of the data.
fn syncs_per_second() -> Result<f64> {
    let path = format!("{WORK_FOLDER}/sync");
    let mut file = fs::File::create(&path).context("no file for the disk's own figure")?;
    let (started, mut syncs) = (Instant::now(), 0);
    while started.elapsed() < Duration::from_millis(300) {
        file.write_all(&[0x56; 4096])?;
        file.sync_data()?;
        syncs += 1;
    }
    let took = started.elapsed().as_secs_f64();
    fs::remove_file(path)?;
    Ok(f64::from(syncs) / took)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_write_on_posts_that_exist_and_that_nobody_else_writes_on() {
        for connection in 0..CONNECTIONS {
            let (first, last) = (post_of(connection, 0), post_of(connection, POSTS_EACH - 1));
            assert!(1 <= first && first <= last && last <= POSTS);
            assert!(connection == 0 || post_of(connection - 1, POSTS_EACH - 1) < first);
        }
    }
}
