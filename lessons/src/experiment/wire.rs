//! A sign-in as a bystander on the way records it, plain and over TLS, byte by byte.
//!
//! The recordings have the typed password in them, so the newest few are held in memory (`labs::wire::RecordingStore`) and
//! none is ever stored in the database. What the figure stores there is the name that was typed.

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, change_state};
use crate::fields::Fields;
use crate::{
    format::duration,
    learner::{begin_learner, memory_key},
};
use labs::{
    Engines, Experiment,
    wire::{
        Credentials, HexRow, Occurrence, Recording, Recordings, SEARCH_BYTES_MIN, StoredRecordings,
        TlsRecord, find_text, readable, tls_records,
    },
};
use leptos::prelude::*;
use model::{SessionKey, UserId};
use serde::{Deserialize, Serialize};
use web::{Error, components::Icon, context::RequestContext};

/// Rows of a recording that are shown at once; the rest is folded.
const ROWS_OPEN: usize = 26;

#[derive(Default, Serialize, Deserialize)]
struct WireState {
    name: String,
}

/// The experiment as the table of handlers has it.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(cx, stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        Box::pin(run(cx, fields))
    }

    fn forget(&self, labs: &Engines, learner: &str) {
        labs.recordings.forget(learner);
    }

    /// A recording has a typed password in it, so it is not handed over but forgotten.
    fn hand_over<'a>(
        &'a self,
        cx: &'a RequestContext,
        guest: &'a SessionKey,
        _: UserId,
    ) -> HandlerFuture<'a, ()> {
        cx.site.labs.recordings.forget(&guest.0);
        Box::pin(async {})
    }
}

async fn run(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let learner_key = begin_learner(cx).await?;
    let (name, password) = (fields.get("name"), fields.get("password"));
    // What was typed is checked before a socket is opened for it.
    let recorded = match Credentials::parse(name, password) {
        Ok(typed) => {
            let recordings = cx.site.labs.recordings.record(&cx.visit.network, &typed).await;
            recordings.map(|recordings| (typed, recordings))
        }
        Err(why) => Err(why),
    };
    let name = name.chars().take(40).collect::<String>();
    let trouble = match recorded {
        Ok((typed, recordings)) => {
            let recorded = StoredRecordings { at: cx.visit.now, recordings, typed };
            cx.site.labs.recordings.put(&memory_key(&learner_key), recorded);
            None
        }
        Err(why) => {
            tracing::debug!(error = %why, "a sign-in was not recorded: {why}");
            Some(why.to_string())
        }
    };
    let recorded =
        cx.site.labs.recordings.get(&memory_key(&learner_key), cx.visit.now).filter(|_| trouble.is_none());
    // The outcome is in which of the recordings the password can be read.
    let outcome = recorded.map(|recorded| {
        let found = |stream: &Recording| !find_text(stream, recorded.typed.password()).is_empty();
        match (found(&recorded.recordings.plain), found(&recorded.recordings.tls)) {
            (true, false) => "plain",
            (true, true) => "both",
            (false, _) => "neither",
        }
    });
    change_state(cx, &learner_key, Experiment::Wire, fields, move |stored| {
        stored.set_details(&WireState { name });
        stored.refusal = trouble;
        if let Some(outcome) = outcome {
            stored.note_outcome(outcome);
        }
    })
    .await
}

fn draw(cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
    let state: WireState = stored.details();
    let recorded = crate::learner::memory_key_of_visit(cx)
        .and_then(|key| cx.site.labs.recordings.get(&key, cx.visit.now))
        .filter(|_| !stored.details.is_null());
    let form = view! {
        <div class="switches typed">
            <div class="field"><label for="wire-name">"Name"</label><input id="wire-name" name="name" maxlength="40" required=true value=state.name.clone() autocomplete="off"/></div>
            <div class="field"><label for="wire-password">"Password, an invented one"</label><input id="wire-password" name="password" maxlength="40" required=true autocomplete="off" spellcheck="false" aria-describedby="wire-help"/><p class="help" id="wire-help">"Don’t type a real one: it will stand on this page in plain letters."</p></div>
        </div>
    };
    let mut sections = vec![form.into_any()];
    match (&recorded, stored.details.is_null()) {
        (Some(recorded), _) => sections.push(both(recorded)),
        (None, false) if stored.refusal.is_none() => sections.push(
            view! { <p class="quiet-text">"The recording is gone: it is kept in memory for an hour at most. Make another."</p> }.into_any(),
        ),
        _ => {}
    }
    FigureBody {
        provenance: Provenance::Real("real sockets, real TLS"),
        sections,
        controls: None,
        result: None,
        buttons: view! { <button class="button first" name="action" value="record">"Sign in, twice, and record it"</button> }.into_any(),
        form_action: None,
    }
}

/// Both recordings, side by side.
fn both(recorded: &StoredRecordings) -> AnyView {
    let Recordings { plain, tls } = &recorded.recordings;
    let records = tls_records(tls);
    view! {
        <div class="wires">
            <section aria-labelledby="wire-plain">
                <h3 id="wire-plain"><Icon name="eye"/>"Over plain TCP"</h3>
                {facts(plain, recorded)}
                {bytes(plain, recorded, "The plain recording, byte by byte")}
            </section>
            <section aria-labelledby="wire-tls">
                <h3 id="wire-tls"><Icon name="lock"/>"Over TLS"</h3>
                {facts(tls, recorded)}
                {bytes(tls, recorded, "The TLS recording, byte by byte")}
                <details class="explain"><summary>{format!("The {} records it is made of", records.len())}</summary><ol class="records">{records.iter().map(record).collect::<Vec<_>>()}</ol></details>
            </section>
        </div>
    }
    .into_any()
}

fn facts(stream: &Recording, recorded: &StoredRecordings) -> AnyView {
    let password = recorded.typed.password();
    let found = find_text(stream, password).len();
    let total: usize = stream.chunks.iter().map(|chunk| chunk.bytes.len()).sum();
    let (class, icon, said) = match found {
        0 => ("outcome open", "check", "Your password can’t be found in it.".to_owned()),
        1 => ("outcome refused", "warn", "Your password is in it, in one place.".to_owned()),
        n => ("outcome refused", "warn", format!("Your password is in it, in {n} places.")),
    };
    let short = (password.len() < SEARCH_BYTES_MIN).then_some(" It is so short that a find may be chance.");
    let spans: Vec<_> =
        readable(stream).into_iter().filter(|span| !span.by_chance).map(|span| span.text).collect();
    let legible = match spans.as_slice() {
        [] => "Nothing else can be read.".to_owned(),
        spans => format!(
            "Readable: {}",
            spans
                .iter()
                .take(3)
                .map(|text| text.chars().take(40).collect::<String>())
                .collect::<Vec<_>>()
                .join(" · ")
        ),
    };
    view! {
        <p class=class><Icon name=icon class="i s"/><span>{said}{short}</span></p>
        <p class="small quiet-text">{format!("{total} bytes in {}. ", duration(stream.took_us))}<span class="legible">{legible}</span></p>
    }
    .into_any()
}

fn bytes(stream: &Recording, recorded: &StoredRecordings, label: &'static str) -> AnyView {
    let found = find_text(stream, recorded.typed.password());
    let rows = stream.rows();
    let mut before = None;
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let turns = before != Some(row.from_browser);
            before = Some(row.from_browser);
            hex_row(row, turns, &found)
        })
        .collect();
    let mut rows = rows.into_iter();
    let open: Vec<_> = rows.by_ref().take(ROWS_OPEN).collect();
    let folded: Vec<_> = rows.collect();
    let more = (!folded.is_empty()).then(|| {
        view! { <details class="explain"><summary>{format!("{} more rows", folded.len())}</summary><pre class="hex" tabindex="0" role="region" aria-label=format!("{label}, the rest")>{folded}</pre></details> }
    });
    view! { <pre class="hex" tabindex="0" role="region" aria-label=label>{open}</pre>{more} }.into_any()
}

/// One row: direction, hexadecimal and text, with the password marked. `turns` is whether the direction changes here.
fn hex_row(row: &HexRow, turns: bool, found: &[Occurrence]) -> AnyView {
    let marked = |n: usize| {
        let at = row.at + n;
        found
            .iter()
            .any(|find| find.from_browser == row.from_browser && (find.at..find.at + find.len).contains(&at))
    };
    let mut pieces: Vec<(bool, String)> = Vec::new();
    for (n, c) in row.text.chars().enumerate() {
        match pieces.last_mut() {
            Some((is, text)) if *is == marked(n) => text.push(c),
            _ => pieces.push((marked(n), c.to_string())),
        }
    }
    let text: Vec<_> = pieces
        .into_iter()
        .map(|(is, text)| if is { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() })
        .collect();
    let arrow = match (turns, row.from_browser) {
        (false, _) => "  ",
        (true, true) => "→ ",
        (true, false) => "← ",
    };
    let class = if row.from_browser { "up" } else { "down" };
    view! { <span class=class>{arrow}<span class="digits">{format!("{:<48}", row.hex)}</span>{text}"\n"</span> }.into_any()
}

/// One TLS record: who sent it, and what is in it.
fn record(record: &TlsRecord) -> AnyView {
    let (from, icon) = if record.from_browser { ("browser", "right") } else { ("server", "left") };
    let class = if record.kind.is_encrypted() { "sealed" } else { "" };
    view! {
        <li class=class>
            <Icon name=icon class="i s"/>
            <span><b>{record.kind.name()}</b>{format!(", {} bytes from the {from}", record.bytes)}<span class="say">{record.says}</span></span>
        </li>
    }
    .into_any()
}
