//! Atom feeds (RFC 4287): the newest posts of all, of a tag, of a person.

use crate::{headers::vary, refusal::Refusal, refusal::escape, request_meta::RequestMeta, state::State};
use atom_syndication::{Content, Entry, Feed, Generator, Link, Person, Text, TextType};
use axum::{
    Extension,
    extract::{self, Path},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use model::{Cursor, Page, PostCard, Tag, Timestamp, UserName};
use sha2::{Digest, Sha256};

/// What a feed is about.
struct About {
    title: String,
    /// The page that shows the same.
    page: String,
    /// The feed's own address.
    path: String,
}

/// `/feed.atom`
pub async fn newest(
    extract::State(state): extract::State<State>,
    meta: Extension<RequestMeta>,
    headers: HeaderMap,
) -> Response {
    let about = About { title: "Vitrine".to_owned(), page: "/".to_owned(), path: "/feed.atom".to_owned() };
    let posts = store::post::list_feed(&meta.db(&state), None, Cursor::START).await;
    answer(&state, &headers, about, posts)
}

/// `/tag/{tag}/feed.atom`
pub async fn of_tag(
    extract::State(state): extract::State<State>,
    meta: Extension<RequestMeta>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Ok(tag) = Tag::parse(&tag) else { return nothing() };
    let posts = store::post::list_posts_by_tag(&meta.db(&state), None, &tag, Cursor::START).await;
    if posts.as_ref().is_ok_and(|page| page.items.is_empty()) {
        return nothing();
    }
    let page = format!("/tag/{tag}");
    let about =
        About { title: format!("{} · Vitrine", tag.words()), path: format!("{page}/feed.atom"), page };
    answer(&state, &headers, about, posts)
}

/// `/user/{name}/feed.atom`
pub async fn of_person(
    extract::State(state): extract::State<State>,
    meta: Extension<RequestMeta>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Ok(name) = UserName::parse(&name) else { return nothing() };
    let db = meta.db(&state);
    let profile = match store::user::find_profile(&db, &name, None).await {
        Ok(Some(profile)) => profile,
        Ok(None) => return nothing(),
        Err(e) => return broken(&e),
    };
    let posts = store::post::list_posts_by_author(&db, None, profile.id, Cursor::START).await;
    let page = format!("/user/{name}");
    let about = About {
        title: format!("{} · Vitrine", profile.display_name),
        path: format!("{page}/feed.atom"),
        page,
    };
    answer(&state, &headers, about, posts)
}

fn nothing() -> Response {
    Refusal::of(StatusCode::NOT_FOUND).into_response()
}

fn broken(error: &store::Error) -> Response {
    tracing::error!(error = %error, "a feed was not made: {error}");
    Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

fn answer(state: &State, asked: &HeaderMap, about: About, posts: store::Result<Page<PostCard>>) -> Response {
    let posts = match posts {
        Ok(page) => page.items,
        Err(e) => return broken(&e),
    };
    let text = feed(state.site.origin, about, &posts).to_string();
    let digest: String = Sha256::digest(&text).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("W/\"{digest}\"");
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok());
    let unchanged = known.flat_map(|line| line.split(',')).any(|known| known.trim() == tag);
    let headers = [
        (header::CONTENT_TYPE, "application/atom+xml; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "public, max-age=60".to_owned()),
        (header::ETAG, tag),
    ];
    let mut response = if unchanged {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, text).into_response()
    };
    vary(response.headers_mut(), "Accept-Encoding");
    response
}

fn feed(origin: &str, about: About, posts: &[PostCard]) -> Feed {
    let link = |path: &str, rel: &str, kind: &str| Link {
        href: format!("{origin}{path}"),
        rel: rel.to_owned(),
        mime_type: Some(kind.to_owned()),
        ..Link::default()
    };
    Feed {
        title: Text::plain(about.title),
        id: format!("{origin}{}", about.path),
        updated: moment(posts.iter().map(changed_at).max().unwrap_or(Timestamp(0))),
        links: vec![
            link(&about.path, "self", "application/atom+xml"),
            link(&about.page, "alternate", "text/html"),
        ],
        generator: Some(Generator { value: "Vitrine".to_owned(), ..Generator::default() }),
        entries: posts
            .iter()
            .map(|post| entry(origin, post, link(&post.path(), "alternate", "text/html")))
            .collect(),
        ..Feed::default()
    }
}

fn entry(origin: &str, post: &PostCard, link: Link) -> Entry {
    let author = post.author.as_ref();
    let name = author.map_or_else(|| "a former member".to_owned(), |author| author.display_name.clone());
    let uri = author.map(|author| format!("{origin}/user/{}", author.name));
    let category = |tag: &Tag| atom_syndication::Category {
        term: tag.as_str().to_owned(),
        label: Some(tag.words()),
        scheme: None,
    };
    Entry {
        title: Text { value: post.title.clone(), r#type: TextType::Text, ..Text::default() },
        // Without the title's words, which an edit may change.
        id: format!("{origin}/post/{}", post.id),
        updated: moment(changed_at(post)),
        published: Some(moment(post.created_at)),
        authors: vec![Person { name, uri, ..Person::default() }],
        categories: post.tags.iter().map(category).collect(),
        links: vec![link],
        content: Some(Content {
            content_type: Some("html".to_owned()),
            value: Some(format!("<p>{}</p>", escape(&post.excerpt))),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

fn changed_at(post: &PostCard) -> Timestamp {
    post.edited_at.unwrap_or(post.created_at)
}

fn moment(at: Timestamp) -> atom_syndication::FixedDateTime {
    at.rfc3339().parse().unwrap_or_default()
}
