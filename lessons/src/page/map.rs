//! `/learn`: the map of the chapters. It fills up from checked work, not from visits.

use crate::{
    chapters,
    learner::Learner,
    progress::{Stage, WorkPlace, ability, due, left_off, stage},
    sql_exercise::{self, sql_exercises_of},
};
use labs::{chapter::Chapter, exercise::Ability};
use leptos::prelude::*;
use web::{
    components::{Icon, IdempotencyKeyField},
    context::RequestContext,
    drawn_page::DrawnPage,
};

/// Draws `/learn`.
pub fn page(cx: &RequestContext, learner: &Learner) -> DrawnPage {
    let left_off = left_off(learner);
    let rooms: Vec<_> = chapters().iter().map(|chapter| room(chapter, learner, left_off.as_ref())).collect();
    let abilities: Vec<_> = Ability::ALL
        .into_iter()
        .map(|of| {
            let (done, all) = ability(learner, of);
            let width = format!("{:.1}%", done as f64 * 100.0 / all.max(1) as f64);
            view! {
                <tr>
                    <th scope="row">{of.describe()}</th>
                    <td><svg class="fill" aria-hidden="true"><rect width=width height="100%"/></svg></td>
                    <td class="n">{format!("{done} of {all}")}</td>
                </tr>
            }
        })
        .collect();
    let html = view! {
        <div class="page parts learn-map">
            <header class="chapter-head">
                <h1>"Learn"</h1>
                <p class="stand">"How a site knows who you are, and how it keeps what you say. With real requests, real cookies and a real database: try it, break it, and have your work checked."</p>
            </header>
            {notes(learner, left_off.as_ref())}
            <ol class="plan-map">{rooms}</ol>
            <table class="abilities"><caption>"What your checked work shows you can do"</caption><tbody>{abilities}</tbody></table>
            {sql_exercise::ways_to_more(cx)}
        </div>
    };
    DrawnPage {
        title: "Learn".to_owned(),
        description: "Sessions, cookies and SQL, learnt on a site with glass walls.".to_owned(),
        html: html.to_html(),
    }
}

/// What the learner should know first: where they left off, what to repeat, that their work as a guest came along, and how to undo a reset.
fn notes(learner: &Learner, left_off: Option<&WorkPlace>) -> AnyView {
    let due = due(learner).len();
    let questions = if due == 1 { "One exercise".to_owned() } else { format!("{due} exercises") };
    let go_on = left_off.map(|place| {
        view! { <p class="note-line"><Icon name="right" class="i s"/><span>"You left off in chapter "{place.chapter.number}": "<a href=place.href.clone()>{place.title.clone()}</a></span></p> }
    });
    view! {
        {go_on}
        {(due > 0).then(|| view! { <p class="note-line"><Icon name="undo" class="i s"/><span>{questions}" of yours went wrong some days ago. "<a href="/learn/review">"Two minutes of review"</a></span></p> })}
        {learner.claimed.then(|| view! { <p class="note-line"><Icon name="check" class="i s"/><span>"What you did as a guest is yours now. Your cookie led the server to your session’s row, and the row to your work: that is what a session is for."</span></p> })}
        {over(learner, "", "")}
    }
    .into_any()
}

/// One chapter on the map: a box for each of its exercises, filled where it is understood. The learner is in one room only:
/// the one where they left off.
fn room(chapter: &Chapter, learner: &Learner, left_off: Option<&WorkPlace>) -> AnyView {
    let exercises = chapter.exercises().map(|exercise| (exercise.name.as_str(), exercise.title.as_str()));
    let sql_exercises =
        sql_exercises_of(&chapter.slug).map(|exercise| (exercise.name.as_str(), exercise.title.as_str()));
    let stages: Vec<_> = exercises
        .chain(sql_exercises)
        .map(|(name, title)| (name, title, stage(learner.progress(name))))
        .collect();
    let all = stages.len();
    let done = stages.iter().filter(|(.., stage)| *stage == Stage::Understood).count();
    let here = left_off.is_some_and(|place| place.chapter.slug == chapter.slug);
    let class = match (here, done == all) {
        (true, _) => "here",
        (_, true) => "done",
        _ => "",
    };
    let cells: Vec<_> = stages
        .into_iter()
        .map(|(name, title, stage)| {
            let (class, said) = match stage {
                Stage::Understood => ("done", "understood".to_owned()),
                Stage::Trying(1) => ("here", "one try".to_owned()),
                Stage::Trying(n) => ("here", format!("{n} tries")),
                Stage::Open => ("", "open".to_owned()),
            };
            let href = format!("/learn/{}/{name}", chapter.slug);
            view! { <li class=class><a href=href title=title.to_owned()><span class="sr">{format!("{title}: {said}")}</span></a></li> }
        })
        .collect();
    view! {
        <li class=format!("room r{} {class}", chapter.number)>
            <a href=format!("/learn/{}", chapter.slug)><span class="no">{chapter.number}</span><span class="name">{chapter.title.clone()}</span></a>
            <p>{chapter.about.clone()}</p>
            <ol class="steps-done" aria-label=format!("{done} of {all} understood")>{cells}</ol>
            <p class="small tally">{here.then(|| view! { <b class="you">"You are here. "</b> })}{format!("{done} of {all} exercises understood")}</p>
        </li>
    }
    .into_any()
}

/// The forms for starting over and for undoing that. `what` is the name of a chapter, and `called` what people call it;
/// where it is empty there is nothing to start over with.
pub fn over(learner: &Learner, what: &str, called: &str) -> AnyView {
    let undo = learner.last_reset.as_ref().map(|last| {
        view! {
            <form method="post" action="/api/undo_reset" class="row">
                <IdempotencyKeyField/>
                <button class="press"><Icon name="undo" class="i s"/>"Bring back what you started over with last: "{last.clone()}</button>
            </form>
        }
    });
    let reset = (!what.is_empty()).then(|| {
        view! {
            <form method="post" action="/api/reset_learning" class="row">
                <IdempotencyKeyField/>
                <button class="press" name="what" value=what.to_owned()>"Start over with "{called.to_owned()}</button>
            </form>
        }
    });
    view! { {reset}{undo} }.into_any()
}
