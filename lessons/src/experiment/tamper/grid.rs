//! The grid of what was tried on the bench so far: four kinds of cookie, and five things to try with each.

use super::{TamperExperimentState, label, said};
use crate::experiment::{ExperimentHandler, ExperimentState, FigureBody, Provenance};
use labs::{
    Experiment,
    tamper::{Attempt, Cell, Kind},
};
use leptos::prelude::*;
use web::{components::Icon, context::RequestContext};

/// The table of what was tried, which shows the state of the tamper bench.
pub struct GridHandler;

impl ExperimentHandler for GridHandler {
    fn draw(&self, _: &RequestContext, bench: &ExperimentState) -> FigureBody {
        draw(bench)
    }

    fn source(&self) -> Option<Experiment> {
        Some(Experiment::Tamper)
    }
}

/// Draws the grid. `bench` is the state of the tamper bench.
fn draw(bench: &ExperimentState) -> FigureBody {
    let grid = TamperExperimentState::of(bench).bench.grid();
    let heads: Vec<_> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let words = match kind {
                Kind::Plain => "Anyone can read it, anyone can write it.",
                Kind::Signed => "Anyone can read it, only the server can write it.",
                Kind::Encrypted => "Only the server can read it or write it.",
                Kind::Opaque => "A number for a row; the row stays at home.",
            };
            view! { <th scope="col"><span class="k">{label(kind).1}</span><span class="d">{words}</span></th> }
        })
        .collect();
    let rows: Vec<_> = grid
        .into_iter()
        .map(|(attempt, cells)| {
            let cells: Vec<_> = cells
                .into_iter()
                .map(|(kind, cell)| view! { <td data-k=label(kind).1>{one(cell)}</td> })
                .collect();
            view! { <tr><th scope="row">{name(attempt)}</th>{cells}</tr> }
        })
        .collect();
    FigureBody {
        provenance: Provenance::Real("real answers"),
        sections: vec![
            view! {
                <table class="fourways">
                    <caption class="sr">"What happened when you tried five things with four kinds of cookie"</caption>
                    <thead><tr><td></td>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            }
            .into_any(),
        ],
        controls: None,
        result: None,
        buttons: view! { <a class="press" href="#tamper">"To the bench"</a> }.into_any(),
        form_action: None,
    }
}

fn name(attempt: Attempt) -> &'static str {
    match attempt {
        Attempt::Read => "Read it",
        Attempt::Change => "Change it",
        Attempt::Carry => "Send somebody else’s",
        Attempt::Replay => "Send it after signing out",
        Attempt::TakeBack => "Server takes it back",
    }
}

fn one(cell: Option<Cell>) -> AnyView {
    match cell {
        Some(cell) => {
            let (class, icon, word) = said(cell.outcome);
            view! { <span class=class><Icon name=icon class="i s"/>{word}</span><span class="why">{cell.says}</span> }.into_any()
        }
        None => view! { <span class="outcome todo"><Icon name="missing" class="i s"/>"Not tried yet"</span> }
            .into_any(),
    }
}
