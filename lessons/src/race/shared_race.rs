//! A race that its learner shows to others, under an address of its own.
//!
//! Stories of the X-ray can be shown as well (`xray/own_stories.rs`). The two have nothing in common in the database: a race
//! belongs to a learner, who may be a guest and become an account, and a story to an account.

use super::{
    axis_label::{axis_title, distance_label},
    plot::Plot,
    result::{FinishedRace, ViewSettings},
    table::number_table,
};
use crate::{
    format::age,
    learner::{Learner, find_learner},
};
use labs::Experiment;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use store::learner::{LearnerKey, shared_race};
use web::{
    Error,
    components::{Icon, IdempotencyKeyField},
    context::RequestContext,
    drawn_page::DrawnPage,
};

/// What is stored under a shared address (JSON). The plans are left out, for the page does not show them.
#[derive(Serialize, Deserialize)]
pub struct SharedRace {
    /// The race.
    pub finished: FinishedRace,
    /// How its learner looked at it.
    pub look: ViewSettings,
}

/// Stores a race under a new address, and gives the token in that.
///
/// # Errors
/// What the store answers.
pub async fn share(
    cx: &RequestContext,
    learner_key: &LearnerKey,
    finished: &FinishedRace,
    look: &ViewSettings,
) -> Result<String, Error> {
    let finished = FinishedRace { plans: Vec::new(), ..finished.clone() };
    let shared = SharedRace { finished, look: look.clone() };
    let text = serde_json::to_string(&shared).map_err(|_| Error::NotFound)?;
    // The token is all that keeps others out, so it is as random as the id of a session.
    let token = web::context::random_token();
    let kept = shared_race::insert_shared_race(&cx.db, learner_key, token.clone(), text, cx.visit.now);
    kept.await?;
    Ok(token)
}

/// Takes back a race that the learner behind this request shows.
///
/// # Errors
/// `NotFound` where it is not there, or not theirs.
pub async fn unshare(cx: &RequestContext, token: String) -> Result<(), Error> {
    let learner_key = find_learner(cx).await?.ok_or(Error::NotFound)?;
    match shared_race::delete_shared_race(&cx.db, &learner_key, token).await? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// The race that is shown under a token; none where there is none, or no longer.
///
/// # Errors
/// What the store answers.
pub async fn find_shared(cx: &RequestContext, token: String) -> Result<Option<SharedRace>, Error> {
    let found = shared_race::find_shared_race(&cx.db, token).await?;
    Ok(found.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Draws `/learn/join/race/{token}`.
///
/// # Errors
/// `NotFound` where no race is shown there.
pub async fn page(cx: &RequestContext, token: &str) -> Result<DrawnPage, Error> {
    let shared = find_shared(cx, token.to_owned()).await?.ok_or(Error::NotFound)?;
    let (FinishedRace { race, at, .. }, look) = (&shared.finished, &shared.look);
    let learner = Learner::load(cx).await?;
    // The guess in the plot is the reader's own, not that of whoever shows the race.
    let guess = learner.experiment_state(Experiment::Race).guess;
    let is_own = match learner.key() {
        Some(learner_key) => {
            let own = shared_race::list_shared_races(&cx.db, learner_key).await?;
            own.iter().any(|(shown, _)| shown == token)
        }
        None => false,
    };
    let take_back = is_own.then(|| {
        view! {
            <form method="post" action="/api/unshare_race">
                <IdempotencyKeyField/>
                <input type="hidden" name="token" value=token.to_owned()/>
                <button class="press">"Take it back"</button>
            </form>
        }
    });
    let plot = Plot::of(race, look, guess.as_deref().and_then(super::Guess::of_key)).map(|plot| plot.draw());
    let simulated = (look.distance.0 > 0).then(|| {
        view! { <span class="prov sim">{format!("{} away, simulated", distance_label(look.distance))}</span> }
    });
    let html = view! {
        <div class="page three">
            <div class="feed-head">
                <div><p class="over"><a href="/learn/join#race">"Tables together"</a></p><h1>"A race"</h1></div>
            </div>
            <div class="text-only">
                {take_back}
                <p class="lead">{format!("Somebody ran this race on this site {} ago and shows what came of it.", age(cx.visit.now.since(*at)))}</p>
            </div>
            <figure class="figure breakout" aria-label="The race">
                <figcaption class="wall-label">
                    <span class="title">"The ways to fetch one page"</span>{simulated}<span class="prov real">"measured here"</span>
                </figcaption>
                <div class="in"><p class="axis-y">{axis_title(race, look)}</p>{plot}</div>
                <div class="in">{number_table(race, look)}</div>
                <div class="in bar">
                    <a class="press" href=format!("/learn/join/race/{token}/race.csv") rel="external" download="race.csv"><Icon name="download" class="i s"/>"All runs as CSV"</a>
                    <a class="press" href=format!("/learn/join/race/{token}/race.svg") rel="external" download="race.svg"><Icon name="download" class="i s"/>"The plot as a picture"</a>
                    <a class="press" href="/learn/join#race"><Icon name="right" class="i s"/>"A race of your own"</a>
                </div>
            </figure>
        </div>
    };
    Ok(DrawnPage {
        title: "A race".to_owned(),
        description: "One page of a feed, fetched in several ways against the clock.".to_owned(),
        html: html.to_html(),
    })
}
