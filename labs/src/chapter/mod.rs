//! Chapters: reading their texts, and proving before anybody sees them that they hold together.
//!
//! A text is Markdown with a front matter of TOML. Some fenced blocks are not code but parts of the page: side notes,
//! experiments, exercises. A text with a mistake is no chapter; the mistake names the file and the line.
//! Never here: HTML. Prose stays Markdown, and whoever draws the page draws that too.

mod check;
mod directive;
mod front_matter;
mod links;
mod mistake;
mod read;
mod structure;
#[cfg(test)]
mod tests;

pub use check::check;
pub use mistake::Mistake;
pub use structure::{Block, Chapter, Figure, Guess, Section};
