//! How SELECT goes: a query of the learner's own, step by step through its clauses, with the rows that SQLite has at each.
//!
//! The query is taken apart once, when it is new (`walked_query`); the buttons only move along the steps that are stored.

mod current_step;

use super::{
    ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, change_state,
    walked_query::{QueryState, ask, draw_query},
};
use crate::{
    fields::Fields,
    learner::{Learner, begin_learner},
};
use labs::{Experiment, select_steps::Clause};
use leptos::prelude::*;
use web::{Error, context::RequestContext};

pub use current_step::draw_groups;

/// The query that the figure begins with. Each of its clauses changes the rows.
const FIRST: &str = "SELECT author_id, COUNT(*) AS posts\n\
    FROM posts\n\
    WHERE tag IS NOT NULL\n\
    GROUP BY author_id\n\
    HAVING COUNT(*) > 1\n\
    ORDER BY posts DESC, author_id\n\
    LIMIT 2";

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
        Some("select-steps-at")
    }
}

async fn run(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let learner_key = begin_learner(cx).await?;
    let before: QueryState = Learner::load(cx).await?.experiment_state(Experiment::SelectSteps).details();
    let mut state = before.clone();
    state.sql = match fields.action() {
        "first-query" => FIRST.to_owned(),
        _ => state.typed(fields, FIRST),
    };
    let mut refusal = None;
    if state.walk().is_none() {
        // The steps of another query begin with the first.
        state.at = 0;
        match ask(cx, &learner_key, &state.sql, state.sql == FIRST).await {
            Ok(walked) => state.walked = Some(walked),
            Err(said) => refusal = Some(said),
        }
    } else {
        state.at = moved(&state, fields.action());
    }
    change_state(cx, &learner_key, Experiment::SelectSteps, fields, move |stored| {
        if let Some(outcome) = outcome(&state) {
            stored.note_outcome(outcome);
        }
        stored.refusal = refusal;
        stored.set_details(&state);
    })
    .await
}

/// The step after a button was pressed.
fn moved(state: &QueryState, action: &str) -> usize {
    let last = state.walk().map_or(0, |walk| walk.steps.len().saturating_sub(1));
    match action {
        "first" => 0,
        "back" => state.at.saturating_sub(1),
        "next" => (state.at + 1).min(last),
        "last" => last,
        _ => state.at.min(last),
    }
}

/// How the guess turned out: when SELECT has its turn in the query of the beginning. It is known once it was seen.
fn outcome(state: &QueryState) -> Option<&'static str> {
    let steps = &state.walk().filter(|_| state.sql == FIRST)?.steps;
    let turn = steps.iter().position(|step| step.clause == Clause::Select)?;
    (state.at >= turn).then_some(match turn {
        0 => "first",
        turn if turn + 1 == steps.len() => "last",
        _ => "between",
    })
}

fn draw(cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
    let state: QueryState = stored.details();
    let sql = if state.sql.is_empty() { FIRST } else { state.sql.as_str() };
    let walk = state.walk();
    let mut sections = vec![current_step::draw(walk, state.at)];
    if let Some(walk) = walk {
        let is_own = state.walked.as_ref().is_some_and(|walked| walked.is_own);
        sections.push(current_step::draw_rows_of(walk, state.at, is_own));
    }
    FigureBody {
        provenance: Provenance::Real("SQLite’s own rows at every step"),
        controls: Some(draw_query(cx, "select-steps-sql", "The query", sql, "Take it apart")),
        sections,
        result: None,
        buttons: view! { <button class="press" name="action" value="first-query" formnovalidate=true>"The query as it was at first"</button> }.into_any(),
        form_action: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::walked_query::WalkedQuery;
    use labs::{
        own_database::DATA_SETS,
        sandbox::{Database, Job, run_script},
        select_steps::{Agreement, TakeApart, TakenApart},
    };

    fn state() -> QueryState {
        let image = run_script(&Database::empty().unwrap(), DATA_SETS[0].sql).unwrap().image.unwrap();
        let TakenApart::Walk(walk) = (TakeApart { image, sql: FIRST.to_owned() }).run().unwrap() else {
            panic!("the first query");
        };
        let walked = WalkedQuery { sql: FIRST.to_owned(), is_own: false, walk };
        QueryState { sql: FIRST.to_owned(), at: 0, walked: Some(walked) }
    }

    #[test]
    fn each_clause_of_the_first_query_changes_the_rows() {
        let state = state();
        let walk = state.walk().unwrap();
        let stay: Vec<_> = walk.steps.iter().map(|step| step.stay()).collect();
        assert_eq!(stay, [14, 11, 11, 9, 4, 4, 2]);
        assert_eq!(walk.agreement, Agreement::Same);
    }

    #[test]
    fn the_walk_begins_with_from_and_stops_at_both_ends() {
        let mut state = state();
        for (action, at) in [("back", 0), ("next", 1), ("last", 6), ("next", 6), ("back", 5), ("first", 0)] {
            state.at = moved(&state, action);
            assert_eq!(state.at, at, "{action}");
        }
    }

    #[test]
    fn the_guess_is_answered_when_select_has_its_turn() {
        let mut state = state();
        state.at = 3;
        assert_eq!(outcome(&state), None);
        state.at = 4;
        assert_eq!(outcome(&state), Some("between"));
        state.sql = "SELECT * FROM posts".to_owned();
        assert_eq!(outcome(&state), None, "another query answers nothing");
    }
}
