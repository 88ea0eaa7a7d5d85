//! Rows that gather into groups, and what a query can say of a group.

use super::{
    ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance,
    select_steps::draw_groups,
    walked_query::{Proposal, QueryState, Section, draw_proposals, draw_query, draw_table, run_proposals},
};
use crate::fields::Fields;
use labs::{
    Experiment,
    sandbox::Cell,
    select_steps::{Clause, Step, Walk},
};
use leptos::prelude::*;
use web::{Error, context::RequestContext};

const PROPOSALS: [Proposal; 5] = [
    Proposal {
        name: "count",
        label: "COUNT(*)",
        sql: "SELECT tag, COUNT(*)\nFROM posts\nGROUP BY tag",
        says: "Rows with the same tag are one group, and each group is one row of the answer. `COUNT(*)` is how many rows the group has.",
    },
    Proposal {
        name: "column",
        label: "COUNT(tag)",
        sql: "SELECT tag, COUNT(*), COUNT(tag)\nFROM posts\nGROUP BY tag",
        says: "`COUNT(*)` counts rows. `COUNT(tag)` counts the rows in which the tag is not NULL, so in the group without a tag it is 0.",
    },
    Proposal {
        name: "bare",
        label: "a bare column",
        sql: "SELECT tag, title, COUNT(*)\nFROM posts\nGROUP BY tag",
        says: "A group has many titles and its row has room for one. `title` stands neither in GROUP BY nor in an aggregate function; SQLite takes it from any row of the group, and PostgreSQL refuses such a query.",
    },
    Proposal {
        name: "having",
        label: "HAVING",
        sql: "SELECT tag, COUNT(*)\nFROM posts\nGROUP BY tag\nHAVING COUNT(*) > 1",
        says: "WHERE asks each row, before there are groups. HAVING asks each group, so it can ask how many rows there are in it.",
    },
    Proposal {
        name: "all",
        label: "no GROUP BY",
        sql: "SELECT COUNT(*), COUNT(tag), MAX(created_at)\nFROM posts",
        says: "With an aggregate function and without GROUP BY all rows are one group, and the answer is one row.",
    },
];

/// The experiment as the table of handlers has it.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(cx, stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        Box::pin(run_proposals(cx, fields, Experiment::Grouping, &PROPOSALS, outcome))
    }
}

/// How the guess turned out: how many groups the rows without a tag are.
fn outcome(proposal: &'static Proposal, walk: &Walk) -> Option<&'static str> {
    let select = walk.step(Clause::Select).filter(|_| proposal.name == "count")?;
    let groups = select.rows.iter().filter(|row| row.cells.first() == Some(&Cell::Null)).count();
    Some(match groups {
        0 => "none",
        1 => "one",
        _ => "each",
    })
}

fn draw(cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
    let state: QueryState = stored.details();
    let sql = if state.sql.is_empty() { PROPOSALS[0].sql } else { state.sql.as_str() };
    let mut sections = vec![draw_proposals(&PROPOSALS, &state, "What is asked of the groups")];
    sections.extend(state.walk().map(|walk| {
        let groups = walk.step(Clause::Having).or_else(|| walk.step(Clause::GroupBy));
        match groups.zip(walk.step(Clause::Select)) {
            Some((groups, select)) => gathered(groups, select),
            None => view! { <p>"This query gathers nothing: it has neither GROUP BY nor an aggregate function."</p> }.into_any(),
        }
    }));
    sections.push(draw_query(cx, "grouping-sql", "Your own query, with a GROUP BY", sql, "Ask it"));
    FigureBody {
        provenance: Provenance::Real("SQLite’s own groups and rows"),
        sections,
        controls: None,
        result: None,
        buttons: ().into_any(),
        form_action: None,
    }
}

/// The answer, and beside it the groups that its rows were made of.
fn gathered(groups: &Step, select: &Step) -> AnyView {
    let rows = Section { heading: None, rows: select.rows.iter().collect() };
    view! {
        <div class="lab-stage two-up">
            <section><h3>"The groups"</h3>{draw_groups(groups, "The groups")}</section>
            <section><h3>"One row for each group"</h3>{draw_table("One row for each group", &select.columns, &[rows], false)}</section>
        </div>
    }
    .into_any()
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
    fn every_proposal_shows_what_its_sentence_says() {
        let image = run_script(&Database::empty().unwrap(), DATA_SETS[0].sql).unwrap().image.unwrap();
        let walk = |proposal: &Proposal| {
            let job = TakeApart { image: image.clone(), sql: proposal.sql.to_owned() };
            let TakenApart::Walk(walk) = job.run().unwrap() else { panic!("{}", proposal.sql) };
            walk
        };
        let walks: Vec<Walk> = PROPOSALS.iter().map(walk).collect();
        let made: Vec<_> = walks.iter().map(|walk| walk.step(Clause::Select).unwrap().rows.len()).collect();
        assert_eq!(made, [7, 7, 7, 4, 1]);
        assert_eq!(outcome(&PROPOSALS[0], &walks[0]), Some("one"));
        let without_tag = walks[1].step(Clause::Select).unwrap().rows.iter();
        let mut without_tag = without_tag.filter(|row| row.cells[0] == Cell::Null);
        assert_eq!(without_tag.next().unwrap().cells[1..], [Cell::Integer(3), Cell::Integer(0)]);
        let having = walks[3].step(Clause::Having).unwrap();
        assert_eq!((having.groups, having.stay()), (Some(4), 11));
    }
}
