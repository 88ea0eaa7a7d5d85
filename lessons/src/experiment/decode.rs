//! A session cookie of another framework, read without any key: signed is not encrypted.

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, run_step};
use crate::fields::Fields;
use labs::{
    Experiment,
    decode::{DecodedCookie, Kind, decode},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web::{Error, context::RequestContext};

/// A cookie that Flask 3.1 made with the key `sourdough-2026`. The page reads it without the key; a test checks it with it.
const EXAMPLE: &str =
    "eyJiYXNrZXQiOlsiYnJlYWQiXSwibmFtZSI6ImFuYSIsInVzZXJfaWQiOjE3fQ.aVW5AA.RIAojV2NvF-CGli25VTLjRz-G3s";

#[derive(Serialize, Deserialize)]
struct DecodeState {
    value: String,
}

/// The experiment as the table of handlers has it.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, _: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        run_step(cx, Experiment::Decode, fields, run)
    }

    /// The explanation takes a cookie of Flask's apart, and would be wrong under another.
    fn is_explained(&self, stored: &ExperimentState) -> bool {
        let state: Option<DecodeState> = serde_json::from_value(stored.details.clone()).ok();
        state.is_some_and(|state| decode(&state.value).kind == Kind::Flask)
    }
}

fn run(stored: &mut ExperimentState, fields: &Fields) {
    let value: String = fields.get("value").chars().take(5_000).collect();
    let reading = decode(&value);
    let legible = matches!(reading.kind, Kind::Flask | Kind::Jwt | Kind::Base64Json | Kind::Json);
    stored.note_outcome(if legible { "readable" } else { "unreadable" });
    stored.set_details(&DecodeState { value });
}

fn draw(stored: &ExperimentState) -> FigureBody {
    let state: Option<DecodeState> = serde_json::from_value(stored.details.clone()).ok();
    let value = state.as_ref().map_or(EXAMPLE, |state| &state.value).to_owned();
    let shown = state.as_ref().map(|state| parts(&decode(&state.value)));
    let form = view! {
        <div class="field">
            <label for="decode-value">"A session cookie’s value"</label>
            <input id="decode-value" class="mono" name="value" value=value maxlength="5000" spellcheck="false" autocapitalize="off" autocomplete="off"/>
            <p class="help">"This one was made by Flask. Paste another: of Express, of Django, a JWT. Not one of your own that still opens something."</p>
        </div>
    };
    FigureBody {
        provenance: Provenance::Real("Flask’s own format, really taken apart"),
        sections: vec![form.into_any(), view! { <div aria-live="polite">{shown}</div> }.into_any()],
        controls: None,
        result: None,
        buttons: view! { <button class="button first" name="action" value="read">"Read it"</button> }
            .into_any(),
        form_action: None,
    }
}

/// The cookie part by part, with what each part is.
fn parts(reading: &DecodedCookie) -> AnyView {
    let kind = match reading.kind {
        Kind::Flask => "It looks like a session of Flask’s.",
        Kind::Express => "It looks like a session of Express’s.",
        Kind::Django => "It looks like a session of Django’s.",
        Kind::Jwt => "It looks like a JSON Web Token.",
        Kind::Base64Json => "It is JSON, written in Base64.",
        Kind::Json => "It is JSON, as it is.",
        Kind::Unknown => "It is in no form that is known here.",
    };
    let rows: Vec<_> = reading
        .parts
        .iter()
        .map(|part| {
            let readable = part.readable.as_ref().map(|text| view! { <pre>{text.clone()}</pre> });
            view! { <div><dt>{part.text.clone()}</dt><dd>{crate::format::coded(&part.says)}{readable}</dd></div> }
        })
        .collect();
    view! { <p>{kind}</p><dl class="cookie wide">{rows}</dl> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_really_flasks_and_reads_without_its_key() {
        assert!(labs::decode::check_flask(EXAMPLE, "sourdough-2026"));
        let mut stored = ExperimentState::default();
        run(&mut stored, &Fields::of([("value".to_owned(), EXAMPLE.to_owned())]));
        assert_eq!(stored.outcome.as_deref(), Some("readable"));
    }

    #[test]
    fn j6_the_explanation_stands_only_under_a_cookie_that_it_fits() {
        for (value, fits) in [(EXAMPLE, true), ("1041", false), ("eyJ1c2Vy!!!.ZVPxAA.SIGN", false)] {
            let mut stored = ExperimentState::default();
            run(&mut stored, &Fields::of([("value".to_owned(), value.to_owned())]));
            assert_eq!(Handler.is_explained(&stored), fits, "{value}");
        }
    }
}
