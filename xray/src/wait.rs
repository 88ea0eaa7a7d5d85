//! What a request waited for besides its statements.

use super::statement::micros;
use serde::{Deserialize, Serialize};

/// A time in which the request waited for something that is no statement. Statements may have run in that time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    pub kind: WaitKind,
    /// When it began, after the request's head; then how long it was. Microseconds.
    pub at_us: u64,
    pub elapsed_us: u64,
}

/// For what. The wait for the one connection that writes is not among them: it is told with its `BEGIN` (`Step::wait_us`),
/// so that no time is counted twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitKind {
    /// The hash of a password, with the turn among those who hash at the same time.
    PasswordHash,
    /// A free place among the sandbox's workers.
    WorkerQueue,
    /// The run of SQL in a sandbox worker.
    WorkerRun,
    /// The rendering of the page.
    Render,
    /// The compression of the answer's body.
    Compression,
}

impl Wait {
    /// A wait of a request's log; none for the writer.
    pub fn of(wait: store::Wait) -> Option<Self> {
        let kind = match wait.kind {
            store::WaitKind::PasswordHash => WaitKind::PasswordHash,
            store::WaitKind::WorkerQueue => WaitKind::WorkerQueue,
            store::WaitKind::WorkerRun => WaitKind::WorkerRun,
            store::WaitKind::Render => WaitKind::Render,
            store::WaitKind::Compression => WaitKind::Compression,
            store::WaitKind::Writer => return None,
        };
        Some(Self { kind, at_us: micros(wait.at), elapsed_us: micros(wait.elapsed) })
    }
}
