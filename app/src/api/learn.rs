//! Working on the chapters. Every function here reads and writes only the caller's own work.
//!
//! The answer to a plain form leads back to the figure it came from; a script asks for that figure again (`figure`,
//! `exercise`).

use leptos::{prelude::*, server_fn::codec::GetUrl};
use std::collections::BTreeMap;
use web::Error;

#[cfg(feature = "ssr")]
use {
    labs::Experiment,
    lessons,
    web::context::{self, RequestContext},
};

sentence!(RunExperiment, "You ran an experiment");
/// Runs an experiment with the fields of its form. What the learner guessed beforehand is kept with the result.
#[server(endpoint = "run_experiment", prefix = "/api")]
pub async fn run_experiment(
    experiment: String,
    #[server(flatten)] fields: BTreeMap<String, String>,
) -> Result<(), Error> {
    let cx = context::open()?;
    let found = Experiment::of_name(&experiment).ok_or(Error::NotFound)?;
    if !cx.is_repeat() {
        lessons::run(&cx, found, lessons::Fields::of(fields)).await?;
    }
    back_to_experiment(found);
    Ok(())
}

sentence!(AnswerExercise, "You answered a question");
/// Checks an answer to the current question of an exercise. `variant` says to which question it was given, since another
/// tab may have gone on to the next.
#[server(endpoint = "answer_exercise", prefix = "/api")]
pub async fn answer_exercise(
    exercise: String,
    variant: u64,
    #[server(flatten)] fields: BTreeMap<String, String>,
) -> Result<(), Error> {
    let cx = context::open()?;
    if !cx.is_repeat() {
        lessons::answer(&cx, &exercise, variant, fields).await?;
    }
    back_to_exercise(&cx, &exercise);
    Ok(())
}

sentence!(TakeHint, "You took a hint");
/// Opens the next hint of an exercise.
#[server(endpoint = "take_hint", prefix = "/api")]
pub async fn take_hint(exercise: String, variant: u64) -> Result<(), Error> {
    let cx = context::open()?;
    if !cx.is_repeat() {
        lessons::take_hint(&cx, &exercise, variant).await?;
    }
    back_to_exercise(&cx, &exercise);
    Ok(())
}

sentence!(NextQuestion, "You went on to another question");
/// Goes on to another question of the same exercise.
#[server(endpoint = "next_question", prefix = "/api")]
pub async fn next_question(exercise: String, variant: u64) -> Result<(), Error> {
    let cx = context::open()?;
    if !cx.is_repeat() {
        lessons::next_question(&cx, &exercise, variant).await?;
    }
    back_to_exercise(&cx, &exercise);
    Ok(())
}

sentence!(ResetLearning, "You started over");
/// Starts over with an experiment, an exercise or a chapter. It can be undone.
#[server(endpoint = "reset_learning", prefix = "/api")]
pub async fn reset_learning(what: String) -> Result<(), Error> {
    let cx = context::open()?;
    if !cx.is_repeat() {
        lessons::reset(&cx, &what).await?;
    }
    match Experiment::of_name(&what) {
        Some(experiment) => back_to_experiment(experiment),
        None => back_to_exercise(&cx, &what),
    }
    Ok(())
}

sentence!(UndoReset, "You brought your work back");
/// Brings back what was started over last.
#[server(endpoint = "undo_reset", prefix = "/api")]
pub async fn undo_reset() -> Result<(), Error> {
    let cx = context::open()?;
    if cx.is_repeat() {
        return Ok(());
    }
    lessons::undo_reset(&cx).await
}

sentence!(UnshareRace, "You stopped showing a race");
/// Stops sharing a race of the learner's.
#[server(endpoint = "unshare_race", prefix = "/api")]
pub async fn unshare_race(token: String) -> Result<(), Error> {
    let cx = context::open()?;
    if !cx.is_repeat() {
        lessons::race::unshare(&cx, token).await?;
    }
    leptos_axum::redirect("/learn/join#race");
    Ok(())
}

sentence!(Figure, "You looked at a figure again");
/// A figure of a chapter, drawn.
#[server(endpoint = "figure", prefix = "/api", input = GetUrl)]
pub async fn figure(name: String) -> Result<String, Error> {
    lessons::figure_markup(&context::open()?, &name).await
}

sentence!(Exercise, "You looked at an exercise again");
/// An exercise, drawn; `alone` where its page has no chapter around it.
#[server(endpoint = "exercise", prefix = "/api", input = GetUrl)]
pub async fn exercise(name: String, alone: Option<bool>) -> Result<String, Error> {
    lessons::exercise_markup(&context::open()?, &name, alone == Some(true)).await
}

/// Leads a plain form back to the figure it stands in.
#[cfg(feature = "ssr")]
fn back_to_experiment(experiment: Experiment) {
    if let Some((chapter, ..)) = lessons::find_figure(experiment) {
        leptos_axum::redirect(&format!("/learn/{}#{}", chapter.slug, lessons::anchor(experiment)));
    }
}

/// Leads a plain form back to the page it was sent from, at the exercise.
#[cfg(feature = "ssr")]
fn back_to_exercise(cx: &RequestContext, name: &str) {
    let Some((chapter, ..)) = lessons::find_exercise(name) else { return };
    let chapters = format!("/learn/{}", chapter.slug);
    let page = cx.page_before().filter(|page| page.starts_with("/learn")).unwrap_or(chapters);
    leptos_axum::redirect(&format!("{page}#{name}"));
}
