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
        markdown,
        rate_limit::{Act, RateLimitKey},
    },
};

/// A list of posts, and what the site talks about this week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feed {
    pub page: Page<PostCard>,
    pub tags: Vec<TagCount>,
}

/// A post as its author wrote it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Written {
    pub id: PostId,
    pub title: String,
    pub body: String,
    /// With commas between.
    pub tags: String,
}

sentence!(Newest, "You opened the square");
/// The newest posts of everyone, older than the post `older`.
#[server(endpoint = "newest", prefix = "/api", input = GetUrl)]
pub async fn newest(older: Option<String>) -> Result<Feed, Error> {
    let cx = context::open()?;
    let page = store::post::list_feed(&cx.db, cx.viewer_id(), Cursor::parse(older.as_deref())).await;
    feed(&cx, page).await
}

sentence!(Followed, "You opened the posts of people you follow");
/// The newest posts of those the viewer follows.
#[server(endpoint = "followed", prefix = "/api", input = GetUrl)]
pub async fn followed(older: Option<String>) -> Result<Feed, Error> {
    let cx = context::open()?;
    let viewer = cx.viewer()?.id;
    let page = store::post::list_feed_of_followed(&cx.db, viewer, Cursor::parse(older.as_deref())).await;
    feed(&cx, page).await
}

#[cfg(feature = "ssr")]
async fn feed(cx: &RequestContext, page: store::Result<Page<PostCard>>) -> Result<Feed, Error> {
    let page = page?;
    let tags = cx.site.tags_of_week.get(&cx.db, cx.visit.now).await?;
    Ok(Feed { page, tags })
}

sentence!(Tagged, "You opened the tag {tag}");
/// The newest posts that carry a tag.
#[server(endpoint = "tagged", prefix = "/api", input = GetUrl)]
pub async fn tagged(tag: String, older: Option<String>) -> Result<Page<PostCard>, Error> {
    let cx = context::open()?;
    let tag = Tag::parse(&tag).map_err(|_| Error::NotFound)?;
    let page =
        store::post::list_posts_by_tag(&cx.db, cx.viewer_id(), &tag, Cursor::parse(older.as_deref())).await;
    page.map_err(Error::from)
}

sentence!(ReadPost, "You opened {post}");
/// One post with its comments.
#[server(endpoint = "read_post", prefix = "/api", input = GetUrl)]
pub async fn read_post(post: PostId) -> Result<PostView, Error> {
    let cx = context::open()?;
    let Some(found) = store::post::find_post(&cx.db, post, cx.viewer_id()).await? else {
        return Err(missing(&cx, post).await);
    };
    // Without comments there is nothing to ask for.
    let comments = match found.card.comments {
        0 => Vec::new(),
        _ => store::comment::list_comments(&cx.db, post, cx.viewer_id()).await?,
    };
    let view =
        |comment: model::Comment| CommentView { html: markdown::html(&comment.body).to_string(), comment };
    Ok(PostView {
        html: markdown::html(&found.body).to_string(),
        card: found.card,
        author_bio: found.author_bio,
        author_followed_by_viewer: found.author_followed_by_viewer,
        written_by_viewer: found.written_by_viewer,
        comments: comments.into_iter().map(view).collect(),
    })
}

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
#[server(endpoint = "read_written", prefix = "/api", input = GetUrl)]
pub async fn read_written(post: PostId) -> Result<Written, Error> {
    let cx = context::open()?;
    let viewer = cx.viewer()?.id;
    let found = store::post::find_post(&cx.db, post, Some(viewer)).await?;
    match found.filter(|found| found.written_by_viewer) {
        Some(found) => Ok(Written {
            id: post,
            tags: found.card.tags.iter().map(Tag::words).collect::<Vec<_>>().join(", "),
            title: found.card.title,
            body: found.body,
        }),
        None => Err(Error::NotFound),
    }
}

sentence!(WritePost, "You published {post}");
/// Publishes a post as the person signed in.
#[server(endpoint = "write_post", prefix = "/api")]
pub async fn write_post(
    #[server(default)] title: String,
    #[server(default)] body: String,
    #[server(default)] tags: String,
) -> Result<(), Error> {
    let (cx, author, draft) = draft(Act::WritePost, &title, &body, &tags)?;
    let excerpt = markdown::excerpt(draft.body.as_str());
    let post = store::post::insert_post(&cx.db, author, &draft, &excerpt, cx.visit.now).await?;
    if let Ok(Some(card)) = store::post::find_card(&cx.db, post).await {
        cx.site.hub.publish(&Event::Posted { card });
    }
    show(post, &draft);
    Ok(())
}

sentence!(EditPost, "You changed {post}");
/// Changes a post of the viewer's.
#[server(endpoint = "edit_post", prefix = "/api")]
pub async fn edit_post(
    post: PostId,
    #[server(default)] title: String,
    #[server(default)] body: String,
    #[server(default)] tags: String,
) -> Result<(), Error> {
    let (cx, author, draft) = draft(Act::Edit, &title, &body, &tags)?;
    let excerpt = markdown::excerpt(draft.body.as_str());
    let changed = store::post::update_post(&cx.db, post, author, &draft, &excerpt, cx.visit.now).await;
    if !changed? {
        return Err(Error::NotFound);
    }
    show(post, &draft);
    Ok(())
}

sentence!(DeletePost, "You deleted a post");
/// Deletes a post of the viewer's, with everything under it.
#[server(endpoint = "delete_post", prefix = "/api")]
pub async fn delete_post(post: PostId) -> Result<(), Error> {
    let cx = context::open()?;
    let Viewer { id, name, .. } = cx.viewer()?;
    let gone = store::post::delete_post(&cx.db, post, *id, cx.visit.now).await?;
    if !gone {
        return Err(Error::NotFound);
    }
    cx.site.hub.publish(&Event::PostDeleted { post });
    leptos_axum::redirect(&format!("/user/{name}"));
    Ok(())
}

sentence!(Preview, "You looked at a preview");
/// Markdown as a reader would see it, while it is being written.
#[server(endpoint = "preview", prefix = "/api")]
pub async fn preview(#[server(default)] body: String) -> Result<String, Error> {
    let cx = context::open()?;
    cx.count(Act::Preview)?;
    let body = model::PostBody::parse(&body)?;
    Ok(markdown::html(body.as_str()).to_string())
}

#[cfg(feature = "ssr")]
fn draft(
    act: Act,
    title: &str,
    body: &str,
    tags: &str,
) -> Result<(RequestContext, UserId, PostDraft), Error> {
    let cx = context::open()?;
    let author = cx.viewer()?.id;
    let draft = PostDraft::parse(title, body, tags)?;
    cx.site.limits.count(RateLimitKey::User(author), act)?;
    Ok((cx, author, draft))
}

#[cfg(feature = "ssr")]
fn show(post: PostId, draft: &PostDraft) {
    leptos_axum::redirect(&format!("/post/{post}/{}", model::slug(draft.title.as_str())));
}
