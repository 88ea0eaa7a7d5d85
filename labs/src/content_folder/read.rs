//! Reading the files of a folder. Nothing is believed about them but that the operator named the folder: a file that is too
//! large, no plain file, or a link out of the folder is left out and told.

use crate::sql_exercise::{DatabaseTexts, ExerciseFault};
use std::{
    collections::BTreeMap,
    fmt,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

/// The most exercises of one folder.
pub const EXERCISES_MAX: usize = 200;
/// The largest file of an exercise, of a chapter and of the pools, in bytes (64 KiB).
pub const EXERCISE_BYTES_MAX: u64 = 64 << 10;
/// The largest `square.sql`, in bytes (2 MiB).
pub const DATABASE_BYTES_MAX: u64 = 2 << 20;

/// A fault in one of a folder's files. It prints as one line that an editor can jump to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    /// The file, or the folder.
    pub file: PathBuf,
    /// What is wrong with it.
    pub fault: ExerciseFault,
}

/// The texts of a folder's exercises.
#[derive(Clone, Debug, Default)]
pub struct FolderTexts {
    /// The folder's own database; none where its exercises are about the site's own tables.
    pub database: Option<Arc<DatabaseTexts>>,
    /// The texts, by the name of the file without `.md`.
    pub exercises: BTreeMap<String, Arc<str>>,
    /// What could not be read.
    pub faults: Vec<FileFault>,
}

impl FileFault {
    /// A fault of a whole file.
    pub fn of(file: &Path, says: impl Into<String>) -> Self {
        Self { file: file.to_owned(), fault: ExerciseFault::from(says.into()) }
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match self.fault.line {
            Some(line) => write!(f, "{file}, line {line}: {}", self.fault.says),
            None => write!(f, "{file}: {}", self.fault.says),
        }
    }
}

/// The name under which a folder's exercises are known: its last part, in small letters with hyphens. None where the path
/// ends in no name, as `..` does.
pub fn folder_name(folder: &Path) -> Option<String> {
    let name = folder.file_name()?.to_str()?;
    name.chars().any(|letter| letter.is_ascii_alphanumeric()).then(|| model::slug(name))
}

/// Reads the exercises in `folder`, which is the `sql/` of a content folder, and their database.
///
/// # Errors
/// Why the folder cannot be read at all, or has more exercises than one may have.
pub fn read_folder(folder: &Path) -> Result<FolderTexts, FileFault> {
    let mut texts = FolderTexts::default();
    let files = list(folder, "md").map_err(|e| FileFault::of(folder, reason(&e)))?;
    if files.len() > EXERCISES_MAX {
        let says = format!("Here are {} exercises; a folder has {EXERCISES_MAX} at most.", files.len());
        return Err(FileFault::of(folder, says));
    }
    match read_database(folder) {
        Ok(database) => texts.database = database.map(Arc::new),
        Err(fault) => texts.faults.push(fault),
    }
    for file in files {
        match read_exercise(folder, &file) {
            Ok(text) => drop(texts.exercises.insert(stem(&file), text.into())),
            Err(fault) => texts.faults.push(fault),
        }
    }
    Ok(texts)
}

/// Reads the text of an exercise or a chapter, a file in `folder`.
///
/// # Errors
/// Why it is not read.
pub fn read_exercise(folder: &Path, file: &Path) -> Result<String, FileFault> {
    read_bounded(folder, file, EXERCISE_BYTES_MAX).map_err(|e| FileFault::of(file, reason(&e)))
}

/// Reads the database of the exercises in `folder`; none where it has no `square.sql`.
///
/// # Errors
/// Why one of the two files is not read.
pub fn read_database(folder: &Path) -> Result<Option<DatabaseTexts>, FileFault> {
    let optional = |name: &str, bytes_max: u64| {
        let file = folder.join(name);
        match read_bounded(folder, &file, bytes_max) {
            Ok(text) => Ok(Some(text)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(FileFault::of(&file, reason(&e))),
        }
    };
    let values = optional("square.toml", EXERCISE_BYTES_MAX)?.unwrap_or_default();
    Ok(optional("square.sql", DATABASE_BYTES_MAX)?.map(|sql| DatabaseTexts { sql, values }))
}

/// The files of a folder with this ending, sorted. Hidden ones are left out: editors keep theirs beside the text.
pub(super) fn list(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if path.extension().is_some_and(|of| of == ending) && !is_hidden {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The name of a file without its ending.
pub(super) fn stem(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Reads a plain file of at most so many bytes. A link may lead to another file in the folder, as the mounts of containers
/// do, and nowhere else: nothing outside the folder that the operator named is shown to anybody.
fn read_bounded(folder: &Path, file: &Path, bytes_max: u64) -> io::Result<String> {
    let real = file.canonicalize()?;
    if !real.starts_with(folder.canonicalize()?) {
        return Err(io::Error::other("it is a link that leads out of the folder"));
    }
    // A pipe would be waited for without an end, so the kind of file is looked at before it is opened.
    if !fs::metadata(&real)?.is_file() {
        return Err(io::Error::other("it is no plain file"));
    }
    let mut bytes = Vec::new();
    File::open(&real)?.take(bytes_max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > bytes_max {
        return Err(io::Error::other(format!("it is larger than {} KiB", bytes_max >> 10)));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is no text in UTF-8"))
}

/// Why something was not read, as a sentence.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "It is not there.".to_owned(),
        io::ErrorKind::PermissionDenied => "The site may not read it.".to_owned(),
        _ => format!("It is not read: {error}."),
    }
}
