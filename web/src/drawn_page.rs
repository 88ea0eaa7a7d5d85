//! Pages that the server draws whole and the browser puts in place as they are.

use serde::{Deserialize, Serialize};

/// Which of them. The map of routes (`app/src/routes.rs`) alone says which address each one has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageName {
    About,
    Privacy,
    /// The map of chapters.
    Chapters,
    Review,
    Chapter,
    /// An exercise of a chapter, by itself.
    Exercise,
    SlowFeed,
    SharedRace,
    Sandbox,
}

/// A page as the server drew it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrawnPage {
    pub title: String,
    /// What it is about, in a sentence.
    pub description: String,
    /// Everything inside `<main>`.
    pub html: String,
}

/// The X-ray's panel beside a page, as the server drew it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrawnPanel {
    pub html: String,
    /// For the corner of the page: `4 statements · 1.8 ms`.
    pub badge: String,
    /// Whether a statement ran once per row.
    pub n_plus_one: bool,
}
