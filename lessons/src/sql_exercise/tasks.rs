//! The exercises' texts, read once. The build has read them too (`build.rs`); a test proves them (`labs/tests/exercises.rs`).

use labs::sql_exercise::{Group, Proof, SqlExercise};
use std::{collections::BTreeMap, sync::LazyLock};

include!(concat!(env!("OUT_DIR"), "/tasks.rs"));

/// The community that they are about: its SQL, and values for generated data.
pub const SETTING: (&str, &str) =
    (include_str!("../../../content/sql/square.sql"), include_str!("../../../content/sql/square.toml"));

/// An exercise with the text it was read from, which is what a worker gets.
pub struct Filed {
    pub task: SqlExercise,
    pub file: &'static str,
    pub text: &'static str,
}

static TASKS: LazyLock<Vec<Filed>> = LazyLock::new(|| {
    let read = |(file, text): &(&'static str, &'static str)| {
        SqlExercise::read(file, text).ok().map(|task| Filed { task, file, text })
    };
    let mut all: Vec<Filed> = TEXTS.iter().filter_map(read).collect();
    all.sort_by_key(|kept| (place(kept.task.group), kept.task.step));
    all
});

static PROOFS: LazyLock<BTreeMap<String, Proof>> =
    LazyLock::new(|| Proof::read_all(include_str!("../../../content/sql/proof.toml")).unwrap_or_default());

/// What the proof of an exercise found.
pub(super) fn proof(task: &SqlExercise) -> Option<Proof> {
    PROOFS.get(&task.name).copied()
}

/// To ask comes first: whoever can look at a table can see what a change did to it.
fn place(group: Group) -> usize {
    const ORDER: [Group; 4] = [Group::Select, Group::Create, Group::Change, Group::Join];
    ORDER.iter().position(|other| *other == group).unwrap_or(ORDER.len())
}

/// The exercises of a chapter, in order; of all chapters where it has no name.
pub fn tasks_of(chapter: &str) -> impl Iterator<Item = &'static SqlExercise> {
    TASKS.iter().map(|kept| &kept.task).filter(move |task| chapter.is_empty() || task.chapter == chapter)
}

pub fn find_task(name: &str) -> Option<&'static SqlExercise> {
    find(name).map(|kept| &kept.task)
}

pub(super) fn find(name: &str) -> Option<&'static Filed> {
    TASKS.iter().find(|kept| kept.task.name == name)
}

/// The exercises before and after this one, in its chapter.
pub(super) fn neighbours(task: &SqlExercise) -> (Option<&'static SqlExercise>, Option<&'static SqlExercise>) {
    let all: Vec<&'static SqlExercise> = tasks_of(&task.chapter).collect();
    let at = all.iter().position(|other| other.name == task.name).unwrap_or(0);
    (at.checked_sub(1).map(|before| all[before]), all.get(at + 1).copied())
}
