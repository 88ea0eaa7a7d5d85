//! Real requests to a small page that counts how often it was asked, for every browser that shows it a cookie it knows.
//!
//! The cookie has `Path=/lab/with`. So the same page below `/lab/without` is asked without it, by every browser and without
//! a script: the comparison is made by the browser itself. The counts are in memory and few, and the oldest are forgotten;
//! nothing depends on them.

use super::{ExperimentHandler, ExperimentState, FigureBody, Provenance, change_state};
use crate::fields::Fields;
use crate::learner::begin_learner;
use labs::{Experiment, counter::Answer};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web::cookies::LAB_COUNTER;
use web::{Error, context::RequestContext};

/// The name of the cookie. It opens nothing.
const COOKIE: &str = LAB_COUNTER.name;
/// The newest requests, of which the figure shows this many.
const SHOWN_MAX: usize = 6;

/// What the learner asked so far, the oldest first.
#[derive(Debug, Default, Serialize, Deserialize)]
struct CounterState {
    asked: Vec<Asked>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    with: bool,
    answer: Answer,
}

/// Notes a request that was made with a button of the figure, and its answer. Whether the page counts without the cookie is
/// known with the second answer to a request without it.
///
/// # Errors
/// What the store or a rate limit answers.
pub async fn note(cx: &RequestContext, fields: &Fields, with: bool, answer: Answer) -> Result<(), Error> {
    change_state(cx, &begin_learner(cx).await?, Experiment::Counter, fields, move |stored| {
        let mut state: CounterState = stored.details();
        state.asked.push(Asked { with, answer });
        let beyond = state.asked.len().saturating_sub(SHOWN_MAX);
        state.asked.drain(..beyond);
        let without: Vec<_> =
            state.asked.iter().filter(|asked| !asked.with).map(|asked| asked.answer.count).collect();
        if let [.., before, last] = without[..] {
            stored.note_outcome(if last == before + 1 { "counts" } else { "begins" });
        }
        stored.set_details(&state);
    })
    .await
}

/// The experiment as the table of handlers has it. Its runs are real requests (`server/src/lab/counter.rs`).
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, _: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(stored)
    }
}

fn draw(stored: &ExperimentState) -> FigureBody {
    let state: CounterState = stored.details();
    let rows: Vec<_> = state.asked.iter().map(row).collect();
    let none = rows.is_empty();
    let result = view! {
        <div class="answer" aria-live="polite">
            {none.then(|| view! { <p class="quiet-text">"Nothing asked yet."</p> })}
            {rows}
        </div>
    };
    let bar = view! {
        <button class="button first" formaction="/lab/without/counter">"Ask without the cookie"</button>
        <button class="button" formaction="/lab/with/counter">"Ask with it"</button>
        <a class="press" href="/lab/with/counter" rel="external" target="_blank">"Open it in another tab"</a>
    };
    FigureBody {
        provenance: Provenance::Real("real requests, real answers"),
        sections: Vec::new(),
        controls: None,
        result: Some(result.into_any()),
        buttons: bar.into_any(),
        form_action: None,
    }
}

fn row(asked: &Asked) -> AnyView {
    let Asked { with, answer } = asked;
    let path = if *with { "/lab/with/counter" } else { "/lab/without/counter" };
    let came = answer.came.as_ref().map(|came| view! { "\ncookie: "{COOKIE}"="<mark>{came.clone()}</mark> });
    let sets = answer
        .sets
        .as_ref()
        .map(|new| view! { "set-cookie: "{COOKIE}"="<mark>{new.clone()}</mark>"; Path=/lab/with; …\n" });
    let said = match (answer.count, with, answer.came.is_some()) {
        (1, _, false) => {
            "No cookie came along, so the server knows nobody: it begins to count, and sets a new cookie."
        }
        (1, _, true) => {
            "The cookie that came along is not one the server knows: it begins anew, and sets another."
        }
        _ => "The cookie that came along is one the server knows, so it counts on.",
    };
    view! {
        <div class="message out"><p class="way"><span>"sent"</span></p><pre><b>{format!("POST {path} HTTP/1.1")}</b>{came}</pre></div>
        <div class="message back"><p class="way"><span>"answered"</span></p><pre><b>"HTTP/1.1 200"</b>"\n"{sets}"\n"{format!("You asked {}.", times(answer.count))}</pre></div>
        <p class="small">{said}</p>
    }
    .into_any()
}

/// A number of times: `once`, `twice`, `3 times`.
pub fn times(n: u32) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}
