//! How much room learners have on the disk: the bytes of guests' work, and the free space that is never taken.
//!
//! Posting, signing in and signing out are small and go on as long as the disk takes anything. What learners keep (databases of
//! their own, states, answers) is large and can be done without, so it stops earlier.

use crate::keep::disk::space;
use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

/// How old a measurement of the free space may be before the next one is begun.
const MEASURED_EVERY: Duration = Duration::from_secs(1);
/// The usual floor of free space: this many bytes, or this part of the file system, whichever is smaller.
const FREE_BYTES_MIN: u64 = 1 << 30;
const FREE_PART_MIN: u64 = 20;

/// A file system's size and what is free of it, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// What this process may still write.
    pub free: u64,
    /// The whole file system.
    pub all: u64,
}

/// Asks for the space. It may take as long as a disk takes, and is called on a blocking thread.
pub type Probe = Box<dyn Fn() -> io::Result<Space> + Send + Sync>;

/// The room that learners have. One for each open database.
pub struct Room {
    /// What all guests together may keep, in bytes of their file that are in use.
    pub guests_bytes_max: u64,
    /// The floor of free space in bytes; none for the usual one.
    free_bytes_min: Option<u64>,
    probe: Probe,
    measured: Mutex<Option<(Instant, bool)>>,
    is_measuring: AtomicBool,
    /// How many sessions of guests began since they were counted last; the first one counts.
    pub(crate) sessions_begun: AtomicI64,
    /// How many tries to sign in were noted since they were counted last; the first one counts.
    pub(crate) tries_noted: AtomicI64,
}

impl std::fmt::Debug for Room {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Room").field("guests_bytes_max", &self.guests_bytes_max).finish_non_exhaustive()
    }
}

impl Room {
    /// What all guests together may keep where nobody sets it: 256 MiB.
    pub const GUESTS_BYTES_MAX: u64 = 256 << 20;

    /// The room in a folder where nobody sets anything.
    pub fn usual(folder: &Path) -> Self {
        Self::of_folder(folder, Self::GUESTS_BYTES_MAX, None)
    }

    /// The room in a folder. `free_bytes_min` is the floor of free space; without one it is 1 GiB or a twentieth of the file
    /// system, whichever is smaller.
    pub fn of_folder(folder: &Path, guests_bytes_max: u64, free_bytes_min: Option<u64>) -> Self {
        let folder: PathBuf = folder.to_owned();
        Self::with_probe(
            guests_bytes_max,
            free_bytes_min,
            Box::new(move || {
                let (free, all) = space(&folder).map_err(io::Error::other)?;
                Ok(Space { free, all })
            }),
        )
    }

    /// As `of_folder`, with another way to learn of the free space.
    pub fn with_probe(guests_bytes_max: u64, free_bytes_min: Option<u64>, probe: Probe) -> Self {
        Self {
            guests_bytes_max,
            free_bytes_min,
            probe,
            measured: Mutex::default(),
            is_measuring: AtomicBool::new(false),
            sessions_begun: AtomicI64::new(0),
            tries_noted: AtomicI64::new(0),
        }
    }

    /// What the guests of one network may keep: an eighth of all.
    pub fn network_bytes_max(&self) -> u64 {
        self.guests_bytes_max / 8
    }

    /// Whether the disk is so full that learners' work is refused. It answers from a measurement that is at most about a
    /// second old; a newer one is made meanwhile, on a thread that may wait. Only the very first is waited for. A disk that
    /// does not answer counts as one with room: what is written then tells.
    pub(crate) async fn is_short(self: &Arc<Self>) -> bool {
        let known = *self.measured.lock().unwrap_or_else(PoisonError::into_inner);
        match known {
            Some((at, is_short)) if at.elapsed() < MEASURED_EVERY => is_short,
            known => {
                let measuring = self.clone().measure_in_background();
                match (known, measuring) {
                    (None, Some(measured)) => measured.await.unwrap_or(false),
                    (known, _) => known.is_some_and(|(_, is_short)| is_short),
                }
            }
        }
    }

    /// Begins to measure, unless somebody does.
    fn measure_in_background(self: Arc<Self>) -> Option<tokio::task::JoinHandle<bool>> {
        if self.is_measuring.swap(true, Ordering::AcqRel) {
            return None;
        }
        Some(tokio::task::spawn_blocking(move || {
            let is_short = (self.probe)().is_ok_and(|space| space.free < self.floor(space.all));
            let mut measured = self.measured.lock().unwrap_or_else(PoisonError::into_inner);
            let before = measured.replace((Instant::now(), is_short)).is_some_and(|(_, is_short)| is_short);
            drop(measured);
            if is_short != before {
                tracing::warn!(
                    is_short,
                    "free space: learners' work is {}",
                    if is_short { "refused" } else { "kept again" }
                );
            }
            self.is_measuring.store(false, Ordering::Release);
            is_short
        }))
    }

    fn floor(&self, all: u64) -> u64 {
        self.free_bytes_min.unwrap_or_else(|| FREE_BYTES_MIN.min(all / FREE_PART_MIN))
    }
}
