//! Looks up the titles that the sentences of stories contain: those of posts, chapters and pages.

use crate::chapters::chapters;
use labs::chapter::{MORE, TRY};
use std::collections::{BTreeSet, HashMap};
use web::{Error, context::RequestContext, drawn_page::PageName};
use xray::{Names, Story, post_named};

/// The titles of chapters and pages, without those of posts. They are part of the program, so nothing is asked of the
/// database.
pub fn names() -> Names {
    Names {
        posts: HashMap::new(),
        chapters: chapters()
            .iter()
            .map(|chapter| (chapter.slug.clone(), chapter.title.clone()))
            // Two pages among the chapters that are none.
            .chain(
                [(MORE, "More exercises"), (TRY, "Try an exercise")]
                    .map(|(slug, title)| (slug.into(), title.into())),
            )
            .collect(),
        pages: PAGES.iter().filter_map(|page| Some((word(*page)?, called(*page)))).collect(),
    }
}

/// The titles that these stories need. One statement finds those of all posts. It stays small, because a session keeps
/// at most `xray::Rings`' hundred requests.
///
/// # Errors
/// An error of the store.
pub async fn names_in(cx: &RequestContext, stories: impl Iterator<Item = &Story>) -> Result<Names, Error> {
    let posts: BTreeSet<_> = stories.filter_map(post_named).collect();
    if posts.is_empty() {
        return Ok(names());
    }
    let wanted: Vec<_> = posts.into_iter().collect();
    let titles = store::post::list_titles(&cx.db, &wanted).await?;
    // A post that is not found was deleted.
    let mut posts: HashMap<_, _> = wanted.into_iter().map(|post| (post, None)).collect();
    posts.extend(titles.into_iter().map(|(post, title)| (post, Some(title))));
    Ok(Names { posts, ..names() })
}

/// The drawn pages that a sentence may name.
const PAGES: [PageName; 10] = [
    PageName::About,
    PageName::Promises,
    PageName::Privacy,
    PageName::Chapters,
    PageName::Review,
    PageName::Chapter,
    PageName::Exercise,
    PageName::SlowFeed,
    PageName::SharedRace,
    PageName::Sandbox,
];

/// The page as a request names it: the serialised form of `PageName`.
fn word(page: PageName) -> Option<String> {
    serde_json::to_value(page).ok()?.as_str().map(str::to_owned)
}

/// The page's name as it follows “You opened …”.
fn called(page: PageName) -> &'static str {
    match page {
        PageName::About => "the page about this site",
        PageName::Promises => "the page about what is promised",
        PageName::Privacy => "the page about what is recorded",
        PageName::Chapters => "the map of chapters",
        PageName::Review => "what is due for review",
        PageName::Chapter => "{chapter}",
        PageName::Exercise => "an exercise of {chapter}",
        PageName::SlowFeed => "the slow feed",
        PageName::SharedRace => "a race that somebody shows",
        PageName::Sandbox => "the sandbox",
    }
}
