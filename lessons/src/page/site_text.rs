//! The site's own texts, which are no chapters: what the site is, and what it records.

use crate::chapters::chapters;
use labs::chapter::Chapter;
use leptos::prelude::*;
use web::{drawn_page::DrawnPage, markdown};

/// Draws `/about`.
pub fn about() -> DrawnPage {
    let text = with_chapters(include_str!("../../../content/about.md"), chapters());
    text_page("What this is", "Vitrine is a small social site with glass walls.", &text)
}

/// The text with the number of chapters and their list in it, so that it never tells of fewer than there are.
fn with_chapters(text: &str, chapters: &[Chapter]) -> String {
    const NUMBERS: [&str; 10] =
        ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
    let count = chapters.len();
    let number =
        count.checked_sub(1).and_then(|n| NUMBERS.get(n)).map_or(count.to_string(), |n| (*n).to_owned());
    let list: Vec<_> = chapters
        .iter()
        .map(|Chapter { number, slug, title, about, .. }| {
            format!("{number}. [{title}](/learn/{slug}): {about}")
        })
        .collect();
    text.replace("{chapters}", &number).replace("{list}", &list.join("\n"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_about_the_site_tells_of_every_chapter() {
        let html = about().html;
        for chapter in chapters() {
            assert!(html.contains(&format!("href=\"/learn/{}\"", chapter.slug)), "{}", chapter.slug);
        }
        assert!(!html.contains('{'), "a placeholder is left");
        let four = with_chapters("{chapters}: {list}", &chapters()[..4]);
        assert!(four.starts_with("Four: 1. [") && four.lines().count() == 4, "{four}");
    }
}
