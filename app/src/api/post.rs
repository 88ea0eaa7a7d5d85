//! Reading and writing posts.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use model::{Page, PostCard, PostId, PostView, TagCount};
use serde::{Deserialize, Serialize};
use web::Error;

#[cfg(feature = "ssr")]
use {
    model::{CommentView, Cursor, Event, PostDraft, Tag, UserId, Viewer},
    web::{
        context::{self, RequestContext},
        rate_limit::{LimitedAction, RateLimitKey},
    },
};

/// A page of posts, with the tags of the week beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feed {
    pub page: Page<PostCard>,
    /// The tags used most this week.
    pub tags: Vec<TagCount>,
}

/// A post as its author wrote it, to be edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditablePost {
    pub id: PostId,
    pub title: String,
    /// Markdown.
    pub body: String,
    /// The tags in words, separated by commas.
    pub tags: String,
}

sentence!(Newest, "You opened the square");
/// The newest posts of everyone. `older` is the cursor of the page before; a cursor that cannot be read counts as none.
#[server(endpoint = "newest", prefix = "/api", input = GetUrl)]
pub async fn newest(older: Option<String>) -> Result<Feed, Error> {
    let cx = context::open()?;
    let page = store::post::list_feed(&cx.db, cx.viewer_id(), Cursor::parse(older.as_deref())).await;
    feed(&cx, page).await
}

sentence!(Followed, "You opened the posts of people you follow");
/// The newest posts of the people whom the viewer follows.
#[server(endpoint = "followed", prefix = "/api", input = GetUrl)]
pub async fn followed(older: Option<String>) -> Result<Feed, Error> {
    let cx = context::open()?;
    let viewer = cx.viewer()?.id;
    let page = store::post::list_feed_of_followed(&cx.db, viewer, Cursor::parse(older.as_deref())).await;
    feed(&cx, page).await
}

/// Adds the tags of the week to a page of posts.
#[cfg(feature = "ssr")]
async fn feed(cx: &RequestContext, page: store::Result<Page<PostCard>>) -> Result<Feed, Error> {
    let page = page?;
    let tags = cx.site.tags_of_week.get(&cx.db, cx.visit.now).await?;
    Ok(Feed { page, tags })
}

sentence!(Tagged, "You opened the tag {tag}");
/// The newest posts with a tag.
///
/// # Errors
/// `NotFound` where the text cannot be a tag.
#[server(endpoint = "tagged", prefix = "/api", input = GetUrl)]
pub async fn tagged(tag: String, older: Option<String>) -> Result<Page<PostCard>, Error> {
    let cx = context::open()?;
    let tag = Tag::parse(&tag).map_err(|_| Error::NotFound)?;
    let page =
        store::post::list_posts_by_tag(&cx.db, cx.viewer_id(), &tag, Cursor::parse(older.as_deref())).await;
    page.map_err(Error::from)
}

sentence!(ReadPost, "You opened {post}");
/// One post with its comments, their texts as HTML.
///
/// # Errors
/// `Gone` where its author deleted it, `NotFound` where it never was.
#[server(endpoint = "read_post", prefix = "/api", input = GetUrl)]
pub async fn read_post(post: PostId) -> Result<PostView, Error> {
    let cx = context::open()?;
    let Some(found) = store::post::find_post(&cx.db, post, cx.viewer_id()).await? else {
        return Err(missing(&cx, post).await);
    };
    // The post's row counts its comments, so a statement can be saved where there are none.
    let comments = match found.card.comments {
        0 => Vec::new(),
        _ => store::comment::list_comments(&cx.db, post, cx.viewer_id()).await?,
    };
    let texts = [&found.body].into_iter().chain(comments.iter().map(|comment| &comment.body)).cloned();
    let mut html =
        cx.site.renderer.html_of_all(texts.collect()).await?.into_iter().map(|html| html.to_string());
    Ok(PostView {
        html: html.next().unwrap_or_default(),
        card: found.card,
        author_bio: found.author_bio,
        author_followed_by_viewer: found.author_followed_by_viewer,
        written_by_viewer: found.written_by_viewer,
        comments: comments
            .into_iter()
            .zip(html)
            .map(|(comment, html)| CommentView { comment, html })
            .collect(),
    })
}

/// Why a post is not there.
#[cfg(feature = "ssr")]
async fn missing(cx: &RequestContext, post: PostId) -> Error {
    match store::post::was_deleted(&cx.db, post).await {
        Ok(true) => Error::Gone,
        Ok(false) => Error::NotFound,
        Err(e) => e.into(),
    }
}

sentence!(ReadWritten, "You opened {post} to change it");
/// A post of the viewer's as they wrote it, to be edited.
///
/// # Errors
/// `NotFound` where it is another person's, or is not there.
#[server(endpoint = "read_written", prefix = "/api", input = GetUrl)]
pub async fn read_written(post: PostId) -> Result<EditablePost, Error> {
    let cx = context::open()?;
    let viewer = cx.viewer()?.id;
    let found = store::post::find_post(&cx.db, post, Some(viewer)).await?;
    match found.filter(|found| found.written_by_viewer) {
        Some(found) => Ok(EditablePost {
            id: post,
            tags: found.card.tags.iter().map(Tag::words).collect::<Vec<_>>().join(", "),
            title: found.card.title,
            body: found.body,
        }),
        None => Err(Error::NotFound),
    }
}

sentence!(WritePost, "You published {post}");
/// Publishes a post as the person who is signed in, and leads to it.
#[server(endpoint = "write_post", prefix = "/api")]
pub async fn write_post(
    #[server(default)] title: String,
    #[server(default)] body: String,
    #[server(default)] tags: String,
) -> Result<(), Error> {
    let (cx, author, draft) = draft(LimitedAction::WritePost, &title, &body, &tags)?;
    if let Some(post) = cx.first_result() {
        show(post, &draft);
        return Ok(());
    }
    let excerpt = cx.site.renderer.excerpt(draft.body.as_str()).await?;
    let post = store::post::insert_post(&cx.db, author, &draft, &excerpt, cx.visit.now).await?;
    // The post is saved. If it cannot be read back now, other pages miss the event, which is no reason to fail.
    if let Ok(Some(card)) = store::post::find_card(&cx.db, post).await {
        cx.site.hub.publish(&Event::Posted { card });
    }
    show(post, &draft);
    Ok(())
}

sentence!(EditPost, "You changed {post}");
/// Changes a post of the viewer's, and leads to it.
///
/// # Errors
/// `NotFound` where it is another person's, or is not there.
#[server(endpoint = "edit_post", prefix = "/api")]
pub async fn edit_post(
    post: PostId,
    #[server(default)] title: String,
    #[server(default)] body: String,
    #[server(default)] tags: String,
) -> Result<(), Error> {
    let (cx, author, draft) = draft(LimitedAction::Edit, &title, &body, &tags)?;
    if !cx.is_repeat() {
        let excerpt = cx.site.renderer.excerpt(draft.body.as_str()).await?;
        let changed = store::post::update_post(&cx.db, post, author, &draft, &excerpt, cx.visit.now).await;
        if !changed? {
            return Err(Error::NotFound);
        }
    }
    show(post, &draft);
    Ok(())
}

sentence!(DeletePost, "You deleted a post");
/// Deletes a post of the viewer's with its comments and likes, and leads to their page.
///
/// # Errors
/// `NotFound` where it is another person's, or is not there.
#[server(endpoint = "delete_post", prefix = "/api")]
pub async fn delete_post(post: PostId) -> Result<(), Error> {
    let cx = context::open()?;
    let Viewer { id, name, .. } = cx.viewer()?;
    if !cx.is_repeat() {
        let gone = store::post::delete_post(&cx.db, post, *id, cx.visit.now).await?;
        if !gone {
            return Err(Error::NotFound);
        }
        cx.site.hub.publish(&Event::PostDeleted { post });
    }
    leptos_axum::redirect(&format!("/user/{name}"));
    Ok(())
}

sentence!(Preview, "You looked at a preview");
/// Markdown as readers will see it, while it is being written. Nothing is saved.
///
/// # Errors
/// `SignedOut` where nobody is: guests have nothing to publish, and rendering takes time.
#[server(endpoint = "preview", prefix = "/api")]
pub async fn preview(#[server(default)] body: String) -> Result<String, Error> {
    let cx = context::open()?;
    let author = cx.viewer()?.id;
    cx.check_rate_limit(LimitedAction::Preview)?;
    let body = model::PostBody::parse(&body)?;
    cx.site.renderer.preview(author, body.as_str().to_owned()).await
}

/// Who writes, and what they wrote, checked and counted against the limit.
#[cfg(feature = "ssr")]
fn draft(
    action: LimitedAction,
    title: &str,
    body: &str,
    tags: &str,
) -> Result<(RequestContext, UserId, PostDraft), Error> {
    let cx = context::open()?;
    let author = cx.viewer()?.id;
    let draft = PostDraft::parse(title, body, tags)?;
    if !cx.is_repeat() {
        cx.site.limits.check(RateLimitKey::User(author), action)?;
    }
    Ok((cx, author, draft))
}

/// Leads to the page of a post.
#[cfg(feature = "ssr")]
fn show(post: PostId, draft: &PostDraft) {
    leptos_axum::redirect(&format!("/post/{post}/{}", model::slug(draft.title.as_str())));
}
