//! `/learn/{chapter}/{exercise}`: the exercise on the left, the editor with the answer on the right.

use super::{answer::answer, preview::draw_preview};
use crate::{
    exercise::HINTS,
    find_chapter,
    learner::{Learner, memory_key},
    page::prose,
    sandbox::view::{Room, draw_editor, draw_tables},
    sql_exercise::{
        attempt::{SqlExerciseState, sample},
        catalogue::{companions, find_file, neighbours},
        preview::is_shown,
    },
};
use labs::last_answers::Sample;
use labs::{
    chapter::MORE,
    grade::HIDDEN_DATABASES,
    sandbox::{Schema, SchemaTable},
    sql_exercise::{ExerciseFile, Rule, SqlExercise, SqlExerciseKind},
};
use leptos::prelude::*;
use std::sync::Arc;
use web::{
    Error,
    components::{Icon, IdempotencyKeyField},
    context::RequestContext,
    drawn_page::DrawnPage,
};

/// The longest story, in bytes, that leaves room for three rows on a phone of 360 by 740 px.
const STORY_BYTES_OF_PHONE: usize = 350;

/// Draws the page of an exercise.
///
/// # Errors
/// `NotFound` where there is no such exercise.
pub async fn page(cx: &RequestContext, name: &str, learner: &Learner) -> Result<DrawnPage, Error> {
    let file = find_file(&cx.site.labs, name).ok_or(Error::NotFound)?;
    Ok(DrawnPage {
        title: file.exercise.title.clone(),
        description: file.exercise.teaches.clone(),
        html: draw(cx, &file, learner).await.to_html(),
    })
}

/// The markup of the page without its frame.
///
/// # Errors
/// `NotFound` where there is no such exercise.
pub async fn markup(cx: &RequestContext, name: &str) -> Result<String, Error> {
    let file = find_file(&cx.site.labs, name).ok_or(Error::NotFound)?;
    Ok(draw(cx, &file, &Learner::load(cx).await?).await.to_html())
}

async fn draw(cx: &RequestContext, file: &ExerciseFile, learner: &Learner) -> AnyView {
    let exercise = &file.exercise;
    let state: SqlExerciseState = learner.state(&exercise.name).unwrap_or_default();
    let last = learner
        .key()
        .and_then(|learner_key| cx.site.labs.last_answers.find(&memory_key(learner_key), &exercise.name));
    let sample = sample(cx, file).await.ok();
    let refused = learner.refusal(&exercise.name).map(str::to_owned);
    let typed = cx.visit.refused_form.as_ref().filter(|_| refused.is_some()).and_then(|returned| {
        returned.typed.iter().find(|(key, _)| key == "sql").map(|(_, value)| value.clone())
    });
    let (_, next) = neighbours(&cx.site.labs, file);
    let text = typed
        .unwrap_or_else(|| if state.sql.is_empty() { exercise.starter.clone() } else { state.sql.clone() });
    // On a phone the first rows stand below the editor of a long story, so that the editor stays on the first screen.
    let class = match exercise.story.len() > STORY_BYTES_OF_PHONE {
        true => "page work sql-exercise-page long-story",
        false => "page work sql-exercise-page",
    };
    view! {
        <div class=class id=exercise.name.clone() data-part=format!("/api/sql_exercise?name={}", exercise.name)>
            {question(cx, file, learner)}
            {sample.as_deref().and_then(|sample| sample.preview.as_ref()).map(|preview| draw_preview(exercise, preview))}
            <div class="desk">
                {editor(cx, exercise, &state, &text, refused, sample.as_deref())}
                <section class="sql-exercise-answer" id="answer" aria-labelledby="answer-h">
                    <h2 class="sr" id="answer-h">"The answer"</h2>
                    {last.as_deref().map(|last| answer(exercise, last, &state, schema(sample.as_ref()), next.as_deref()))}
                </section>
                {hints(exercise, &state, &text)}
            </div>
            {folds(cx, file, sample.as_deref())}
        </div>
    }
    .into_any()
}

fn schema(sample: Option<&Arc<Sample>>) -> Schema {
    sample.map(|sample| sample.schema.clone()).unwrap_or_default()
}

/// A sentence on whose rows an exercise about one's own activity shows.
fn whose(exercise: &SqlExercise, learner: &Learner) -> &'static str {
    match (exercise.tables.is_empty(), learner.is_guest) {
        (true, _) => "It is your own table; the posts in it are made up.",
        (false, true) => {
            "You are person 1. With an account these would be your own doings; for a guest the rows are made up."
        }
        (false, false) => {
            "You are person 1, and these rows are what you did on this site. Other people have made-up names, and their words are left out."
        }
    }
}

fn question(cx: &RequestContext, file: &ExerciseFile, learner: &Learner) -> AnyView {
    let exercise = &file.exercise;
    view! {
        <section class="sql-exercise" aria-labelledby="t-h">
            {over(cx, file)}
            <h1 id="t-h">{exercise.title.clone()}</h1>
            {prose(&exercise.story)}
            {exercise.shows_own_rows.then(|| view! { <p class="small quiet-text">{whose(exercise, learner)}</p> })}
        </section>
    }
    .into_any()
}

/// What is looked up and not read at once: the tables with their keys, how an answer is checked, and the exercises before
/// and after this one.
fn folds(cx: &RequestContext, file: &ExerciseFile, sample: Option<&Sample>) -> AnyView {
    let is_shown = |table: &SchemaTable| is_shown(&file.exercise, table);
    let schema = sample.map(|sample| &sample.schema).filter(|schema| schema.tables.iter().any(is_shown));
    let tables = schema.map(|schema| {
        view! { <details class="fold-line"><summary>"Types and keys of the tables"</summary>{draw_tables(schema, &is_shown, &mut Room::of_page())}</details> }
    });
    let (before, after) = neighbours(&cx.site.labs, file);
    let link = |file: &ExerciseFile| format!("/learn/{}", file.address());
    view! {
        <section class="folds" aria-label="More about the exercise">
            {tables}
            <details class="fold-line"><summary>"How it is checked"</summary>{how(file)}</details>
            <nav class="row bar" aria-label="Exercises">
                {before.map(|file| view! { <a class="press" href=link(&file)><Icon name="left" class="i s"/>"Before: "{file.exercise.title.clone()}</a> })}
                {after.map(|file| view! { <a class="press" href=link(&file)>"Next: "{file.exercise.title.clone()}<Icon name="right" class="i s"/></a> })}
            </nav>
        </section>
    }
    .into_any()
}

/// The line above the title: the chapter or the page that the exercise is on, its place there, and whose it is.
fn over(cx: &RequestContext, file: &ExerciseFile) -> AnyView {
    let all = companions(&cx.site.labs, file);
    let place = 1 + all.iter().position(|other| other.exercise.name == file.exercise.name).unwrap_or(0);
    let (href, place_name) = match file.exercise.chapter.as_deref().and_then(find_chapter) {
        Some(chapter) => {
            (format!("/learn/{}#exercises", chapter.slug), format!("Chapter {}", chapter.number))
        }
        None => (format!("/learn/{MORE}"), "More exercises".to_owned()),
    };
    let of = match &file.folder {
        Some(folder) => format!(" · Exercise {place} of {} from {folder}", all.len()),
        None => format!(" · Exercise {place} of {}", all.len()),
    };
    view! { <p class="over"><a href=href>{place_name}</a>{of}</p> }.into_any()
}

/// How an answer is checked. A learner reads it before they are checked.
fn how(file: &ExerciseFile) -> AnyView {
    let exercise = &file.exercise;
    let mut rows: Vec<(String, String)> = Vec::new();
    let counts = |is: bool| if is { "counts" } else { "does not count" };
    match exercise.kind {
        SqlExerciseKind::Select => {
            let ordered = labs::grade::asks_order(&exercise.model);
            rows.push((
                "Order of rows".to_owned(),
                if ordered { "counts, as asked above" } else { "does not count" }.to_owned(),
            ));
            rows.push(("Order of columns".to_owned(), counts(exercise.column_order_matters).to_owned()));
            rows.push(("Names of columns".to_owned(), counts(exercise.column_names_matter).to_owned()));
        }
        SqlExerciseKind::Change => {
            rows.push(("What counts".to_owned(), "the state that all tables are left in".to_owned()))
        }
        SqlExerciseKind::Create => rows.push((
            "What counts".to_owned(),
            "what the tables take, refuse and delete; a rule that nobody asked for counts as well".to_owned(),
        )),
    }
    for rule in &exercise.rules {
        rows.push(match rule {
            Rule::Must(what) => ("It uses".to_owned(), what.clone()),
            Rule::MustNot(what) => ("Without".to_owned(), what.clone()),
            Rule::StatementsMax(1) => ("Statements".to_owned(), "one".to_owned()),
            Rule::StatementsMax(n) => ("Statements".to_owned(), format!("{n} at most")),
            Rule::UsesIndex(index) => ("The plan".to_owned(), format!("uses the index {index}")),
            Rule::NoScan(table) => ("The plan".to_owned(), format!("does not read the whole of {table}")),
        });
    }
    let checked = match exercise.kind {
        SqlExerciseKind::Create => format!(
            "{} statements of its own, and many more made for your answer",
            exercise.schema_tests.len()
        ),
        _ => format!("{} databases you have not seen", HIDDEN_DATABASES + exercise.seeds.len() as u64),
    };
    rows.push(("Checked on".to_owned(), checked));
    // The proof says how sharp the exercise is: how many answers wrong by one word it refuses.
    if let Some((proof, wrong)) =
        file.proof.map(|proof| (proof, proof.mutants - proof.same)).filter(|(_, wrong)| *wrong > 0)
    {
        let refused = format!("{} of {wrong} refused", proof.refused);
        rows.push(("Tried with answers that are wrong by one word".to_owned(), refused));
    }
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(what, how)| view! { <tr><th scope="row">{what}</th><td>{how}</td></tr> })
        .collect();
    view! { <table class="rules"><caption class="sr">"How it is checked"</caption><tbody>{rows}</tbody></table> }
        .into_any()
}

fn editor(
    cx: &RequestContext,
    exercise: &SqlExercise,
    state: &SqlExerciseState,
    text: &str,
    refused: Option<String>,
    sample: Option<&Sample>,
) -> AnyView {
    let said = match (state.right, state.tries) {
        (_, 0) => "not checked yet".to_owned(),
        (true, _) => "right".to_owned(),
        (false, 1) => "one try so far".to_owned(),
        (false, n) => format!("{n} tries so far"),
    };
    view! {
        <form class="editor" method="post" action="/api/answer_sql_exercise" data-lab="" spellcheck="false" autocapitalize="off" autocomplete="off" aria-label="Desk">
            <IdempotencyKeyField/>
            <input type="hidden" name="exercise" value=exercise.name.clone()/>
            <div class="ed-bar"><label class="ed-name" for="sql">"Your answer"</label><span class="small quiet-text">{said}</span></div>
            {draw_editor(cx, "sql", text, sample.map(|sample| &sample.schema))}
            <div class="ed-foot">
                <button class="button first" name="action" value="check"><Icon name="check" class="i s"/>"Check"</button>
                <button class="button" name="action" value="run"><Icon name="play" class="i s"/>"Run"</button>
                <span class="small quiet-text">"Run shows what it gives on these tables; nothing is kept."</span>
            </div>
            {refused.map(|said| view! { <p class="wrong in" role="alert"><Icon name="warn" class="i s"/><span>{said}</span></p> })}
        </form>
    }
    .into_any()
}

const RUNGS: [&str; HINTS as usize] =
    ["A nudge", "The idea behind it", "The shape of the answer", "A worked solution"];

fn hints(exercise: &SqlExercise, state: &SqlExerciseState, text: &str) -> AnyView {
    let open = usize::from(state.hints);
    let hint = |n: usize| match exercise.hints.get(n) {
        Some(hint) => prose(hint),
        None => {
            view! { <pre class="whole">{crate::sandbox::view::draw_sql(&exercise.model)}</pre> }.into_any()
        }
    };
    let rungs: Vec<_> = RUNGS
        .iter()
        .enumerate()
        .map(|(n, rung)| {
            let number = n + 1;
            let price = if number == RUNGS.len() { "free; the exercise then no longer counts" } else { "free" };
            if n < open {
                view! { <li class="taken"><details open=number == open><summary><span class="rung">{number}</span><span>{*rung}</span><span class="price">"taken"</span></summary>{hint(n)}</details></li> }.into_any()
            } else if n == open {
                view! { <li><button name="action" value="hint"><span class="rung">{number}</span><span>{*rung}</span><span class="price">{price}</span></button></li> }.into_any()
            } else {
                view! { <li class="locked"><span class="row"><span class="rung">{number}</span><span>{*rung}</span><span class="price"><Icon name="lock" class="i s"/><span class="sr">{format!("opens after hint {n}, ")}</span>{price}</span></span></li> }.into_any()
            }
        })
        .collect();
    view! {
        <section class="hints" aria-labelledby="h-h">
            <h2 id="h-h">"Hints, when you want one"</h2>
            <form method="post" action="/api/answer_sql_exercise" data-lab="" aria-labelledby="h-h">
                <IdempotencyKeyField/>
                <input type="hidden" name="exercise" value=exercise.name.clone()/>
                <input type="hidden" name="sql" value=text.to_owned()/>
                <ol class="ladder">{rungs}</ol>
            </form>
        </section>
    }
    .into_any()
}
