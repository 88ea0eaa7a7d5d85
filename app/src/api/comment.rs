//! Writing comments. They are read with their post.

use leptos::prelude::*;
use model::{CommentId, CommentView, PostId};
use web::Error;

#[cfg(feature = "ssr")]
use {
    model::{CommentBody, Event},
    web::{
        context::{self, RequestContext},
        rate_limit::LimitedAction,
    },
};

sentence!(WriteComment, "You commented on {post}");
/// Adds a comment to a post, or a reply to the comment `answers` of it; returns it as its author sees it.
///
/// # Errors
/// `NotFound` where there is no such post or comment.
#[server(endpoint = "write_comment", prefix = "/api")]
pub async fn write_comment(
    post: PostId,
    #[server(default)] answers: Option<CommentId>,
    #[server(default)] body: String,
) -> Result<CommentView, Error> {
    let cx = context::open()?;
    let author = cx.viewer()?.id;
    let body = CommentBody::parse(&body)?;
    if let Some(id) = cx.first_result() {
        return find(&cx, id).await;
    }
    cx.check_rate_limit(LimitedAction::WriteComment)?;
    // Before anything is saved: where it cannot be rendered now, nothing has happened.
    cx.site.renderer.html(body.as_str()).await?;
    let added = store::comment::insert_comment(&cx.db, author, post, answers, &body, cx.visit.now).await;
    let Some(id) = added? else { return Err(Error::NotFound) };
    let view = find(&cx, id).await?;
    let card = store::post::find_card(&cx.db, post).await?;
    let comments = card.map_or(0, |card| card.comments);
    cx.site.hub.publish(&Event::Commented { view: as_others_see(view.clone()), comments });
    Ok(view)
}

sentence!(EditComment, "You changed a comment");
/// Changes the text of a comment of the viewer's.
///
/// # Errors
/// `NotFound` where it is not theirs, or is not there.
#[server(endpoint = "edit_comment", prefix = "/api")]
pub async fn edit_comment(comment: CommentId, #[server(default)] body: String) -> Result<CommentView, Error> {
    let cx = context::open()?;
    let author = cx.viewer()?.id;
    let body = CommentBody::parse(&body)?;
    if cx.is_repeat() {
        return find(&cx, comment).await;
    }
    cx.check_rate_limit(LimitedAction::Edit)?;
    cx.site.renderer.html(body.as_str()).await?;
    let changed = store::comment::update_comment(&cx.db, comment, author, &body, cx.visit.now).await;
    if changed?.is_none() {
        return Err(Error::NotFound);
    }
    let view = find(&cx, comment).await?;
    cx.site.hub.publish(&Event::CommentEdited { view: as_others_see(view.clone()) });
    Ok(view)
}

sentence!(DeleteComment, "You deleted a comment");
/// Deletes a comment of the viewer's, with the replies to it.
///
/// # Errors
/// `NotFound` where it is not theirs, or is not there.
#[server(endpoint = "delete_comment", prefix = "/api")]
pub async fn delete_comment(comment: CommentId) -> Result<(), Error> {
    let cx = context::open()?;
    let author = cx.viewer()?.id;
    if cx.is_repeat() {
        return Ok(());
    }
    let gone = store::comment::delete_comment(&cx.db, comment, author).await?;
    let Some((post, comments)) = gone else { return Err(Error::NotFound) };
    cx.site.hub.publish(&Event::CommentDeleted { post, comment, comments });
    Ok(())
}

/// The comment as the viewer sees it. A text that was rendered before comes from the renderer's cache.
#[cfg(feature = "ssr")]
async fn find(cx: &RequestContext, comment: CommentId) -> Result<CommentView, Error> {
    let found = store::comment::find_comment(&cx.db, comment, cx.viewer_id()).await?;
    let comment = found.ok_or(Error::NotFound)?;
    let html = cx.site.renderer.html(&comment.body).await?;
    Ok(CommentView { html: html.to_string(), comment })
}

/// The comment without what is true for the viewer alone, for the event that everybody gets.
#[cfg(feature = "ssr")]
fn as_others_see(mut view: CommentView) -> CommentView {
    view.comment.liked_by_viewer = false;
    view.comment.written_by_viewer = false;
    view
}
