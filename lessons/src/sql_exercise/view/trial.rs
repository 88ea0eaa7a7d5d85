//! `/learn/try`: an exercise of one's own on the left, and what is wrong with it on the right.

use super::{answer::refused, proof::proof};
use crate::{
    learner::{Learner, memory_key},
    sql_exercise::trial::{TRIAL, TrialTexts},
};
use labs::last_answers::{Done, LastAnswer};
use leptos::prelude::*;
use web::{
    Error,
    components::{Icon, IdempotencyKeyField, TextArea},
    context::RequestContext,
    drawn_page::DrawnPage,
};

/// Where the form is sent.
const FORM: &str = "/api/try_exercise";

/// Draws the page.
pub fn page(cx: &RequestContext, learner: &Learner) -> DrawnPage {
    DrawnPage {
        title: "Try an exercise".to_owned(),
        description: "Paste an exercise in SQL of your own, and see whether the judge can check it."
            .to_owned(),
        html: draw(cx, learner).to_html(),
    }
}

/// The markup of the page without its frame.
///
/// # Errors
/// What the store answers.
pub async fn markup(cx: &RequestContext) -> Result<String, Error> {
    Ok(draw(cx, &Learner::load(cx).await?).to_html())
}

fn draw(cx: &RequestContext, learner: &Learner) -> AnyView {
    let (texts, wrong) = typed(cx, learner);
    let last = learner
        .key()
        .and_then(|learner_key| cx.site.labs.last_answers.find(&memory_key(learner_key), TRIAL))
        .filter(|last| last.sql == texts.text);
    view! {
        <div class="page work sql-exercise-page trial" id="trial" data-part="/api/trial">
            <section class="sql-exercise" aria-labelledby="t-h">
                <p class="over"><a href="/learn">"Learn"</a></p>
                <h1 id="t-h">"Try an exercise"</h1>
                <div class="prose">
                    <p>"Write an exercise in SQL and have it proved. The judge runs your model on generated databases, and then your other texts: the other ways must pass, and the starter and the wrong answers must fail."</p>
                    <p>"Then it changes the model in one place, again and again. Each such mutant must fail as well, unless it means the same. Those that pass are listed, so you see what your rows cannot tell apart."</p>
                    <p>"The example shows all the parts. "<a href="/source/docs/exercises.md">"How an exercise is written"</a>" explains each. Nobody else sees what you type here."</p>
                </div>
            </section>
            <div class="desk">
                {form(texts, wrong)}
                <section class="sql-exercise-answer" id="answer" aria-labelledby="answer-h">
                    <h2 class="sr" id="answer-h">"The proof"</h2>
                    {last.as_deref().map(found)}
                </section>
            </div>
        </div>
    }
    .into_any()
}

/// What stands in the fields, and why the form came back if it did. What was typed last comes first.
fn typed(cx: &RequestContext, learner: &Learner) -> (TrialTexts, Option<String>) {
    let returned = cx.visit.refused_form.as_ref().filter(|returned| returned.path == FORM);
    let Some(returned) = returned else {
        return (TrialTexts::of(learner).unwrap_or_else(TrialTexts::example), None);
    };
    let field = |name: &str| {
        let found = returned.typed.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let texts = TrialTexts {
        file: field("file"),
        text: field("text"),
        tables: field("tables"),
        values: field("values"),
    };
    (texts, Some(returned.error.to_string()))
}

fn found(last: &LastAnswer) -> AnyView {
    match &last.done {
        Done::Proved(report) => proof(report),
        Done::Refused(said) => refused(said),
        // These are for answers to exercises, which are kept under other names.
        Done::Ran(_) | Done::Checked(_) => ().into_any(),
    }
}

fn form(texts: TrialTexts, wrong: Option<String>) -> AnyView {
    let TrialTexts { file, text, tables, values } = texts;
    view! {
        <form class="editor" method="post" action=FORM data-lab="" spellcheck="false" autocapitalize="off" autocomplete="off" aria-label="Exercise">
            <IdempotencyKeyField/>
            <div class="ed-bar"><label class="ed-name" for="trial-text">"The exercise"</label><span class="file"><label class="small quiet-text" for="trial-file">"Name of its file"</label><input id="trial-file" name="file" value=file maxlength="80"/><span class="small quiet-text">".md"</span></span></div>
            {area("trial-text", "text", text, 22)}
            <div class="ed-bar over-next"><label class="ed-name" for="trial-tables">"Its tables and their rows"</label><span class="small quiet-text">"square.sql"</span></div>
            {area("trial-tables", "tables", tables, 12)}
            <div class="ed-bar over-next"><label class="ed-name" for="trial-values">"Values for hidden databases"</label><span class="small quiet-text">"square.toml"</span></div>
            {area("trial-values", "values", values, 5)}
            <div class="ed-foot">
                <button class="button first"><Icon name="check" class="i s"/>"Prove it"</button>
                <span class="small quiet-text">"It takes some seconds. What you typed stays."</span>
            </div>
            {wrong.map(|said| view! { <p class="wrong in" role="alert"><Icon name="warn" class="i s"/><span>{said}</span></p> })}
        </form>
    }
    .into_any()
}

fn area(id: &'static str, name: &'static str, text: String, rows: u32) -> AnyView {
    let value = RwSignal::new(text);
    view! { <div class="ed"><TextArea id=id name=name value rows/></div> }.into_any()
}
