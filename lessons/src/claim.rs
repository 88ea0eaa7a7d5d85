//! The work of a guest becomes the account's when they sign in or up.

use crate::{experiment::hand_over, learner::find_learner};
use store::learner::LearnerKey;
use web::{Error, context::RequestContext};

/// Hands everything a guest did over to the account they just signed in to. Gives whether there was anything.
///
/// It has to be called before the session gets its new id: the guest is known by the old one.
///
/// # Errors
/// What the session answers. A failure of the store is logged and is no error, see below.
pub async fn claim_guest_work(cx: &RequestContext, user: model::UserId) -> Result<bool, Error> {
    let Some(LearnerKey::Guest(key)) = find_learner(cx).await? else { return Ok(false) };
    hand_over(cx, &key, user).await;
    // Signing in must not fail because the work cannot be moved; the log has the reason.
    Ok(store::learner::claim_guest(&cx.db, key, user).await.unwrap_or_else(|error| {
        tracing::error!(request = cx.visit.request_id, %error, "a guest’s work stayed behind: {error}");
        false
    }))
}
