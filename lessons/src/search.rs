//! Chapters and exercises for the search page. They are part of the program, so nothing is asked of the database.

use crate::{chapters::chapters, sql_exercise::sql_exercises_of};
use labs::chapter::{Block, Chapter};
use leptos::prelude::*;

/// How many places are shown.
const SHOWN_MAX: usize = 8;

/// A chapter or an exercise, with the words by which it is found.
struct Place {
    /// What it is: `Chapter 4`, `An exercise of chapter 4`.
    kind: String,
    title: String,
    href: String,
    /// What it is about, in a sentence.
    about: String,
    /// The whole of its text, in lower case.
    text: String,
}

/// The list of chapters and exercises in which every word of the query occurs, as markup; empty where there are none. Those
/// with the words in their title come first, and chapters before exercises.
pub fn search(query: &str) -> String {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let is_found = |text: &str| words.iter().all(|word| has_word(text, word));
    let mut found: Vec<(bool, Place)> = places()
        .map(|place| (!is_found(&place.title.to_lowercase()), place))
        .filter(|(_, place)| !words.is_empty() && is_found(&place.text))
        .collect();
    // A stable sort: within the same rank the order of the chapters stays.
    found.sort_by_key(|(is_in_text, _)| *is_in_text);
    if found.is_empty() { String::new() } else { draw(&found).to_html() }
}

/// Whether a word of the text begins with this one.
fn has_word(text: &str, word: &str) -> bool {
    let begins = |at: usize| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    text.match_indices(word).any(|(at, _)| begins(at))
}

fn places() -> impl Iterator<Item = Place> {
    let exercises = chapters().iter().flat_map(exercises_of);
    chapters().iter().map(of_chapter).chain(exercises)
}

fn of_chapter(chapter: &Chapter) -> Place {
    let sections = chapter.sections.iter().map(|section| section.title.as_str());
    let prose = chapter.blocks().filter_map(|block| match block {
        Block::Prose(text) | Block::Side { text, .. } => Some(text.as_str()),
        Block::Figure(figure) => Some(figure.title.as_str()),
        Block::Exercise(_) | Block::Listing(_) => None,
    });
    let own = [chapter.title.as_str(), &chapter.standfirst, &chapter.about];
    Place {
        kind: format!("Chapter {}", chapter.number),
        title: chapter.title.clone(),
        href: format!("/learn/{}", chapter.slug),
        about: chapter.about.clone(),
        text: own.into_iter().chain(sections).chain(prose).collect::<Vec<_>>().join("\n").to_lowercase(),
    }
}

/// The exercises of a chapter: those in its text, and those in SQL.
fn exercises_of(chapter: &'static Chapter) -> impl Iterator<Item = Place> {
    let kind = move || format!("An exercise of chapter {}", chapter.number);
    let place = move |name: &str, title: &str, about: &str, text: String| Place {
        kind: kind(),
        title: title.to_owned(),
        href: format!("/learn/{}/{name}", chapter.slug),
        about: about.to_owned(),
        text: format!("{title}\n{text}").to_lowercase(),
    };
    let simple = chapter.exercises().map(move |exercise| {
        place(&exercise.name, &exercise.title, exercise.ability.describe(), exercise.question(0).text)
    });
    let sql = sql_exercises_of(&chapter.slug);
    simple.chain(sql.map(move |exercise| {
        // What it teaches is left out: it names the construct that is to be found.
        place(&exercise.name, &exercise.title, exercise.group.ability().describe(), exercise.story.clone())
    }))
}

fn draw(found: &[(bool, Place)]) -> AnyView {
    let items: Vec<_> = found
        .iter()
        .take(SHOWN_MAX)
        .map(|(_, place)| {
            view! { <li><p class="over">{place.kind.clone()}</p><a href=place.href.clone()>{place.title.clone()}</a><p class="small quiet-text">{place.about.clone()}</p></li> }
        })
        .collect();
    let more = found.len().saturating_sub(SHOWN_MAX);
    let more = (more > 0).then(
        || view! { <p class="small quiet-text">{format!("and {more} more. More words find fewer.")}</p> },
    );
    view! { <section class="found-lessons" aria-labelledby="found-lessons-h"><h2 id="found-lessons-h">"In the chapters"</h2><ul>{items}</ul>{more}</section> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_and_exercises_are_found_by_the_beginnings_of_their_words() {
        let html = search("quiet ONES").replace("<!>", "");
        assert!(html.contains("href=\"/learn/join/the-quiet-ones-too\""), "{html}");
        let cookies = search("cookie");
        let first = cookies.find("<a href=").unwrap();
        assert!(cookies[first..].starts_with("<a href=\"/learn/"), "{cookies}");
        assert!(cookies.contains("more. More words find fewer."), "{cookies}");
        assert!(search("place to keep things").contains("href=\"/learn/sql\""));
    }

    #[test]
    fn nothing_is_found_within_a_word_or_by_markup() {
        assert!(has_word("a join, b", "jo") && !has_word("a rejoinder", "join"));
        assert_eq!(search("   "), "");
        assert_eq!(search("zzyzx"), "");
        assert_eq!(search("<b>"), "");
    }
}
