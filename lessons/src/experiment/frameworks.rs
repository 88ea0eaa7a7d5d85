//! The same sign-in in four frameworks, side by side: ours from the source of this very build, the others from texts.

use super::{ExperimentHandler, ExperimentState, FigureBody, Provenance};
use crate::page::prose;
use leptos::prelude::*;
use web::context::RequestContext;

/// Name, what it puts in the cookie, language, and the text.
const OTHERS: [(&str, &str, &str, &str); 3] = [
    (
        "Flask",
        "the data itself, signed: anyone can read it, and a copy works on after signing out",
        "python",
        include_str!("../../../content/learn/frameworks/flask.py"),
    ),
    (
        "Express",
        "an id, signed; the data stay on the server",
        "javascript",
        include_str!("../../../content/learn/frameworks/express.js"),
    ),
    (
        "Django",
        "an id; the data stay in a table",
        "python",
        include_str!("../../../content/learn/frameworks/django.py"),
    ),
];

/// The file of the site's own sign-in, of which the figure shows two functions.
const OURS: &str = "app/src/api/session.rs";

/// The texts of the frameworks. The site shows them and never runs them; tests do (`labs/tests/flask.rs`,
/// `end2end/pages/express.spec.ts`).
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, cx: &RequestContext, _: &ExperimentState) -> FigureBody {
        draw(cx)
    }

    fn has_result(&self, _: &ExperimentState) -> bool {
        true
    }
}

fn draw(cx: &RequestContext) -> FigureBody {
    let own = cx.site.source.find(OURS).unwrap_or_default();
    // Two functions of the file, from the doc comment of each to that of the next one.
    let ours = view! {
        <details class="code" name="framework" open=true>
            <summary><b>"axum, tower-sessions, Leptos"</b>" "<span class="small quiet-text">"an id; the data stay in a table, under its digest"</span></summary>
            {prose(&format!("```rust\n{}\n```", between(own, "/// Signs in.", "/// Whose failures count")))}
            {prose(&format!("```rust\n{}\n```", between(own, "/// Begins a session for", "/// Ends this session")))}
            <p class="small">"This is what signs you in here. "<a href=format!("/source/{OURS}")>{OURS}</a></p>
        </details>
    };
    let others: Vec<_> = OTHERS
        .iter()
        .map(|(name, puts, language, text)| {
            view! {
                <details class="code" name="framework">
                    <summary><b>{*name}</b>" "<span class="small quiet-text">{*puts}</span></summary>
                    {prose(&format!("```{language}\n{text}\n```"))}
                </details>
            }
        })
        .collect();
    FigureBody {
        provenance: Provenance::Real("our running source, and three that run"),
        sections: vec![view! { <div class="codes">{ours}{others}</div> }.into_any()],
        controls: None,
        result: None,
        buttons: ().into_any(),
        form_action: None,
    }
}

/// The part of a text from one mark up to another; empty where the first mark is not in it.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = text.find(from).map_or("", |at| &text[at..]);
    rest.find(to).map_or(rest, |end| &rest[..end]).trim_end()
}
