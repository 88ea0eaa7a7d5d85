//! SQL exercises: running, having an answer checked, hints. Every form brings the text along, so nothing typed is lost.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use web::Error;

#[cfg(feature = "ssr")]
use {
    lessons::{find_sql_exercise, sql_exercise},
    web::context,
};

sentence!(AnswerSqlExercise, "You answered an SQL exercise");
/// Checks an answer; or runs it only, on the database that the exercise shows.
#[server(endpoint = "answer_sql_exercise", prefix = "/api")]
pub async fn answer_sql_exercise(exercise: String, sql: String, action: Option<String>) -> Result<(), Error> {
    let cx = context::open()?;
    match action.as_deref() {
        _ if cx.is_repeat() => {}
        Some("run") => sql_exercise::run(&cx, &exercise, sql).await?,
        Some("hint") => sql_exercise::take_hint(&cx, &exercise, sql).await?,
        _ => sql_exercise::check(&cx, &exercise, sql).await?,
    }
    back_to(&exercise, "#answer");
    Ok(())
}

sentence!(OpenSmallest, "You took an exercise’s database to your sandbox");
/// Opens the smallest database of the last answer in the sandbox.
#[server(endpoint = "open_smallest", prefix = "/api")]
pub async fn open_smallest(exercise: String) -> Result<(), Error> {
    let cx = context::open()?;
    if !cx.is_repeat() {
        sql_exercise::open_smallest(&cx, &exercise).await?;
    }
    leptos_axum::redirect("/sandbox");
    Ok(())
}

sentence!(SqlExerciseMarkup, "You looked at an SQL exercise again");
/// An exercise, drawn.
#[server(endpoint = "sql_exercise", prefix = "/api", input = GetUrl)]
pub async fn sql_exercise_markup(name: String) -> Result<String, Error> {
    sql_exercise::markup(&context::open()?, &name).await
}

#[cfg(feature = "ssr")]
fn back_to(name: &str, anchor: &str) {
    if let Some(exercise) = find_sql_exercise(name) {
        leptos_axum::redirect(&format!("/learn/{}/{name}{anchor}", exercise.chapter));
    }
}
