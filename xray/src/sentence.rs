//! A sentence for every address of the site, which says what a user does who requests it.
//!
//! A sentence stands beside the function or route that it is about (`sentence!(LikePost, "You liked {post}")`). The
//! crate `inventory` collects them when the program is linked, as leptos does with server functions. So there is no
//! central list that could be forgotten, and a test that walks all addresses finds those without one
//! (`server/tests/it/sentences.rs`).

use super::{Trace, subject::post_named_by};
use model::{PostId, UserName};
use std::{borrow::Cow, collections::HashMap};
use url::form_urlencoded;

/// What a user does who requests an address.
#[derive(Debug)]
pub struct Sentence {
    /// The path. `:name` or `{name}` stands for any one segment, `*name` or `{*name}` for all that follow.
    pub pattern: &'static str,
    /// The sentence, without its full stop. It may have placeholders: `{post}`, `{person}`, `{tag}`, `{chapter}`,
    /// `{query}`, `{page}`.
    pub text: &'static str,
}

inventory::collect!(Sentence);

/// Registers the sentence of an address: `sentence!("/tag/:tag", "You opened the tag {tag}")`.
#[macro_export]
macro_rules! sentence {
    ($pattern:expr, $text:literal) => {
        $crate::inventory::submit! { $crate::Sentence { pattern: $pattern, text: $text } }
    };
}

/// What the placeholders stand for. The caller looks the names up, because this crate does not ask the database.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Titles of posts; `None` for a post that was deleted. A post that is missing here is called “a post”.
    pub posts: HashMap<PostId, Option<String>>,
    /// Titles of chapters, by the name in their address.
    pub chapters: HashMap<String, String>,
    /// What the pages that the server draws whole are called, by the value of the field `page` that asks for one.
    pub pages: HashMap<String, &'static str>,
}

/// All registered sentences, in no particular order.
pub fn sentences() -> impl Iterator<Item = &'static Sentence> {
    inventory::iter::<Sentence>()
}

/// The sentence of a path. If several patterns match, the one with the most literal segments wins, as in a router.
/// `None` if none matches.
pub fn sentence_of(path: &str) -> Option<&'static Sentence> {
    let fitting = sentences().filter_map(|sentence| Some((named_parts(sentence.pattern, path)?, sentence)));
    fitting.max_by_key(|(named, _)| *named).map(|(_, sentence)| sentence)
}

/// How many segments of a path a pattern names literally; `None` if the pattern does not match.
fn named_parts(pattern: &str, path: &str) -> Option<usize> {
    let (mut wanted, mut is, mut named) = (pattern.split('/'), path.split('/'), 0);
    loop {
        match (wanted.next(), is.next()) {
            (None, None) => return Some(named),
            (Some(part), Some(_)) if part.starts_with('*') || part.starts_with("{*") => return Some(named),
            (Some(part), Some(here)) if part == here => named += 1,
            (Some(part), Some(here)) if is_parameter(part) && !here.is_empty() => {}
            _ => return None,
        }
    }
}

/// Whether a segment of a pattern stands for any segment.
fn is_parameter(part: &str) -> bool {
    part.starts_with([':', '{'])
}

/// What the request did, in a sentence without its full stop. `post` is the one that its story names. An address
/// without a sentence is named itself.
pub(crate) fn text_of(trace: &Trace, post: Option<PostId>, names: &Names) -> String {
    let path = trace.path();
    let Some(sentence) = sentence_of(path) else {
        return match trace.method.as_str() {
            "GET" => format!("You opened {path}"),
            method => format!("You sent a {method} to {path}"),
        };
    };
    let mut said = sentence.text.to_owned();
    for (placeholder, word) in [
        ("{post}", post_word as fn(&Subject<'_>) -> String),
        ("{person}", person_word),
        ("{tag}", tag_word),
        ("{chapter}", chapter_word),
        ("{query}", query_word),
        ("{page}", page_word),
    ] {
        if said.contains(placeholder) {
            said =
                said.replace(placeholder, &word(&Subject { trace, post, names, pattern: sentence.pattern }));
        }
    }
    said
}

/// What the value of a placeholder is made from.
struct Subject<'a> {
    trace: &'a Trace,
    post: Option<PostId>,
    names: &'a Names,
    pattern: &'static str,
}

impl Subject<'_> {
    /// The value of this name in the path, the form or the query, in this order. A redacted story has only a length
    /// there (`‹3 characters›`), which is not a value.
    fn value(&self, name: &str) -> Option<String> {
        let parts = self.pattern.split('/').zip(self.trace.path().split('/'));
        let in_path = || {
            let mut parts = parts.filter(|(part, _)| is_parameter(part));
            parts
                .find(|(part, _)| part.trim_matches([':', '{', '}']) == name)
                .map(|(_, value)| decoded(value))
        };
        let query = self.trace.address.split_once('?').map_or("", |(_, query)| query);
        let in_form =
            self.trace.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone());
        let in_query = || {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(field, _)| field == name).map(|(_, value)| value.into_owned())
        };
        in_path().or(in_form).or_else(in_query).filter(|value| !value.is_empty() && !value.contains('‹'))
    }
}

/// A segment of a path with its percent-encoding decoded (RFC 3986, section 2.1).
fn decoded(part: &str) -> String {
    // The decoder for forms turns `+` into a space. In a path a `+` is a `+`, so it is escaped first.
    let escaped = part.replace('+', "%2B");
    form_urlencoded::parse(escaped.as_bytes())
        .next()
        .map_or(Cow::Borrowed(part), |(text, _)| text)
        .into_owned()
}

fn post_word(subject: &Subject<'_>) -> String {
    let post = subject.post.or_else(|| post_named_by(subject.trace));
    match post.and_then(|post| subject.names.posts.get(&post)) {
        Some(Some(title)) => format!("“{title}”"),
        Some(None) => "a post that is gone".to_owned(),
        None => "a post".to_owned(),
    }
}

fn person_word(subject: &Subject<'_>) -> String {
    let name = subject.value("name").and_then(|name| UserName::parse(&name).ok());
    name.map_or_else(|| "somebody".to_owned(), |name| name.to_string())
}

fn tag_word(subject: &Subject<'_>) -> String {
    subject.value("tag").map_or_else(|| "a tag".to_owned(), |tag| format!("“{tag}”"))
}

fn chapter_word(subject: &Subject<'_>) -> String {
    let title = subject.value("chapter").and_then(|slug| subject.names.chapters.get(&slug));
    title.map_or_else(|| "a chapter".to_owned(), |title| format!("“{title}”"))
}

fn query_word(subject: &Subject<'_>) -> String {
    subject.value("q").map_or_else(|| "posts".to_owned(), |query| format!("“{query}”"))
}

fn page_word(subject: &Subject<'_>) -> String {
    match subject.value("page").and_then(|page| subject.names.pages.get(&page)) {
        Some(name) => name.replace("{chapter}", &chapter_word(subject)),
        None => "a page".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    sentence!("/post/:id/:slug", "You opened {post}");
    sentence!("/learn/:chapter", "You opened {chapter}");
    sentence!("/learn/review", "You opened what is due");
    sentence!("/user/:name", "You opened the page of {person}");
    sentence!("/api/search", "You searched for {query}");
    sentence!("/source/*path", "You read the source");

    fn said(address: &str, names: &Names) -> String {
        let trace = Trace { method: "GET".to_owned(), address: address.to_owned(), ..Trace::default() };
        text_of(&trace, None, names)
    }

    #[test]
    fn a_sentence_names_what_the_request_was_about() {
        let posts = HashMap::from([(PostId(7), Some("Half a plot".to_owned())), (PostId(8), None)]);
        let chapters = HashMap::from([("join".to_owned(), "Tables together".to_owned())]);
        let names = Names { posts, chapters, ..Names::default() };
        for (address, sentence) in [
            ("/post/7/half-a-plot", "You opened “Half a plot”"),
            ("/post/8/gone", "You opened a post that is gone"),
            ("/post/9/never-looked-up", "You opened a post"),
            ("/learn/join", "You opened “Tables together”"),
            ("/learn/review", "You opened what is due"),
            ("/user/ana", "You opened the page of ana"),
            ("/user/‹3 characters›", "You opened the page of somebody"),
            ("/api/search?q=half+a+plot", "You searched for “half a plot”"),
            ("/api/search?q=‹11 characters›", "You searched for posts"),
            ("/source/store/src/like.rs", "You read the source"),
            ("/nowhere", "You opened /nowhere"),
        ] {
            assert_eq!(said(address, &names), sentence, "{address}");
        }
    }
}
