//! `/learn/{chapter}/{exercise}`: what is asked on the left, the desk on the right.

use super::answer::answer;
use crate::{
    Learner,
    exercise::HINTS,
    find_chapter, key_of,
    page::prose,
    sandbox::view::{draw_editor, draw_schema},
    sql_exercise::{
        desk::{Desk, sample},
        tasks::{Filed, find, neighbours, proof, tasks_of},
    },
};
use labs::last_answers::Sample;
use labs::{
    grade::HIDDEN_DATABASES,
    sandbox::Schema,
    sql_exercise::{Rule, SqlExercise, SqlExerciseKind},
};
use leptos::prelude::*;
use std::sync::Arc;
use web::{Error, components::Icon, context::RequestContext, drawn_page::DrawnPage};

/// An exercise's page.
pub async fn page(cx: &RequestContext, name: &str, learner: &Learner) -> Result<DrawnPage, Error> {
    let kept = find(name).ok_or(Error::NotFound)?;
    Ok(DrawnPage {
        title: kept.task.title.clone(),
        description: kept.task.teaches.clone(),
        html: draw(cx, kept, learner).await.to_html(),
    })
}

/// The same without what is around it.
pub async fn part(cx: &RequestContext, name: &str) -> Result<String, Error> {
    let kept = find(name).ok_or(Error::NotFound)?;
    Ok(draw(cx, kept, &Learner::load(cx).await?).await.to_html())
}

async fn draw(cx: &RequestContext, kept: &'static Filed, learner: &Learner) -> AnyView {
    let task = &kept.task;
    let desk: Desk = learner.state(&task.name).unwrap_or_default();
    let last = learner.who().and_then(|who| cx.site.last_answers.find(&key_of(who), &task.name));
    let sample = sample(cx, kept).await.ok();
    let refused = learner.refusal(&task.name).map(str::to_owned);
    let typed = cx.visit.returned.as_ref().filter(|_| refused.is_some()).and_then(|returned| {
        returned.typed.iter().find(|(key, _)| key == "sql").map(|(_, value)| value.clone())
    });
    let text =
        typed.unwrap_or_else(|| if desk.sql.is_empty() { task.starter.clone() } else { desk.sql.clone() });
    view! {
        <div class="page work task-page" id=task.name.clone() data-part=format!("/api/task?name={}", task.name)>
            {question(task, sample.as_deref(), learner)}
            <div class="desk">
                {editor(cx, task, &desk, &text, refused, sample.as_deref())}
                <section class="task-answer" id="answer" aria-labelledby="answer-h">
                    <h2 class="sr" id="answer-h">"The answer"</h2>
                    {last.as_deref().map(|last| answer(task, last, &desk, schema(sample.as_ref())))}
                </section>
                {hints(task, &desk, &text)}
            </div>
        </div>
    }
    .into_any()
}

fn schema(sample: Option<&Arc<Sample>>) -> Schema {
    sample.map(|sample| sample.schema.clone()).unwrap_or_default()
}

/// Whose rows an exercise about one's own account shows.
fn whose(task: &SqlExercise, learner: &Learner) -> &'static str {
    match (task.tables.is_empty(), learner.is_guest) {
        (true, _) => "It is your own table; the posts in it are made up.",
        (false, true) => {
            "You are person 1. With an account these would be your own doings; for a guest the rows are made up."
        }
        (false, false) => {
            "You are person 1, and these rows are what you did on this site. Other people have made-up names, and their words are left out."
        }
    }
}

fn question(task: &'static SqlExercise, sample: Option<&Sample>, learner: &Learner) -> AnyView {
    let (before, after) = neighbours(task);
    let all = tasks_of(&task.chapter).count();
    let place = 1 + tasks_of(&task.chapter).position(|other| other.name == task.name).unwrap_or(0);
    let link = |task: &SqlExercise| format!("/learn/{}/{}", task.chapter, task.name);
    let number = find_chapter(&task.chapter).map(|chapter| chapter.number);
    let tables = sample.map(|sample| {
        let shown = |name: &str| task.tables.is_empty() || task.tables.iter().any(|table| table == name);
        let tables = sample.schema.tables.iter().filter(|table| shown(&table.name)).cloned().collect();
        Schema { tables }
    });
    let tables = tables.filter(|schema| !schema.tables.is_empty()).map(|schema| {
        view! { <h2 class="minor">"The tables"</h2>{draw_schema(&schema)} }
    });
    view! {
        <section class="task" aria-labelledby="t-h">
            <p class="over"><a href=format!("/learn/{}#exercises", task.chapter)>"Chapter "{number}</a>{format!(" · Exercise {place} of {all}")}</p>
            <h1 id="t-h">{task.title.clone()}</h1>
            {prose(&task.story)}
            {task.shows_own_rows.then(|| view! { <p class="small quiet-text">{whose(task, learner)}</p> })}
            {how(task)}
            {tables}
            <nav class="row bar" aria-label="Exercises">
                {before.map(|task| view! { <a class="press" href=link(task)><Icon name="left" class="i s"/>"Before: "{task.title.clone()}</a> })}
                {after.map(|task| view! { <a class="press" href=link(task)>"Next: "{task.title.clone()}<Icon name="right" class="i s"/></a> })}
            </nav>
        </section>
    }
    .into_any()
}

/// How it is checked, said before anybody is.
fn how(task: &SqlExercise) -> AnyView {
    let mut rows: Vec<(String, String)> = Vec::new();
    let counts = |is: bool| if is { "counts" } else { "does not count" };
    match task.kind {
        SqlExerciseKind::Select => {
            let ordered = labs::grade::asks_order(&task.model);
            rows.push((
                "Order of rows".to_owned(),
                if ordered { "counts, as asked above" } else { "does not count" }.to_owned(),
            ));
            rows.push(("Order of columns".to_owned(), counts(task.column_order_matters).to_owned()));
            rows.push(("Names of columns".to_owned(), counts(task.column_names_matter).to_owned()));
        }
        SqlExerciseKind::Change => {
            rows.push(("What counts".to_owned(), "the state that all tables are left in".to_owned()))
        }
        SqlExerciseKind::Create => rows.push((
            "What counts".to_owned(),
            "the tables, their rules, and rows that try to break them".to_owned(),
        )),
    }
    for rule in &task.rules {
        rows.push(match rule {
            Rule::Must(what) => ("It uses".to_owned(), what.clone()),
            Rule::MustNot(what) => ("Without".to_owned(), what.clone()),
            Rule::StatementsMax(1) => ("Statements".to_owned(), "one".to_owned()),
            Rule::StatementsMax(n) => ("Statements".to_owned(), format!("{n} at most")),
            Rule::UsesIndex(index) => ("The plan".to_owned(), format!("uses the index {index}")),
            Rule::NoScan(table) => ("The plan".to_owned(), format!("does not read the whole of {table}")),
        });
    }
    let checked = match task.kind {
        SqlExerciseKind::Create => format!("{} rows that attack it", task.schema_tests.len()),
        _ => format!("{} databases you have not seen", HIDDEN_DATABASES + task.seeds.len() as u64),
    };
    rows.push(("Checked on".to_owned(), checked));
    if let Some(proof) = proof(task) {
        let refused = format!("{} of {} refused", proof.refused, proof.mutants - proof.same);
        rows.push(("Answers wrong by one word".to_owned(), refused));
    }
    let rows: Vec<_> = rows
        .into_iter()
        .map(|(what, how)| view! { <tr><th scope="row">{what}</th><td>{how}</td></tr> })
        .collect();
    view! { <table class="rules"><caption>"How it is checked"</caption><tbody>{rows}</tbody></table> }
        .into_any()
}

fn editor(
    cx: &RequestContext,
    task: &SqlExercise,
    desk: &Desk,
    text: &str,
    refused: Option<String>,
    sample: Option<&Sample>,
) -> AnyView {
    let said = match (desk.right, desk.tries) {
        (_, 0) => "not checked yet".to_owned(),
        (true, _) => "right".to_owned(),
        (false, 1) => "one try so far".to_owned(),
        (false, n) => format!("{n} tries so far"),
    };
    view! {
        <form class="editor" method="post" action="/api/answer_task" data-lab="" spellcheck="false" autocapitalize="off" autocomplete="off" aria-label="Desk">
            <input type="hidden" name="exercise" value=task.name.clone()/>
            <div class="ed-bar"><label class="ed-name" for="sql">"Your answer"</label><span class="small quiet-text">{said}</span></div>
            {draw_editor(cx, "sql", text, sample.map(|sample| &sample.schema))}
            <div class="ed-foot">
                <button class="button first" name="does" value="check"><Icon name="check" class="i s"/>"Check"</button>
                <button class="button" name="does" value="run"><Icon name="play" class="i s"/>"Run"</button>
                <span class="small quiet-text">"Run shows what it gives on the tables beside; nothing is kept."</span>
            </div>
            {refused.map(|said| view! { <p class="wrong in" role="alert"><Icon name="warn" class="i s"/><span>{said}</span></p> })}
        </form>
    }
    .into_any()
}

const RUNGS: [&str; HINTS as usize] =
    ["A nudge", "The idea behind it", "The shape of the answer", "A worked solution"];

fn hints(task: &SqlExercise, desk: &Desk, text: &str) -> AnyView {
    let open = usize::from(desk.hints);
    let hint = |n: usize| match task.hints.get(n) {
        Some(hint) => prose(hint),
        None => view! { <pre class="whole">{crate::sandbox::view::draw_sql(&task.model)}</pre> }.into_any(),
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
                view! { <li><button name="does" value="hint"><span class="rung">{number}</span><span>{*rung}</span><span class="price">{price}</span></button></li> }.into_any()
            } else {
                view! { <li class="locked"><span class="row"><span class="rung">{number}</span><span>{*rung}</span><span class="price"><Icon name="lock" class="i s"/><span class="sr">{format!("opens after hint {n}, ")}</span>{price}</span></span></li> }.into_any()
            }
        })
        .collect();
    view! {
        <section class="hints" aria-labelledby="h-h">
            <h2 id="h-h">"Hints, when you want one"</h2>
            <form method="post" action="/api/answer_task" data-lab="" aria-labelledby="h-h">
                <input type="hidden" name="exercise" value=task.name.clone()/>
                <input type="hidden" name="sql" value=text.to_owned()/>
                <ol class="ladder">{rungs}</ol>
            </form>
        </section>
    }
    .into_any()
}
