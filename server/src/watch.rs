//! Looks whether the site can still keep what it is told, and stops all writing where it cannot.
//!
//! A program that has a file open goes on writing to it after it was deleted or replaced, and everybody is told that their
//! words are saved. So every two seconds somebody looks: is the file at the path still the one that is open, does the disk
//! give and take a page, could the writer begin? `/healthz` shows the same look, and two who ask within a second share one.
//!
//! The file of guests' work has no promise that depends on it, so where it is lost or damaged, guests alone cannot keep anything.
//!
//! What passes by itself, such as a file system that was made read-only for a moment, stops writing until it has passed.
//! What does not, a lost file or a damaged database, stops it until somebody has started the site again.

use crate::{data_folder::in_thread, state::State};
use model::Timestamp;
use rustix::io::Errno;
use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use store::{
    Db, Error,
    keep::{
        self, DATABASE, GUESTS,
        disk::{self, InPlace, OpenFile},
        folder, inspect,
    },
};
use tokio::time::timeout;

/// How often the site looks by itself. Whatever the disk says is noticed within this and one [`WAIT_MAX`], or two where the
/// database hangs meanwhile.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How long a look is good for whoever else asks.
const LOOK_SHARED: Duration = Duration::from_secs(1);
/// How long the disk may take to answer, and the database after it.
const WAIT_MAX: Duration = Duration::from_secs(2);
/// How often all pages of the database are read.
const CHECK_EVERY: Duration = Duration::from_secs(24 * 3_600);
/// Free space below which a look says so, though nothing stops.
const FREE_MIN: u64 = 200_000_000;

/// What visitors are told while nothing can be written.
const LOST: &str = "The site has lost the file that it writes to. You can read on, but nothing can be saved until \
                    whoever runs the site has mended that.";
const DAMAGED: &str = "The site found a fault in its database. You can read on, but nothing can be saved until \
                       whoever runs the site has mended that.";
const NOT_TAKEN: &str = "The disk takes nothing just now. You can read on, and writing comes back by itself as soon as \
                         the disk does.";

/// What guests are told while their work cannot be kept, though everything else goes on.
const GUESTS_LOST: &str = "The site has lost the file in which it keeps what guests do in the lessons. Sign in to keep your \
                           work, or read on without.";
const GUESTS_DAMAGED: &str = "The site found a fault in the file in which it keeps what guests do in the lessons. Sign in to \
                              keep your work, or read on without.";

/// One per process.
#[derive(Debug)]
pub struct Watch {
    db: Db,
    folder: PathBuf,
    /// None where it could not even be opened.
    file: Option<Arc<OpenFile>>,
    guests_file: Option<Arc<OpenFile>>,
    last: tokio::sync::Mutex<Option<(Instant, Arc<Look>)>>,
    /// Whether somebody still waits for the disk: a disk that hangs is not asked again.
    is_asking: Arc<AtomicBool>,
    stopped: Mutex<Stopped>,
    /// Why guests' work is kept no more until the next start, where that is so.
    guests_stopped: OnceLock<&'static str>,
    /// Why the sandbox is closed, where it is.
    sandbox: Mutex<Option<String>>,
    /// How old the last backup may be, where backups are made regularly.
    backup_age_max: Option<Duration>,
}

/// Why this part of the program has stopped all writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stopped {
    No,
    UntilItWorks,
    ForGood(&'static str),
}

/// What was seen at one moment.
#[derive(Debug)]
pub struct Look {
    pub parts: Vec<Part>,
}

/// One part of what a site needs.
#[derive(Debug)]
pub struct Part {
    pub name: &'static str,
    /// What is wrong with it; none where it is well.
    pub fault: Option<String>,
    /// Whether nothing can be written, or read, while it is not well.
    pub is_needed: bool,
}

impl Look {
    /// Whether everything that is needed is well.
    pub fn is_well(&self) -> bool {
        self.parts.iter().all(|part| part.fault.is_none() || !part.is_needed)
    }
}

impl Watch {
    /// Watches over a database that was just opened in `folder`.
    pub fn new(db: Db, folder: &Path, backup_age_max: Option<Duration>) -> Self {
        Self {
            db,
            folder: folder.to_owned(),
            file: OpenFile::of(folder.join(DATABASE)).ok().map(Arc::new),
            guests_file: OpenFile::of(folder.join(GUESTS)).ok().map(Arc::new),
            last: tokio::sync::Mutex::default(),
            is_asking: Arc::default(),
            stopped: Mutex::new(Stopped::No),
            guests_stopped: OnceLock::new(),
            sandbox: Mutex::default(),
            backup_age_max,
        }
    }

    /// Notes what the sandbox said about itself at the start.
    pub fn note_sandbox(&self, closed: Option<String>) {
        *self.sandbox.lock().unwrap_or_else(PoisonError::into_inner) = closed;
    }

    /// Whether writing has stopped until the next start.
    pub fn is_stopped_for_good(&self) -> bool {
        matches!(*self.stopped(), Stopped::ForGood(_))
    }

    fn stopped(&self) -> MutexGuard<'_, Stopped> {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks, or returns what somebody saw within the last second. It also stops writing, or lets it go on.
    pub async fn look(&self, now: Timestamp) -> Arc<Look> {
        let mut last = self.last.lock().await;
        if let Some((at, look)) = &*last
            && at.elapsed() < LOOK_SHARED
        {
            return look.clone();
        }
        let look = Arc::new(self.look_anew(now).await);
        *last = Some((Instant::now(), look.clone()));
        look
    }

    /// Forgets the look that others would share, so that the next one is new. For tests.
    pub async fn forget_look(&self) {
        *self.last.lock().await = None;
    }

    async fn look_anew(&self, now: Timestamp) -> Look {
        let disk = timeout(WAIT_MAX, self.ask_disk()).await.unwrap_or_else(|_| Disk::silent());
        self.stop_or_resume(&disk);
        if disk.guests_lost {
            self.stop_guests(GUESTS_LOST);
        }
        let read = timeout(WAIT_MAX, keep::read_one_row(&self.db));
        let (read, writer) = tokio::join!(read, self.db.probe_writer(WAIT_MAX));
        let stopped = self.db.writing_stopped();
        let lost = match disk.in_place {
            Ok(InPlace::Yes) => None,
            Ok(InPlace::ReadOnly) => Some("the file may only be read".to_owned()),
            Ok(InPlace::Gone) => Some("another file is at its path, or none".to_owned()),
            Err(ref e) => Some(said(e)),
        };
        let needed = |name, fault| Part { name, fault, is_needed: true };
        let wanted = |name, fault| Part { name, fault, is_needed: false };
        let parts = vec![
            needed("database file", lost),
            needed("disk, reading", disk.read.as_ref().err().map(said)),
            needed("disk, writing", disk.written.as_ref().err().map(said)),
            needed("database, reading", answer(read.map_err(|_| None).and_then(|read| read.map_err(Some)))),
            needed("database, writing", answer(writer.map_err(Some))),
            needed("writing is allowed", stopped.map(|why| why.to_string())),
            wanted(
                "free space",
                disk.free.filter(|free| *free < FREE_MIN).map(|_| "less than 200 MB".to_owned()),
            ),
            wanted("guests’ work", self.guests_stopped.get().map(|_| "none of it is kept".to_owned())),
            wanted("last backup", self.backup_fault(now)),
            wanted("sandbox", self.sandbox.lock().unwrap_or_else(PoisonError::into_inner).clone()),
        ];
        Look { parts }
    }

    /// What the disk says, from a thread of its own.
    async fn ask_disk(&self) -> Disk {
        if self.is_asking.swap(true, Ordering::AcqRel) {
            return Disk::silent();
        }
        let (file, guests, folder) = (self.file.clone(), self.guests_file.clone(), self.folder.clone());
        let is_asking = self.is_asking.clone();
        let asked = in_thread(move || {
            let disk = Disk::ask(file.as_deref(), guests.as_deref(), &folder);
            is_asking.store(false, Ordering::Release);
            disk
        });
        asked.await.unwrap_or_else(|_| {
            self.is_asking.store(false, Ordering::Release);
            Disk::silent()
        })
    }

    /// What is wrong with the last backup, where backups are made regularly.
    fn backup_fault(&self, now: Timestamp) -> Option<String> {
        let age_max = i64::try_from(self.backup_age_max?.as_secs()).unwrap_or(i64::MAX);
        match folder::last_backup(&self.folder) {
            None => Some("there was none yet".to_owned()),
            Some((at, _)) if now.since(at) > age_max => Some(format!("it was made {}", at.relative_to(now))),
            Some(_) => None,
        }
    }

    fn stop_or_resume(&self, disk: &Disk) {
        let mut stopped = self.stopped();
        let next = match *stopped {
            Stopped::ForGood(_) => return,
            _ if disk.is_lost() => Stopped::ForGood(LOST),
            _ if disk.is_refused() => Stopped::UntilItWorks,
            _ => Stopped::No,
        };
        if next != *stopped {
            self.announce(next);
            *stopped = next;
        }
    }

    fn announce(&self, next: Stopped) {
        match next {
            Stopped::No => {
                tracing::info!("the disk takes what is written again; writing goes on");
                self.db.resume_writing();
                if let Some(why) = self.guests_stopped.get() {
                    self.db.stop_writing_guests(why);
                }
            }
            Stopped::UntilItWorks => {
                tracing::error!("the disk takes nothing; writing stops until it does");
                self.db.stop_writing(NOT_TAKEN);
            }
            Stopped::ForGood(why) => {
                tracing::error!(why, "writing stops until the site is started again: {why}");
                self.db.stop_writing(why);
            }
        }
    }

    /// Keeps nothing more of guests' work until the next start.
    fn stop_guests(&self, why: &'static str) {
        if self.guests_stopped.set(why).is_ok() {
            tracing::error!(why, "guests’ work is not kept until the site is started again: {why}");
            self.db.stop_writing_guests(why);
        }
    }

    /// Reads all pages of both databases (`PRAGMA quick_check`). Damage stops writing to that file until the next start. Returns
    /// whether both are whole; where one could not be looked at, that is in the log, and nothing is known.
    pub async fn check_pages(&self) -> bool {
        let site = self.find_damage(DATABASE).await;
        if site.is_some() {
            let mut stopped = self.stopped();
            if !matches!(*stopped, Stopped::ForGood(_)) {
                *stopped = Stopped::ForGood(DAMAGED);
                self.announce(*stopped);
            }
        }
        let guests = self.find_damage(GUESTS).await;
        if guests.is_some() {
            self.stop_guests(GUESTS_DAMAGED);
        }
        site.is_none() && guests.is_none()
    }

    /// What is damaged in one of the files.
    async fn find_damage(&self, name: &str) -> Option<String> {
        let file = self.folder.join(name);
        let what = match in_thread(move || inspect::check_pages(&file)).await {
            Ok(Ok(())) => return None,
            Ok(Err(keep::Error::Damaged { what: why, .. } | keep::Error::NotVitrine { why, .. })) => why,
            Ok(Err(e)) => {
                tracing::warn!(error = %e, "{name} could not be checked: {e}");
                return None;
            }
            Err(e) => {
                tracing::warn!(error = %e, "{name} could not be checked: {e}");
                return None;
            }
        };
        tracing::error!(what, "{name} is damaged: {what}");
        Some(what)
    }
}

/// What the disk said.
struct Disk {
    in_place: io::Result<InPlace>,
    /// Whether another file is at the path of the guests' file, or none.
    guests_lost: bool,
    read: io::Result<()>,
    written: io::Result<()>,
    free: Option<u64>,
}

impl Disk {
    fn ask(file: Option<&OpenFile>, guests: Option<&OpenFile>, folder: &Path) -> Self {
        Self {
            in_place: file.map_or(Ok(InPlace::Gone), OpenFile::in_place),
            guests_lost: guests.is_some_and(|file| matches!(file.in_place(), Ok(InPlace::Gone))),
            read: file.map_or(Ok(()), OpenFile::read_page),
            written: disk::probe(folder),
            free: disk::space(folder).ok().map(|(free, _)| free),
        }
    }

    /// Whether the file at the path is another one, or none.
    fn is_lost(&self) -> bool {
        matches!(self.in_place, Ok(InPlace::Gone))
    }

    /// Whether the disk refuses whatever is written. That it is full is another matter: each write tries anew then, and says so
    /// by itself. Neither is it the disk's fault where this process may open no more files.
    fn is_refused(&self) -> bool {
        const REFUSALS: [Errno; 7] =
            [Errno::ROFS, Errno::IO, Errno::ACCESS, Errno::PERM, Errno::NOENT, Errno::NODEV, Errno::STALE];
        let refuses = |e: &io::Error| Errno::from_io_error(e).is_some_and(|e| REFUSALS.contains(&e));
        matches!(self.in_place, Ok(InPlace::ReadOnly)) || self.written.as_ref().is_err_and(refuses)
    }

    /// One that does not answer in time.
    fn silent() -> Self {
        let late = || io::Error::from(io::ErrorKind::TimedOut);
        Self {
            in_place: Err(late()),
            guests_lost: false,
            read: Err(late()),
            written: Err(late()),
            free: None,
        }
    }
}

/// An error of the file system for whoever watches, without a path.
fn said(e: &io::Error) -> String {
    match e.kind() {
        io::ErrorKind::TimedOut => "no answer in time".to_owned(),
        kind => kind.to_string(),
    }
}

/// The same of the database; no error at all stands for no answer in time.
fn answer<T>(result: Result<T, Option<Error>>) -> Option<String> {
    result.err().map(|_| "it does not answer".to_owned())
}

/// Looks every two seconds, for as long as the site runs.
pub async fn look_regularly(state: State) {
    let mut every = tokio::time::interval(LOOK_EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        state.watch.look(state.clock.now()).await;
    }
}

/// Reads all pages once a day.
pub async fn check_daily(state: State) {
    loop {
        tokio::time::sleep(CHECK_EVERY).await;
        if state.watch.check_pages().await {
            tracing::info!("the daily check of the database found nothing");
        }
    }
}
