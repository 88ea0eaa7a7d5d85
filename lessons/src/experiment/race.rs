//! One page of a feed, fetched in several ways against the clock: the buttons of the figure, and what is stored.
//!
//! A race takes many seconds and may wait for its turn, so no request waits for it. A form begins it, `store_result` stores
//! what came of it, and in between the figure is asked for again and again and shows what was measured so far.

mod drawn;

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, change_state};
use crate::fields::Fields;
use crate::{
    learner::{Learner, begin_learner, claim, count_heavy_action, memory_key},
    race::{Axes, FinishedRace, JOIN, LOOP, ViewSettings, outcome, share, unshare},
    sql_exercise::COMMUNITY_SQL,
};
use labs::race::{Ended, RaceRequest};
use labs::{
    Engines, Experiment,
    race::{Distance, Lane, PageLength, Settings, Way},
    sandbox::ClaimKind,
};
use model::{SessionKey, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use store::{
    Db,
    learner::{LearnerKey, sandbox::StoredImage, shared_race::list_shared_races},
};
use web::{Error, context::RequestContext};

use drawn::draw;

#[derive(Default, Serialize, Deserialize)]
struct RaceState {
    /// What was asked for last, to be drawn in the form again.
    asked: Option<Settings>,
    /// The last race that is over.
    finished: Option<FinishedRace>,
    look: ViewSettings,
    /// The token of the address at which it is shown to others.
    shared: Option<String>,
}

/// The learner's last race that is over, and how they look at it.
pub fn last_race(stored: &ExperimentState) -> Option<(FinishedRace, ViewSettings)> {
    let state: RaceState = stored.details();
    state.finished.map(|finished| (finished, state.look))
}

/// The race that a form asks for. Before the first one it is the page that the guess is about, and the lanes that show most.
fn asked(fields: &Fields) -> Settings {
    let page = PageLength::of_key(fields.get("page")).unwrap_or(PageLength::Newest(20));
    let rows_max = fields.get("rows").parse().unwrap_or(10_000);
    let lanes = chosen(fields);
    Settings::new(page, rows_max, if lanes.is_empty() { &BEGINNING } else { &lanes })
}

/// The lanes whose boxes are ticked.
fn chosen(fields: &Fields) -> Vec<Lane> {
    let is_ticked = |lane: &Lane| !fields.get(&format!("lane-{}", lane.key())).is_empty();
    Lane::ALL.into_iter().filter(is_ticked).collect()
}

/// The lanes of the first race: all ways with the index, and the two that show what the index is for without it.
const BEGINNING: [Lane; 6] = [
    LOOP,
    Lane { way: Way::Prepared, indexed: true },
    Lane { way: Way::Collected, indexed: true },
    JOIN,
    Lane { way: Way::Loop, indexed: false },
    Lane { way: Way::Join, indexed: false },
];

/// The experiment as the table of handlers has it.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, _: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        Box::pin(run(cx, fields))
    }

    fn anchor(&self) -> Option<&'static str> {
        Some("race-ask")
    }

    fn forget(&self, labs: &Engines, learner: &str) {
        labs.races.forget(learner);
    }

    /// A race runs for the guest who began it, so it ends here. What it measured by then is stored, with the reason why it
    /// ended.
    fn hand_over<'a>(
        &'a self,
        cx: &'a RequestContext,
        guest: &'a SessionKey,
        _: UserId,
    ) -> HandlerFuture<'a, ()> {
        Box::pin(async {
            if let Some(mut ended) = cx.site.labs.races.forget(&guest.0) {
                ended.trouble = Some("The race that was under way ended when you signed in.".to_owned());
                store_result(&cx.db, &LearnerKey::Guest(guest.clone()), ended, cx.visit.now).await;
            }
        })
    }
}

async fn run(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let learner_key = begin_learner(cx).await?;
    let action = fields.action();
    if action == "look" {
        return Ok(());
    }
    let shared = match action {
        "share" => shared(cx, &learner_key).await?,
        _ => None,
    };
    if action == "unshare" {
        let state: RaceState = Learner::load(cx).await?.experiment_state(Experiment::Race).details();
        // It is no error where another tab took it back first.
        if let Some(token) = state.shared
            && let Err(error) = unshare(cx, token).await
            && error != Error::NotFound
        {
            return Err(error);
        }
    }
    // Only a race that could begin is counted as heavy.
    let refused = match action {
        "race" => {
            count_heavy_action(cx, &learner_key)?;
            refusal(cx, &learner_key, fields)
        }
        _ => None,
    };
    let settings = asked(fields);
    change_state(cx, &learner_key, Experiment::Race, fields, |stored| {
        let mut state: RaceState = stored.details();
        state.asked = Some(settings.clone());
        state.shared = shared.or(state.shared).filter(|_| action != "unshare");
        look(&mut state.look, action);
        stored.refusal = refused.map(str::to_owned);
        stored.set_details(&state);
    })
    .await?;
    match action {
        "race" if refused.is_none() => start(cx, learner_key, settings).await,
        // After the change above, which removes the last refusal: a race that is stopped stores why it ended.
        "stop" => {
            cx.site.labs.races.cancel(&memory_key(&learner_key));
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Why a race cannot begin, where it cannot. What was asked for stays in the form.
fn refusal(cx: &RequestContext, learner_key: &LearnerKey, fields: &Fields) -> Option<&'static str> {
    if chosen(fields).is_empty() {
        return Some("Choose at least one way that is to race.");
    }
    let progress = cx.site.labs.races.progress(&memory_key(learner_key));
    progress.map(|_| "A race of yours is under way. Stop it, or let it end first.")
}

/// Stores the learner's last race under a new address, if it has none, and gives the token.
async fn shared(cx: &RequestContext, learner_key: &LearnerKey) -> Result<Option<String>, Error> {
    let state: RaceState = Learner::load(cx).await?.experiment_state(Experiment::Race).details();
    let shown = list_shared_races(&cx.db, learner_key).await?;
    // It may have been taken back on its own page, which does not know of this state.
    let is_shown = |token: &String| shown.iter().any(|(other, _)| other == token);
    match state.finished {
        _ if state.shared.as_ref().is_some_and(is_shown) => Ok(state.shared),
        Some(finished) => share(cx, learner_key, &finished, &state.look).await.map(Some),
        None => Ok(None),
    }
}

/// Changes how the learner looks at the race: distance, axes, the lane and the size they look at. Nothing is measured
/// again.
fn look(look: &mut ViewSettings, action: &str) {
    let Some((what, which)) = action.split_once('-') else { return };
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

/// Begins a race, or notes why it cannot begin.
async fn start(cx: &RequestContext, learner_key: LearnerKey, settings: Settings) -> Result<(), Error> {
    // The race outlives this request, so everything it needs is moved into it.
    let request = RaceRequest {
        key: memory_key(&learner_key),
        claim: claim(cx, &learner_key, ClaimKind::Batch),
        settings,
        square_sql: COMMUNITY_SQL,
        seed: cx.visit.now.0.unsigned_abs(),
    };
    let (db, now, whose) = (cx.site.db.clone(), cx.visit.now, learner_key.clone());
    let (db_of_image, whose_image) = (db.clone(), learner_key.clone());
    // The learner's database is read when the race has its turn, and not before: many may wait.
    let image = async move {
        let state = store::learner::sandbox::find_state(&db_of_image, &whose_image).await;
        match state.ok().flatten().map(|state| state.image) {
            Some(StoredImage::Bytes(image)) => image,
            // The race is run on the community then.
            Some(StoredImage::Beginning | StoredImage::Unreadable) | None => Vec::new(),
        }
    };
    let began = std::time::Instant::now();
    let finish = move |ended| async move {
        let at = now.plus(began.elapsed().as_secs().try_into().unwrap_or(0));
        store_result(&db, &whose, ended, at).await;
    };
    let refused = match cx.site.labs.races.begin(cx.site.labs.sandbox.clone(), request, image, finish) {
        Ok(()) => return Ok(()),
        Err(refused) => refused.to_string(),
    };
    change_state(cx, &learner_key, Experiment::Race, &Fields::default(), |stored| {
        stored.refusal = Some(refused)
    })
    .await
}

/// Stores the result of a race, unless its learner started over meanwhile. Their session or account may be gone by now, so
/// a failure is logged and no error.
pub async fn store_result(db: &Db, learner_key: &LearnerKey, ended: Ended, at: Timestamp) {
    let stored = store::learner::change_state(db, learner_key, Experiment::Race.name(), at, move |before| {
        if ended.is_forgotten() {
            return Err(());
        }
        let state =
            serde_json::to_string(&finished(ExperimentState::parse(before), ended, at)).map_err(|_| ())?;
        Ok((state, ()))
    });
    if let Err(error) = stored.await {
        tracing::warn!(%error, "the result of a race was not kept: {error}");
    }
}

/// The state once a race is over. A race that ended early does not replace one that was measured as a whole.
fn finished(mut stored: ExperimentState, ended: Ended, at: Timestamp) -> ExperimentState {
    let Ended { race, plans, trouble, .. } = ended;
    let mut state: RaceState = stored.details();
    let is_empty = race.points.iter().all(|point| point.times_ns.is_empty());
    let is_whole =
        trouble.is_none() || race.points.iter().all(|point| point.stopped || !point.times_ns.is_empty());
    if is_empty || (!is_whole && state.finished.is_some()) {
        let why = trouble.unwrap_or_else(|| "Nothing was measured this time.".to_owned());
        let before = if state.finished.is_some() { " What you see is the race before it." } else { "" };
        stored.refusal = Some(format!("{why}{before}"));
        return stored;
    }
    stored.refusal = trouble;
    if let Some(guess) = outcome(&race) {
        stored.note_outcome(guess.key);
    }
    state.finished = Some(FinishedRace { race, plans, at });
    state.shared = None;
    stored.set_details(&state);
    stored
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::tests::raced;

    #[test]
    fn a_race_that_was_stopped_does_not_take_the_place_of_a_whole_one() {
        let over = |race, trouble: Option<&str>| Ended::of(race, Vec::new(), trouble.map(str::to_owned));
        let whole = raced(10_000, &[(LOOP, 3.0), (JOIN, 1.0)]);
        let first = finished(ExperimentState::default(), over(whole.clone(), None), Timestamp(1));
        assert_eq!((first.outcome.as_deref(), first.refusal.as_deref()), (Some("few"), None));
        let mut part = raced(10_000, &[(LOOP, 30.0), (JOIN, 1.0)]);
        part.points[0].times_ns.clear();
        let second = finished(first, over(part.clone(), Some("You stopped it.")), Timestamp(2));
        assert_eq!(last_race(&second).map(|(finished, _)| finished.race), Some(whole));
        assert!(second.refusal.as_ref().is_some_and(|said| said.starts_with("You stopped it. What you see")));
        // A race that ran to its end replaces the last one, also where there was no time for a lane.
        let third = finished(second, over(part.clone(), None), Timestamp(3));
        assert_eq!(last_race(&third).map(|(finished, _)| finished.race), Some(part.clone()));
        assert_eq!(third.refusal, None);
        // Where there was no race before, a part of one is better than nothing.
        let only =
            finished(ExperimentState::default(), over(part.clone(), Some("You stopped it.")), Timestamp(2));
        assert_eq!(last_race(&only).map(|(finished, _)| finished.race), Some(part));
        assert_eq!(only.refusal.as_deref(), Some("You stopped it."));
    }
}
