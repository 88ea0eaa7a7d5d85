//! A query, its rows, and its query plan.

use crate::{
    format::{count, duration},
    sandbox::view::{Room, address_of, draw_plan, draw_rows, draw_sql},
};
use labs::{
    join::{Piece, Query},
    sandbox::{Cell, Outcome, Plan, Rows},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web::components::Icon;

/// The most bytes that the rows take in the chapter.
const FIGURE_BYTES_MAX: usize = 128 << 10;

/// The answer to one query, with long values cut.
#[derive(Serialize, Deserialize)]
pub struct Answer {
    /// At most as many as a sandbox returns.
    pub rows: Rows,
    plan: Plan,
    elapsed_us: u64,
}

impl Answer {
    /// None where the query failed.
    pub fn of(outcome: Outcome) -> Option<Self> {
        let mut rows = outcome.rows.filter(|_| outcome.fault.is_none())?;
        for row in &mut rows.rows {
            *row = std::mem::take(row).into_iter().map(Cell::shortened).collect();
        }
        Some(Self { rows, plan: outcome.plan, elapsed_us: outcome.elapsed_us })
    }
}

/// The queries of a piece with their answers; where there are several, each has a title.
pub fn draw(piece: Piece, answers: &[Answer]) -> AnyView {
    let queries = piece.queries();
    let each = queries.iter().zip(answers).map(|(query, answer)| {
        let title = (queries.len() > 1).then(|| view! { <h3>{query.way}</h3> });
        view! { <section aria-label=query.way>{title}{one(piece, query, answer)}</section> }
    });
    let class = if queries.len() > 1 { "lab-stage four-ways" } else { "lab-stage" };
    view! { <div class=class>{each.collect::<Vec<_>>()}</div> }.into_any()
}

fn one(piece: Piece, query: &Query, answer: &Answer) -> AnyView {
    let link = address_of(query.sql).map(|href| {
        view! { <a class="press small" href=href><Icon name="link" class="i s"/>"In my sandbox"<span class="sr">": "{query.way}</span></a> }
    });
    let rows = count(answer.rows.rows.len() as u64, "row", "rows");
    let all = draw_rows(
        &answer.rows,
        &format!("The rows: {}", query.way),
        &mut Room::of_page().part(FIGURE_BYTES_MAX),
    );
    // Where there are several queries, their numbers stand beside each other above (`compare.rs`), so the rows are folded.
    let all = match piece.queries().len() {
        1 => all,
        _ => view! { <details class="how"><summary class="small">"All its rows"<span class="sr">": "{query.way}</span></summary>{all}</details> }.into_any(),
    };
    let plan = draw_plan(&answer.plan, query.sql).map(|plan| {
        view! { <div class="how"><p class="small cap">"How SQLite went about it"</p>{plan}</div> }
    });
    view! {
        <pre class="setline grown" tabindex="0" role="region" aria-label=format!("The query: {}", query.way)>{lines(piece, query)}</pre>
        <p class="row small"><span class="cost quiet-text">{format!("{rows} · {}", duration(answer.elapsed_us))}</span>{link}</p>
        {all}
        {plan}
    }
    .into_any()
}

/// The query, with the lines marked that this piece added.
fn lines(piece: Piece, query: &Query) -> AnyView {
    let line = |(line, is_new): (&'static str, bool)| {
        let sql = draw_sql(line);
        match is_new {
            true => view! { <ins>{sql}"\n"</ins> }.into_any(),
            false => view! { <span>{sql}"\n"</span> }.into_any(),
        }
    };
    piece.lines(query).into_iter().map(line).collect::<Vec<_>>().into_any()
}
