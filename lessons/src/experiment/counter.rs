//! Real requests to a small page of the site, which counts: for whoever shows it a cookie it knows.
//!
//! The counts are in memory and few, so the oldest are forgotten; nothing of worth hangs on them. The cookie goes to
//! `/lab/with` alone, so the same page below `/lab/without` is asked without it, by any browser and without a script.

use super::{Part, Provenance};
use crate::fields::Fields;
use crate::{
    Kept,
    learner::{begin, change},
};
use labs::{Experiment, counter::Answer};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web::cookies::LAB_COUNTER;
use web::{Error, context::RequestContext};

const COOKIE: &str = LAB_COUNTER.name;
/// Requests that the figure shows.
const SHOWN_MAX: usize = 6;

/// What somebody asked so far, the oldest first.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Run {
    asked: Vec<Asked>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    with: bool,
    answer: Answer,
}

/// Notes one request of the figure's own.
pub async fn note(cx: &RequestContext, fields: &Fields, with: bool, answer: Answer) -> Result<(), Error> {
    change(cx, &begin(cx).await?, Experiment::Counter, fields, move |kept| {
        let mut run: Run = kept.run();
        run.asked.push(Asked { with, answer });
        let beyond = run.asked.len().saturating_sub(SHOWN_MAX);
        run.asked.drain(..beyond);
        let without: Vec<_> =
            run.asked.iter().filter(|asked| !asked.with).map(|asked| asked.answer.count).collect();
        if let [.., before, last] = without[..] {
            kept.note_outcome(if last == before + 1 { "counts" } else { "begins" });
        }
        kept.set_run(&run);
    })
    .await
}

pub fn draw(kept: &Kept) -> Part {
    let run: Run = kept.run();
    let rows: Vec<_> = run.asked.iter().map(row).collect();
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
    Part {
        provenance: Provenance::Real("real requests, real answers"),
        inside: Vec::new(),
        ask: None,
        result: Some(result.into_any()),
        bar: bar.into_any(),
        action: None,
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

/// `once`, `3 times`.
pub fn times(n: u32) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}
