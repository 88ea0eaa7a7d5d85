//! A race that its learner shows to others, under an address of its own.

use super::{
    axis_label::{axis, far},
    plot::Plot,
    result::{Finished, Look},
    table::number_table,
};
use crate::{Learner, existing, format::age};
use labs::Experiment;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use store::learner::{LearnerKey, shared_race};
use web::{Error, components::Icon, context::RequestContext, drawn_page::DrawnPage};

/// What is kept under a shared address, as JSON. The plans stay behind: its page has no use for them.
#[derive(Serialize, Deserialize)]
pub struct Shared {
    pub finished: Finished,
    pub look: Look,
}

/// Keeps a race under a new address, and says its token.
pub async fn share(
    cx: &RequestContext,
    who: &LearnerKey,
    finished: &Finished,
    look: &Look,
) -> Result<String, Error> {
    let finished = Finished { plans: Vec::new(), ..finished.clone() };
    let shared = Shared { finished, look: look.clone() };
    let text = serde_json::to_string(&shared).map_err(|_| Error::NotFound)?;
    // As random as a session's number.
    let token = web::context::random_token();
    let kept = shared_race::insert_shared_race(&cx.db, who, token.clone(), text, cx.visit.now);
    kept.await?;
    Ok(token)
}

/// Takes a race back that its learner shows.
///
/// # Errors
/// `NotFound` where it is not there, or not theirs.
pub async fn unshare(cx: &RequestContext, token: String) -> Result<(), Error> {
    let who = existing(cx).await?.ok_or(Error::NotFound)?;
    match shared_race::delete_shared_race(&cx.db, &who, token).await? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// The race behind a token.
pub async fn find_shared(cx: &RequestContext, token: String) -> Result<Option<Shared>, Error> {
    let found = shared_race::find_shared_race(&cx.db, token).await?;
    Ok(found.and_then(|text| serde_json::from_str(&text).ok()))
}

/// `/learn/join/race/{token}`.
pub async fn page(cx: &RequestContext, token: &str) -> Result<DrawnPage, Error> {
    let shared = find_shared(cx, token.to_owned()).await?.ok_or(Error::NotFound)?;
    let (Finished { race, at, .. }, look) = (&shared.finished, &shared.look);
    let learner = Learner::load(cx).await?;
    let guess = learner.kept(Experiment::Race).guess;
    let is_own = match learner.who() {
        Some(who) => {
            let own = shared_race::list_shared_races(&cx.db, who).await?;
            own.iter().any(|(shown, _)| shown == token)
        }
        None => false,
    };
    let take_back = is_own.then(|| {
        view! {
            <form method="post" action="/api/unshare_race">
                <input type="hidden" name="token" value=token.to_owned()/>
                <button class="press">"Take it back"</button>
            </form>
        }
    });
    let plot = Plot::of(race, look, guess.as_deref().and_then(super::Guess::of_key)).map(|plot| plot.draw());
    let simulated = (look.distance.0 > 0).then(|| {
        view! { <span class="prov sim">{format!("{} away, simulated", far(look.distance))}</span> }
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
            <figure class="exhibit breakout" aria-label="The race">
                <figcaption class="wall-label">
                    <span class="title">"The ways to fetch one page"</span>{simulated}<span class="prov real">"measured here"</span>
                </figcaption>
                <div class="in"><p class="axis-y">{axis(race, look)}</p>{plot}</div>
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
