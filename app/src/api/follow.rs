//! Following people.

use leptos::prelude::*;
use web::Error;

#[cfg(feature = "ssr")]
use {
    model::{UserId, UserName},
    web::{
        context::{self, RequestContext},
        rate_limit::Act,
    },
};

sentence!(FollowUser, "You followed {person}");
/// Follows a person: their posts come to one's own feed.
#[server(endpoint = "follow_user", prefix = "/api")]
pub async fn follow_user(name: String) -> Result<(), Error> {
    let (cx, follower, followee) = both(&name).await?;
    store::follow::follow_user(&cx.db, follower, followee, cx.visit.now).await.map_err(Error::from)
}

sentence!(UnfollowUser, "You stopped following {person}");
/// Follows a person no longer.
#[server(endpoint = "unfollow_user", prefix = "/api")]
pub async fn unfollow_user(name: String) -> Result<(), Error> {
    let (cx, follower, followee) = both(&name).await?;
    store::follow::unfollow_user(&cx.db, follower, followee).await.map_err(Error::from)
}

#[cfg(feature = "ssr")]
async fn both(name: &str) -> Result<(RequestContext, UserId, UserId), Error> {
    let cx = context::open()?;
    let follower = cx.viewer()?.id;
    cx.count(Act::Follow)?;
    let name = UserName::parse(name).map_err(|_| Error::NotFound)?;
    let account = store::user::find_account(&cx.db, &name).await?;
    let followee = account.ok_or(Error::NotFound)?.id;
    Ok((cx, follower, followee))
}
