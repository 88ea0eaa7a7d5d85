//! Working on the chapters. Every function here reads and writes only the caller's own work.
//!
//! The answer to a plain form leads back to the figure it came from; a script asks for that figure again (`exhibit`,
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

/// Runs an experiment with what its form says; the guess is kept beside the result.
#[server(endpoint = "run_experiment", prefix = "/api")]
pub async fn run_experiment(
    experiment: String,
    #[server(flatten)] fields: BTreeMap<String, String>,
) -> Result<(), Error> {
    let cx = context::open()?;
    let found = Experiment::of_name(&experiment).ok_or(Error::NotFound)?;
    lessons::run(&cx, found, lessons::Fields::of(fields)).await?;
    back_to_experiment(found);
    Ok(())
}

/// Checks an answer to the question at hand.
#[server(endpoint = "answer_exercise", prefix = "/api")]
pub async fn answer_exercise(
    exercise: String,
    variant: u64,
    #[server(flatten)] fields: BTreeMap<String, String>,
) -> Result<(), Error> {
    let cx = context::open()?;
    lessons::answer(&cx, &exercise, variant, fields).await?;
    back_to_exercise(&cx, &exercise);
    Ok(())
}

/// Opens the next hint of an exercise.
#[server(endpoint = "take_hint", prefix = "/api")]
pub async fn take_hint(exercise: String, variant: u64) -> Result<(), Error> {
    let cx = context::open()?;
    lessons::take_hint(&cx, &exercise, variant).await?;
    back_to_exercise(&cx, &exercise);
    Ok(())
}

/// Goes on to another question of the same exercise.
#[server(endpoint = "next_question", prefix = "/api")]
pub async fn next_question(exercise: String, variant: u64) -> Result<(), Error> {
    let cx = context::open()?;
    lessons::next_question(&cx, &exercise, variant).await?;
    back_to_exercise(&cx, &exercise);
    Ok(())
}

/// Starts over with an experiment, an exercise or a chapter. It can be undone.
#[server(endpoint = "reset_learning", prefix = "/api")]
pub async fn reset_learning(what: String) -> Result<(), Error> {
    let cx = context::open()?;
    lessons::reset(&cx, &what).await?;
    match Experiment::of_name(&what) {
        Some(experiment) => back_to_experiment(experiment),
        None => back_to_exercise(&cx, &what),
    }
    Ok(())
}

/// Brings back what was started over last.
#[server(endpoint = "undo_reset", prefix = "/api")]
pub async fn undo_reset() -> Result<(), Error> {
    let cx = context::open()?;
    lessons::undo_reset(&cx).await
}

/// Takes a race back that one shows to others.
#[server(endpoint = "unshare_race", prefix = "/api")]
pub async fn unshare_race(token: String) -> Result<(), Error> {
    let cx = context::open()?;
    lessons::race::unshare(&cx, token).await?;
    leptos_axum::redirect("/learn/join#race");
    Ok(())
}

/// A figure of a chapter, drawn.
#[server(endpoint = "exhibit", prefix = "/api", input = GetUrl)]
pub async fn exhibit(name: String) -> Result<String, Error> {
    lessons::exhibit_part(&context::open()?, &name).await
}

/// An exercise, drawn; `alone` where its page has no chapter around it.
#[server(endpoint = "exercise", prefix = "/api", input = GetUrl)]
pub async fn exercise(name: String, alone: Option<bool>) -> Result<String, Error> {
    lessons::exercise_part(&context::open()?, &name, alone == Some(true)).await
}

/// Leads a plain form back to the figure it stands in.
#[cfg(feature = "ssr")]
fn back_to_experiment(experiment: Experiment) {
    if let Some((chapter, ..)) = lessons::find_exhibit(experiment) {
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
