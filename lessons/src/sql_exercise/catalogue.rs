//! The texts of the SQL exercises, read once.
//!
//! The build has read each of them already (`build.rs`), so none can fail here; that each of them proves itself, and
//! refuses answers that are wrong by one word, is a test (`labs/tests/exercises.rs`).

use labs::sql_exercise::{Group, Proof, SqlExercise};
use std::{collections::BTreeMap, sync::LazyLock};

include!(concat!(env!("OUT_DIR"), "/sql_exercises.rs"));

/// The SQL that makes the community the exercises are about.
pub const COMMUNITY_SQL: &str = include_str!("../../../content/sql/square.sql");
/// The values from which its data are generated, for the databases that a learner does not see (TOML).
pub const COMMUNITY_VALUES: &str = include_str!("../../../content/sql/square.toml");

/// An exercise with the text it was read from. A worker gets the text, for it is another process.
pub struct ExerciseFile {
    /// The exercise.
    pub exercise: SqlExercise,
    /// The name of its file below `content/sql/`, without `.md`.
    pub file_name: &'static str,
    /// What the file says.
    pub text: &'static str,
}

static EXERCISES: LazyLock<Vec<ExerciseFile>> = LazyLock::new(|| {
    let read = |(file_name, text): &(&'static str, &'static str)| {
        SqlExercise::read(file_name, text).ok().map(|exercise| ExerciseFile { exercise, file_name, text })
    };
    let mut all: Vec<ExerciseFile> = TEXTS.iter().filter_map(read).collect();
    all.sort_by_key(|file| (group_position(file.exercise.group), file.exercise.step));
    all
});

static PROOFS: LazyLock<BTreeMap<String, Proof>> =
    LazyLock::new(|| Proof::read_all(include_str!("../../../content/sql/proof.toml")).unwrap_or_default());

/// What the proof of an exercise found: how many answers that are wrong by one word it refuses.
pub(super) fn proof(exercise: &SqlExercise) -> Option<Proof> {
    PROOFS.get(&exercise.name).copied()
}

/// SELECT comes first: whoever can look at a table can see what a change did to it.
fn group_position(group: Group) -> usize {
    const ORDER: [Group; 4] = [Group::Select, Group::Create, Group::Change, Group::Join];
    ORDER.iter().position(|other| *other == group).unwrap_or(ORDER.len())
}

/// All exercises, in order.
pub fn sql_exercises() -> impl Iterator<Item = &'static SqlExercise> {
    EXERCISES.iter().map(|file| &file.exercise)
}

/// The exercises of the chapter with this name in addresses, in order.
pub fn sql_exercises_of(chapter: &str) -> impl Iterator<Item = &'static SqlExercise> {
    sql_exercises().filter(move |exercise| exercise.chapter == chapter)
}

/// The exercise of this name.
pub fn find_sql_exercise(name: &str) -> Option<&'static SqlExercise> {
    find_file(name).map(|file| &file.exercise)
}

/// The exercise of this name, with its text.
pub(super) fn find_file(name: &str) -> Option<&'static ExerciseFile> {
    EXERCISES.iter().find(|file| file.exercise.name == name)
}

/// The exercises before and after this one, in its chapter.
pub(super) fn neighbours(
    exercise: &SqlExercise,
) -> (Option<&'static SqlExercise>, Option<&'static SqlExercise>) {
    let all: Vec<&'static SqlExercise> = sql_exercises_of(&exercise.chapter).collect();
    let at = all.iter().position(|other| other.name == exercise.name).unwrap_or(0);
    (at.checked_sub(1).map(|before| all[before]), all.get(at + 1).copied())
}
