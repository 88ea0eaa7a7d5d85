//! Atom feeds (RFC 4287): the newest posts of the site, of a tag, and of a person. They are the same for everybody.

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
struct FeedInfo {
    /// What a feed reader shows as its name.
    title: String,
    /// The page that shows the same.
    page: String,
    /// The path of the feed itself, which is also its id.
    path: String,
}

/// `GET /feed.atom`: the newest posts of all.
pub async fn newest(
    extract::State(state): extract::State<State>,
    meta: Extension<RequestMeta>,
    headers: HeaderMap,
) -> Response {
    let info = FeedInfo { title: "Vitrine".to_owned(), page: "/".to_owned(), path: "/feed.atom".to_owned() };
    let posts = store::post::list_feed(&meta.db(&state), None, Cursor::START).await;
    respond(&state, &headers, info, posts)
}

/// `GET /tag/{tag}/feed.atom`. A tag that no post has is answered 404: a feed reader with a typing mistake would otherwise
/// wait for ever.
pub async fn of_tag(
    extract::State(state): extract::State<State>,
    meta: Extension<RequestMeta>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Ok(tag) = Tag::parse(&tag) else { return not_found() };
    let posts = store::post::list_posts_by_tag(&meta.db(&state), None, &tag, Cursor::START).await;
    if posts.as_ref().is_ok_and(|page| page.items.is_empty()) {
        return not_found();
    }
    let page = format!("/tag/{tag}");
    let info =
        FeedInfo { title: format!("{} · Vitrine", tag.words()), path: format!("{page}/feed.atom"), page };
    respond(&state, &headers, info, posts)
}

/// `GET /user/{name}/feed.atom`.
pub async fn of_person(
    extract::State(state): extract::State<State>,
    meta: Extension<RequestMeta>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Ok(name) = UserName::parse(&name) else { return not_found() };
    let db = meta.db(&state);
    let profile = match store::user::find_profile(&db, &name, None).await {
        Ok(Some(profile)) => profile,
        Ok(None) => return not_found(),
        Err(e) => return internal_error(&e),
    };
    let posts = store::post::list_posts_by_author(&db, None, profile.id, Cursor::START).await;
    let page = format!("/user/{name}");
    let info = FeedInfo {
        title: format!("{} · Vitrine", profile.display_name),
        path: format!("{page}/feed.atom"),
        page,
    };
    respond(&state, &headers, info, posts)
}

fn not_found() -> Response {
    Refusal::of(StatusCode::NOT_FOUND).into_response()
}

/// The cause goes into the log; whoever asked learns only that it broke.
fn internal_error(error: &store::Error) -> Response {
    tracing::error!(error = %error, "a feed was not made: {error}");
    Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

/// The feed as an answer, or 304 where the reader has this version already (RFC 9110, 13.1.2).
fn respond(
    state: &State,
    request_headers: &HeaderMap,
    info: FeedInfo,
    posts: store::Result<Page<PostCard>>,
) -> Response {
    let posts = match posts {
        Ok(page) => page.items,
        Err(e) => return internal_error(&e),
    };
    let text = feed(state.site.origin, info, &posts).to_string();
    let digest: String = Sha256::digest(&text).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    // Weak, because a compressed answer has other bytes and the same meaning (RFC 9110, 8.8.1).
    let tag = format!("W/\"{digest}\"");
    let known = request_headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok());
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

fn feed(origin: &str, info: FeedInfo, posts: &[PostCard]) -> Feed {
    let link = |path: &str, rel: &str, kind: &str| Link {
        href: format!("{origin}{path}"),
        rel: rel.to_owned(),
        mime_type: Some(kind.to_owned()),
        ..Link::default()
    };
    Feed {
        title: Text::plain(xml_text(&info.title)),
        id: format!("{origin}{}", info.path),
        updated: atom_date(posts.iter().map(changed_at).max().unwrap_or(Timestamp(0))),
        links: vec![
            link(&info.path, "self", "application/atom+xml"),
            link(&info.page, "alternate", "text/html"),
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
    let name = author.map_or_else(|| "a former member".to_owned(), |author| xml_text(&author.display_name));
    let uri = author.map(|author| format!("{origin}/user/{}", author.name));
    let category = |tag: &Tag| atom_syndication::Category {
        term: tag.as_str().to_owned(),
        label: Some(tag.words()),
        scheme: None,
    };
    Entry {
        title: Text { value: xml_text(&post.title), r#type: TextType::Text, ..Text::default() },
        // Without the words of the title: an edit changes them, and a reader would see a new post (RFC 4287, 4.2.6).
        id: format!("{origin}/post/{}", post.id),
        updated: atom_date(changed_at(post)),
        published: Some(atom_date(post.created_at)),
        authors: vec![Person { name, uri, ..Person::default() }],
        categories: post.tags.iter().map(category).collect(),
        links: vec![link],
        content: Some(Content {
            content_type: Some("html".to_owned()),
            value: Some(format!("<p>{}</p>", escape(&xml_text(&post.excerpt)))),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

/// A text without the characters that no XML document may hold (XML 1.0, 2.2). Nobody can write one any more, but a
/// database may have one from before, and one is enough to make a feed unreadable for every reader.
fn xml_text(text: &str) -> String {
    let is_xml = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    text.chars().filter(is_xml).collect()
}

fn changed_at(post: &PostCard) -> Timestamp {
    post.edited_at.unwrap_or(post.created_at)
}

/// A moment as RFC 3339 has it, which Atom takes over (RFC 4287, 3.3).
fn atom_date(at: Timestamp) -> atom_syndication::FixedDateTime {
    at.rfc3339().parse().unwrap_or_default()
}
