//! The texts of the chapters, read once. The build has checked them (`build.rs`), so that none of them can fail here.

use labs::{
    Experiment,
    chapter::{Block, Chapter, Figure},
    exercise::Exercise,
};
use std::sync::{Arc, LazyLock};

include!(concat!(env!("OUT_DIR"), "/chapters.rs"));

static CHAPTERS: LazyLock<Vec<Chapter>> = LazyLock::new(|| {
    let read = |(slug, text): &(&str, &str)| Chapter::read(slug, text).ok();
    TEXTS.iter().filter_map(read).collect()
});

/// All chapters, in order.
pub fn chapters() -> &'static [Chapter] {
    &CHAPTERS
}

/// The chapter of this name in addresses.
pub fn find_chapter(slug: &str) -> Option<&'static Chapter> {
    CHAPTERS.iter().find(|chapter| chapter.slug == slug)
}

/// The exercise of this name, the chapter it is in, and its number there: `2.3 b`.
pub fn find_exercise(name: &str) -> Option<(&'static Chapter, &'static Arc<Exercise>, String)> {
    let found = |(chapter, number, block): (_, String, &'static Block)| match block {
        Block::Exercise(exercise) if exercise.name == name => Some((chapter, exercise, number)),
        _ => None,
    };
    numbered().find_map(found)
}

/// The figure of an experiment, the chapter it is in, and its number there.
pub fn find_figure(experiment: Experiment) -> Option<(&'static Chapter, &'static Figure, String)> {
    let found = |(chapter, number, block): (_, String, &'static Block)| match block {
        Block::Figure(figure) if figure.experiment == experiment => Some((chapter, figure, number)),
        _ => None,
    };
    numbered().find_map(found)
}

/// Every block of every chapter, with the number that a figure or an exercise at its place has.
fn numbered() -> impl Iterator<Item = (&'static Chapter, String, &'static Block)> {
    CHAPTERS.iter().flat_map(|chapter| {
        chapter.sections.iter().enumerate().flat_map(move |(n, section)| {
            let mut letters = Letters::default();
            section.blocks.iter().map(move |block| {
                let letter = letters.next(block);
                (chapter, format!("{}.{} {letter}", chapter.number, n + 1), block)
            })
        })
    })
}

/// Gives the figures and exercises of one section their letters: a, b, c.
#[derive(Default)]
pub struct Letters(u8);

impl Letters {
    /// The letter of the next block. Prose has none, and gives back the letter of the block before it.
    pub fn next(&mut self, block: &Block) -> char {
        if matches!(block, Block::Figure(_) | Block::Exercise(_)) {
            self.0 += 1;
        }
        char::from(b'a' + self.0.saturating_sub(1).min(25))
    }
}
