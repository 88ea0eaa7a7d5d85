//! The tamper bench: four kinds of cookie for one shopping basket, to be read, changed, swapped and sent again.
//!
//! The value on the bench is stored with every action. Sending it is a real request with a real cookie
//! (`server/src/lab/tamper.rs`), and the simulated shop of `labs::tamper` answers to what really came.

mod bytes;
mod grid;

pub use grid::GridHandler;

use super::{
    ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, change_state, run_step,
};
use crate::fields::Fields;
use crate::{format::coded, learner::begin_learner};
use labs::{
    Experiment,
    tamper::{Kind, Outcome, Person, TamperState, flip_bit},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web::cookies::LAB_TAMPER;
use web::{Error, components::Icon, context::RequestContext};

/// The name of the cookie. It opens nothing but the simulated shop.
const COOKIE: &str = LAB_TAMPER.name;
/// Where the value is set as a cookie.
pub const PUT: &str = "/lab/tamper/put";
/// Where the shop is asked with it.
pub const ASK: &str = "/lab/tamper/ask";

#[derive(Serialize, Deserialize)]
struct TamperExperimentState {
    /// The shop's side: its keys, its sessions, and what it issued.
    bench: TamperState,
    /// The kind of cookie that is chosen.
    kind: Kind,
    /// The value on the bench, and what it was before it was changed.
    value: String,
    was: String,
    /// The place of the byte whose bits are shown.
    byte: Option<usize>,
    /// What was sent last, and the answer.
    sent: Option<Sent>,
}

/// The last cookie that was really sent, and the answer.
#[derive(Serialize, Deserialize)]
struct Sent {
    value: String,
    status: u16,
    checked: Vec<String>,
    body: String,
    outcome: String,
}

impl TamperExperimentState {
    fn begin() -> Self {
        let mut bench = TamperState::new();
        for (kind, person) in Kind::ALL.into_iter().flat_map(|kind| Person::ALL.map(|person| (kind, person)))
        {
            bench.issue(kind, person);
        }
        let mut state = Self {
            bench,
            kind: Kind::Plain,
            value: String::new(),
            was: String::new(),
            byte: None,
            sent: None,
        };
        state.lay(Person::Ana);
        state
    }

    fn of(stored: &ExperimentState) -> Self {
        serde_json::from_value(stored.details.clone()).unwrap_or_else(|_| Self::begin())
    }

    /// Puts the latest cookie of a person, of the chosen kind, on the bench.
    fn lay(&mut self, person: Person) {
        let value = self.bench.latest(self.kind, person).unwrap_or_default().to_owned();
        (self.was, self.value, self.byte) = (value.clone(), value, None);
    }

    fn is_changed(&self) -> bool {
        self.value != self.was
    }
}

/// The most characters of a value on the bench.
const CHARS_MAX: usize = 1_000;

/// The experiment as the table of handlers has it.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, _: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        run_step(cx, Experiment::Tamper, fields, run)
    }
}

fn run(stored: &mut ExperimentState, fields: &Fields) {
    let mut state = TamperExperimentState::of(stored);
    let typed: String = fields.get("value").trim().chars().take(CHARS_MAX).collect();
    // Every button sends the value along, so what was typed is never lost.
    if !typed.is_empty() {
        state.value = typed;
    }
    let action = fields.action();
    // An action is a verb and what it is about: `kind-signed`, `byte-12`, `bit-3`.
    let (verb, rest) = action.split_once('-').unwrap_or((action, ""));
    match verb {
        "kind" => {
            if let Some(kind) = Kind::of_name(rest) {
                state.kind = kind;
                state.lay(Person::Ana);
                state.sent = None;
            }
        }
        // Bytes have buttons only while each of them is a character, and what was typed may be anything.
        "byte" => {
            state.byte = rest.parse().ok().filter(|at| state.value.is_ascii() && *at < state.value.len())
        }
        "bit" => {
            let flipped =
                rest.parse().ok().zip(state.byte).and_then(|(bit, at)| flip_bit(&state.value, at, bit));
            match flipped.filter(|value| value.chars().all(fits)) {
                Some(value) => state.value = value,
                None => {
                    stored.refusal = Some(
                        "That bit would make a character that no cookie can carry. Turn another one over."
                            .to_owned(),
                    )
                }
            }
        }
        "back" => (state.value, state.byte) = (state.was.clone(), None),
        "fresh" => {
            state.bench.issue(state.kind, Person::Ana);
            state.lay(Person::Ana);
        }
        "bens" => state.lay(Person::Ben),
        "old" => {
            let old = state.bench.earlier(state.kind, Person::Ana).map(str::to_owned);
            match old {
                Some(old) => (state.was, state.value, state.byte) = (old.clone(), old, None),
                None => stored.refusal = Some(
                    "There is no older one yet. Take a fresh cookie first; the one before it is then old."
                        .to_owned(),
                ),
            }
        }
        "read" => drop(state.bench.read(state.kind)),
        "leave" => state.bench.sign_out(Person::Ana),
        "rotate" => state.bench.rotate_key(),
        _ => {}
    }
    stored.set_details(&state);
}

/// The value that a form wants to be set as a cookie, if it can be one (RFC 6265bis, 4.1.1: cookie-octets).
pub fn value(fields: &Fields) -> Option<String> {
    let value: String = fields.get("value").trim().chars().take(CHARS_MAX).collect();
    (!value.is_empty() && value.chars().all(fits)).then_some(value)
}

/// Whether a character may be in a cookie's value.
fn fits(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '"' | ',' | ';' | '\\')
}

/// Notes that a value cannot be a cookie. It stays on the bench, and the figure says why.
///
/// # Errors
/// What the store or a rate limit answers.
pub async fn note_unfit(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let typed: String = fields.get("value").chars().take(CHARS_MAX).collect();
    change_state(cx, &begin_learner(cx).await?, Experiment::Tamper, fields, move |stored| {
        let mut state = TamperExperimentState::of(stored);
        state.value = typed;
        stored.refusal = Some("A cookie’s value has letters, digits and signs, but no blank, quote, comma, semicolon or backslash. Yours stays here; mend it and send it again.".to_owned());
        stored.set_details(&state);
    })
    .await
}

/// Has the shop answer to the cookie that really came, and notes the answer.
///
/// # Errors
/// What the store or a rate limit answers.
pub async fn note_asked(cx: &RequestContext, fields: &Fields, came: Option<String>) -> Result<(), Error> {
    change_state(cx, &begin_learner(cx).await?, Experiment::Tamper, fields, move |stored| {
        let mut state = TamperExperimentState::of(stored);
        let Some(value) = came else {
            stored.refusal =
                Some("Your browser sent no cookie along. Does it take cookies from this site?".to_owned());
            return;
        };
        let reply = state.bench.present(state.kind, &value);
        if value != state.was {
            stored.note_outcome(reply.outcome.name());
        }
        let (status, checked, body) = (reply.status, reply.checked, reply.body);
        state.value.clone_from(&value);
        state.sent = Some(Sent { value, status, checked, body, outcome: reply.outcome.name().to_owned() });
        stored.set_details(&state);
    })
    .await
}

fn draw(stored: &ExperimentState) -> FigureBody {
    let state = TamperExperimentState::of(stored);
    let tabs: Vec<_> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let (icon, word) = label(kind);
            let pressed = if kind == state.kind { "true" } else { "false" };
            view! { <button name="action" value=format!("kind-{}", kind.name()) aria-pressed=pressed formnovalidate=true><Icon name=icon/>{word}</button> }
        })
        .collect();
    let action = |name: &'static str, words: &'static str| view! { <button class="button s" name="action" value=name formnovalidate=true>{words}</button> };
    // Somebody who signed out at the shop sees why their cookies are refused.
    let left = state.bench.is_signed_out(Person::Ana).then(|| view! { <p class="small">"Ana has signed out at this shop. A fresh cookie signs her in again."</p> });
    let input = view! {
        <div class="field">
            <label for="tamper-value">"The cookie, as it will be sent. Change any character"</label>
            <input id="tamper-value" class="mono" name="value" value=state.value.clone() maxlength=CHARS_MAX spellcheck="false" autocapitalize="off" autocomplete="off"/>
        </div>
    };
    FigureBody {
        provenance: Provenance::Real("real bytes, real server"),
        sections: vec![
            view! { <div class="kinds-tabs" role="group" aria-label="Which kind of cookie">{tabs}</div>{bytes::bytes(&state)}{input} }.into_any(),
            view! {
                <div class="row actions">
                    {action("read", "Take it apart")}
                    {action("bens", "Lay Ben’s cookie here")}
                    {action("old", "Lay an old one here")}
                    {action("fresh", "Fresh cookie")}
                    {action("leave", "Sign Ana out")}
                    {action("rotate", "Change the server’s key")}
                </div>
                {left}
            }
            .into_any(),
        ],
        controls: None,
        result: Some(answer(&state)),
        buttons: view! { <button class="button first" formaction=PUT><Icon name="play" class="i s"/>"Send it"</button> }.into_any(),
        form_action: None,
    }
}

fn label(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Plain => ("eye", "Plain"),
        Kind::Signed => ("seal", "Signed"),
        Kind::Encrypted => ("lock", "Encrypted"),
        Kind::Opaque => ("key", "Opaque"),
    }
}

fn answer(state: &TamperExperimentState) -> AnyView {
    let Some(sent) = &state.sent else {
        return view! { <div class="answer"><p class="quiet-text">"Nothing sent yet. “Send it” sets this value as a real cookie of yours, for this bench alone, and asks the shop with it."</p></div> }.into_any();
    };
    let (class, icon, word) = match sent.outcome.as_str() {
        "refused" => ("outcome refused", "refused", "Refused."),
        "ignored" => ("outcome open", "check", "Believed, and the change made no difference."),
        _ => ("outcome believed", "warn", "Believed."),
    };
    let checked: Vec<_> = sent.checked.iter().map(|line| view! { <li>{coded(line)}</li> }).collect();
    view! {
        <div class="answer" aria-live="polite">
            <div class="message out"><p class="way"><span>"sent"</span><Icon name="right" class="i s"/></p>
                <pre><b>{format!("POST {ASK} HTTP/1.1")}</b>{format!("\ncookie: {COOKIE}={}", sent.value)}</pre></div>
            <div class="message back"><p class="way"><span>"answered"</span><Icon name="left" class="i s"/></p>
                <pre><b>{format!("HTTP/1.1 {}", sent.status)}</b>{format!("\n\n{}", sent.body)}</pre></div>
            <p class=class><Icon name=icon class="i s"/><span>{word}</span></p>
            <p class="small cap">"What the server did"</p>
            <ol class="told">{checked}</ol>
        </div>
    }
    .into_any()
}

/// The class, the icon and the word for an outcome in the grid.
fn said(outcome: Outcome) -> (&'static str, &'static str, &'static str) {
    match outcome {
        Outcome::Readable => ("outcome open", "eye", "Readable"),
        Outcome::Unreadable => ("outcome refused", "eye-off", "Not readable"),
        Outcome::Believed => ("outcome believed", "warn", "Believed"),
        Outcome::Ignored => ("outcome open", "check", "No difference"),
        Outcome::Refused => ("outcome refused", "refused", "Refused"),
    }
}
