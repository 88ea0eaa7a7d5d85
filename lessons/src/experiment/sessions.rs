//! Two simulated browsers and the server's table of sessions. Three figures share them, and each offers more actions than
//! the one before. The rules are those of `labs::sessions`; nothing here touches a real session.

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, run_step};
use crate::fields::Fields;
use labs::{
    Experiment,
    sessions::{Browser, Cookie, Event, EventLog, SessionRow, Snapshot},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web::{
    Error,
    components::Icon,
    context::{RequestContext, random_seed},
};

#[derive(Default, Serialize, Deserialize)]
struct TwoBrowsersState {
    /// Everything that was done so far; all else is computed from it.
    log: EventLog,
    /// The step that is looked at; none for the last one.
    at: Option<usize>,
}

/// The actions of a figure: the name of each event, and the words on its button.
fn actions(experiment: Experiment) -> &'static [(&'static str, &'static str)] {
    const ALL: [(&str, &str); 9] = [
        ("send-a", "A sends"),
        ("send-b", "B sends"),
        ("copy-a-b", "Copy A’s cookie to B"),
        ("copy-b-a", "Copy B’s cookie to A"),
        ("delete-a", "Delete A’s cookie"),
        ("delete-b", "Delete B’s cookie"),
        ("forget-a", "The server forgets A’s row"),
        ("forget-b", "The server forgets B’s row"),
        ("plant-b", "Put a made-up cookie into B"),
    ];
    match experiment {
        Experiment::TwoBrowsers => &ALL[..2],
        Experiment::Copied => &ALL[..6],
        _ => &ALL,
    }
}

/// One of the three figures with two browsers.
pub struct Handler(pub Experiment);

impl ExperimentHandler for Handler {
    fn draw(&self, _: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(self.0, stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        run_step(cx, self.0, fields, |stored, fields| run(self.0, stored, fields))
    }
}

fn run(experiment: Experiment, stored: &mut ExperimentState, fields: &Fields) {
    let mut state: TwoBrowsersState = stored.details();
    if state.log.events.is_empty() && state.log.seed == 0 {
        // The seed of the ids in the figure's own table; they open nothing.
        state.log.seed = random_seed();
    }
    match fields.action() {
        "back" => drop(state.log.events.pop()),
        action => match action.strip_prefix("at-").and_then(|n| n.parse().ok()) {
            Some(n) => {
                state.at = Some(n);
                return stored.set_details(&state);
            }
            None => {
                // A figure takes only the actions it offers.
                let allowed = actions(experiment).iter().any(|(name, _)| *name == action);
                let Some(event) = Event::of_name(action).filter(|_| allowed) else { return };
                if let Err(why) = state.log.push(event) {
                    stored.refusal = Some(why);
                }
            }
        },
    }
    // After an action the figure shows the last step again.
    state.at = None;
    let outcome = match experiment {
        Experiment::TwoBrowsers => state.log.apart_or_together(),
        Experiment::Copied => state.log.copied(),
        _ => state.log.forgotten(),
    };
    if let Some(outcome) = outcome {
        stored.note_outcome(outcome);
    }
    stored.set_details(&state);
}

fn draw(experiment: Experiment, stored: &ExperimentState) -> FigureBody {
    let state: TwoBrowsersState = stored.details();
    let scenes = state.log.snapshots();
    let at = state.at.unwrap_or(usize::MAX).min(scenes.len() - 1);
    let buttons: Vec<_> = actions(experiment)
        .iter()
        .enumerate()
        .map(|(n, (name, words))| {
            let class = if n == 0 { "button first" } else { "button s" };
            view! { <button class=class name="action" value=*name>{*words}</button> }
        })
        .collect();
    let undo = (!state.log.events.is_empty()).then(|| {
        view! { <button class="press" name="action" value="back"><Icon name="undo" class="i s"/>"Undo"</button> }
    });
    FigureBody {
        provenance: Provenance::Simulated("simulated browsers, real rules"),
        sections: vec![steps(&scenes, at), stage(&scenes[at]), as_text(&scenes)],
        controls: Some(view! { <div class="bar moves">{buttons}{undo}</div> }.into_any()),
        result: None,
        buttons: ().into_any(),
        form_action: None,
    }
}

/// A button for each step so far, and a sentence on the current one.
fn steps(scenes: &[Snapshot], at: usize) -> AnyView {
    let button = |n: usize, inner: AnyView, label: String, here: bool| {
        view! { <button class="tick" name="action" value=format!("at-{n}") formnovalidate=true aria-label=label aria-pressed=if here { "true" } else { "false" }>{inner}</button> }
    };
    let ticks: Vec<_> = (0..scenes.len())
        .map(|n| view! { <li>{button(n, n.into_any(), format!("Step {n}"), n == at)}</li> })
        .collect();
    view! {
        <div class="lab-steps">
            <ol class="ticks" aria-label="Steps">{ticks}</ol>
            <p aria-live="polite"><b>{format!("Step {at} of {}. ", scenes.len() - 1)}</b>{scenes[at].says.clone()}</p>
        </div>
    }
    .into_any()
}

/// Browsers, wire and table at one step.
fn stage(scene: &Snapshot) -> AnyView {
    let [a, b] = &scene.jars;
    let table: Vec<_> = scene.table.iter().map(|row| table_row(row, scene)).collect();
    let empty = scene.table.is_empty();
    let message = scene.exchange.as_ref().map(|message| {
        let whose = if message.from == Browser::A { "A" } else { "B" };
        view! {
            <div class="message out"><p class="way"><span>{format!("from browser {whose}")}</span><Icon name="right" class="i s"/></p><pre>{message.request.clone()}</pre></div>
            <div class="message back"><p class="way"><span>"answer"</span><Icon name="left" class="i s"/></p><pre>{message.answer.clone()}</pre></div>
        }
    });
    let quiet = scene.exchange.is_none();
    view! {
        <div class="lab-stage three-up">
            <section><h3><Icon name="browser"/>"The browsers"</h3>{jar("A", a.as_ref())}{jar("B", b.as_ref())}</section>
            <section><h3><Icon name="wire"/>"The wire"</h3>{message}{quiet.then(|| view! { <p class="small quiet-text">"Nothing crosses it in this step."</p> })}</section>
            <section>
                <h3><Icon name="server"/>"The server’s table"</h3>
                <table class="rows">
                    <caption class="sr">"Rows of the server’s sessions"</caption>
                    <thead><tr><th scope="col">"id"</th><th scope="col" class="n">"asked"</th></tr></thead>
                    <tbody>{table}{empty.then(|| view! { <tr><td colspan="2">"no rows yet"</td></tr> })}</tbody>
                </table>
            </section>
        </div>
    }
    .into_any()
}

fn jar(name: &'static str, cookie: Option<&Cookie>) -> AnyView {
    let inside = match cookie {
        Some(cookie) => {
            view! { <div><dt>"id"</dt><dd><code>{cookie.value.clone()}</code></dd></div> }.into_any()
        }
        None => view! { <div><dt>"empty"</dt><dd>"no cookie in this jar"</dd></div> }.into_any(),
    };
    let class = if cookie.is_some() { "cookie" } else { "cookie off" };
    view! { <p class="small cap">"Browser "{name}"’s jar"</p><dl class=class>{inside}</dl> }.into_any()
}

fn table_row(row: &SessionRow, scene: &Snapshot) -> AnyView {
    let changed = scene.changed_rows.contains(&row.id);
    let class = changed.then_some("is");
    view! { <tr><td><code>{row.id.clone()}</code></td><td class="n"><span class=class>{row.count}</span></td></tr> }.into_any()
}

/// The same as a list of sentences, for whoever cannot see the stage.
fn as_text(scenes: &[Snapshot]) -> AnyView {
    let lines: Vec<_> = scenes.iter().map(|scene| view! { <li>{scene.says.clone()}</li> }).collect();
    view! { <details class="explain"><summary>"Read it as text"</summary><ol class="told" start="0">{lines}</ol></details> }.into_any()
}
