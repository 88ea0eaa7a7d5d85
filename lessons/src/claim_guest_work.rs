//! Moves a guest's work to their account when they sign in or sign up.

use crate::{experiment::hand_over, learner::find_learner};
use store::learner::{Claimed, LearnerKey};
use web::{Error, context::RequestContext};

/// Moves everything that a guest did to the account they just signed in to. Returns whether there was anything.
///
/// It must be called before the session gets its new id, because a guest's work is stored under the old one.
///
/// # Errors
/// An error of the look-up that tells who the learner is. If only the move fails, that is logged and `false` is
/// returned.
pub async fn claim_guest_work(cx: &RequestContext, user: model::UserId) -> Result<bool, Error> {
    let Some(LearnerKey::Guest(key)) = find_learner(cx).await? else { return Ok(false) };
    hand_over(cx, &key, user).await;
    // Signing in must not fail because the work cannot be moved.
    let claimed =
        store::learner::claim_guest(&cx.db, key, user, cx.visit.now).await.unwrap_or_else(|error| {
            tracing::error!(request = cx.visit.request_id, %error, "a guest’s work stayed behind: {error}");
            None
        });
    if let Some(Claimed { guest, person, is_whole: true }) = claimed {
        cx.site.labs.sandboxes.rename(guest, person);
    }
    Ok(claimed.is_some())
}
