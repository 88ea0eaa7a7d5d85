//! The figure of the race: the settings, how one looks at the race, and the result.

use super::RaceState;
use crate::experiment::{ExperimentState, FigureBody, Provenance};
use crate::{
    fields::Fields,
    format::{clock, count, grouped},
    race::{
        Axes, FinishedRace, Guess, JOIN, LOOP, Plot, ViewSettings, axis_title, distance_label, factor,
        factor_label, lane_panel, number_table,
    },
};
use labs::race::{Distance, Lane, PageLength, Results, SIZES, Settings, Way};
use labs::race::{Turn, Underway};
use leptos::prelude::*;
use web::components::Icon;

/// Draws the inside of the figure.
pub fn draw(stored: &ExperimentState) -> FigureBody {
    let RaceState { asked, finished, look, shared } = stored.details();
    let progress = stored.racing.as_deref();
    let guess = stored.guess.as_deref().and_then(Guess::of_key);
    // A race under way is drawn in place of the last one.
    let raced = match (progress, &finished) {
        (Some(progress), _) => Some((&progress.race, &progress.plans)),
        (None, Some(finished)) => Some((&finished.race, &finished.plans)),
        (None, None) => None,
    };
    // Before the first race the form has the settings that the guess is about.
    let settings = asked.unwrap_or_else(|| super::asked(&Fields::default()));
    let mut sections = Vec::new();
    if let Some((race, plans, plot)) =
        raced.and_then(|(race, plans)| Some((race, plans, Plot::of(race, &look, guess)?)))
    {
        sections.push(
            view! {
                {look_controls(&look, race)}
                <div class="race">
                    <div class="chart"><p class="axis-y">{axis_title(race, &look)}</p>{plot.draw()}{verdict(race, &look)}</div>
                    {lane_panel(race, &look, plans)}
                </div>
            }
            .into_any(),
        );
        sections.push(number_table(race, &look));
        let is_answered = stored.outcome.is_some() || stored.guess.is_none();
        let over = finished.as_ref().filter(|_| progress.is_none());
        sections.extend(over.map(|finished| footer(finished, is_answered)));
    }
    FigureBody {
        provenance: Provenance::Real("measured here"),
        sections,
        controls: Some(
            view! { {controls(&settings)}<div class="bar actions">{race_buttons(progress, finished.is_some())}</div> }
                .into_any(),
        ),
        result: None,
        buttons: to_take(finished.filter(|_| progress.is_none()).is_some(), shared),
        form_action: None,
    }
}

/// The settings of a race: the page, the largest table, the lanes.
fn controls(settings: &Settings) -> AnyView {
    let pages: Vec<_> = PageLength::ALL
        .into_iter()
        .map(|page| {
            let says = match page {
                PageLength::Newest(most) => format!("the newest {}", grouped(most.into())),
                PageLength::All => "every post".to_owned(),
            };
            view! { <option value=page.key() selected=page == settings.page>{says}</option> }
        })
        .collect();
    // Only the powers of ten are offered as the largest table.
    let sizes: Vec<_> = SIZES
        .into_iter()
        .filter(|size| *size >= 100 && size.ilog10() == (size - 1).ilog10() + 1)
        .map(|size| view! { <option value=size selected=size == settings.rows_max>{grouped(size.into())}</option> })
        .collect();
    let lanes: Vec<_> = Way::ALL.into_iter().map(|way| lanes_of(way, settings)).collect();
    view! {
        <div class="controls">
            <label class="ctl"><span class="q">"Posts on the page"</span><select name="page">{pages}</select></label>
            <label class="ctl"><span class="q">"Posts in the largest table"</span><select name="rows">{sizes}</select></label>
            <table class="lanes">
                <caption>"Who races"</caption>
                <thead><tr><td></td><th scope="col">"index on likes"</th><th scope="col">"no index"</th></tr></thead>
                <tbody>{lanes}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The two boxes of a way: with the index, and without it.
fn lanes_of(way: Way, settings: &Settings) -> AnyView {
    let cells = [true, false].map(|indexed| {
        let lane = Lane { way, indexed };
        let name = format!("lane-{}", lane.key());
        let checked = settings.lanes.contains(&lane);
        view! { <td><input type="checkbox" name=name value="on" checked=checked aria-label=lane.name()/></td> }
    });
    view! { <tr><th scope="row">{way.name()}</th>{cells.into_iter().collect::<Vec<_>>()}</tr> }.into_any()
}

/// How far a race is. Where scripts run, `data-pending` says in how many milliseconds the browser asks for the figure again.
fn going_on(turn: Turn) -> AnyView {
    // A race that waits for its turn changes seldom, so it is asked for less often.
    let (again, says, bar) = match turn {
        Turn::Waiting { ahead: 0 } => (2_000, "As it stands, you are next.".to_owned(), None),
        Turn::Waiting { ahead } => (
            3_000,
            format!(
                "Before you, as it stands: {}. Yours begins by itself.",
                count(ahead as u64, "race", "races")
            ),
            None,
        ),
        Turn::Racing { done, of } => {
            (700, format!("Batch {} of {of} is running.", (done + 1).min(of)), Some((done, of)))
        }
    };
    let bar = bar.map(|(done, of)| {
        view! { <progress max=of value=done aria-label="Batches that are run"></progress> }
    });
    view! { <div class="going-on" data-pending=again>{bar}<p role="status">{says}</p></div> }.into_any()
}

/// The buttons that change how one looks at the race. Nothing is measured again.
fn look_controls(look: &ViewSettings, race: &Results) -> AnyView {
    let choice = |name: String, says: String, pressed: bool| {
        view! { <button name="action" value=name aria-pressed=pressed.to_string() formnovalidate=true>{says}</button> }
            .into_any()
    };
    let distances: Vec<_> = Distance::ALL
        .into_iter()
        .map(|distance| {
            choice(format!("distance-{}", distance.0), distance_label(distance), distance == look.distance)
        })
        .collect();
    let axes: Vec<_> =
        [("axes-logarithmic", "by tens", Axes::Logarithmic), ("axes-linear", "even", Axes::Linear)]
            .into_iter()
            .map(|(name, says, axes)| choice(name.to_owned(), says.to_owned(), axes == look.axes))
            .collect();
    let at = look.rows_in(race);
    let sizes: Vec<_> = race
        .settings
        .sizes()
        .map(|rows| choice(format!("at-{rows}"), grouped(rows.into()), rows == at))
        .collect();
    view! {
        <div class="controls">
            <fieldset class="ctl"><legend>"Distance to the database "<span class="prov sim">"simulated"</span></legend><div class="segs">{distances}</div></fieldset>
            <fieldset class="ctl"><legend>"Axes"</legend><div class="segs">{axes}</div></fieldset>
            <fieldset class="ctl"><legend>"Posts in the table"</legend><div class="segs">{sizes}</div></fieldset>
        </div>
    }
    .into_any()
}

/// How the loop and the JOIN compare at the size looked at, in a sentence.
fn verdict(race: &Results, look: &ViewSettings) -> Option<AnyView> {
    let rows = look.rows_in(race);
    let factor = factor(race, LOOP, JOIN, rows, look.distance)?;
    let from = match look.distance.0 {
        0 => "in the same process".to_owned(),
        _ => format!("{} away", distance_label(look.distance)),
    };
    Some(
        view! {
            <p class="kept-guess">
                {format!("With {} posts in the table and the database {from}, a query per row takes ", grouped(rows.into()))}
                <b>{factor_label(factor)}" times"</b>" as long as the JOIN."
            </p>
        }
        .into_any(),
    )
}

/// What the race was measured on and, where the guess is still open, why.
fn footer(finished: &FinishedRace, is_answered: bool) -> AnyView {
    let race = &finished.race;
    let runs: usize = race.points.iter().map(|point| point.times_ns.len()).sum();
    let data = match race.own {
        true => "The posts are copies of those in your sandbox.",
        false => "The posts are copies of the community that every sandbox begins with.",
    };
    let says = format!(
        "{data} {} runs, finished at {} UTC. Every way gave the same rows before the clock was started, and what the server did for others meanwhile is not counted.",
        grouped(runs as u64),
        clock(finished.at)
    );
    let open = (!is_answered).then(|| {
        view! { <p class="small">"Your guess is about a page of 20 posts and a table of 10,000, a query per row and one JOIN, both with the index. Race that as well, and it is answered."</p> }
    });
    let not_reached = race.points.iter().any(|point| point.times_ns.is_empty() && !point.stopped);
    let dash = not_reached.then(|| {
        view! { <p class="small">"A dash in the table means that the time was over before that way had its turn."</p> }
    });
    view! { <p class="small quiet-text">{says}</p>{dash}{open} }.into_any()
}

/// The buttons that begin a race, or stop it.
fn race_buttons(progress: Option<&Underway>, finished: bool) -> AnyView {
    match progress {
        Some(progress) => view! {
            {going_on(progress.turn)}
            <button class="button first" name="action" value="stop" formnovalidate=true>"Stop the race"</button>
            <button class="press by-hand" name="action" value="look" formnovalidate=true>"Look again"</button>
        }
        .into_any(),
        None => {
            let says = if finished { "Race again" } else { "Race" };
            view! { <button class="button first" name="action" value="race"><Icon name="play" class="i s"/>{says}</button> }
                .into_any()
        }
    }
}

/// The address at which others see the race, and the button that takes it back.
fn shown_at(token: String) -> AnyView {
    let path = format!("/learn/join/race/{token}");
    let href = path.clone();
    view! {
        <p class="small shown-at">
            "Shown to anybody who has this address: "<a href=href>{path}</a>" "
            <button class="press" name="action" value="unshare" formnovalidate=true>"Take it back"</button>
        </p>
    }
    .into_any()
}

/// What a learner can take home of a race that is over, and how they can show it to others.
fn to_take(is_over: bool, shared: Option<String>) -> AnyView {
    let taken = is_over.then(|| {
        view! {
            {shared.map(shown_at)}
            <button class="press" name="action" value="share" formnovalidate=true><Icon name="link" class="i s"/>"Address of this race"</button>
            <a class="press" href="/learn/join/race.csv" rel="external" download="race.csv"><Icon name="download" class="i s"/>"All runs as CSV"</a>
            <a class="press" href="/learn/join/race.svg" rel="external" download="race.svg"><Icon name="download" class="i s"/>"The plot as a picture"</a>
        }
    });
    taken.into_any()
}
