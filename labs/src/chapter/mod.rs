//! Chapters: parsing their texts, and proving before anybody sees them that they hold together.
//!
//! A text is Markdown with a front matter of TOML. Some fenced blocks are not code but directives: side notes, figures
//! with experiments, exercises. A text with a mistake does not become a chapter; the mistake names the file and the line.
//! The build of the site runs this module over every text (`build.rs`), so a mistake stops the build.
//!
//! There is no HTML in this module. Prose stays Markdown, and the code that draws the page renders it.

mod check;
mod directive;
mod front_matter;
mod links;
mod mistake;
mod read;
mod structure;
#[cfg(test)]
mod tests;

pub use check::{MORE, TRY, check};
pub use mistake::Mistake;
pub use structure::{Block, Chapter, Figure, Guess, Listing, ListingKind, Section};
