//! Lets a learner start over with an experiment, an exercise or a chapter, and undo that.

use crate::{
    experiment::forget,
    learner::{count_action, find_learner, memory_key},
    progress::names_of,
};
use labs::Experiment;
use web::{Error, context::RequestContext};

/// Starts over with the experiment, exercise or chapter of this name. Returns its title.
///
/// # Errors
/// `NotFound` if nothing has this name or the learner has done nothing yet, an error of the rate limit, or an error of
/// the store.
pub async fn reset(cx: &RequestContext, what: &str) -> Result<String, Error> {
    let Some(learner_key) = find_learner(cx).await? else { return Err(Error::NotFound) };
    let (title, names) = names_of(&cx.site.labs, what).ok_or(Error::NotFound)?;
    count_action(cx, &learner_key)?;
    // What engines remember in memory goes first, and cannot be undone; the stored states can.
    for experiment in names.iter().filter_map(|name| Experiment::of_name(name)) {
        forget(&cx.site.labs, experiment, &memory_key(&learner_key));
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let done = store::learner::insert_reset(&cx.db, &learner_key, title.clone(), &names, cx.visit.now);
    done.await?;
    Ok(title)
}

/// Undoes the learner's last reset: the states that it removed are back.
///
/// # Errors
/// `NotFound` if the learner has done nothing yet, an error of the rate limit, or an error of the store.
pub async fn undo_reset(cx: &RequestContext) -> Result<(), Error> {
    let Some(learner_key) = find_learner(cx).await? else { return Err(Error::NotFound) };
    count_action(cx, &learner_key)?;
    store::learner::undo_last_reset(&cx.db, &learner_key).await?;
    Ok(())
}
