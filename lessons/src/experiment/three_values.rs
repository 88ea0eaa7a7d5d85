//! Conditions on a column with gaps: true for some rows, false for others, and NULL for the rest. WHERE keeps the first.

use super::{
    ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance,
    walked_query::{Proposal, QueryState, Section, draw_proposals, draw_query, draw_table, run_proposals},
};
use crate::{fields::Fields, format::count};
use labs::{
    Experiment,
    select_steps::{Clause, Fate, Step, StepRow, Walk},
};
use leptos::prelude::*;
use web::{Error, context::RequestContext};

const PROPOSALS: [Proposal; 6] = [
    Proposal {
        name: "is",
        label: "city = 'Delft'",
        sql: "SELECT name, city\nFROM users\nWHERE city = 'Delft'",
        says: "Where the city is NULL, nobody knows whether it is Delft. So `city = 'Delft'` is neither true nor false there, but NULL.",
    },
    Proposal {
        name: "is-not",
        label: "city <> 'Delft'",
        sql: "SELECT name, city\nFROM users\nWHERE city <> 'Delft'",
        says: "The opposite condition is NULL for the same rows. Whoever has no city is in neither of the two answers.",
    },
    Proposal {
        name: "either",
        label: "city = 'Delft' OR city <> 'Delft'",
        sql: "SELECT name, city\nFROM users\nWHERE city = 'Delft' OR city <> 'Delft'",
        says: "It looks as if it had to be true for every row. NULL OR NULL is NULL.",
    },
    Proposal {
        name: "equals-null",
        label: "city = NULL",
        sql: "SELECT name, city\nFROM users\nWHERE city = NULL",
        says: "Equal to something unknown is unknown, whatever stands on the other side. This condition is never true, and SQLite does not warn of it.",
    },
    Proposal {
        name: "is-null",
        label: "city IS NULL",
        sql: "SELECT name, city\nFROM users\nWHERE city IS NULL",
        says: "`IS NULL` asks whether there is a value. It is always true or false.",
    },
    Proposal {
        name: "not-in",
        label: "city NOT IN ('Delft', NULL)",
        sql: "SELECT name, city\nFROM users\nWHERE city NOT IN ('Delft', NULL)",
        says: "One NULL in the list is enough: for no city is it certain that it is not in the list. The same happens with a subquery that gives a NULL.",
    },
];

/// The heaps in which the rows are shown, with their headings.
const HEAPS: [(Fate, &str); 3] = [
    (Fate::Stays, "True: in the answer"),
    (Fate::False, "False"),
    (Fate::Unknown, "NULL: neither true nor false"),
];

/// The experiment as the table of handlers has it.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(cx, stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        Box::pin(run_proposals(cx, fields, Experiment::ThreeValues, &PROPOSALS, outcome))
    }
}

/// How the guess turned out: whether `<>` finds all the rows that `=` does not find.
fn outcome(proposal: &'static Proposal, walk: &Walk) -> Option<&'static str> {
    let asked = walk.step(Clause::Where).filter(|_| proposal.name == "is-not")?;
    let is_unknown = asked.rows.iter().any(|row| row.fate == Fate::Unknown);
    Some(if is_unknown { "fewer" } else { "rest" })
}

fn draw(cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
    let state: QueryState = stored.details();
    let sql = if state.sql.is_empty() { PROPOSALS[0].sql } else { state.sql.as_str() };
    let mut sections = vec![draw_proposals(&PROPOSALS, &state, "The condition")];
    sections.extend(state.walk().map(|walk| match walk.step(Clause::Where) {
        Some(step) => heaps(step),
        None => view! { <p>"This query has no WHERE, so nothing is asked of its rows."</p> }.into_any(),
    }));
    sections.push(draw_query(cx, "three-values-sql", "Your own query, with a WHERE", sql, "Ask it"));
    FigureBody {
        provenance: Provenance::Real("SQLite’s own answer for every row"),
        sections,
        controls: None,
        result: None,
        buttons: ().into_any(),
        form_action: None,
    }
}

/// The rows in three heaps.
fn heaps(step: &Step) -> AnyView {
    let heaps = HEAPS.map(|(fate, heading)| {
        let rows: Vec<&StepRow> = step.rows.iter().filter(|row| row.fate == fate).collect();
        let heading = Some(format!("{heading} · {}", count(rows.len() as u64, "row", "rows")));
        Section { heading, rows }
    });
    draw_table("The rows by what the condition is for them", &step.columns, &heaps, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use labs::{
        own_database::DATA_SETS,
        sandbox::{Database, Job, run_script},
        select_steps::{TakeApart, TakenApart},
    };

    #[test]
    fn every_condition_has_the_heaps_that_its_sentence_speaks_of() {
        let image = run_script(&Database::empty().unwrap(), DATA_SETS[0].sql).unwrap().image.unwrap();
        for (proposal, heaps) in
            PROPOSALS.iter().zip([[2, 4, 2], [4, 2, 2], [6, 0, 2], [0, 0, 8], [2, 6, 0], [0, 2, 6]])
        {
            let job = TakeApart { image: image.clone(), sql: proposal.sql.to_owned() };
            let TakenApart::Walk(walk) = job.run().unwrap() else { panic!("{}", proposal.sql) };
            let rows = &walk.step(Clause::Where).unwrap().rows;
            let found = HEAPS.map(|(fate, _)| rows.iter().filter(|row| row.fate == fate).count());
            assert_eq!(found, heaps, "{}", proposal.sql);
            assert_eq!(outcome(proposal, &walk), (proposal.name == "is-not").then_some("fewer"));
        }
    }
}
