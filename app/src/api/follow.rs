//! Following people.

use leptos::prelude::*;
use web::Error;

#[cfg(feature = "ssr")]
use {
    model::{UserId, UserName},
    web::{
        context::{self, RequestContext},
        rate_limit::LimitedAction,
    },
};

sentence!(FollowUser, "You followed {person}");
/// Follows a person, whose posts then come to the viewer's feed. Following twice is following once.
///
/// # Errors
/// `NotFound` where nobody has this name.
#[server(endpoint = "follow_user", prefix = "/api")]
pub async fn follow_user(name: String) -> Result<(), Error> {
    let (cx, follower, followee) = both(&name).await?;
    if cx.is_repeat() {
        return Ok(());
    }
    store::follow::follow_user(&cx.db, follower, followee, cx.visit.now).await.map_err(Error::from)
}

sentence!(UnfollowUser, "You stopped following {person}");
/// Stops following a person.
///
/// # Errors
/// `NotFound` where nobody has this name.
#[server(endpoint = "unfollow_user", prefix = "/api")]
pub async fn unfollow_user(name: String) -> Result<(), Error> {
    let (cx, follower, followee) = both(&name).await?;
    if cx.is_repeat() {
        return Ok(());
    }
    store::follow::unfollow_user(&cx.db, follower, followee).await.map_err(Error::from)
}

/// The request, who follows, and who is followed.
#[cfg(feature = "ssr")]
async fn both(name: &str) -> Result<(RequestContext, UserId, UserId), Error> {
    let cx = context::open()?;
    let follower = cx.viewer()?.id;
    if !cx.is_repeat() {
        cx.check_rate_limit(LimitedAction::Follow)?;
    }
    let name = UserName::parse(name).map_err(|_| Error::NotFound)?;
    let account = store::user::find_account(&cx.db, &name).await?;
    let followee = account.ok_or(Error::NotFound)?.id;
    Ok((cx, follower, followee))
}
