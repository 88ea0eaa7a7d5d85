//! Starting over, and taking that back.

use crate::{
    learner::{count, existing, key_of},
    progress::names_of,
};
use labs::Experiment;
use web::{Error, context::RequestContext};

/// Starts over with an experiment, an exercise or a chapter; says what it was called.
pub async fn reset(cx: &RequestContext, what: &str) -> Result<String, Error> {
    let Some(who) = existing(cx).await? else { return Err(Error::NotFound) };
    let (title, names) = names_of(what).ok_or(Error::NotFound)?;
    count(cx, &who)?;
    let is_among = |experiment: Experiment| names.iter().any(|name| name == experiment.name());
    if is_among(Experiment::Wire) {
        cx.site.tapes.forget(&key_of(&who));
    }
    if is_among(Experiment::Race) {
        cx.site.races.forget(&key_of(&who));
    }
    if is_among(Experiment::LikesRestart) {
        cx.site.likes.forget(&key_of(&who));
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let done = store::learner::insert_reset(&cx.db, &who, title.clone(), &names, cx.visit.now);
    done.await?;
    Ok(title)
}

/// Takes the last reset back.
pub async fn undo_reset(cx: &RequestContext) -> Result<(), Error> {
    let Some(who) = existing(cx).await? else { return Err(Error::NotFound) };
    count(cx, &who)?;
    store::learner::undo_last_reset(&cx.db, &who).await?;
    Ok(())
}
