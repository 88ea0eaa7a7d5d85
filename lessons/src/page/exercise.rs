//! An exercise as markup: the question, the answer, the verdict, and the hints.

use super::{
    prose::{prose, quoting_line},
    question::{closed, fields},
    verdict::verdict,
};
use crate::{
    current_question::CurrentQuestion,
    exercise::HINTS,
    learner::Learner,
    progress::{Stage, stage},
};
use labs::{chapter::Chapter, exercise::Exercise};
use leptos::prelude::*;
use web::{
    components::{Icon, IdempotencyKeyField},
    drawn_page::DrawnPage,
};

/// Draws `/learn/{chapter}/{exercise}`.
pub fn page(chapter: &Chapter, of: &Exercise, number: &str, learner: &Learner) -> DrawnPage {
    let html = view! {
        <div class="page three chapter">
            <header class="chapter-head">
                <p class="over"><a href=format!("/learn/{}#{}", chapter.slug, of.name)>"Chapter "{chapter.number}": "{chapter.title.clone()}</a></p>
                <h1>{of.title.clone()}</h1>
            </header>
            {exercise(chapter, of, number, learner, Level::Two)}
        </div>
    };
    DrawnPage {
        title: of.title.clone(),
        description: format!("An exercise of chapter {}: {}.", chapter.number, chapter.title),
        html: html.to_html(),
    }
}

/// The level of an exercise's heading on its page.
#[derive(Clone, Copy)]
pub enum Level {
    /// A page of its own, or the review: below the page’s title.
    Two,
    /// In a section of a chapter.
    Three,
}

/// Draws the exercise with the learner's current question.
pub fn exercise(chapter: &Chapter, of: &Exercise, number: &str, learner: &Learner, level: Level) -> AnyView {
    let current_question = learner.current_question(&of.name);
    let question = of.question(current_question.variant);
    // The answer is graded again for the page: what is stored is the answer and not the verdict.
    let graded = current_question.sent.then(|| of.grade(current_question.variant, &current_question.answer));
    // Right means that this question is done: its fields are closed, and another one is offered.
    let right = current_question.tries > 0 && graded.as_ref().is_some_and(|verdict| verdict.right);
    let bar = if right {
        let said = if current_question.tries == 1 && current_question.hints < HINTS {
            ""
        } else {
            "Mended. Now another question, to show that it sits."
        };
        view! {
            <button class="button" formaction="/api/next_question" formnovalidate=true>"Another question"</button>
            <span class="small quiet-text">{said}</span>
        }
        .into_any()
    } else {
        let again = (current_question.tries > 0).then(|| {
            view! { <button class="press" formaction="/api/next_question" formnovalidate=true>"Another question"</button> }
        });
        view! {
            <button class="button first">{if current_question.tries > 0 { "Check again" } else { "Check" }}</button>
            {again}
        }
        .into_any()
    };
    let (name, id) = (of.name.clone(), format!("{}-t", of.name));
    // The markup that is asked for later must have the same level of heading.
    let alone = if matches!(level, Level::Two) { "&alone=true" } else { "" };
    let part = format!("/api/exercise?name={name}{alone}");
    let title = of.title.clone();
    let heading = match level {
        Level::Two => view! { <h2 class="title" id=id>{title}</h2> }.into_any(),
        Level::Three => view! { <h3 class="title" id=id>{title}</h3> }.into_any(),
    };
    view! {
        <section class="exercise" id=name.clone() aria-labelledby=format!("{name}-t") data-part=part>
            <header class="wall-label">
                <span class="no">{number.to_owned()}</span>
                {heading}
                <span class="small made">{how_far(of, learner)}</span>
            </header>
            <form method="post" action="/api/answer_exercise" data-lab="" aria-label=of.title.clone()>
                <IdempotencyKeyField/>
                <input type="hidden" name="exercise" value=name.clone()/>
                <input type="hidden" name="variant" value=current_question.variant/>
                {prose(&question.text)}
                {if right { closed(&name, &question.form, &current_question.answer, graded.as_ref()) } else { fields(&name, &question.form, &current_question.answer, graded.as_ref()) }}
                {graded.as_ref().map(|graded| verdict(graded, current_question.tries))}
                {learner.refusal(&name).map(|why| view! { <p class="wrong" role="alert"><Icon name="warn" class="i s"/><span>{why.to_owned()}</span></p> })}
                <div class="row bar">{bar}<a class="press" href=format!("/learn/{}/{name}", chapter.slug)><Icon name="link" class="i s"/>"Address of this exercise"</a></div>
            </form>
            {(!right).then(|| hints(of, &current_question))}
        </section>
    }
    .into_any()
}

/// How far the learner is, in a word or two.
fn how_far(of: &Exercise, learner: &Learner) -> String {
    match stage(learner.progress(&of.name)) {
        Stage::Open => "not tried yet".to_owned(),
        Stage::Understood => "understood".to_owned(),
        Stage::Trying(1) => "one try so far".to_owned(),
        Stage::Trying(n) => format!("{n} tries so far"),
    }
}

/// What each hint gives away, from the least to all of it.
const RUNGS: [&str; HINTS as usize] =
    ["A nudge", "The idea behind it", "The shape of the answer", "A worked solution"];

/// The hints: those that are open, the button of the next one, and those that are locked behind it.
fn hints(of: &Exercise, current_question: &CurrentQuestion) -> AnyView {
    let hints = of.hints_for(current_question.variant);
    let text =
        |n: usize| hints.get(n).cloned().unwrap_or_else(|| of.worked_solution(current_question.variant));
    let open = usize::from(current_question.hints);
    let rungs: Vec<_> = RUNGS
        .iter()
        .enumerate()
        .map(|(n, rung)| {
            let price = if n + 1 == RUNGS.len() { "free; this question then no longer counts" } else { "free" };
            let number = n + 1;
            if n < open {
                view! { <li class="taken"><details open=n + 1 == open><summary><span class="rung">{number}</span><span>{*rung}</span><span class="price">"taken"</span></summary>{prose(&text(n))}</details></li> }.into_any()
            } else if n == open {
                view! { <li><button><span class="rung">{number}</span><span>{*rung}</span><span class="price">{price}</span></button></li> }.into_any()
            } else {
                view! { <li class="locked"><span class="row"><span class="rung">{number}</span><span>{*rung}</span><span class="price"><Icon name="lock" class="i s"/><span class="sr">{format!("opens after hint {n}, ")}</span>{price}</span></span></li> }.into_any()
            }
        })
        .collect();
    let id = format!("{}-hints", of.name);
    view! {
        <details class="hints" open={open > 0}>
            <summary id=id.clone()>"Hints, when you want one"</summary>
            <form method="post" action="/api/take_hint" data-lab="" aria-labelledby=id>
                <IdempotencyKeyField/>
                <input type="hidden" name="exercise" value=of.name.clone()/>
                <input type="hidden" name="variant" value=current_question.variant/>
                <ol class="ladder">{rungs}</ol>
            </form>
        </details>
    }
    .into_any()
}

/// A sentence of Markdown with an icon before it.
pub fn marked(icon: &'static str, class: &'static str, text: &str) -> AnyView {
    view! { <p class=class><Icon name=icon class="i s"/>{quoting_line(text)}</p> }.into_any()
}
