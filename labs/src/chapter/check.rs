//! The checks that need all chapters, or that need the exercises to be tried.

use super::{Block, Chapter, Figure, Mistake, links};
use std::collections::HashMap;

/// Stands for the chapter in the addresses of SQL exercises that are in no chapter, and is the page that lists them.
pub const MORE: &str = "more";
/// The page on which one tries an exercise of one's own.
pub const TRY: &str = "try";
/// Addresses among the chapters that are other pages.
const TAKEN: [&str; 3] = [MORE, TRY, "review"];

/// Finds every mistake in chapters that were parsed without one.
///
/// These are: slugs, numbers and names of exercises and listings that are used twice, exercises that fail their proof over two hundred
/// variants, and links that lead nowhere. `exists` is asked whether an address of this site exists that is neither a
/// chapter nor an exercise; the address comes without its fragment.
pub fn check(chapters: &[Chapter], exists: &dyn Fn(&str) -> bool) -> Vec<Mistake> {
    let mut mistakes = duplicate_names(chapters);
    for chapter in chapters {
        let mistake = |says: String| Mistake::of(&chapter.slug, None, says);
        for exercise in chapter.exercises() {
            let says = exercise.prove().err();
            mistakes.extend(says.map(|says| mistake(format!("The exercise `{}`: {says}", exercise.name))));
        }
        for text in texts(chapter) {
            mistakes.extend(links::check(&text, chapter, chapters, exists).into_iter().map(mistake));
        }
    }
    mistakes
}

/// Slugs, numbers and names that an earlier chapter, or this one, has already.
fn duplicate_names(chapters: &[Chapter]) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut first: HashMap<String, &str> = HashMap::new();
    for chapter in chapters {
        if TAKEN.contains(&chapter.slug.as_str()) {
            let says = format!("The address `/learn/{}` is another page’s.", chapter.slug);
            mistakes.push(Mistake::of(&chapter.slug, None, says));
        }
        let names = [format!("address `/learn/{}`", chapter.slug), format!("number {}", chapter.number)];
        let exercises = chapter.exercises().map(|exercise| format!("exercise `{}`", exercise.name));
        let listings = chapter.listings().map(|listing| format!("listing `{}`", listing.name));
        for name in names.into_iter().chain(exercises).chain(listings) {
            let says = format!("The {name} is there twice");
            if let Some(slug) = first.insert(name, &chapter.slug) {
                mistakes.push(Mistake::of(&chapter.slug, None, format!("{says}; `{slug}` has it too.")));
            }
        }
    }
    mistakes
}

/// Every Markdown text of a chapter that may hold a link. Exercises are represented by their first variant, since all
/// variants have the same links.
fn texts(chapter: &Chapter) -> Vec<String> {
    let mut texts = vec![chapter.standfirst.clone()];
    for block in chapter.blocks() {
        match block {
            Block::Prose(text) | Block::Side { text, .. } => texts.push(text.clone()),
            Block::Figure(Figure { guess, explain, .. }) => {
                texts.push(explain.clone());
                texts.extend(guess.iter().map(|guess| guess.question.clone()));
                texts.extend(
                    guess.iter().flat_map(|guess| guess.options.iter().map(|(_, text)| text.clone())),
                );
            }
            // A program has no links.
            Block::Listing(_) => {}
            Block::Exercise(exercise) => texts.extend(exercise.texts_of(0)),
        }
    }
    texts
}
