//! The folders of a running site: what changed in them, and which of their exercises may be served.

use super::{
    FileFault, FolderTexts, Surroundings, folder_name,
    prove::{SEARCH, prove_exercise},
    read::{list, read_folder},
};
use crate::{
    sandbox::{Pool, Refused},
    sql_exercise::{DatabaseTexts, ExerciseFault, ExerciseFile},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

/// The exercises of the operator's folders. One per process; clones share it and are cheap.
#[derive(Clone)]
pub struct ContentFolders {
    shared: Arc<Shared>,
}

struct Shared {
    around: Surroundings,
    /// The last version of each file in which nothing was wrong.
    served: RwLock<Arc<Served>>,
    /// One look at a time: while a change is proved, the next one waits.
    folders: tokio::sync::Mutex<Vec<Folder>>,
}

/// One folder, as it was when it was last looked at.
struct Folder {
    name: String,
    /// Its `sql/`.
    path: PathBuf,
    stamps: Stamps,
    /// The texts that each file's last proof was about, by the name of the file.
    proved: BTreeMap<String, Subject>,
    /// The faults of its files that were told last, so that each is told once.
    told: Vec<FileFault>,
}

/// What a proof is about: the text of an exercise, and its folder's own database.
type Subject = (Arc<str>, Option<Arc<DatabaseTexts>>);

/// Exercises by the names of folder and file.
type Served = BTreeMap<(String, String), Arc<ExerciseFile>>;

/// What the system says of a file without its being read: when it was changed, its size and its number.
type Stamps = BTreeMap<PathBuf, (i64, i64, u64, u64)>;

impl Default for ContentFolders {
    fn default() -> Self {
        let database = DatabaseTexts { sql: String::new(), values: String::new() };
        Self::new(&[], Surroundings { chapters: Vec::new(), database: Arc::new(database) })
    }
}

impl ContentFolders {
    /// These folders, none of which has been looked at. A path without a name, which the settings refuse, is left out.
    pub fn new(folders: &[PathBuf], around: Surroundings) -> Self {
        let folder = |path: &PathBuf| {
            Some(Folder {
                name: folder_name(path)?,
                path: path.join("sql"),
                stamps: Stamps::new(),
                proved: BTreeMap::new(),
                told: Vec::new(),
            })
        };
        let folders = folders.iter().filter_map(folder).collect();
        let shared = Shared { around, served: RwLock::default(), folders: tokio::sync::Mutex::new(folders) };
        Self { shared: Arc::new(shared) }
    }

    /// Every exercise that may be served, in the order of folders, groups and steps.
    pub fn exercises(&self) -> Vec<Arc<ExerciseFile>> {
        let mut all: Vec<_> = self.shared.served().values().cloned().collect();
        all.sort_by_key(|file| (file.folder.clone(), file.exercise.group.position(), file.exercise.step));
        all
    }

    /// The exercise of this name, `folder.name`.
    pub fn find(&self, name: &str) -> Option<Arc<ExerciseFile>> {
        self.shared.served().values().find(|file| file.exercise.name == name).cloned()
    }

    /// Looks at every folder, proves what was changed, and serves it from then on if nothing is wrong with it. Of what is
    /// wrong, the last good version stays; what is gone is no longer served. Returns the faults that were not told before.
    pub async fn look(&self, pool: &Pool) -> Vec<FileFault> {
        let mut folders = self.shared.folders.lock().await;
        let mut new_faults = Vec::new();
        for folder in folders.iter_mut() {
            let path = folder.path.clone();
            let before = std::mem::take(&mut folder.stamps);
            // Files may lie on a slow network mount, so they are read on a thread that may wait.
            let read = tokio::task::spawn_blocking(move || read_if_changed(&path, before)).await;
            let Ok((stamps, texts)) = read else { continue };
            folder.stamps = stamps;
            match texts {
                None => {}
                Some(Ok(texts)) => new_faults.extend(folder.take(pool, &self.shared, texts).await),
                Some(Err(fault)) => new_faults.extend(folder.tell(vec![fault])),
            }
        }
        new_faults
    }
}

impl Shared {
    fn served(&self) -> Arc<Served> {
        self.served.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes what is served. Whoever reads meanwhile keeps what they have.
    fn change(&self, change: impl FnOnce(&mut Served)) {
        let mut served = self.served.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut served));
    }
}

impl Folder {
    /// Takes over what was read: proves each text that was not proved before. Returns the faults that are new.
    async fn take(&mut self, pool: &Pool, shared: &Shared, texts: FolderTexts) -> Vec<FileFault> {
        let FolderTexts { database, exercises, mut faults } = texts;
        let path_of = |file: &str| self.path.join(format!("{file}.md"));
        // A file that could not be read is not gone: its last good version stays.
        let unread: BTreeSet<PathBuf> = faults.iter().map(|fault| fault.file.clone()).collect();
        let is_there = |file: &str| exercises.contains_key(file) || unread.contains(&path_of(file));
        shared.change(|served| served.retain(|(folder, file), _| *folder != self.name || is_there(file)));
        self.proved.retain(|file, _| exercises.contains_key(file));
        // Without its tables no exercise can be proved; the site's own must not stand in for tables that cannot be read.
        if ["square.sql", "square.toml"].iter().any(|name| unread.contains(&self.path.join(name))) {
            return self.tell(faults);
        }
        let mut names = BTreeMap::new();
        for (file, text) in exercises {
            let path = path_of(&file);
            let name = file.splitn(3, '-').nth(2).unwrap_or_default().to_owned();
            if let Some(first) = names.get(&name) {
                let says =
                    format!("The exercise in `{first}.md` has this name already, and a name is one address.");
                faults.push(FileFault::of(&path, says));
                continue;
            }
            names.insert(name, file.clone());
            let subject = (text, database.clone());
            if self.proved.get(&file) == Some(&subject) {
                faults.extend(self.told.iter().filter(|fault| fault.file == path).cloned());
                continue;
            }
            let proved = self.prove(pool, shared, &file, &subject).await;
            match proved {
                Ok(found) => {
                    self.proved.insert(file, subject);
                    faults.extend(found.into_iter().map(|fault| FileFault { file: path.clone(), fault }));
                }
                // The next look tries again.
                Err(refused) => {
                    self.stamps.clear();
                    faults.push(FileFault::of(&path, not_proved(&refused)));
                }
            }
        }
        self.tell(faults)
    }

    /// Proves one text, and serves it if nothing is wrong with it. Returns what is wrong.
    async fn prove(
        &self,
        pool: &Pool,
        shared: &Shared,
        file: &str,
        (text, database): &Subject,
    ) -> Result<Vec<ExerciseFault>, Refused> {
        let folder = Some(self.name.as_str());
        let proved =
            prove_exercise(pool, &shared.around, folder, database.as_ref(), (file, text), SEARCH).await?;
        if let Some(exercise) = proved.exercise {
            tracing::info!("the exercise {} is served", exercise.exercise.name);
            let place = (self.name.clone(), file.to_owned());
            shared.change(|served| drop(served.insert(place, Arc::new(exercise))));
        }
        Ok(proved.report.faults)
    }

    /// Remembers the folder's faults. Returns those that were not told before.
    fn tell(&mut self, faults: Vec<FileFault>) -> Vec<FileFault> {
        let new = faults.iter().filter(|fault| !self.told.contains(fault)).cloned().collect();
        self.told = faults;
        new
    }
}

/// Why an exercise was not proved, for the log.
fn not_proved(refused: &Refused) -> String {
    match refused {
        Refused::Closed => {
            "It is not proved, and not served: the sandbox is closed on this machine.".to_owned()
        }
        _ => "It could not be proved now, because the sandbox is busy; it is tried again.".to_owned(),
    }
}

/// The stamps of a folder's files; and their texts, where the stamps are not what they were.
fn read_if_changed(path: &Path, before: Stamps) -> (Stamps, Option<Result<FolderTexts, FileFault>>) {
    match stamps(path) {
        Ok(now) if now == before => (now, None),
        Ok(now) => (now, Some(read_folder(path))),
        // What cannot be read now is looked at again, and told once.
        Err(_) => (Stamps::new(), Some(read_folder(path))),
    }
}

/// What the system says of the files that a folder's exercises are made of, and of the folder.
fn stamps(path: &Path) -> io::Result<Stamps> {
    let mut files = list(path, "md")?;
    files.extend(["square.sql", "square.toml"].map(|name| path.join(name)));
    files.push(path.to_owned());
    let mut stamps = Stamps::new();
    for file in files {
        // A file that went away between the list and this look will be missing at the next one.
        if let Ok(found) = fs::metadata(&file) {
            stamps.insert(file, (found.ctime(), found.ctime_nsec(), found.len(), found.ino()));
        }
    }
    Ok(stamps)
}
