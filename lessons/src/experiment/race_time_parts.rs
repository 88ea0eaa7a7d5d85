//! One run of each lane of the last race, taken apart: the time that was spent on compiling statements, on stepping through
//! their rows, in the program itself, and on the simulated distance.

use super::{ExperimentHandler, ExperimentState, FigureBody, Provenance};
use crate::{
    experiment::last_race,
    format::grouped,
    race::{ViewSettings, distance_label, milliseconds, point},
};
use labs::{
    Experiment,
    race::{Lane, Parts, Point, Results},
};
use leptos::prelude::*;
use web::{components::Icon, context::RequestContext};

/// The parts of a run, and what the distance adds to them, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Apart {
    parts: Parts,
    /// The time for the distance, which is simulated.
    trip: u64,
}

/// Key and name of each part.
const PARTS: [(&str, &str); 4] =
    [("prepare", "prepare"), ("step", "step"), ("program", "the program"), ("trip", "the trip")];

impl Apart {
    /// None where the lane was not timed.
    fn of(point: &Point, look: &ViewSettings) -> Option<Self> {
        let (near, far) = (point.median_ns()?, point.at(look.distance)?.median);
        Some(Self { parts: point.parts, trip: far - near })
    }

    /// In the order in which they are drawn.
    fn parts(self) -> [u64; 4] {
        [self.parts.prepare_ns, self.parts.step_ns, self.parts.program_ns, self.trip]
    }

    fn whole(self) -> u64 {
        self.parts().iter().sum()
    }
}

/// The figure below the race, which shows the state of the race.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, _: &RequestContext, race: &ExperimentState) -> FigureBody {
        draw(race)
    }

    fn source(&self) -> Option<Experiment> {
        Some(Experiment::Race)
    }
}

fn draw(stored: &ExperimentState) -> FigureBody {
    let sections = match last_race(stored) {
        Some((finished, look)) => apart(&finished.race, &look),
        None => vec![
            view! { <p class="small quiet-text">"Run a race in the figure above. Then you see each way here, taken apart."</p> }
                .into_any(),
        ],
    };
    FigureBody {
        provenance: Provenance::Real("from your last race"),
        sections,
        controls: None,
        result: None,
        buttons: view! { <a class="press" href="#race"><Icon name="right" class="i s"/>"To the race"</a> }
            .into_any(),
        form_action: None,
    }
}

/// A bar for each lane, and the same in numbers.
fn apart(race: &Results, look: &ViewSettings) -> Vec<AnyView> {
    let rows = look.rows_in(race);
    let lanes: Vec<(Lane, &Point, Apart)> = race
        .settings
        .lanes
        .iter()
        .filter_map(|lane| point(race, *lane, rows).map(|point| (*lane, point)))
        .filter_map(|(lane, point)| Some((lane, point, Apart::of(point, look)?)))
        .collect();
    if lanes.is_empty() {
        return vec![
            view! { <p class="small quiet-text">"In a table of this size nothing was measured. Choose a smaller one in the race above."</p> }
                .into_any(),
        ];
    }
    // Two groups with a scale each: lanes without the index take so long that the others would be invisible beside them.
    let group = |indexed: bool| {
        let of: Vec<_> = lanes.iter().filter(|(lane, ..)| lane.indexed == indexed).collect();
        let longest = of.iter().map(|(.., apart)| apart.whole()).max()?.max(1);
        let bars: Vec<_> = of.iter().map(|(lane, _, apart)| bar(*lane, *apart, longest)).collect();
        let says = if indexed { "With the index on the likes" } else { "Without it, to another scale" };
        Some(view! { <h3>{says}</h3><div class="aparts">{bars}</div> })
    };
    let bars: Vec<_> = [true, false].into_iter().filter_map(group).collect();
    let table: Vec<_> = lanes.iter().map(|(lane, point, apart)| row(*lane, point, *apart)).collect();
    // The key says which part is simulated.
    let key: Vec<_> = PARTS
        .into_iter()
        .map(|(key, name)| {
            let simulated = (key == "trip").then(|| view! { " "<span class="prov sim">"simulated"</span> });
            view! { <li><svg class="apart" viewBox="0 0 20 12" aria-hidden="true"><rect class=format!("p-{key}") width="20" height="12"/></svg>{name}{simulated}</li> }
        })
        .collect();
    let from = match look.distance.0 {
        0 => "in the same process".to_owned(),
        _ => format!("{} away", distance_label(look.distance)),
    };
    let says = format!(
        "One run of each way, with {} posts in the table and the database {from}; both are chosen in the race above. It is the quickest of a few that were made for this: to take a run apart is to look at the clock before and after each statement, which slows it down a little, so they are none of those that the race compares.",
        grouped(rows.into())
    );
    vec![
        view! {
            <p class="small quiet-text">{says}</p>
            <ul class="apart-key">{key}</ul>
            {bars}
        }
        .into_any(),
        view! {
            <details class="twin" open>
                <summary>"The same in numbers "<span class="small quiet-text">"in milliseconds"</span></summary>
                <div class="scroll" tabindex="0" role="region" aria-label="One run of each way, taken apart">
                    <table class="measures">
                        <caption class="sr">"One run of each way, taken apart, in milliseconds"</caption>
                        <thead><tr>
                            <th scope="col">"Way"</th><th scope="col">"statements"</th>
                            <th scope="col">"prepare"</th><th scope="col">"step"</th><th scope="col">"the program"</th><th scope="col">"the trip"</th><th scope="col">"in all"</th>
                        </tr></thead>
                        <tbody>{table}</tbody>
                    </table>
                </div>
            </details>
        }
        .into_any(),
    ]
}

fn bar(lane: Lane, apart: Apart, longest: u64) -> AnyView {
    let per_cent = |ns: u64| ns as f64 / longest as f64 * 100.0;
    let mut from = 0.0;
    let pieces: Vec<_> = PARTS
        .into_iter()
        .zip(apart.parts())
        .map(|((key, _), ns)| {
            let (x, width) = (from, per_cent(ns));
            from += width;
            view! { <rect class=format!("p-{key}") x=format!("{x:.2}%") width=format!("{width:.2}%") height="100%"/> }
        })
        .collect();
    let parts = PARTS.into_iter().zip(apart.parts());
    let says: Vec<String> = parts.map(|((_, name), ns)| format!("{name} {} ms", milliseconds(ns))).collect();
    view! {
        <div class="apart-row">
            <p class="small">{lane.short_name()}</p>
            <svg class="apart" role="img" aria-label=format!("{}: {}", lane.name(), says.join(", "))>{pieces}</svg>
            <p class="small n">{milliseconds(apart.whole())}" ms"</p>
        </div>
    }
    .into_any()
}

fn row(lane: Lane, point: &Point, apart: Apart) -> AnyView {
    let each = |ns: u64| {
        let per_statement = ns / point.statements.max(1);
        let more = (point.statements > 1).then(|| {
            view! { <small>{format!("{} each", milliseconds(per_statement))}</small> }
        });
        view! { <td>{milliseconds(ns)}{more}</td> }
    };
    view! {
        <tr>
            <th scope="row">{lane.name()}</th><td>{grouped(point.statements)}</td>
            {each(apart.parts.prepare_ns)}{each(apart.parts.step_ns)}<td>{milliseconds(apart.parts.program_ns)}</td>{each(apart.trip)}<td>{milliseconds(apart.whole())}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use labs::race::Distance;

    #[test]
    fn the_parts_make_up_the_whole() {
        let mut race = crate::race::tests::raced(100, &[(crate::race::LOOP, 1_000.0)]);
        let point = &mut race.points[2];
        let parts = Parts { prepare_ns: 30_000, step_ns: 20_000, program_ns: 50_000 };
        (point.statements, point.parts) = (41, parts);
        let look = ViewSettings { distance: Distance(1_000), ..ViewSettings::default() };
        let apart = Apart::of(point, &look).unwrap();
        assert_eq!(apart, Apart { parts, trip: 41_000_000 });
        assert_eq!(apart.whole(), 41_100_000);
    }
}
