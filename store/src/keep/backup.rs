//! Copies the databases of a folder while the site may be writing to them.
//!
//! The copy is made by SQLite's backup API within one reading transaction, so it is the site at one moment, and a site that
//! writes meanwhile neither waits nor makes the copy begin anew. It is made under another name, checked, made durable, and
//! only then given its name: a file that has the name of a backup is one. It needs no log beside it, so one file can be
//! carried away.

use super::{
    DATABASE, DATABASES, Error, GUESTS, Result, disk, folder,
    inspect::{self, Contents, Depth},
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use model::Timestamp;
use rusqlite::{
    Connection,
    backup::{Backup, StepResult},
};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, BufReader, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

const DELETE_SANDBOX_STATES: &str = "\
-- Leave the learners' databases out of this copy
DELETE FROM sandbox_states";

const VACUUM_INTO: &str = "\
-- Write all that is left into a new file, and nothing that was deleted
VACUUM INTO ?1";

/// What a packed file begins with (gzip, RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// How often the size of the databases a copy may need meanwhile: the copy, and the same without what is left out.
const COPIES: u64 = 2;

/// How a backup is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Compress the file (gzip).
    pub pack: bool,
    /// Keep the databases of learners, and what guests left.
    pub with_sandboxes: bool,
    /// Replace a file that is there.
    pub replace: bool,
}

/// What a backup has.
#[derive(Clone, Debug)]
pub struct Made {
    /// The backup.
    pub file: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// What is in it.
    pub contents: Contents,
}

/// The file beside a backup that has what guests left, if it was asked for.
pub fn guests_file(file: &Path) -> PathBuf {
    disk::with_suffix(file, ".guests")
}

/// Copies the databases of `folder` to `file`, and notes in the folder that this was done at `now`. Takes as long as the
/// files are large.
///
/// # Errors
/// The folder is no site, the file exists, there is no room, or the copy does not pass its checks. There is no new file
/// then.
pub fn back_up(folder: &Path, file: &Path, options: Options, now: Timestamp) -> Result<Made> {
    folder::expect_site(folder)?;
    if !options.replace && fs::symlink_metadata(file).is_ok() {
        return Err(Error::Exists(file.into()));
    }
    expect_room(folder, disk::folder_of(file))?;
    let guests = folder.join(GUESTS);
    if options.with_sandboxes && guests.exists() {
        copy(&guests, &guests_file(file), options, inspect::check_any)?;
    }
    let made = copy(&folder.join(DATABASE), file, options, inspect::check)?;
    folder::note_backup(folder, now, file)?;
    Ok(made)
}

/// Refuses where the copy could fill the disk.
fn expect_room(folder: &Path, target: &Path) -> Result<()> {
    const MB: u64 = 1_000_000;
    let bytes = |name: &&str| fs::metadata(folder.join(name)).map_or(0, |found| found.len());
    let needed = COPIES * DATABASES.iter().map(bytes).sum::<u64>();
    let (free, _) = disk::space(target)?;
    if free < needed {
        return Err(Error::NoRoom { folder: target.into(), free: free / MB, needed: needed.div_ceil(MB) });
    }
    Ok(())
}

/// One database, to a new file that passes `check`.
fn copy(
    source: &Path,
    file: &Path,
    options: Options,
    check: fn(&Path, Depth) -> Result<Contents>,
) -> Result<Made> {
    let whole = Unfinished::beside(file, "copy")?;
    let there = copy_pages(source, &whole.path).map_err(|e| inspect::damage_in(source, e))?;
    let plain = if options.with_sandboxes {
        whole
    } else {
        without_sandboxes(&whole.path, file).map_err(|e| inspect::damage_in(source, e))?
    };
    let contents = check(&plain.path, Depth::Whole)?;
    compare(&there, &contents, options)?;
    let done = if options.pack { pack(&plain.path, file)? } else { plain };
    disk::sync_file(&done.path)?;
    let bytes = fs::metadata(&done.path).map_err(Error::at(&done.path))?.len();
    fs::rename(&done.path, file).map_err(Error::at(file))?;
    disk::sync_folder(disk::folder_of(file))?;
    Ok(Made { file: file.into(), bytes, contents })
}

/// Copies every page, and returns how many rows the source had at that moment.
fn copy_pages(source: &Path, target: &Path) -> Result<Vec<(String, i64)>> {
    let mut from = inspect::open(source)?;
    from.pragma_update(None, "query_only", true)?;
    // The transaction holds one moment of the source, for the count and for all steps of the copy.
    let moment = from.transaction()?;
    let there = inspect::rows_of_tables(&moment)?;
    let mut to = inspect::open(target)?;
    // The file is made durable once, when it is whole.
    to.pragma_update(None, "synchronous", "OFF")?;
    let step = Backup::new(&moment, &mut to)?.step(-1)?;
    if step != StepResult::Done {
        return Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY),
            Some("the copy could not be finished".to_owned()),
        )
        .into());
    }
    leave_wal(&to)?;
    Ok(there)
}

/// The copy says of itself that it has a log, as its source does. Without one it is a single file.
fn leave_wal(connection: &Connection) -> Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    Ok(())
}

/// The same without the learners' databases, as a new file: nothing that was deleted is in its free pages.
fn without_sandboxes(copy: &Path, file: &Path) -> Result<Unfinished> {
    let plain = Unfinished::beside(file, "plain")?;
    let connection = inspect::open(copy)?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update_and_check(None, "journal_mode", "MEMORY", |_| Ok(()))?;
    connection.execute(DELETE_SANDBOX_STATES, [])?;
    connection.execute(VACUUM_INTO, [plain.path.to_string_lossy()])?;
    Ok(plain)
}

/// Whether the copy has as many rows of each table as the source had at that moment.
fn compare(there: &[(String, i64)], contents: &Contents, options: Options) -> Result<()> {
    for (table, rows) in there {
        let left_out = !options.with_sandboxes && table == "sandbox_states";
        let expected = if left_out { 0 } else { *rows };
        let copied = contents.tables.iter().find(|(name, _)| name == table).map_or(0, |(_, rows)| *rows);
        if copied != expected {
            return Err(Error::Differs { table: table.clone(), there: expected, copied });
        }
    }
    Ok(())
}

/// Compresses a file, and reads it back to see that it is the same.
fn pack(plain: &Path, file: &Path) -> Result<Unfinished> {
    let packed = Unfinished::beside(file, "packed")?;
    let pack = || {
        let mut from = File::open(plain)?;
        let to = File::options().write(true).open(&packed.path)?;
        let mut to = GzEncoder::new(to, Compression::default());
        let written = digest_copy(&mut from, &mut to)?;
        to.finish()?;
        let mut back = GzDecoder::new(BufReader::new(File::open(&packed.path)?));
        let read = digest_copy(&mut back, &mut io::sink())?;
        if read == written { Ok(()) } else { Err(io::Error::other("the packed file reads back differently")) }
    };
    pack().map_err(Error::at(&packed.path))?;
    Ok(packed)
}

/// Copies bytes, and returns their SHA-256.
fn digest_copy(from: &mut impl Read, to: &mut impl Write) -> io::Result<[u8; 32]> {
    let mut digest = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match from.read(&mut piece)? {
            0 => return Ok(digest.finalize().into()),
            n => {
                digest.update(&piece[..n]);
                to.write_all(&piece[..n])?;
            }
        }
    }
}

/// Writes the database that is in a backup, packed or not, to `target`, which must not exist.
pub(super) fn unpack(file: &Path, target: &Path) -> Result<()> {
    let copy = || {
        let mut from = BufReader::new(File::open(file)?);
        let mut to = File::options().write(true).create_new(true).mode(0o600).open(target)?;
        let mut head = Vec::new();
        Read::by_ref(&mut from).take(2).read_to_end(&mut head)?;
        let is_packed = head == GZIP;
        let mut from = head.as_slice().chain(from);
        if is_packed {
            io::copy(&mut GzDecoder::new(from), &mut to)?
        } else {
            io::copy(&mut from, &mut to)?
        };
        to.sync_all()
    };
    copy().map_err(Error::at(file))
}

/// A file that is being made. It is removed when this is dropped, unless it got another name.
struct Unfinished {
    path: PathBuf,
}

impl Unfinished {
    /// A new, empty file beside `file`, readable for this account alone. Its name has the number of the process, so that
    /// two backups at once do not write into one.
    fn beside(file: &Path, what: &str) -> Result<Self> {
        let path = disk::with_suffix(file, &format!(".unfinished-{what}-{}", std::process::id()));
        // Left by a process of the same number that was killed; the one that is alive has only one backup to this name.
        let _ = fs::remove_file(&path);
        let made = File::options().write(true).create_new(true).mode(0o600).open(&path);
        made.map_err(Error::at(&path))?;
        Ok(Self { path })
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        for suffix in ["", "-journal", "-wal", "-shm"] {
            let _ = fs::remove_file(disk::with_suffix(&self.path, suffix));
        }
    }
}
