//! The site's own texts, which are no chapters: what the site is, and what it records.

use leptos::prelude::*;
use web::{drawn_page::DrawnPage, markdown};

/// Draws `/about`.
pub fn about() -> DrawnPage {
    let text = include_str!("../../../content/about.md");
    text_page("What this is", "Vitrine is a small social site with glass walls.", text)
}

/// Draws `/about/promises`. The tests that it names exist: `cargo xtask test` looks for each (`xtask/src/fences/`).
pub fn promises() -> DrawnPage {
    let text = include_str!("../../../content/promises.md");
    text_page("What is promised", "What Vitrine promises, what it does not, and how each is tested.", text)
}

/// Draws `/privacy`.
pub fn privacy() -> DrawnPage {
    let text = include_str!("../../../content/privacy.md");
    text_page("What is recorded", "What Vitrine records about you, and for how long.", text)
}

fn text_page(title: &str, description: &str, text: &str) -> DrawnPage {
    let body = markdown::site_html(text).to_string();
    let html = view! {
        <div class="page three">
            <div class="feed-head"><h1>{title.to_owned()}</h1></div>
            <div class="text-only prose" inner_html=body></div>
        </div>
    };
    DrawnPage { title: title.to_owned(), description: description.to_owned(), html: html.to_html() }
}
