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
    cx.check_rate_limit(LimitedAction::WriteComment)?;
    // Before anything is saved: where it cannot be rendered now, nothing has happened.
    let html = cx.site.renderer.html(body.as_str()).await?;
    let added = store::comment::insert_comment(&cx.db, author, post, answers, &body, cx.visit.now).await;
    let Some(id) = added? else { return Err(Error::NotFound) };
    let view = find(&cx, id, &html).await?;
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
    cx.check_rate_limit(LimitedAction::Edit)?;
    let html = cx.site.renderer.html(body.as_str()).await?;
    let changed = store::comment::update_comment(&cx.db, comment, author, &body, cx.visit.now).await;
    if changed?.is_none() {
        return Err(Error::NotFound);
    }
    let view = find(&cx, comment, &html).await?;
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
    let gone = store::comment::delete_comment(&cx.db, comment, author).await?;
    let Some((post, comments)) = gone else { return Err(Error::NotFound) };
    cx.site.hub.publish(&Event::CommentDeleted { post, comment, comments });
    Ok(())
}

/// The comment as the viewer sees it; `html` is its text.
#[cfg(feature = "ssr")]
async fn find(cx: &RequestContext, comment: CommentId, html: &str) -> Result<CommentView, Error> {
    let found = store::comment::find_comment(&cx.db, comment, cx.viewer_id()).await?;
    let comment = found.ok_or(Error::NotFound)?;
    Ok(CommentView { html: html.to_owned(), comment })
}

/// The comment without what is true for the viewer alone, for the event that everybody gets.
#[cfg(feature = "ssr")]
fn as_others_see(mut view: CommentView) -> CommentView {
    view.comment.liked_by_viewer = false;
    view.comment.written_by_viewer = false;
    view
}
