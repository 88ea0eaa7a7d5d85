//! The SQL exercises: the site's own, which are read once, and those of the operator's folders, as they are now.
//!
//! The build has read each of the site's own already (`build.rs`), so none can fail here; that each of them proves itself, and
//! refuses answers that are wrong by one word, is a test (`labs/tests/exercises.rs`). Those of folders were proved while the
//! site runs (`labs::content_folder`).

use crate::chapters;
use labs::{
    Engines,
    content_folder::{ContentFolders, Surroundings},
    sql_exercise::{DatabaseTexts, ExerciseFile, Proof, SqlExercise},
};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, LazyLock},
};

include!(concat!(env!("OUT_DIR"), "/sql_exercises.rs"));

/// The SQL that makes the community the exercises are about.
pub const COMMUNITY_SQL: &str = include_str!("../../../content/sql/square.sql");
/// The values from which its data are generated, for the databases that a learner does not see (TOML).
pub const COMMUNITY_VALUES: &str = include_str!("../../../content/sql/square.toml");

static COMMUNITY: LazyLock<Arc<DatabaseTexts>> = LazyLock::new(|| {
    Arc::new(DatabaseTexts { sql: COMMUNITY_SQL.to_owned(), values: COMMUNITY_VALUES.to_owned() })
});

static EXERCISES: LazyLock<Vec<Arc<ExerciseFile>>> = LazyLock::new(|| {
    let read = |(file_name, text): &(&str, &str)| {
        let exercise = SqlExercise::read(file_name, text).ok()?;
        let proof = PROOFS.get(&exercise.name).copied();
        let (file_name, text) = ((*file_name).to_owned(), Arc::from(*text));
        let database = COMMUNITY.clone();
        Some(Arc::new(ExerciseFile { exercise, file_name, text, database, proof, folder: None }))
    };
    let mut all: Vec<_> = TEXTS.iter().filter_map(read).collect();
    all.sort_by_key(|file| (file.exercise.group.position(), file.exercise.step));
    all
});

static PROOFS: LazyLock<BTreeMap<String, Proof>> =
    LazyLock::new(|| Proof::read_all(include_str!("../../../content/sql/proof.toml")).unwrap_or_default());

/// What the operator's folders may count on.
pub fn surroundings() -> Surroundings {
    let chapters = chapters().iter().map(|chapter| chapter.slug.clone()).collect();
    Surroundings { chapters, database: COMMUNITY.clone() }
}

/// The operator's folders, before anybody has looked at them.
pub fn content_folders(folders: &[PathBuf]) -> ContentFolders {
    ContentFolders::new(folders, surroundings())
}

/// The site's own exercises, in order. Those of folders do not belong to them: what a learner can do is not measured by what
/// an operator adds.
pub fn sql_exercises() -> impl Iterator<Item = &'static SqlExercise> {
    EXERCISES.iter().map(|file| &file.exercise)
}

/// The site's own exercises in the chapter with this name in addresses, in order.
pub fn sql_exercises_of(chapter: &str) -> impl Iterator<Item = &'static SqlExercise> {
    sql_exercises().filter(move |exercise| exercise.chapter.as_deref() == Some(chapter))
}

/// The site's own exercise of this name.
pub fn find_sql_exercise(name: &str) -> Option<&'static SqlExercise> {
    sql_exercises().find(|exercise| exercise.name == name)
}

/// The exercise of this name, the site's own or one of a folder.
pub(super) fn find_file(labs: &Engines, name: &str) -> Option<Arc<ExerciseFile>> {
    let own = EXERCISES.iter().find(|file| file.exercise.name == name).cloned();
    own.or_else(|| labs.content_folders.find(name))
}

/// The address of an exercise's page, if there is one of this name.
pub fn address(labs: &Engines, name: &str) -> Option<String> {
    Some(format!("/learn/{}", find_file(labs, name)?.address()))
}

/// The title of the exercise of this name, if there is one.
pub fn title(labs: &Engines, name: &str) -> Option<String> {
    find_file(labs, name).map(|file| file.exercise.title.clone())
}

/// The names of all exercises in this chapter, those of folders included.
pub fn names_in_chapter(labs: &Engines, chapter: &str) -> Vec<String> {
    let own = sql_exercises_of(chapter).map(|exercise| exercise.name.clone());
    own.chain(folder_exercises(labs, Some(chapter)).iter().map(|file| file.exercise.name.clone())).collect()
}

/// The exercises of folders that stand in this chapter, or in none, in order.
pub(super) fn folder_exercises(labs: &Engines, chapter: Option<&str>) -> Vec<Arc<ExerciseFile>> {
    let mut all = labs.content_folders.exercises();
    all.retain(|file| file.exercise.chapter.as_deref() == chapter);
    all
}

/// The exercises among which this one has its place: those of its chapter or, where it comes from a folder, those that this
/// folder has in the same place.
pub(super) fn companions(labs: &Engines, file: &ExerciseFile) -> Vec<Arc<ExerciseFile>> {
    let chapter = file.exercise.chapter.as_deref();
    let all = match &file.folder {
        None => EXERCISES.clone(),
        Some(_) => labs.content_folders.exercises(),
    };
    let is_companion = |other: &Arc<ExerciseFile>| {
        other.exercise.chapter.as_deref() == chapter && other.folder == file.folder
    };
    all.into_iter().filter(is_companion).collect()
}

/// The exercises before and after this one.
pub(super) fn neighbours(
    labs: &Engines,
    file: &ExerciseFile,
) -> (Option<Arc<ExerciseFile>>, Option<Arc<ExerciseFile>>) {
    let all = companions(labs, file);
    let at = all.iter().position(|other| other.exercise.name == file.exercise.name).unwrap_or(0);
    (at.checked_sub(1).map(|before| all[before].clone()), all.get(at + 1).cloned())
}
