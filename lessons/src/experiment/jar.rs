//! A jar that takes any `Set-Cookie` lines and any request, typed freely. Where scripts run, the jar is evaluated in the
//! browser while one types (`frontend/jar`); the form here is what works without them.

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, run_step};
use crate::fields::Fields;
use labs::{
    Experiment,
    jar_lab::{JarInput, RequestKind, evaluate, html},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web::{Error, components::TextArea, context::RequestContext};

/// The most characters of the lines that are stored. In JSON a character may take six bytes, and a state has an upper bound
/// in bytes.
const LINES_CHARS_MAX: usize = 9_000;

#[derive(Serialize, Deserialize)]
struct JarState {
    lines: String,
    to: String,
    how: String,
}

impl Default for JarState {
    fn default() -> Self {
        let lines = "https://www.shop.example/account/sign-in\n\
                     id=31d4d96e; Path=/; Secure; HttpOnly; SameSite=Lax\n\
                     basket=3; Domain=shop.example; Max-Age=86400\n\
                     __Host-theme=dark; Path=/; Secure; Domain=shop.example";
        Self { lines: lines.to_owned(), to: "https://help.shop.example/".to_owned(), how: "own".to_owned() }
    }
}

impl JarState {
    fn asked(&self) -> JarInput {
        let request_kind = RequestKind::of_name(&self.how).unwrap_or(RequestKind::Own);
        JarInput { lines: self.lines.clone(), to: self.to.clone(), request_kind }
    }
}

/// The experiment as the table of handlers has it.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(cx, stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        run_step(cx, Experiment::Jar, fields, run)
    }
}

fn run(stored: &mut ExperimentState, fields: &Fields) {
    let cut = |text: &str, max: usize| text.chars().take(max).collect::<String>();
    // Browsers send CR LF for every line end (HTML Living Standard, 4.10.21.4).
    let lines = cut(&fields.get("lines").replace("\r\n", "\n"), LINES_CHARS_MAX);
    let state = JarState { lines, to: cut(fields.get("to"), 2_048), how: cut(fields.get("how"), 20) };
    let sent = evaluate(&state.asked()).cookies;
    let goes = sent.iter().filter(|sent| sent.is_sent).count();
    stored.note_outcome(match goes {
        0 => "none",
        n if n == sent.len() => "all",
        _ => "some",
    });
    stored.set_details(&state);
}

fn draw(cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
    let ran = !stored.details.is_null();
    let state: JarState = serde_json::from_value(stored.details.clone()).unwrap_or_default();
    let options: Vec<_> = RequestKind::ALL
        .into_iter()
        .map(|how| view! { <option value=how.name() selected=how.name() == state.how>{how.says()}</option> })
        .collect();
    // Before the first run the answer is empty; the typed lines are an example then.
    let drawn = if ran { html(&evaluate(&state.asked())) } else { String::new() };
    let value = RwSignal::new(state.lines.clone());
    // The bundle that answers while one types. Without scripts the attributes do nothing.
    let (js, wasm) = (cx.site.assets)().jar.clone();
    let form = view! {
        <div class="field">
            <label for="jar-lines">"What the browser was told: an address, and below it the lines that came from there"</label>
            <TextArea id="jar-lines" name="lines" value rows=6 class="mono"/>
        </div>
        <div class="switches typed">
            <div class="field"><label for="jar-to">"Then it asks for"</label><input id="jar-to" class="mono" name="to" value=state.to.clone() maxlength="2048" spellcheck="false" autocapitalize="off" autocomplete="off"/></div>
            <div class="field"><label for="jar-how">"because"</label><select id="jar-how" name="how">{options}</select></div>
        </div>
    };
    let shown = view! { <div class="jar-answer" aria-live="polite" data-jar=js data-jar-wasm=wasm inner_html=drawn></div> };
    FigureBody {
        provenance: Provenance::Simulated("a simulated jar, the standard’s rules"),
        sections: vec![shown.into_any()],
        controls: Some(view! { {form}<div class="actions"><button class="button first" name="action" value="ask">"Ask the jar"</button></div> }.into_any()),
        result: None,
        buttons: ().into_any(),
        form_action: None,
    }
}
