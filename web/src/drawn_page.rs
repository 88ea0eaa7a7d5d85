//! Pages that the server draws whole and the browser puts in place as they are: the types that travel between the two.

use serde::{Deserialize, Serialize};

/// Which of these pages. Its address stands in the list of routes (`app/src/routes.rs`) and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageName {
    About,
    /// What the site promises, and what it does not.
    Promises,
    Privacy,
    /// The list of chapters.
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
    /// The title without the site's name.
    pub title: String,
    /// What the page is about, in a sentence.
    pub description: String,
    /// The markup inside `<main>`. It is put into the page unescaped.
    pub html: String,
}

/// The X-ray's panel beside a page, as the server drew it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrawnPanel {
    /// The panel's markup. It is put into the page unescaped.
    pub html: String,
    /// The text of the badge in the corner of the page: `4 statements · 1.8 ms`.
    pub badge: String,
    /// Whether a statement ran once for each row of another (the N+1 problem).
    pub n_plus_one: bool,
}
