//! What a story is about: the one post it touched, or else the page it happened on.

use super::{Story, Trace};
use model::PostId;
use std::collections::BTreeSet;

/// The post that was clicked, opened or published. A list of posts is about none of them.
pub fn post_of(story: &Story) -> Option<PostId> {
    if let Some(post) = post_named(story) {
        return Some(post);
    }
    let statements = story.traces().iter().flat_map(|trace| &trace.statements);
    let touched = statements.flat_map(|statement| &statement.touched);
    let posts: BTreeSet<_> = touched.filter(|(table, _)| table == "posts").map(|(_, id)| *id).collect();
    posts.first().filter(|_| posts.len() == 1).copied().map(PostId)
}

/// The post that one of the story's requests names.
pub fn post_named(story: &Story) -> Option<PostId> {
    story.traces().iter().find_map(|trace| post_named_by(trace))
}

/// The page it happened on: the address that was opened, or the page whose script or form asked.
pub fn page_of(story: &Story, origin: &str) -> Option<String> {
    let first = story.first();
    let referer = || first.request_headers.iter().find(|(name, _)| name == "referer");
    let page = match first.is_page && first.method == "GET" {
        true => Some(first.address.as_str()),
        false => referer().and_then(|(_, address)| address.strip_prefix(origin)),
    };
    // A link to it stays on this site, whatever the address says.
    page.filter(|page| page.starts_with('/') && !page.starts_with("//")).map(str::to_owned)
}

/// The post that a form, an address or a redirect names.
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
