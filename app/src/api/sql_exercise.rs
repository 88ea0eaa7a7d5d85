//! SQL exercises: running, having an answer checked, hints. Every form brings the text along, so nothing typed is lost.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use web::Error;

#[cfg(feature = "ssr")]
use {lessons::sql_exercise, web::context};

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
    if let Some(address) = sql_exercise::address(&cx.site.labs, &exercise) {
        leptos_axum::redirect(&format!("{address}#answer"));
    }
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

sentence!(TryExercise, "You had an exercise of your own proved");
/// Proves an exercise that somebody wrote: its text, the name of its file, its tables, and values for generated databases.
#[server(endpoint = "try_exercise", prefix = "/api")]
pub async fn try_exercise(file: String, text: String, tables: String, values: String) -> Result<(), Error> {
    let cx = context::open()?;
    if !cx.is_repeat() {
        sql_exercise::try_exercise(&cx, sql_exercise::TrialTexts { file, text, tables, values }).await?;
    }
    leptos_axum::redirect("/learn/try#answer");
    Ok(())
}

sentence!(TrialPart, "You looked at an exercise of your own again");
/// The page on which one tries an exercise, drawn.
#[server(endpoint = "trial", prefix = "/api", input = GetUrl)]
pub async fn trial_part() -> Result<String, Error> {
    sql_exercise::trial_markup(&context::open()?).await
}

sentence!(SqlExerciseMarkup, "You looked at an SQL exercise again");
/// An exercise, drawn.
#[server(endpoint = "sql_exercise", prefix = "/api", input = GetUrl)]
pub async fn sql_exercise_markup(name: String) -> Result<String, Error> {
    sql_exercise::markup(&context::open()?, &name).await
}
