//! One page of a feed, fetched in several ways against the clock: what is asked for, and how one looks at the result.

use super::{Fields, Part, Provenance};
use crate::{
    Error,
    components::Icon,
    ctx::Cx,
    learn::{
        Kept, Learner,
        learner::{begin, change, count_heavy, key_of, place_of},
        race::{
            Axes, Ended, Finished, Guess, JOIN, LOOP, Look, Plot, Racer, Turn, Underway, axis, factor, far,
            lane_panel, number_table, outcome, share, times, unshare,
        },
        task::SETTING,
    },
    xray::view::{clock, count, grouped},
};
use labs::{
    Experiment,
    race::{Distance, Lane, PageLength, SIZES, Settings, Way},
};
use leptos::prelude::*;
use model::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Db, lab::Who};

#[derive(Default, Serialize, Deserialize)]
struct Run {
    asked: Option<Settings>,
    finished: Option<Finished>,
    look: Look,
    /// Under which token it is shown to others.
    shared: Option<String>,
}

/// The learner's last race, and how they look at it.
pub fn raced_by(kept: &Kept) -> Option<(Finished, Look)> {
    let run: Run = kept.run();
    run.finished.map(|finished| (finished, run.look))
}

/// What a form asks for: the first time the page that the guess is about, and the lanes that tell most.
fn asked(fields: &Fields) -> Settings {
    let page = PageLength::of_key(fields.get("page")).unwrap_or(PageLength::Newest(20));
    let rows_max = fields.get("rows").parse().unwrap_or(10_000);
    let chosen = |lane: &Lane| !fields.get(&format!("lane-{}", lane.key())).is_empty();
    let lanes: Vec<Lane> = Lane::ALL.into_iter().filter(chosen).collect();
    Settings::new(page, rows_max, if lanes.is_empty() { &BEGINNING } else { &lanes })
}

/// All ways with the index; without it the two that show what it is for.
const BEGINNING: [Lane; 6] = [
    LOOP,
    Lane { way: Way::Prepared, indexed: true },
    Lane { way: Way::Collected, indexed: true },
    JOIN,
    Lane { way: Way::Loop, indexed: false },
    Lane { way: Way::Join, indexed: false },
];

pub async fn run(cx: &Cx, fields: &Fields) -> Result<(), Error> {
    let who = begin(cx).await?;
    let deed = fields.deed();
    if deed == "look" {
        return Ok(());
    }
    if deed == "stop" {
        cx.site.races.cancel(&key_of(&who));
    }
    let shared = match deed {
        "share" => shared(cx, &who).await?,
        _ => None,
    };
    if deed == "unshare" {
        let run: Run = Learner::load(cx).await?.kept(Experiment::Race).run();
        // Gone is gone, also where another tab was first.
        if let Some(token) = run.shared
            && let Err(error) = unshare(cx, token).await
            && error != Error::NotFound
        {
            return Err(error);
        }
    }
    if deed == "race" {
        count_heavy(cx, &who)?;
        if cx.site.races.progress(&key_of(&who)).is_some() {
            return change(cx, &who, Experiment::Race, fields, |kept| {
                kept.trouble = Some("A race of yours is under way. Stop it, or let it end first.".to_owned());
            })
            .await;
        }
    }
    let settings = asked(fields);
    change(cx, &who, Experiment::Race, fields, |kept| {
        let mut run: Run = kept.run();
        run.asked = Some(settings.clone());
        run.shared = shared.or(run.shared).filter(|_| deed != "unshare");
        look(&mut run.look, deed);
        kept.set_run(&run);
    })
    .await?;
    match deed {
        "race" => start(cx, who, settings).await,
        _ => Ok(()),
    }
}

/// Keeps the learner's last race under a new address, if it has none.
async fn shared(cx: &Cx, who: &Who) -> Result<Option<String>, Error> {
    let run: Run = Learner::load(cx).await?.kept(Experiment::Race).run();
    match run.finished {
        _ if run.shared.is_some() => Ok(run.shared),
        Some(finished) => share(cx, who, &finished, &run.look).await.map(Some),
        None => Ok(None),
    }
}

/// A button that only changes how one looks.
fn look(look: &mut Look, deed: &str) {
    let Some((what, which)) = deed.split_once('-') else { return };
    match what {
        "distance" => {
            let found = Distance::ALL.into_iter().find(|distance| distance.0.to_string() == which);
            look.distance = found.unwrap_or(look.distance);
        }
        "axes" => {
            look.axes = if which == "linear" { Axes::Linear } else { Axes::Logarithmic };
        }
        "lane" => look.lane = Lane::of_key(which).or(look.lane),
        "at" => look.rows = which.parse().ok().or(look.rows),
        _ => {}
    }
}

async fn start(cx: &Cx, who: Who, settings: Settings) -> Result<(), Error> {
    let racer = Racer {
        key: key_of(&who),
        place: place_of(&who),
        network: cx.visit.network.clone(),
        settings,
        square_sql: SETTING.0,
        seed: cx.visit.now.0.unsigned_abs(),
    };
    let (db, now, whose) = (cx.site.db.clone(), cx.visit.now, who.clone());
    let (db_of_image, whose_image) = (db.clone(), who.clone());
    let image = async move {
        let state = store::lab::sandbox::find_state(&db_of_image, &whose_image).await;
        state.ok().flatten().and_then(|state| state.image).unwrap_or_default()
    };
    let began = std::time::Instant::now();
    let finish = move |ended| async move {
        let at = now.plus(began.elapsed().as_secs().try_into().unwrap_or(0));
        keep(&db, &whose, ended, at).await;
    };
    let refused = match cx.site.races.begin(cx.site.sandbox.clone(), racer, image, finish) {
        Ok(()) => return Ok(()),
        Err(refused) => refused.to_string(),
    };
    change(cx, &who, Experiment::Race, &Fields::default(), |kept| kept.trouble = Some(refused)).await
}

/// Keeps what came of a race, unless its learner started over meanwhile. Whoever it was may be gone by now.
pub async fn keep(db: &Db, who: &Who, ended: Ended, at: Timestamp) {
    let kept = store::lab::change_state(db, who, Experiment::Race.name(), at, move |before| {
        if ended.is_forgotten() {
            return Err(());
        }
        let state = serde_json::to_string(&finished(Kept::read(before), ended, at)).map_err(|_| ())?;
        Ok((state, ()))
    });
    if let Err(error) = kept.await {
        tracing::warn!(%error, "the result of a race was not kept: {error}");
    }
}

/// What is held once a race is over. One that ended before its time does not take the place of another.
fn finished(mut kept: Kept, ended: Ended, at: Timestamp) -> Kept {
    let Ended { race, plans, trouble, .. } = ended;
    let mut run: Run = kept.run();
    let is_empty = race.points.iter().all(|point| point.times_ns.is_empty());
    if is_empty || (trouble.is_some() && run.finished.is_some()) {
        let why = trouble.unwrap_or_else(|| "Nothing was measured this time.".to_owned());
        let before = if run.finished.is_some() { " What stands here is the race before it." } else { "" };
        kept.trouble = Some(format!("{why}{before}"));
        return kept;
    }
    kept.trouble = trouble;
    if let Some(guess) = outcome(&race) {
        kept.note_outcome(guess.key);
    }
    run.finished = Some(Finished { race, plans, at });
    run.shared = None;
    kept.set_run(&run);
    kept
}

pub fn draw(kept: &Kept) -> Part {
    let Run { asked, finished, look, shared } = kept.run();
    let progress = kept.racing.as_deref();
    let guess = kept.guess.as_deref().and_then(Guess::of_key);
    let raced = match (progress, &finished) {
        (Some(progress), _) => Some((&progress.race, &progress.plans)),
        (None, Some(finished)) => Some((&finished.race, &finished.plans)),
        (None, None) => None,
    };
    let settings = asked.unwrap_or_else(|| self::asked(&Fields::default()));
    let mut inside = vec![controls(&settings)];
    if let Some((race, plans, plot)) =
        raced.and_then(|(race, plans)| Some((race, plans, Plot::of(race, &look, guess)?)))
    {
        inside.push(
            view! {
                {look_controls(&look, race)}
                <div class="race">
                    <div class="chart"><p class="axis-y">{axis(race, &look)}</p>{plot.draw()}{verdict(race, &look)}</div>
                    {lane_panel(race, &look, plans)}
                </div>
            }
            .into_any(),
        );
        inside.push(number_table(race, &look));
        let is_answered = kept.outcome.is_some() || kept.guess.is_none();
        let over = finished.as_ref().filter(|_| progress.is_none());
        inside.extend(over.map(|finished| footer(finished, is_answered)));
    }
    Part {
        provenance: Provenance::Real("measured here"),
        inside,
        result: None,
        bar: bar(progress, finished.is_some(), shared),
        action: None,
    }
}

/// What is raced: the page, the largest table, the lanes.
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

fn lanes_of(way: Way, settings: &Settings) -> AnyView {
    let cells = [true, false].map(|indexed| {
        let lane = Lane { way, indexed };
        let name = format!("lane-{}", lane.key());
        let checked = settings.lanes.contains(&lane);
        view! { <td><input type="checkbox" name=name value="on" checked=checked aria-label=lane.name()/></td> }
    });
    view! { <tr><th scope="row">{way.name()}</th>{cells.into_iter().collect::<Vec<_>>()}</tr> }.into_any()
}

/// A race under way. The browser looks again by itself where scripts run.
fn going_on(turn: Turn) -> AnyView {
    // Whoever waits looks less often.
    let (again, says, bar) = match turn {
        Turn::Waiting { ahead: 0 } => (2_000, "You are next.".to_owned(), None),
        Turn::Waiting { ahead } => (
            3_000,
            format!("Before you: {}. Yours begins by itself.", count(ahead as u64, "race", "races")),
            None,
        ),
        Turn::Racing { done, of } => {
            (700, format!("Heat {} of {of} is running.", (done + 1).min(of)), Some((done, of)))
        }
    };
    let bar = bar.map(|(done, of)| {
        view! { <progress max=of value=done aria-label="Heats that are run"></progress> }
    });
    view! { <div class="going-on" data-pending=again>{bar}<p role="status">{says}</p></div> }.into_any()
}

/// How one looks at it: buttons that ask for nothing to be measured again.
fn look_controls(look: &Look, race: &labs::race::Race) -> AnyView {
    let choice = |name: String, says: String, pressed: bool| {
        view! { <button name="deed" value=name aria-pressed=pressed.to_string() formnovalidate=true>{says}</button> }
            .into_any()
    };
    let distances: Vec<_> = Distance::ALL
        .into_iter()
        .map(|distance| choice(format!("distance-{}", distance.0), far(distance), distance == look.distance))
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

/// The loop against the JOIN at the size looked at, in a sentence.
fn verdict(race: &labs::race::Race, look: &Look) -> Option<AnyView> {
    let rows = look.rows_in(race);
    let factor = factor(race, LOOP, JOIN, rows, look.distance)?;
    let from = match look.distance.0 {
        0 => "in the same process".to_owned(),
        _ => format!("{} away", far(look.distance)),
    };
    Some(
        view! {
            <p class="kept-guess">
                {format!("With {} posts in the table and the database {from}, a query per row takes ", grouped(rows.into()))}
                <b>{times(factor)}" times"</b>" as long as the JOIN."
            </p>
        }
        .into_any(),
    )
}

/// What was measured on; and where the guess is still open, why.
fn footer(finished: &Finished, is_answered: bool) -> AnyView {
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
        view! { <p class="small">"Where a dash stands in the table, the time was over before that way had its turn."</p> }
    });
    view! { <p class="small quiet-text">{says}</p>{dash}{open} }.into_any()
}

fn bar(progress: Option<&Underway>, finished: bool, shared: Option<String>) -> AnyView {
    match progress {
        Some(progress) => view! {
            {going_on(progress.turn)}
            <button class="button first" name="deed" value="stop" formnovalidate=true>"Stop the race"</button>
            <button class="press by-hand" name="deed" value="look" formnovalidate=true>"Look again"</button>
        }
        .into_any(),
        None => {
            let says = if finished { "Race again" } else { "Race" };
            view! {
                {shared.map(shown_at)}
                <button class="button first" name="deed" value="race"><Icon name="play" class="i s"/>{says}</button>
                {finished.then(to_take)}
            }
            .into_any()
        }
    }
}

/// Where others see it.
fn shown_at(token: String) -> AnyView {
    let path = format!("/learn/join/race/{token}");
    let href = path.clone();
    view! {
        <p class="small shown-at">
            "Shown to whoever has this address: "<a href=href>{path}</a>" "
            <button class="press" name="deed" value="unshare" formnovalidate=true>"Take it back"</button>
        </p>
    }
    .into_any()
}

/// What can be taken away.
fn to_take() -> AnyView {
    view! {
        <button class="press" name="deed" value="share" formnovalidate=true><Icon name="link" class="i s"/>"Address of this race"</button>
        <a class="press" href="/learn/join/race.csv"><Icon name="download" class="i s"/>"All runs as CSV"</a>
        <a class="press" href="/learn/join/race.svg"><Icon name="download" class="i s"/>"The plot as a picture"</a>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::race::tests::raced;

    #[test]
    fn a_race_that_was_stopped_does_not_take_the_place_of_a_whole_one() {
        let over = |race, trouble: Option<&str>| Ended::of(race, Vec::new(), trouble.map(str::to_owned));
        let whole = raced(10_000, &[(LOOP, 3.0), (JOIN, 1.0)]);
        let first = finished(Kept::default(), over(whole.clone(), None), Timestamp(1));
        assert_eq!((first.outcome.as_deref(), first.trouble.as_deref()), (Some("few"), None));
        let mut part = raced(10_000, &[(LOOP, 30.0), (JOIN, 1.0)]);
        part.points[0].times_ns.clear();
        let second = finished(first, over(part.clone(), Some("You stopped it.")), Timestamp(2));
        assert_eq!(raced_by(&second).map(|(finished, _)| finished.race), Some(whole));
        assert!(
            second.trouble.as_ref().is_some_and(|said| said.starts_with("You stopped it. What stands here"))
        );
        // One that ran to its end is the last race, also where there was no time for a lane.
        let third = finished(second, over(part.clone(), None), Timestamp(3));
        assert_eq!(raced_by(&third).map(|(finished, _)| finished.race), Some(part.clone()));
        assert_eq!(third.trouble, None);
        // Where there was none before, a part is better than nothing.
        let only = finished(Kept::default(), over(part.clone(), Some("You stopped it.")), Timestamp(2));
        assert_eq!(raced_by(&only).map(|(finished, _)| finished.race), Some(part));
        assert_eq!(only.trouble.as_deref(), Some("You stopped it."));
    }
}
