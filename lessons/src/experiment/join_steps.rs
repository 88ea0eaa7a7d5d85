//! Two small tables to be filled at will, the rows that SQLite makes when it joins them, and the steps that explain these
//! rows.
//!
//! Whatever button is pressed, the form brings both tables along, so nothing that was typed is lost when a run fails.
//! SQLite is asked again only where the tables or the kind of join changed. Its answer is stored, and the buttons of the
//! steps only move along it. The steps are computed by ours (`labs::join`), the rows are SQLite's; where the two do not
//! agree, the figure says so instead of pretending.

mod current_step;
mod result;
mod typed;

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, change_state};
use crate::fields::Fields;
use crate::sandbox::run_job;
use crate::{
    learner::{Learner, begin_learner, claim},
    sandbox::view::draw_sql,
};
use labs::{
    Experiment,
    join::{JoinKind, Side, Step, Tables, match_rows, steps},
    sandbox::{Cell, ClaimKind, Refused, RunScript},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use store::learner::LearnerKey;
use web::{Error, context::RequestContext};

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
struct JoinStepsState {
    tables: Tables,
    kind: JoinKind,
    /// How many steps were taken; 0 before the first.
    at: usize,
    answer: Option<Answer>,
}

/// An answer of SQLite's.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Answer {
    rows: Vec<Vec<Cell>>,
    /// Whether it belongs to the tables and the kind of join as they are now, and not to earlier ones.
    is_current: bool,
}

impl JoinStepsState {
    /// The state after a button was pressed, before SQLite is asked. The name of a button is its action and what it is
    /// about: `next`, `kind-left`, `add-right`, `drop-left-2`.
    fn pressed(mut self, fields: &Fields) -> Self {
        let (before, action) = ((self.tables.clone(), self.kind), fields.action());
        let was_at_end = self.rows().is_some() && self.at == self.steps().len();
        if let Some(tables) = typed::read(fields) {
            self.tables = tables;
        }
        let mut words = action.split('-');
        match (words.next(), words.next(), words.next()) {
            (Some("kind"), Some(kind), None) => self.kind = JoinKind::of_name(kind).unwrap_or(self.kind),
            (Some("add"), Some(side), None) => {
                Side::of_name(side).into_iter().for_each(|side| self.tables.add(side));
            }
            (Some("drop"), Some(side), Some(row)) => {
                let place = Side::of_name(side).zip(row.parse().ok());
                place.into_iter().for_each(|(side, row)| self.tables.remove(side, row));
            }
            (Some("tables"), None, None) => self.tables = Tables::default(),
            _ => {}
        }
        let all = self.steps().len();
        if (&self.tables, self.kind) != (&before.0, before.1) {
            // A learner who looked at the whole join wants to compare the whole of the next one. One who was in the
            // middle of the steps would be in the middle of other steps now, so they begin again.
            let walks = ["back", "next"].contains(&action);
            self.at = if was_at_end && !walks { all } else { 0 };
            self.answer.iter_mut().for_each(|answer| answer.is_current = false);
        }
        self.at = match action {
            "first" => 0,
            "back" => self.at.saturating_sub(1),
            "next" => self.at + 1,
            "last" | "join" => all,
            _ => self.at,
        }
        .min(all);
        self
    }

    /// Whether SQLite has to be asked. Before the first step no row is shown, so there is no need yet.
    fn needs_answer(&self, fields: &Fields) -> bool {
        self.rows().is_none() && (self.at > 0 || ["last", "join"].contains(&fields.action()))
    }

    fn steps(&self) -> Vec<Step> {
        steps(&self.tables, self.kind)
    }

    /// SQLite's rows for the tables and the kind of join as they are now; none where it was not asked.
    fn rows(&self) -> Option<&[Vec<Cell>]> {
        self.answer.as_ref().filter(|answer| answer.is_current).map(|answer| answer.rows.as_slice())
    }

    /// How the guess turned out. It is about a LEFT JOIN of the tables of the beginning, so any other join answers nothing.
    fn outcome(&self) -> Option<&'static str> {
        let rows = self.rows().filter(|_| self.at == self.steps().len())?;
        let is_asked = self.kind == JoinKind::Left && self.tables == Tables::default();
        is_asked.then(|| match rows.len().cmp(&self.tables.rows(Side::Left).len()) {
            std::cmp::Ordering::Less => "fewer",
            std::cmp::Ordering::Equal => "same",
            std::cmp::Ordering::Greater => "more",
        })
    }
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

    fn anchor(&self) -> Option<&'static str> {
        Some("join-steps-at")
    }
}

async fn run(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let learner_key = begin_learner(cx).await?;
    let before: JoinStepsState = Learner::load(cx).await?.experiment_state(Experiment::JoinSteps).details();
    let mut state = before.clone().pressed(fields);
    let mut trouble = None;
    if state.needs_answer(fields) {
        match ask(cx, &learner_key, &state).await {
            Ok(rows) => state.answer = Some(Answer { rows, is_current: true }),
            Err(said) => trouble = Some(said),
        }
    }
    change_state(cx, &learner_key, Experiment::JoinSteps, fields, move |stored| {
        if stored.details::<JoinStepsState>() != before {
            stored.refusal =
                Some("These tables were changed in another tab meanwhile; here they are.".to_owned());
            return;
        }
        if let Some(outcome) = state.outcome() {
            stored.note_outcome(outcome);
        }
        stored.refusal = trouble;
        stored.set_details(&state);
    })
    .await
}

/// Has a worker join the tables, and gives SQLite's rows or a sentence on why there are none.
async fn ask(
    cx: &RequestContext,
    learner_key: &LearnerKey,
    state: &JoinStepsState,
) -> Result<Vec<Vec<Cell>>, String> {
    let job = RunScript { image: Vec::new(), sql: state.tables.script(state.kind) };
    let mut ran = run_job(cx, claim(cx, learner_key, ClaimKind::Run), &job)
        .await
        .map_err(|refused| refused.to_string())?;
    let last = ran.outcomes.pop().filter(|outcome| outcome.fault.is_none());
    let Some(rows) = last.and_then(|outcome| outcome.rows).map(|rows| rows.rows) else {
        tracing::error!(request = cx.visit.request_id, "two small tables could not be joined");
        return Err(Refused::Broken.to_string());
    };
    if match_rows(&state.tables, &state.steps(), &rows).is_none() {
        let kind = state.kind.name();
        tracing::warn!(
            request = cx.visit.request_id,
            kind,
            "the steps of a {kind} join make other rows than SQLite"
        );
    }
    Ok(rows)
}

fn draw(cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
    let mut state: JoinStepsState = stored.details();
    // A plain form that was refused comes back with what was typed in it. It is drawn as typed, over an answer that is
    // no longer current.
    let is_ours =
        |(key, value): &(String, String)| key == "experiment" && value == Experiment::JoinSteps.name();
    let returned = cx.visit.refused_form.as_ref().filter(|returned| returned.typed.iter().any(is_ours));
    if let Some(returned) = returned {
        let typed = Fields::of(returned.typed.clone().into_iter().filter(|field| !is_ours(field)));
        state.tables = typed::read(&typed).unwrap_or(state.tables);
        state.answer = state.answer.map(|answer| Answer { is_current: false, ..answer });
    }
    let steps = state.steps();
    let in_hand = state.rows().and_then(|_| steps.get(state.at.checked_sub(1)?)).copied();
    FigureBody {
        provenance: Provenance::Real("real SQLite, on the tables you see"),
        sections: vec![
            query(&state),
            typed::draw(&state.tables, in_hand),
            current_step::draw(&state, &steps),
            result::draw(&state, &steps),
        ],
        controls: None,
        result: None,
        buttons: view! { <button class="press" name="action" value="tables" formnovalidate=true>"The tables as they were at first"</button> }
            .into_any(),
        form_action: None,
    }
}

/// The kinds of join to choose from, and the query that is sent. Its button is the first one of the form, because the Enter
/// key in a cell presses the first one (HTML Living Standard, “Implicit submission”).
fn query(state: &JoinStepsState) -> AnyView {
    let kinds: Vec<_> = JoinKind::ALL
        .into_iter()
        .map(|kind| {
            let pressed = if kind == state.kind { "true" } else { "false" };
            view! { <button name="action" value=format!("kind-{}", kind.name()) aria-pressed=pressed formnovalidate=true>{kind.keywords()}</button> }
        })
        .collect();
    view! {
        <div class="row">
            <h3>"How they are joined"</h3>
            <button class="button s" name="action" value="join">"Join them as they are"</button>
        </div>
        <div class="segs" role="group" aria-label="The kind of join">{kinds}</div>
        <pre class="setline" tabindex="0" role="region" aria-label="The query">{draw_sql(&state.kind.query())}</pre>
        <details class="explain join-made">
            <summary>"What is sent before it: the tables"</summary>
            <pre>{draw_sql(state.tables.to_sql().trim_end())}</pre>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(state: JoinStepsState, action: &str) -> JoinStepsState {
        let fields = Fields::of([("action".to_owned(), action.to_owned())]);
        let mut state = state.pressed(&fields);
        if state.needs_answer(&fields) {
            let rows = state.steps().into_iter().filter_map(|step| step.result(&state.tables)).collect();
            state.answer = Some(Answer { rows, is_current: true });
        }
        state
    }

    #[test]
    fn steps_go_forth_and_back_and_never_over_an_end() {
        let mut state = JoinStepsState::default();
        for (action, at) in
            [("back", 0), ("next", 1), ("next", 2), ("back", 1), ("last", 24), ("next", 24), ("first", 0)]
        {
            state = press(state, action);
            assert_eq!(state.at, at, "{action}");
        }
    }

    #[test]
    fn who_saw_the_end_sees_the_end_of_the_next_join() {
        let on_the_way = press(press(JoinStepsState::default(), "next"), "kind-full");
        assert_eq!((on_the_way.at, on_the_way.rows().is_some()), (0, false));
        let seen = press(press(JoinStepsState::default(), "join"), "kind-full");
        assert_eq!((seen.at, seen.rows().map(<[_]>::len)), (24, Some(7)));
        let fewer = press(seen, "drop-right-0");
        assert_eq!((fewer.at, fewer.rows().map(<[_]>::len)), (20, Some(6)));
    }

    #[test]
    fn the_guess_is_answered_by_the_left_join_of_the_beginning_alone() {
        assert_eq!(press(JoinStepsState::default(), "next").outcome(), None);
        assert_eq!(press(JoinStepsState::default(), "join").outcome(), Some("more"));
        assert_eq!(press(press(JoinStepsState::default(), "kind-inner"), "join").outcome(), None);
        assert_eq!(press(press(JoinStepsState::default(), "add-left"), "join").outcome(), None);
    }
}
