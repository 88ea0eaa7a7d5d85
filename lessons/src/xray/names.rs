//! What the sentences of stories are about: titles of posts, chapters and pages.

use crate::chapters::chapters;
use std::collections::{BTreeSet, HashMap};
use web::{Error, context::RequestContext, drawn_page::PageName};
use xray::{Names, Story, post_named};

/// The names that the site itself gives. They do not change while it runs.
pub fn names() -> Names {
    Names {
        posts: HashMap::new(),
        chapters: chapters().iter().map(|chapter| (chapter.slug.clone(), chapter.title.clone())).collect(),
        pages: PAGES.iter().filter_map(|page| Some((word(*page)?, called(*page)))).collect(),
    }
}

/// The names that these stories speak of. All titles are found by one statement, however many stories there are; a session
/// keeps a hundred requests at most.
///
/// # Errors
/// As the database.
pub async fn names_in(cx: &RequestContext, stories: impl Iterator<Item = &Story>) -> Result<Names, Error> {
    let posts: BTreeSet<_> = stories.filter_map(post_named).collect();
    if posts.is_empty() {
        return Ok(names());
    }
    let wanted: Vec<_> = posts.into_iter().collect();
    let titles = store::post::list_titles(&cx.db, &wanted).await?;
    // Whatever was not found is gone.
    let mut posts: HashMap<_, _> = wanted.into_iter().map(|post| (post, None)).collect();
    posts.extend(titles.into_iter().map(|(post, title)| (post, Some(title))));
    Ok(Names { posts, ..names() })
}

const PAGES: [PageName; 9] = [
    PageName::About,
    PageName::Privacy,
    PageName::Chapters,
    PageName::Review,
    PageName::Chapter,
    PageName::Exercise,
    PageName::SlowFeed,
    PageName::SharedRace,
    PageName::Sandbox,
];

/// The word that a request for the page has.
fn word(page: PageName) -> Option<String> {
    serde_json::to_value(page).ok()?.as_str().map(str::to_owned)
}

/// What the page is called in “You opened …”.
fn called(page: PageName) -> &'static str {
    match page {
        PageName::About => "the page about this site",
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
