//! The tamper bench: four kinds of cookie for one basket, to be read, changed, swapped and sent again.
//!
//! What lies on the bench is kept as it is; sending it is a real request with a real cookie (`server/src/lab/tamper.rs`),
//! and the bench's own server answers.

mod bytes;
mod grid;

pub use grid::draw as draw_grid;

use super::{Part, Provenance};
use crate::fields::Fields;
use crate::{
    Kept,
    format::coded,
    learner::{begin, change},
};
use labs::{
    Experiment,
    tamper::{Kind, Outcome, Person, TamperState, flip_bit},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web::cookies::LAB_TAMPER;
use web::{Error, components::Icon, context::RequestContext};

const COOKIE: &str = LAB_TAMPER.name;
pub const PUT: &str = "/lab/tamper/put";
pub const ASK: &str = "/lab/tamper/ask";

#[derive(Serialize, Deserialize)]
struct Run {
    bench: TamperState,
    kind: Kind,
    /// What lies on the bench, and what it was before it was touched.
    value: String,
    was: String,
    /// The byte whose bits are shown.
    byte: Option<usize>,
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

impl Run {
    fn begin() -> Self {
        let mut bench = TamperState::new();
        for (kind, person) in Kind::ALL.into_iter().flat_map(|kind| Person::ALL.map(|person| (kind, person)))
        {
            bench.issue(kind, person);
        }
        let mut run = Self {
            bench,
            kind: Kind::Plain,
            value: String::new(),
            was: String::new(),
            byte: None,
            sent: None,
        };
        run.lay(Person::Ana);
        run
    }

    fn of(kept: &Kept) -> Self {
        serde_json::from_value(kept.run.clone()).unwrap_or_else(|_| Self::begin())
    }

    /// Puts somebody's latest cookie of this kind on the bench.
    fn lay(&mut self, person: Person) {
        let value = self.bench.latest(self.kind, person).unwrap_or_default().to_owned();
        (self.was, self.value, self.byte) = (value.clone(), value, None);
    }

    fn is_changed(&self) -> bool {
        self.value != self.was
    }
}

/// Characters of a value on the bench.
const CHARS_MAX: usize = 1_000;

pub fn run(kept: &mut Kept, fields: &Fields) {
    let mut run = Run::of(kept);
    let typed: String = fields.get("value").trim().chars().take(CHARS_MAX).collect();
    if !typed.is_empty() {
        run.value = typed;
    }
    let deed = fields.deed();
    let (verb, rest) = deed.split_once('-').unwrap_or((deed, ""));
    match verb {
        "kind" => {
            if let Some(kind) = Kind::of_name(rest) {
                run.kind = kind;
                run.lay(Person::Ana);
                run.sent = None;
            }
        }
        // What was typed may be anything; bytes have buttons while each is a character.
        "byte" => run.byte = rest.parse().ok().filter(|at| run.value.is_ascii() && *at < run.value.len()),
        "bit" => {
            let flipped = rest.parse().ok().zip(run.byte).and_then(|(bit, at)| flip_bit(&run.value, at, bit));
            match flipped.filter(|value| value.chars().all(fits)) {
                Some(value) => run.value = value,
                None => {
                    kept.trouble = Some(
                        "That bit would make a character that no cookie can carry. Turn another one over."
                            .to_owned(),
                    )
                }
            }
        }
        "back" => (run.value, run.byte) = (run.was.clone(), None),
        "fresh" => {
            run.bench.issue(run.kind, Person::Ana);
            run.lay(Person::Ana);
        }
        "bens" => run.lay(Person::Ben),
        "old" => {
            let old = run.bench.earlier(run.kind, Person::Ana).map(str::to_owned);
            match old {
                Some(old) => (run.was, run.value, run.byte) = (old.clone(), old, None),
                None => kept.trouble = Some(
                    "There is no older one yet. Take a fresh cookie first; the one before it is then old."
                        .to_owned(),
                ),
            }
        }
        "read" => drop(run.bench.read(run.kind)),
        "leave" => run.bench.sign_out(Person::Ana),
        "rotate" => run.bench.rotate_key(),
        _ => {}
    }
    kept.set_run(&run);
}

/// The value to be set as a cookie, if it can be one (RFC 6265bis, 4.1.1: cookie-octets).
pub fn value(fields: &Fields) -> Option<String> {
    let value: String = fields.get("value").trim().chars().take(CHARS_MAX).collect();
    (!value.is_empty() && value.chars().all(fits)).then_some(value)
}

fn fits(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '"' | ',' | ';' | '\\')
}

/// What can't be a cookie stays on the bench, with a word.
pub async fn note_unfit(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let typed: String = fields.get("value").chars().take(CHARS_MAX).collect();
    change(cx, &begin(cx).await?, Experiment::Tamper, fields, move |kept| {
        let mut run = Run::of(kept);
        run.value = typed;
        kept.trouble = Some("A cookie’s value has letters, digits and signs, but no blank, quote, comma, semicolon or backslash. Yours stays here; mend it and send it again.".to_owned());
        kept.set_run(&run);
    })
    .await
}

/// The shop answers to the cookie that really came.
pub async fn note_asked(cx: &RequestContext, fields: &Fields, came: Option<String>) -> Result<(), Error> {
    change(cx, &begin(cx).await?, Experiment::Tamper, fields, move |kept| {
        let mut run = Run::of(kept);
        let Some(value) = came else {
            kept.trouble =
                Some("Your browser sent no cookie along. Does it take cookies from this site?".to_owned());
            return;
        };
        let reply = run.bench.present(run.kind, &value);
        if value != run.was {
            kept.note_outcome(reply.outcome.name());
        }
        let (status, checked, body) = (reply.status, reply.checked, reply.body);
        run.value.clone_from(&value);
        run.sent = Some(Sent { value, status, checked, body, outcome: reply.outcome.name().to_owned() });
        kept.set_run(&run);
    })
    .await
}

pub fn draw(kept: &Kept) -> Part {
    let run = Run::of(kept);
    let tabs: Vec<_> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let (icon, word) = label(kind);
            let pressed = if kind == run.kind { "true" } else { "false" };
            view! { <button name="deed" value=format!("kind-{}", kind.name()) aria-pressed=pressed formnovalidate=true><Icon name=icon/>{word}</button> }
        })
        .collect();
    let deed = |name: &'static str, words: &'static str| view! { <button class="button s" name="deed" value=name formnovalidate=true>{words}</button> };
    let left = run.bench.is_signed_out(Person::Ana).then(|| view! { <p class="small">"Ana has signed out at this shop. A fresh cookie signs her in again."</p> });
    let input = view! {
        <div class="field">
            <label for="tamper-value">"The cookie, as it will be sent. Change any character"</label>
            <input id="tamper-value" class="mono" name="value" value=run.value.clone() maxlength=CHARS_MAX spellcheck="false" autocapitalize="off" autocomplete="off"/>
        </div>
    };
    Part {
        provenance: Provenance::Real("real bytes, real server"),
        inside: vec![
            view! { <div class="kinds-tabs" role="group" aria-label="Which kind of cookie">{tabs}</div>{bytes::bytes(&run)}{input} }.into_any(),
            view! {
                <div class="row deeds">
                    {deed("read", "Take it apart")}
                    {deed("bens", "Lay Ben’s cookie here")}
                    {deed("old", "Lay an old one here")}
                    {deed("fresh", "Fresh cookie")}
                    {deed("leave", "Sign Ana out")}
                    {deed("rotate", "Change the server’s key")}
                </div>
                {left}
            }
            .into_any(),
        ],
        ask: None,
        result: Some(answer(&run)),
        bar: view! { <button class="button first" formaction=PUT><Icon name="play" class="i s"/>"Send it"</button> }.into_any(),
        action: None,
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

fn answer(run: &Run) -> AnyView {
    let Some(sent) = &run.sent else {
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

/// A word and a mark for an outcome of the grid.
fn said(outcome: Outcome) -> (&'static str, &'static str, &'static str) {
    match outcome {
        Outcome::Readable => ("outcome open", "eye", "Readable"),
        Outcome::Unreadable => ("outcome refused", "eye-off", "Not readable"),
        Outcome::Believed => ("outcome believed", "warn", "Believed"),
        Outcome::Ignored => ("outcome open", "check", "No difference"),
        Outcome::Refused => ("outcome refused", "refused", "Refused"),
    }
}
