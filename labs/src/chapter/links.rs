//! Checking that the links of a Markdown text lead somewhere.

use super::{Chapter, read::MARKDOWN};
use pulldown_cmark::{Event, Parser, Tag};

/// Checks the links of a text in `chapter`. Returns a sentence for each mistake; a picture is one, too.
pub(super) fn check(
    text: &str,
    chapter: &Chapter,
    chapters: &[Chapter],
    exists: &dyn Fn(&str) -> bool,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for event in Parser::new_ext(text, MARKDOWN) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                wrong.extend(check_link(&dest_url, chapter, chapters, exists).err());
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                wrong.push(format!("The picture `{dest_url}` stands in the text; a chapter has none."));
            }
            _ => {}
        }
    }
    wrong
}

/// Checks one link. Addresses of other sites are accepted when they are https; nothing is fetched during a build.
fn check_link(
    link: &str,
    chapter: &Chapter,
    chapters: &[Chapter],
    exists: &dyn Fn(&str) -> bool,
) -> Result<(), String> {
    let (path, fragment) = match link.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (link, None),
    };
    let target = match path {
        "" if fragment.is_some() => Some(chapter),
        "" => return Err("A link leads nowhere.".to_owned()),
        path if path.starts_with('/') => {
            let target = chapters.iter().find(|other| path.strip_prefix("/learn/") == Some(&other.slug));
            if target.is_none() && !is_exercise(path, chapters) && !exists(path) {
                return Err(format!("The link `{link}` leads to no page."));
            }
            target
        }
        path if path.starts_with("https://") => None,
        _ => return Err(format!("The link `{link}` begins with none of `/`, `#` and `https://`.")),
    };
    match (target, fragment) {
        (Some(target), Some(fragment)) if !target.sections.iter().any(|section| section.slug == fragment) => {
            Err(format!("The link `{link}` leads to no section of `{}`.", target.slug))
        }
        _ => Ok(()),
    }
}

/// Whether the path is the page of an exercise, `/learn/{chapter}/{exercise}`.
fn is_exercise(path: &str, chapters: &[Chapter]) -> bool {
    let parts = path.strip_prefix("/learn/").and_then(|rest| rest.split_once('/'));
    parts.is_some_and(|(slug, name)| {
        chapters.iter().any(|chapter| chapter.slug == slug && chapter.exercises().any(|e| e.name == name))
    })
}
