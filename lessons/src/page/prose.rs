//! The texts' Markdown as markup.

use leptos::prelude::*;
use web::markdown;

/// Paragraphs.
pub fn prose(text: &str) -> AnyView {
    view! { <div class="prose" inner_html=markdown::site_html(text).to_string()></div> }.into_any()
}

/// Paragraphs that quote what somebody typed.
pub fn quoting(text: &str) -> AnyView {
    view! { <div class="prose" inner_html=markdown::site_html_uncached(text)></div> }.into_any()
}

/// One line: without its paragraph.
pub fn line(text: &str) -> AnyView {
    bare(&markdown::site_html(text))
}

/// One line that quotes what somebody typed.
pub fn quoting_line(text: &str) -> AnyView {
    bare(&markdown::site_html_uncached(text))
}

fn bare(html: &str) -> AnyView {
    let html = html.trim();
    let inner = html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")).unwrap_or(html);
    view! { <span inner_html=inner.to_owned()></span> }.into_any()
}
