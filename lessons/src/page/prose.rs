//! Markdown of the chapters and exercises as markup.

use leptos::prelude::*;
use web::markdown;

/// Draws paragraphs of the site's own text.
pub fn prose(text: &str) -> AnyView {
    view! { <div class="prose" inner_html=markdown::site_html(text).to_string()></div> }.into_any()
}

/// Draws paragraphs that quote what somebody typed. Unlike the site's own texts they are not cached, for hardly any comes
/// twice.
pub fn quoting(text: &str) -> AnyView {
    view! { <div class="prose" inner_html=markdown::site_html_uncached(text)></div> }.into_any()
}

/// Draws one line of the site's own text, without a paragraph around it.
pub fn line(text: &str) -> AnyView {
    bare(&markdown::site_html(text))
}

/// Draws one line that quotes what somebody typed. It is not cached either.
pub fn quoting_line(text: &str) -> AnyView {
    bare(&markdown::site_html_uncached(text))
}

fn bare(html: &str) -> AnyView {
    let html = html.trim();
    let inner = html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")).unwrap_or(html);
    view! { <span inner_html=inner.to_owned()></span> }.into_any()
}
