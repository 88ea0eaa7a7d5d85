//! The numbers of the plot as a table, for whoever wants them exactly or cannot see the plot.

use super::{
    axis_label::{factor, factor_label, milliseconds},
    plot::{cell_id, class, sample},
    result::{JOIN, ViewSettings, point},
};
use crate::format::grouped;
use labs::race::{Lane, Point, Results};
use leptos::prelude::*;

/// Draws every number of the plot, and what each lane sent and visited.
pub fn number_table(race: &Results, look: &ViewSettings) -> AnyView {
    let at = look.rows_in(race);
    let sizes: Vec<u32> = race.settings.sizes().collect();
    let head: Vec<_> = sizes
        .iter()
        .map(|rows| {
            let class = if *rows == at { "n at" } else { "n" };
            let posts = if *rows == sizes[0] { " posts" } else { "" };
            view! { <th scope="col" class=class>{grouped((*rows).into())}{posts}</th> }
        })
        .collect();
    let rows: Vec<_> = race.settings.lanes.iter().map(|lane| row(race, look, *lane, &sizes, at)).collect();
    let costs: Vec<_> = race.settings.lanes.iter().map(|lane| cost(race, look, *lane, at)).collect();
    // The second table is about one size only, the one looked at.
    let title = format!("With {} posts in the table", grouped(at.into()));
    view! {
        <details class="twin" open>
            <summary>"The same as a table "<span class="small quiet-text">"median, and the middle half of the runs, in milliseconds"</span></summary>
            <div class="scroll" tabindex="0" role="region" aria-label="All measurements">
                <table class="measures">
                    <caption class="sr">"Every way at every size: the median and the middle half of the runs, in milliseconds"</caption>
                    <thead><tr>
                        <th scope="col">"Way"</th>{head}
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label="What each way asks and looks at">
                <table class="measures">
                    <caption>{title}</caption>
                    <thead><tr>
                        <th scope="col">"Way"</th>
                        <th scope="col">"times the JOIN"</th><th scope="col">"statements"</th><th scope="col">"rows visited"</th><th scope="col">"runs timed"</th>
                    </tr></thead>
                    <tbody>{costs}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn row(race: &Results, look: &ViewSettings, lane: Lane, sizes: &[u32], at: u32) -> AnyView {
    let picked = look.lane_in(race) == Some(lane);
    let cells: Vec<_> = sizes.iter().map(|rows| cell(race, look, lane, *rows, at)).collect();
    view! {
        <tr class=picked.then_some("sel")>
            <th scope="row">{sample(lane, class(lane, picked))}<span>{lane.short_name()}</span></th>
            {cells}
        </tr>
    }
    .into_any()
}

/// How many statements a lane sent, how many rows SQLite visited for it, and how many runs were timed.
fn cost(race: &Results, look: &ViewSettings, lane: Lane, at: u32) -> AnyView {
    let picked = look.lane_in(race) == Some(lane);
    let here = point(race, lane, at).filter(|point| !point.times_ns.is_empty());
    let of_join = factor(race, lane, JOIN, at, look.distance).map_or_else(|| "–".to_owned(), factor_label);
    let number = |what: fn(&Point) -> u64| here.map(what).map_or_else(|| "–".to_owned(), grouped);
    let (statements, visited) = (number(|point| point.statements), number(|point| point.visited));
    let runs = number(|point| point.times_ns.len() as u64);
    view! {
        <tr class=picked.then_some("sel")>
            <th scope="row">{lane.name()}</th>
            <td>{of_join}</td><td>{statements}</td><td>{visited}</td><td>{runs}</td>
        </tr>
    }
    .into_any()
}

fn cell(race: &Results, look: &ViewSettings, lane: Lane, rows: u32, at: u32) -> AnyView {
    let class = if rows == at { "n at" } else { "n" };
    let found = point(race, lane, rows);
    let inside = match found.and_then(|point| point.at(look.distance)) {
        Some(spread) => view! {
            {milliseconds(spread.median)}
            <small>{format!("{} to {}", milliseconds(spread.first_quartile), milliseconds(spread.third_quartile))}</small>
        }
        .into_any(),
        None if found.is_some_and(|point| point.stopped) => {
            view! { <span class="stopped">"stopped"</span> }.into_any()
        }
        None => "–".into_any(),
    };
    view! { <td class=class id=cell_id(lane, rows) tabindex="-1">{inside}</td> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::{result::LOOP, tests::raced};

    #[test]
    fn the_table_says_what_the_plot_says() {
        let mut race = raced(100, &[(LOOP, 3_000.0), (JOIN, 1_000.0)]);
        race.points[1].stopped = true;
        race.points[1].times_ns.clear();
        let html = number_table(&race, &ViewSettings::default()).to_html();
        assert!(html.contains("id=\"race-loop-30\"") && html.contains("stopped"), "{html}");
        // 100 posts at three microseconds each, and three times the JOIN.
        assert!(html.contains("0.30<") && html.contains(">3.0<"), "{html}");
    }
}
