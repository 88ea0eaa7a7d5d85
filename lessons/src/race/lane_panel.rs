//! The panel beside the plot: the lane looked at, with its statements, their plans, and its program in two languages.

use super::{
    axis_label::milliseconds,
    result::{ViewSettings, point},
};
use crate::{
    format::{count, grouped},
    page::prose,
    sandbox::view::{draw_plan, draw_sql},
};
use labs::race::{Lane, Plans, Results};
use leptos::prelude::*;
use web::components::Icon;

/// Draws the panel.
pub fn lane_panel(race: &Results, look: &ViewSettings, plans: &Plans) -> AnyView {
    let Some(lane) = look.lane_in(race) else { return ().into_any() };
    // The buttons that choose another lane.
    let choices: Vec<_> = race
        .settings
        .lanes
        .iter()
        .map(|other| {
            let pressed = (*other == lane).to_string();
            view! { <button name="action" value=format!("lane-{}", other.key()) aria-pressed=pressed formnovalidate=true>{other.short_name()}</button> }
        })
        .collect();
    let statements: Vec<_> = plans
        .iter()
        .filter(|(of, _)| *of == lane)
        .flat_map(|(_, statements)| statements)
        .map(|(sql, plan)| view! { <pre class="whole">{draw_sql(sql)}</pre>{draw_plan(plan, sql)} })
        .collect();
    view! {
        <div class="planside">
            <fieldset class="pick"><legend class="sr">"Which way to look at"</legend><div class="segs">{choices}</div></fieldset>
            <div class="picked-lane"><h3>{lane.name()}</h3>{badge(race, look, lane)}</div>
            {statements}
            {cost(race, look, lane)}
            <div class="codes">
                <details class="code" name="race-code"><summary><b>"In Rust"</b>" "<span class="small quiet-text">"what runs here"</span></summary>{prose(&format!("```rust\n{}```", lane.way.rust()))}</details>
                <details class="code" name="race-code"><summary><b>"In Python"</b></summary>{prose(&format!("```python\n{}```", lane.way.python()))}</details>
            </div>
        </div>
    }
    .into_any()
}

/// The number of statements, in the shape of the X-ray's badge.
fn badge(race: &Results, look: &ViewSettings, lane: Lane) -> Option<AnyView> {
    let point = point(race, lane, look.rows_in(race)).filter(|point| point.statements > 0)?;
    let says = count(point.statements, "statement", "statements");
    // The X-ray marks a text that runs once for each row by a comb.
    let (class, icon) = match lane.way.asks_per_row() && point.statements > 8 {
        true => ("badge comb", "comb"),
        false => ("badge", "flat"),
    };
    Some(
        view! { <span class=class><span class="shape"><Icon name=icon class="i s"/></span><span class="say">{says}</span></span> }
            .into_any(),
    )
}

/// How many rows SQLite visited, and the median of the times.
fn cost(race: &Results, look: &ViewSettings, lane: Lane) -> Option<AnyView> {
    let point = point(race, lane, look.rows_in(race))?;
    let says = match point.at(look.distance) {
        Some(spread) => {
            format!("{} rows visited, {} ms.", grouped(point.visited), milliseconds(spread.median))
        }
        None if point.stopped => "It took too long in a table of this size, or in a smaller one.".to_owned(),
        None => return None,
    };
    Some(view! { <p class="small quiet-text">{says}</p> }.into_any())
}
