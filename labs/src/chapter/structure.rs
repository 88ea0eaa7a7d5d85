//! A chapter as its text says it.

use crate::{Experiment, exercise::Exercise};
use std::sync::Arc;

/// One chapter: what stands on `/learn/{slug}`.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// The file's name without `.md`.
    pub slug: String,
    pub number: u32,
    pub title: String,
    /// Two or three sentences under the title.
    pub standfirst: String,
    /// One sentence for the chapter map and for search engines.
    pub about: String,
    /// What stands before the first section.
    pub opening: Vec<Block>,
    pub sections: Vec<Section>,
}

/// What a heading of the second level begins.
#[derive(Clone, Debug)]
pub struct Section {
    /// The anchor, unique in its chapter.
    pub slug: String,
    /// Plain text.
    pub title: String,
    pub blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
pub enum Block {
    /// Markdown.
    Prose(String),
    /// Hangs in the margin beside the block before it; the text is Markdown.
    Side {
        title: String,
        text: String,
    },
    Figure(Figure),
    Exercise(Arc<Exercise>),
}

/// An experiment and the words around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    pub experiment: Experiment,
    pub title: String,
    /// Where it comes from, for the label.
    pub made: String,
    /// `None` where the experiment has no outcomes to guess at.
    pub guess: Option<Guess>,
    /// Markdown, for after the first run.
    pub explain: String,
}

/// What somebody is asked before they run it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    pub question: String,
    /// Outcome and text, in the order of `Experiment::outcomes`; no outcome is missing.
    pub options: Vec<(String, String)>,
}

impl Chapter {
    /// In the order of the page.
    pub fn exercises(&self) -> impl Iterator<Item = &Arc<Exercise>> {
        self.blocks()
            .filter_map(|block| if let Block::Exercise(exercise) = block { Some(exercise) } else { None })
    }

    /// In the order of the page.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.blocks().filter_map(|block| if let Block::Figure(figure) = block { Some(figure) } else { None })
    }

    /// The opening's and every section's, in the order of the page.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.opening.iter().chain(self.sections.iter().flat_map(|section| &section.blocks))
    }
}
