//! What a story is about: the one post that it concerns, or else the page on which it happened.

use super::{Story, Trace};
use model::PostId;
use std::collections::BTreeSet;

/// The post that was liked, opened or published: the one that a request names, or else the only one whose row was read.
/// A story that read several posts shows a list, and is about none of them.
pub fn post_of(story: &Story) -> Option<PostId> {
    if let Some(post) = post_named(story) {
        return Some(post);
    }
    let statements = story.traces().iter().flat_map(|trace| &trace.statements);
    let touched = statements.flat_map(|statement| &statement.touched);
    let posts: BTreeSet<_> = touched.filter(|(table, _)| table == "posts").map(|(_, id)| *id).collect();
    posts.first().filter(|_| posts.len() == 1).copied().map(PostId)
}

/// The post that one of the story's requests names in its form, its address or its redirect.
pub fn post_named(story: &Story) -> Option<PostId> {
    story.traces().iter().find_map(|trace| post_named_by(trace))
}

/// The page on which the story happened, as a path with its query: the address that was opened, or the page whose
/// script or form sent the request, according to its `Referer` header. `origin` is this site's own, such as
/// `https://example.org`; `None` where the request came from elsewhere or does not say.
pub fn page_of(story: &Story, origin: &str) -> Option<String> {
    let first = story.first();
    let referer = || first.request_headers.iter().find(|(name, _)| name == "referer");
    let page = match first.is_page && first.method == "GET" {
        true => Some(first.address.as_str()),
        false => referer().and_then(|(_, address)| address.strip_prefix(origin)),
    };
    // The path becomes a link. `//host` would be a link to another site, and is refused.
    page.filter(|page| page.starts_with('/') && !page.starts_with("//")).map(str::to_owned)
}

/// The post that a request names in its form, its address or its redirect.
pub(crate) fn post_named_by(trace: &Trace) -> Option<PostId> {
    let field = trace.fields.iter().find(|(name, _)| name == "post").map(|(_, value)| value.as_str());
    let asked = trace.address.split_once("?post=").map(|(_, post)| post);
    let location = trace.answer_headers.iter().find(|(name, _)| name == "location");
    let addresses = [Some(trace.path()), location.map(|(_, to)| to.as_str())];
    let in_path = addresses.into_iter().flatten().find_map(|address| {
        let id = address.strip_prefix("/post/").or_else(|| address.strip_prefix("/write/"))?;
        id.split(['/', '?', '#']).next()
    });
    [field, asked, in_path].into_iter().flatten().find_map(|id| id.parse().ok()).map(PostId)
}
