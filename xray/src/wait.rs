//! What a request waited for besides its statements.

use super::statement::micros;
use serde::{Deserialize, Serialize};

/// A time in which the request waited for something that is no statement. Statements may have run in that time: those
/// of a page run while it is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// What it waited for.
    pub kind: WaitKind,
    /// When the wait began, in microseconds after the request's head.
    pub at_us: u64,
    /// How long it was, in microseconds.
    pub elapsed_us: u64,
}

/// What a request waited for. The wait for the only connection that writes is not among these: it is recorded with its
/// `BEGIN` (`Step::wait_us`), so that no time is counted twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitKind {
    /// The hash of a password, including the wait for a free place among the hashes that run at the same time.
    PasswordHash,
    /// A turn among those who try to sign in from one network, where many passwords were wrong.
    SignInTurn,
    /// A free place among the sandbox's workers.
    WorkerQueue,
    /// The run of SQL in a sandbox worker.
    WorkerRun,
    /// The rendering of the page to HTML.
    Render,
    /// The compression of the answer's body.
    Compression,
}

impl Wait {
    /// Converts a wait of a request's query log. `None` for the wait for the writing connection, which is in
    /// `Step::wait_us`.
    pub fn of(wait: store::Wait) -> Option<Self> {
        let kind = match wait.kind {
            store::WaitKind::PasswordHash => WaitKind::PasswordHash,
            store::WaitKind::SignInTurn => WaitKind::SignInTurn,
            store::WaitKind::WorkerQueue => WaitKind::WorkerQueue,
            store::WaitKind::WorkerRun => WaitKind::WorkerRun,
            store::WaitKind::Render => WaitKind::Render,
            store::WaitKind::Compression => WaitKind::Compression,
            store::WaitKind::Writer => return None,
        };
        Some(Self { kind, at_us: micros(wait.at), elapsed_us: micros(wait.elapsed) })
    }
}
