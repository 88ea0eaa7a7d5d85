//! The worker's side: one job, one answer, the end.

use super::{
    confine::confine_process,
    job::{JobKind, run_bytes},
    limits::REPLY_BYTES_MAX,
};
use std::io::{self, Read, Write};

/// How much a worker gives way to the site when both want the processor (nice(2)): 0 is equal, 19 is the most.
const NICE: i32 = 10;

/// Confines this process, reads a job from `input` that is one of `kinds`, and writes the answer to `output`. Call it
/// before anything else: a thread that is already running would not be confined.
///
/// # Errors
/// When the process cannot be confined, or the other side of the pipes is gone.
pub(crate) fn work(kinds: &[JobKind], mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    warm_up();
    // People who read the site come first. If the priority cannot be lowered, the run takes place all the same.
    let _ = rustix::process::nice(NICE);
    confine_process().map_err(io::Error::other)?;
    // This byte tells the other side that the process is confined. No byte of a job is read before it.
    output.write_all(&[1])?;
    output.flush()?;
    let mut job = Vec::new();
    input.by_ref().take(REPLY_BYTES_MAX).read_to_end(&mut job)?;
    let answer = run_bytes(kinds, &job).map_err(io::Error::other)?;
    output.write_all(&answer)?;
    output.flush()
}

/// Does once what needs a file, while files can still be opened: SQLite seeds its random numbers from `/dev/urandom`.
fn warm_up() {
    if let Ok(connection) = rusqlite::Connection::open_in_memory() {
        let _ = connection.query_row("SELECT random(), date('now')", [], |row| row.get::<_, i64>(0));
    }
}
