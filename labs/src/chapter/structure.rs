//! The structure of a chapter, as its text describes it.

use crate::{Experiment, exercise::Exercise};
use std::sync::Arc;

/// One chapter: the page `/learn/{slug}`.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// The file's name without `.md`.
    pub slug: String,
    /// Its place among the chapters, from 1; unique.
    pub number: u32,
    /// Plain text.
    pub title: String,
    /// Two or three sentences of Markdown under the title.
    pub standfirst: String,
    /// One sentence for the chapter map and for search engines.
    pub about: String,
    /// The blocks before the first section.
    pub opening: Vec<Block>,
    /// In the order of the page.
    pub sections: Vec<Section>,
}

/// A part of the page that begins with a heading of the second level.
#[derive(Clone, Debug)]
pub struct Section {
    /// The fragment of its address, unique in its chapter.
    pub slug: String,
    /// Plain text.
    pub title: String,
    /// In the order of the page.
    pub blocks: Vec<Block>,
}

/// One block of the page.
#[derive(Clone, Debug)]
pub enum Block {
    /// Markdown.
    Prose(String),
    /// A note in the margin beside the block before it. The title is plain text, the text is Markdown.
    Side { title: String, text: String },
    /// An experiment.
    Figure(Figure),
    /// A program in two languages.
    Listing(Listing),
    /// An exercise, shared with whoever grades it.
    Exercise(Arc<Exercise>),
}

/// A program as it is, and its twin in Python. The reader chooses which of the two is shown. Both are run by a test
/// (`labs/tests/listings.rs`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Small letters, digits and hyphens; unique on the site.
    pub name: String,
    /// What the first of the two is written in.
    pub kind: ListingKind,
    /// Its text.
    pub first: String,
    /// The program in Python that does the same.
    pub python: String,
    /// What the program prints, line by line. Always there beside SQL.
    pub prints: Option<String>,
    /// The rows of the SQL, where they are not what the program prints.
    pub answers: Option<String>,
}

/// What a listing is written in, beside Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListingKind {
    /// Statements, each with a semicolon at its end.
    Sql,
    /// Requests and the answers to them, as they travel. The program is a server that answers so.
    Http,
}

/// The place of an experiment in a chapter, with the texts around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What can be tried in it. An experiment has one figure at most.
    pub experiment: Experiment,
    /// Plain text.
    pub title: String,
    /// How the experiment is made, for the label beside the title. Plain text.
    pub made: String,
    /// `None` where the experiment has no outcomes to guess at.
    pub guess: Option<Guess>,
    /// Markdown, shown after the first run so that it does not give the outcome away.
    pub explain: String,
}

/// What a learner is asked to predict before the first run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// Markdown of one line.
    pub question: String,
    /// The key and the text of each outcome, in the order of `Experiment::outcomes`. No outcome is missing.
    pub options: Vec<(String, String)>,
}

impl Chapter {
    /// Its exercises, in the order of the page.
    pub fn exercises(&self) -> impl Iterator<Item = &Arc<Exercise>> {
        self.blocks()
            .filter_map(|block| if let Block::Exercise(exercise) = block { Some(exercise) } else { None })
    }

    /// Its figures, in the order of the page.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.blocks().filter_map(|block| if let Block::Figure(figure) = block { Some(figure) } else { None })
    }

    /// How many words there are to read: in the prose, the side notes and what explains the figures. Those of exercises and
    /// programs are not counted.
    pub fn words(&self) -> usize {
        let texts = self.blocks().map(|block| match block {
            Block::Prose(text) | Block::Side { text, .. } => text.as_str(),
            Block::Figure(figure) => figure.explain.as_str(),
            Block::Listing(_) | Block::Exercise(_) => "",
        });
        texts.map(|text| text.split_whitespace().count()).sum()
    }

    /// Its listings, in the order of the page.
    pub fn listings(&self) -> impl Iterator<Item = &Listing> {
        self.blocks()
            .filter_map(|block| if let Block::Listing(listing) = block { Some(listing) } else { None })
    }

    /// The blocks of the opening and of every section, in the order of the page.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.opening.iter().chain(self.sections.iter().flat_map(|section| &section.blocks))
    }
}
