//! The plot: a line for each lane, drawn as SVG on the server.
//!
//! Horizontal places are in per cent of the width, so that the texts keep their size on every screen. The names of the lanes
//! stand at the ends of their lines and, on a narrow screen, in a key below.

use super::{
    axis_label::milliseconds,
    result::{GUESS_PAGE, GUESS_ROWS, Guess, JOIN, ViewSettings, point},
    scale::{HEIGHT, Scale},
};
use crate::format::{count, grouped};
use labs::race::{Lane, Point, RUN_MAX, Results, Way};
use leptos::prelude::*;

/// The least distance of two names at the ends of the lines, in pixels.
const NAME_HEIGHT: f64 = 17.0;

/// What is drawn of a race.
pub struct Plot<'a> {
    /// What was measured.
    pub race: &'a Results,
    /// How the learner looks at it.
    pub look: &'a ViewSettings,
    /// What they guessed, where it can be drawn.
    pub guess: Option<Guess>,
    /// Where numbers stand.
    pub scale: Scale,
}

impl<'a> Plot<'a> {
    /// None while nothing has been measured.
    pub fn of(race: &'a Results, look: &'a ViewSettings, guess: Option<Guess>) -> Option<Self> {
        // The guess is about one length of page and a database in the same process, so it is drawn there only.
        let is_about = race.settings.page == GUESS_PAGE && look.distance.0 == 0;
        let guess = guess.filter(|guess| is_about && guessed(race, *guess).next().is_some());
        let expected = guess.iter().flat_map(|guess| guessed(race, *guess)).map(|(_, ns)| ns);
        let was_stopped = look.distance.0 == 0 && race.points.iter().any(|point| point.stopped);
        let scale = Scale::of(look.axes, race, look.distance, expected.chain(was_stopped.then(stopped_ns)))?;
        Some(Self { race, look, guess, scale })
    }

    /// Draws the plot with its key, as a part of a page.
    pub fn draw(&self) -> AnyView {
        view! {
            <div class="plot">
                <svg class="ylab" aria-hidden="true">{self.line_names()}</svg>
                <svg class="area" role="group" aria-label=self.says()>{self.grid()}{self.lanes(true)}</svg>
                <svg class="ends-lab" aria-hidden="true">{self.lane_names()}</svg>
            </div>
            <ul class="plot-key" aria-hidden="true">{self.key()}</ul>
        }
        .into_any()
    }

    /// What the plot says at the size looked at, in a sentence.
    fn says(&self) -> String {
        let rows = self.look.rows_in(self.race);
        let each = self.race.settings.lanes.iter().filter_map(|lane| {
            let spread = point(self.race, *lane, rows)?.at(self.look.distance)?;
            Some(format!("{} {} ms", lane.name(), milliseconds(spread.median)))
        });
        let each: Vec<String> = each.collect();
        format!(
            "Time against the number of posts in the table. At {} posts: {}. The table below has every number.",
            grouped(rows.into()),
            each.join("; ")
        )
    }

    /// The labels of the horizontal lines.
    pub fn line_names(&self) -> Vec<AnyView> {
        let name = |ns: &u64| {
            let y = self.scale.y(*ns) + 4.0;
            view! { <text x="100%" y=px(y) text-anchor="end">{on_line(*ns)}</text> }.into_any()
        };
        self.scale.lines().iter().map(name).collect()
    }

    /// The lines of the grid, with the labels of the vertical ones, and a line at the size looked at.
    pub fn grid(&self) -> Vec<AnyView> {
        let lines = self.scale.lines().into_iter().map(|ns| {
            let y = px(self.scale.y(ns));
            view! { <line class="tick" x1="0" x2="100%" y1=y.clone() y2=y/> }.into_any()
        });
        let columns = self.scale.columns();
        let last = columns.last().copied();
        let columns = columns.into_iter().map(move |rows| {
            let x = per_cent(self.scale.x(rows));
            let class = if Some(rows) == last { "last" } else { "" };
            view! {
                <line class="tick" x1=x.clone() x2=x.clone() y1="0" y2=px(HEIGHT)/>
                <text class=class x=x y=px(HEIGHT + 20.0) text-anchor="middle">{grouped(rows.into())}</text>
            }
            .into_any()
        });
        let at = per_cent(self.scale.x(self.look.rows_in(self.race)));
        let cursor = view! {
            <line class="cursor" x1=at.clone() x2=at y1="0" y2=px(HEIGHT)/>
            <text class="unit" x="100%" dx="30" y=px(HEIGHT + 20.0)>"posts"</text>
        };
        lines.chain(columns).chain([cursor.into_any()]).collect()
    }

    /// Every line with its points. The line of the lane looked at is drawn last, and so on top. Where the points are
    /// `linked`, each leads to its number in the table, and the Tab key goes along the points of that lane only.
    pub fn lanes(&self, linked: bool) -> Vec<AnyView> {
        let picked = self.look.lane_in(self.race);
        let mut lanes = self.race.settings.lanes.clone();
        lanes.sort_by_key(|lane| Some(*lane) == picked);
        let guess = self.guess.and_then(|guess| self.guessed(guess));
        lanes.into_iter().map(|lane| self.lane(lane, linked)).chain(guess).collect()
    }

    fn points(&self, lane: Lane) -> impl Iterator<Item = &Point> {
        self.race.points.iter().filter(move |point| point.lane == lane)
    }

    /// The places of a lane's medians.
    fn places(&self, lane: Lane) -> Vec<(f64, f64)> {
        let place = |point: &Point| {
            Some((self.scale.x(point.rows), self.scale.y(point.at(self.look.distance)?.median)))
        };
        self.points(lane).filter_map(place).collect()
    }

    /// Where the lane was stopped. None with a distance to the database: it adds time for each statement, and nobody
    /// knows how many the stopped run would have sent.
    fn stop(&self, lane: Lane) -> Option<(f64, f64)> {
        let stopped = self.points(lane).find(|point| point.stopped)?;
        (self.look.distance.0 == 0).then(|| (self.scale.x(stopped.rows), self.scale.y(stopped_ns())))
    }

    fn lane(&self, lane: Lane, linked: bool) -> AnyView {
        let places = self.places(lane);
        let stopped =
            places.last().copied().zip(self.stop(lane)).map(|(from, to)| segment("l stop", from, to));
        let segments: Vec<_> = places.windows(2).map(|pair| segment("l", pair[0], pair[1])).collect();
        let points: Vec<_> = self.points(lane).filter_map(|point| self.dot(point, linked)).collect();
        view! { <g class=self.class(lane)>{segments}{stopped}{points}</g> }.into_any()
    }

    /// The spread of a point, its mark, and the text that appears beside it.
    fn dot(&self, point: &Point, linked: bool) -> Option<AnyView> {
        let spread = point.at(self.look.distance)?;
        let (x, y) = (per_cent(self.scale.x(point.rows)), self.scale.y(spread.median));
        let (high, low) = (self.scale.y(spread.third_quartile), self.scale.y(spread.first_quartile));
        let says = format!("{}: {} ms", point.lane.short_name(), milliseconds(spread.median));
        let label = format!(
            "{}, {} posts: {} milliseconds, the middle half of {} from {} to {}",
            point.lane.name(),
            grouped(point.rows.into()),
            milliseconds(spread.median),
            count(point.times_ns.len() as u64, "run", "runs"),
            milliseconds(spread.first_quartile),
            milliseconds(spread.third_quartile)
        );
        // Near the right edge the text stands to the left of its point.
        let (side, dx) = if self.scale.x(point.rows) > 70.0 { ("end", "-9") } else { ("start", "9") };
        let mark = view! {
            <svg x=x.clone() y=px(y)>
                <circle class="hit" r="9"/>
                {mark(point.lane.way)}
                {linked.then(|| view! { <text class="tip" x=dx y="-9" text-anchor=side>{says}</text> })}
            </svg>
        };
        let mark = match linked {
            true => {
                let href = format!("#{}", cell_id(point.lane, point.rows));
                let passed_over = (self.look.lane_in(self.race) != Some(point.lane)).then_some("-1");
                view! { <a href=href tabindex=passed_over aria-label=label>{mark}</a> }.into_any()
            }
            false => mark.into_any(),
        };
        Some(view! { <line class="s" x1=x.clone() x2=x y1=px(high) y2=px(low)/>{mark} }.into_any())
    }

    /// The curve that was guessed: the one of the JOIN, times the factor of the guess.
    fn guessed(&self, guess: Guess) -> Option<AnyView> {
        let place = |(rows, ns)| (self.scale.x(rows), self.scale.y(ns), rows);
        let places: Vec<_> = guessed(self.race, guess).map(place).collect();
        let segments: Vec<_> = places
            .windows(2)
            .map(|pair| segment("l", (pair[0].0, pair[0].1), (pair[1].0, pair[1].1)))
            .collect();
        // The guess is about one size of table, which has a ring; the dashed line draws the same factor at the others.
        let (x, y, rows) = places.iter().rfind(|(.., rows)| *rows <= GUESS_ROWS)?;
        let (side, dx) = if *x > 60.0 { ("end", "-10") } else { ("start", "10") };
        let ring = view! {
            <svg x=per_cent(*x) y=px(*y)>
                {(*rows == GUESS_ROWS).then(|| view! { <circle class="m" r="6.5"/> })}
                <text x=dx y="-9" text-anchor=side>{format!("your guess: {}", guess.says)}</text>
            </svg>
        };
        Some(view! { <g class="w-guess">{segments}{ring}</g> }.into_any())
    }

    /// The names at the ends of the lines, moved apart where lines end close together.
    pub fn lane_names(&self) -> Vec<AnyView> {
        let ends = self.race.settings.lanes.iter().filter_map(|lane| {
            let stop = self.stop(*lane);
            Some((*lane, stop.or(self.places(*lane).last().copied())?.1, self.was_stopped(*lane)))
        });
        let mut ends: Vec<_> = ends.collect();
        ends.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut at: Vec<f64> = ends.iter().map(|(_, y, _)| *y).collect();
        apart(&mut at);
        ends.into_iter()
            .zip(at)
            .map(|((lane, y, stopped), at)| {
                let name = format!("{}{}", lane.short_name(), if stopped { ", stopped" } else { "" });
                view! {
                    <line class="lead" x1="4" x2="16" y1=px(y) y2=px(at)/>
                    <text class=self.class(lane) x="20" y=px(at + 4.0)>{name}</text>
                }
                .into_any()
            })
            .collect()
    }

    fn was_stopped(&self, lane: Lane) -> bool {
        self.points(lane).any(|point| point.stopped)
    }

    /// The entries of the key below the plot.
    fn key(&self) -> Vec<AnyView> {
        let lanes = self.race.settings.lanes.iter();
        let has_ring = self.race.points.iter().any(|point| point.rows == GUESS_ROWS && point.lane == JOIN);
        let guess = self.guess.map(|guess| {
            view! {
                <li>
                    <svg class="lane-key w-guess" viewBox="-14 -8 28 16"><line class="l" x1="-13" x2="13" y1="0" y2="0"/>{has_ring.then(|| view! { <circle class="m" r="6.5"/> })}</svg>
                    {format!("Your guess, {}", guess.says)}
                </li>
            }
            .into_any()
        });
        lanes
            .map(|lane| view! { <li>{sample(*lane, self.class(*lane))}{lane.name()}</li> }.into_any())
            .chain(guess)
            .collect()
    }

    /// The CSS class of a lane in this plot.
    pub fn class(&self, lane: Lane) -> String {
        class(lane, self.look.lane_in(self.race) == Some(lane))
    }
}

/// The curve that was guessed: for each size of table, nanoseconds.
fn guessed(race: &Results, guess: Guess) -> impl Iterator<Item = (u32, u64)> {
    let joins = race.points.iter().filter(|point| point.lane == JOIN);
    joins.filter_map(move |point| Some((point.rows, (point.median_ns()? as f64 * guess.times) as u64)))
}

/// The time at which a run is stopped.
fn stopped_ns() -> u64 {
    u64::try_from(RUN_MAX.as_nanos()).unwrap_or(u64::MAX)
}

/// The CSS class of a lane: its way, whether it runs without the index, and whether it is the one looked at.
pub fn class(lane: Lane, picked: bool) -> String {
    let bare = if lane.indexed { "" } else { " bare" };
    let picked = if picked { " picked" } else { "" };
    format!("w-{}{bare}{picked}", lane.way.key())
}

/// A piece of a lane's line with its mark, for the key and the table.
pub fn sample(lane: Lane, class: String) -> AnyView {
    view! {
        <svg class=format!("lane-key {class}") viewBox="-14 -8 28 16" aria-hidden="true">
            <line class="l" x1="-13" x2="13" y1="0" y2="0"/>
            {mark(lane.way)}
        </svg>
    }
    .into_any()
}

/// The mark of a way, which tells its line from the others without colour.
fn mark(way: Way) -> AnyView {
    match way {
        Way::Loop => view! { <circle class="m" r="4"/> }.into_any(),
        Way::Prepared => view! { <path class="m" d="M0-5.5 5.5 0 0 5.5-5.5 0z"/> }.into_any(),
        Way::Collected => view! { <path class="m" d="M0-5 5 4H-5z"/> }.into_any(),
        Way::Join => view! { <rect class="m" x="-4" y="-4" width="8" height="8"/> }.into_any(),
    }
}

/// The id of a lane's cell in the table of numbers, to which its point leads.
pub fn cell_id(lane: Lane, rows: u32) -> String {
    format!("race-{}-{rows}", lane.key())
}

fn segment(class: &'static str, from: (f64, f64), to: (f64, f64)) -> AnyView {
    view! { <line class=class x1=per_cent(from.0) y1=px(from.1) x2=per_cent(to.0) y2=px(to.1)/> }.into_any()
}

/// The label of a horizontal line, in milliseconds: `0.01`, `2`, `1,000`.
fn on_line(ns: u64) -> String {
    match ns {
        0..10_000_000 => format!("{}", ns as f64 / 1e6),
        _ => grouped(ns / 1_000_000),
    }
}

fn per_cent(part: f64) -> String {
    format!("{part:.2}%")
}

fn px(pixels: f64) -> String {
    format!("{pixels:.1}")
}

/// Moves places, which are in order, so far apart that a name fits at each, and keeps all of them inside the plot.
fn apart(places: &mut [f64]) {
    for n in 1..places.len() {
        places[n] = places[n].max(places[n - 1] + NAME_HEIGHT);
    }
    let mut below = HEIGHT;
    for place in places.iter_mut().rev() {
        *place = place.min(below);
        below = *place - NAME_HEIGHT;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::{result::LOOP, tests::raced};
    use labs::race::Distance;

    #[test]
    fn names_stand_apart_and_inside() {
        let mut places = [0.0, 5.0, 200.0, 428.0, 430.0, 432.0];
        apart(&mut places);
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= NAME_HEIGHT - 1e-9), "{places:?}");
        assert!(places[0] >= 0.0 && places[5] <= HEIGHT && places[2] == 200.0, "{places:?}");
    }

    #[test]
    fn a_race_is_drawn_with_every_point_and_what_was_guessed() {
        let mut race = raced(1_000, &[(LOOP, 3.0), (JOIN, 1.0)]);
        let look = ViewSettings::default();
        let html = Plot::of(&race, &look, Guess::of_key("many")).unwrap().draw().to_html();
        assert_eq!(html.matches("class=\"hit\"").count(), 10, "two lanes at five sizes");
        assert!(
            html.contains("your guess: 10 to 100 times") && html.contains("One JOIN, 1,000 posts"),
            "{html}"
        );
        assert!(html.contains("w-join picked") && html.contains("href=\"#race-loop-1000\""), "{html}");
        assert_eq!(html.matches("tabindex=\"-1\"").count(), 5, "Tab passes over the lane not looked at");
        assert!(!html.contains("style="), "the site's policy refuses it");
        let far = ViewSettings { distance: Distance(200), ..ViewSettings::default() };
        let html = Plot::of(&race, &far, Guess::of_key("many")).unwrap().draw().to_html();
        assert!(!html.contains("your guess"), "it was about the same process");
        race.points.iter_mut().for_each(|point| point.times_ns.clear());
        assert!(Plot::of(&race, &look, None).is_none());
    }

    #[test]
    fn what_was_stopped_leads_to_the_limit_and_is_called_so() {
        let mut race = raced(1_000, &[(LOOP, 3_000.0), (JOIN, 1.0)]);
        for point in race.points.iter_mut().filter(|point| point.lane == LOOP && point.rows == 1_000) {
            (point.stopped, point.times_ns) = (true, Vec::new());
        }
        let html = Plot::of(&race, &ViewSettings::default(), None).unwrap().draw().to_html();
        assert!(html.contains("l stop") && html.contains("A query per row, stopped"), "{html}");
    }
}
