//! What a guest did becomes an account's, when they sign in or up.

use crate::{
    experiment::keep_race,
    learner::{existing, key_of},
};
use store::learner::LearnerKey;
use web::{Error, context::RequestContext};

/// Somebody signs in or up: what they did as a guest is theirs. Says whether there was anything. To be called before the
/// session gets its new id.
pub async fn now_signed_in(cx: &RequestContext, user: model::UserId) -> Result<bool, Error> {
    let Some(LearnerKey::Guest(key)) = existing(cx).await? else { return Ok(false) };
    cx.site.tapes.forget(&key.0);
    if let Some(mut ended) = cx.site.races.forget(&key.0) {
        ended.trouble = Some("The race that was under way ended when you signed in.".to_owned());
        keep_race(&cx.db, &LearnerKey::Guest(key.clone()), ended, cx.visit.now).await;
    }
    cx.site.likes.hand_over(&key.0, &key_of(&LearnerKey::Person(user)));
    // Whoever signs in gets in, also where their work can't come along.
    Ok(store::learner::claim_guest(&cx.db, key, user).await.unwrap_or_else(|error| {
        tracing::error!(request = cx.visit.request_id, %error, "a guest’s work stayed behind: {error}");
        false
    }))
}
