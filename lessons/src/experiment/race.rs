//! One page of a feed, fetched in several ways against the clock: what is pressed, and what is kept of it.

mod drawn;

use crate::fields::Fields;
use crate::{
    Kept, Learner,
    learner::{begin, change, count_heavy, key_of, place_of},
    race::{Axes, Finished, JOIN, LOOP, Look, outcome, share, unshare},
    sql_exercise::SETTING,
};
use labs::race::{Ended, Racer};
use labs::{
    Experiment,
    race::{Distance, Lane, PageLength, Settings, Way},
};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use store::{
    Db,
    learner::{LearnerKey, shared_race::list_shared_races},
};
use web::{Error, context::RequestContext};

pub use drawn::draw;

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
    let lanes = chosen(fields);
    Settings::new(page, rows_max, if lanes.is_empty() { &BEGINNING } else { &lanes })
}

/// The lanes whose boxes are ticked.
fn chosen(fields: &Fields) -> Vec<Lane> {
    let is_ticked = |lane: &Lane| !fields.get(&format!("lane-{}", lane.key())).is_empty();
    Lane::ALL.into_iter().filter(is_ticked).collect()
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

pub async fn run(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let who = begin(cx).await?;
    let deed = fields.deed();
    if deed == "look" {
        return Ok(());
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
    let refused = match deed {
        "race" => {
            count_heavy(cx, &who)?;
            refusal(cx, &who, fields)
        }
        _ => None,
    };
    let settings = asked(fields);
    change(cx, &who, Experiment::Race, fields, |kept| {
        let mut run: Run = kept.run();
        run.asked = Some(settings.clone());
        run.shared = shared.or(run.shared).filter(|_| deed != "unshare");
        look(&mut run.look, deed);
        kept.trouble = refused.map(str::to_owned);
        kept.set_run(&run);
    })
    .await?;
    match deed {
        "race" if refused.is_none() => start(cx, who, settings).await,
        // Last of all: what it says of itself is not to be taken back by the change above.
        "stop" => {
            cx.site.races.cancel(&key_of(&who));
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Why a race cannot begin. What was asked for stays in the form.
fn refusal(cx: &RequestContext, who: &LearnerKey, fields: &Fields) -> Option<&'static str> {
    if chosen(fields).is_empty() {
        return Some("Choose at least one way that is to race.");
    }
    let progress = cx.site.races.progress(&key_of(who));
    progress.map(|_| "A race of yours is under way. Stop it, or let it end first.")
}

/// Keeps the learner's last race under a new address, if it has none.
async fn shared(cx: &RequestContext, who: &LearnerKey) -> Result<Option<String>, Error> {
    let run: Run = Learner::load(cx).await?.kept(Experiment::Race).run();
    let shown = list_shared_races(&cx.db, who).await?;
    // It may have been taken back on its own page.
    let is_shown = |token: &String| shown.iter().any(|(other, _)| other == token);
    match run.finished {
        _ if run.shared.as_ref().is_some_and(is_shown) => Ok(run.shared),
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

async fn start(cx: &RequestContext, who: LearnerKey, settings: Settings) -> Result<(), Error> {
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
        let state = store::learner::sandbox::find_state(&db_of_image, &whose_image).await;
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
pub async fn keep(db: &Db, who: &LearnerKey, ended: Ended, at: Timestamp) {
    let kept = store::learner::change_state(db, who, Experiment::Race.name(), at, move |before| {
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

/// What is held once a race is over. One that ended before all of it was measured does not take the place of another.
fn finished(mut kept: Kept, ended: Ended, at: Timestamp) -> Kept {
    let Ended { race, plans, trouble, .. } = ended;
    let mut run: Run = kept.run();
    let is_empty = race.points.iter().all(|point| point.times_ns.is_empty());
    let is_whole =
        trouble.is_none() || race.points.iter().all(|point| point.stopped || !point.times_ns.is_empty());
    if is_empty || (!is_whole && run.finished.is_some()) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::tests::raced;

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
