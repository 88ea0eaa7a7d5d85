//! Likes. There is a function for each direction and no toggle: liking twice is liking once, so two quick clicks cannot
//! race. Each returns how many like the thing afterwards.

use leptos::prelude::*;
use model::{CommentId, PostId};
use web::Error;

#[cfg(feature = "ssr")]
use {
    model::Event,
    web::{
        context::{self, RequestContext},
        rate_limit::LimitedAction,
    },
};

sentence!(LikePost, "You liked {post}");
/// Likes a post.
///
/// # Errors
/// `NotFound` where there is no such post; the same holds for the others below.
#[server(endpoint = "like_post", prefix = "/api")]
pub async fn like_post(post: PostId) -> Result<i64, Error> {
    let cx = context::open()?;
    let viewer = cx.viewer()?.id;
    if cx.is_repeat() {
        return post_likes(&cx, post).await;
    }
    cx.check_rate_limit(LimitedAction::Like)?;
    post_liked(&cx, post, store::like::like_post(&cx.db, post, viewer, cx.visit.now).await)
}

sentence!(UnlikePost, "You took your like of {post} back");
/// Takes a like of a post back.
#[server(endpoint = "unlike_post", prefix = "/api")]
pub async fn unlike_post(post: PostId) -> Result<i64, Error> {
    let cx = context::open()?;
    let viewer = cx.viewer()?.id;
    if cx.is_repeat() {
        return post_likes(&cx, post).await;
    }
    cx.check_rate_limit(LimitedAction::Like)?;
    post_liked(&cx, post, store::like::unlike_post(&cx.db, post, viewer).await)
}

sentence!(LikeComment, "You liked a comment");
/// Likes a comment.
#[server(endpoint = "like_comment", prefix = "/api")]
pub async fn like_comment(comment: CommentId) -> Result<i64, Error> {
    let cx = context::open()?;
    let viewer = cx.viewer()?.id;
    if cx.is_repeat() {
        return comment_likes(&cx, comment).await;
    }
    cx.check_rate_limit(LimitedAction::Like)?;
    comment_liked(&cx, comment, store::like::like_comment(&cx.db, comment, viewer, cx.visit.now).await)
}

sentence!(UnlikeComment, "You took your like of a comment back");
/// Takes a like of a comment back.
#[server(endpoint = "unlike_comment", prefix = "/api")]
pub async fn unlike_comment(comment: CommentId) -> Result<i64, Error> {
    let cx = context::open()?;
    let viewer = cx.viewer()?.id;
    if cx.is_repeat() {
        return comment_likes(&cx, comment).await;
    }
    cx.check_rate_limit(LimitedAction::Like)?;
    comment_liked(&cx, comment, store::like::unlike_comment(&cx.db, comment, viewer).await)
}

/// How many like the post now, for a form that was sent before. It is not the number of that time, because a page must not
/// show one that is out of date.
#[cfg(feature = "ssr")]
async fn post_likes(cx: &RequestContext, post: PostId) -> Result<i64, Error> {
    let card = store::post::find_card(&cx.db, post).await?;
    Ok(card.ok_or(Error::NotFound)?.likes)
}

/// The same for a comment.
#[cfg(feature = "ssr")]
async fn comment_likes(cx: &RequestContext, comment: CommentId) -> Result<i64, Error> {
    let found = store::comment::find_comment(&cx.db, comment, cx.viewer_id()).await?;
    Ok(found.ok_or(Error::NotFound)?.likes)
}

/// Tells every open page how many like the post now.
#[cfg(feature = "ssr")]
fn post_liked(cx: &RequestContext, post: PostId, likes: store::Result<Option<i64>>) -> Result<i64, Error> {
    let likes = likes?.ok_or(Error::NotFound)?;
    cx.site.hub.publish(&Event::PostLiked { post, likes });
    Ok(likes)
}

/// Tells every open page how many like the comment now.
#[cfg(feature = "ssr")]
fn comment_liked(
    cx: &RequestContext,
    comment: CommentId,
    liked: store::Result<Option<(PostId, i64)>>,
) -> Result<i64, Error> {
    let (post, likes) = liked?.ok_or(Error::NotFound)?;
    cx.site.hub.publish(&Event::CommentLiked { post, comment, likes });
    Ok(likes)
}
