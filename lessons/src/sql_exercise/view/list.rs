//! The list of a chapter's exercises, group by group.

use crate::{
    learner::Learner,
    progress::{Stage, stage},
    sql_exercise::{catalogue::folder_exercises, sql_exercises_of},
};
use labs::sql_exercise::{ExerciseFile, Group, SqlExercise};
use leptos::prelude::*;
use std::sync::Arc;
use web::{components::Icon, context::RequestContext};

/// Draws the list at the end of a chapter; nothing where it has no exercises.
pub fn list(cx: &RequestContext, chapter: &str, learner: &Learner) -> Option<AnyView> {
    let all: Vec<&'static SqlExercise> = sql_exercises_of(chapter).collect();
    let from_folders = folder_lists(&folder_exercises(&cx.site.labs, Some(chapter)), learner);
    if all.is_empty() && from_folders.is_empty() {
        return None;
    }
    let mut groups: Vec<Group> = all.iter().map(|exercise| exercise.group).collect();
    // The exercises are in the order of their groups, so equal groups stand side by side.
    groups.dedup();
    let groups: Vec<_> = groups
        .into_iter()
        .map(|group| {
            let rows: Vec<_> = all
                .iter()
                .filter(|exercise| exercise.group == group)
                .map(|exercise| row(exercise, format!("{chapter}/{}", exercise.name), learner))
                .collect();
            let id = format!("{}-exercises", group.word());
            view! {
                <section aria-labelledby=id>
                    <h3 class="minor" id=id.clone()>{title(group)}</h3>
                    <ol class="sql-exercise-list">{rows}</ol>
                </section>
            }
        })
        .collect();
    Some(
        view! {
            <section class="chapter-part" id="exercises" aria-labelledby="exercises-t">
                <h2 id="exercises-t">"Exercises"</h2>
                <div class="passage"><div class="prose">
                    <p>"Each is checked on databases that you have not seen. A wrong answer is shown the smallest one on which it goes wrong, and you can take that into your "<a href="/sandbox">"sandbox"</a>"."</p>
                </div></div>
                {groups}
                {from_folders}
            </section>
        }
        .into_any(),
    )
}

/// Draws the exercises of the operator's folders, a list for each folder.
pub fn folder_lists(all: &[Arc<ExerciseFile>], learner: &Learner) -> Vec<AnyView> {
    let list = |files: &[Arc<ExerciseFile>]| {
        let folder = files[0].folder.clone().unwrap_or_default();
        let rows: Vec<_> = files.iter().map(|file| row(&file.exercise, file.address(), learner)).collect();
        let id = format!("{folder}-exercises");
        view! {
            <section aria-labelledby=id>
                <h3 class="minor" id=id.clone()>{format!("From {folder}, added on this site")}</h3>
                <ol class="sql-exercise-list">{rows}</ol>
            </section>
        }
        .into_any()
    };
    // The exercises of one folder stand side by side.
    all.chunk_by(|a, b| a.folder == b.folder).map(list).collect()
}

fn title(group: Group) -> &'static str {
    match group {
        Group::Select => "SELECT: to ask",
        Group::Create => "CREATE TABLE: to describe",
        Group::Change => "INSERT, UPDATE, DELETE: to change",
        Group::Join => "JOIN: to put together",
    }
}

/// One exercise of a list. `address` is the end of its page's address.
fn row(exercise: &SqlExercise, address: String, learner: &Learner) -> AnyView {
    let (done, said) = match stage(learner.progress(&exercise.name)) {
        Stage::Understood => (true, "done".to_owned()),
        Stage::Open => (false, String::new()),
        Stage::Trying(1) => (false, "one try".to_owned()),
        Stage::Trying(n) => (false, format!("{n} tries")),
    };
    view! {
        <li class:done=done>
            <span class="no">{exercise.step}</span>
            <a href=format!("/learn/{address}")>{exercise.title.clone()}</a>
            <span class="small quiet-text">{exercise.teaches.clone()}</span>
            <span class="small state">{done.then(|| view! { <Icon name="check" class="i s"/> })}{said}</span>
        </li>
    }
    .into_any()
}
