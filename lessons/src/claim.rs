//! What a guest did becomes an account's, when they sign in or up.

use crate::{experiment::hand_over, learner::find_learner};
use store::learner::LearnerKey;
use web::{Error, context::RequestContext};

/// Somebody signs in or up: what they did as a guest is theirs. Says whether there was anything. To be called before the
/// session gets its new id.
pub async fn claim_guest_work(cx: &RequestContext, user: model::UserId) -> Result<bool, Error> {
    let Some(LearnerKey::Guest(key)) = find_learner(cx).await? else { return Ok(false) };
    hand_over(cx, &key, user).await;
    // Whoever signs in gets in, also where their work can't come along.
    Ok(store::learner::claim_guest(&cx.db, key, user).await.unwrap_or_else(|error| {
        tracing::error!(request = cx.visit.request_id, %error, "a guest’s work stayed behind: {error}");
        false
    }))
}
