//! What must hold between chapters, and what only trying shows.

use super::{Block, Chapter, Figure, Mistake, links};
use std::collections::HashMap;

/// Every mistake in chapters that were read: slugs, numbers and exercises named twice, exercises that do not prove
/// themselves over two hundred variants, links that lead nowhere. `exists` is asked for addresses of this site, without
/// their fragment, that are neither chapters nor exercises.
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

fn duplicate_names(chapters: &[Chapter]) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut first: HashMap<String, &str> = HashMap::new();
    for chapter in chapters {
        let names = [format!("address `/learn/{}`", chapter.slug), format!("number {}", chapter.number)];
        let exercises = chapter.exercises().map(|exercise| format!("exercise `{}`", exercise.name));
        for name in names.into_iter().chain(exercises) {
            let says = format!("The {name} is there twice");
            if let Some(slug) = first.insert(name, &chapter.slug) {
                mistakes.push(Mistake::of(&chapter.slug, None, format!("{says}; `{slug}` has it too.")));
            }
        }
    }
    mistakes
}

/// Every Markdown text of a chapter.
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
            Block::Exercise(exercise) => texts.extend(exercise.texts_of(0)),
        }
    }
    texts
}
