//! The worker's side: one job, one answer, the end.

use super::{
    confine::confine_process,
    job::{JobKind, run_bytes},
    limits::REPLY_BYTES_MAX,
};
use std::io::{self, Read, Write};

/// How far a worker stands back behind the site when both want the machine.
const NICE: i32 = 10;

/// Locks this process in, reads a job from `input` that is one of `kinds`, and writes the answer to `output`. Call it
/// before anything else is begun: a thread that runs already would not be locked in.
///
/// # Errors
/// When the lock does not hold, or the other side of the pipes is gone.
pub(crate) fn work(kinds: &[JobKind], mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    warm_up();
    // Whoever reads the site comes first. Where it cannot be had, the run is only less polite.
    let _ = rustix::process::nice(NICE);
    confine_process().map_err(io::Error::other)?;
    // The other side sees from this byte that the walls stand.
    output.write_all(&[1])?;
    output.flush()?;
    let mut job = Vec::new();
    input.by_ref().take(REPLY_BYTES_MAX).read_to_end(&mut job)?;
    let answer = run_bytes(kinds, &job).map_err(io::Error::other)?;
    output.write_all(&answer)?;
    output.flush()
}

/// What needs a file is done once before there are none: SQLite seeds its random numbers.
fn warm_up() {
    if let Ok(connection) = rusqlite::Connection::open_in_memory() {
        let _ = connection.query_row("SELECT random(), date('now')", [], |row| row.get::<_, i64>(0));
    }
}
