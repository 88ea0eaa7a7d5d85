//! Pages that the server draws whole: the site's own texts, and the chapters.

use crate::Error;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A page that the server draws whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    pub title: String,
    pub description: String,
    pub html: String,
}

/// The page with this path: `/about`, `/learn/sessions`.
#[server(endpoint = "read_page", prefix = "/api", input = GetUrl)]
pub async fn read_page(path: String) -> Result<Drawn, Error> {
    let cx = crate::ctx::open()?;
    if let Some((_, title, description, text)) = TEXTS.iter().find(|(known, ..)| *known == path) {
        let body = crate::markdown::own(text);
        let html = view! {
            <div class="page three">
                <div class="feed-head"><h1>{*title}</h1></div>
                <div class="text-only prose" inner_html=body.to_string()></div>
            </div>
        };
        let (title, description) = ((*title).to_owned(), (*description).to_owned());
        return Ok(Drawn { title, description, html: html.to_html() });
    }
    if path == "/sandbox" || path.starts_with("/sandbox?") {
        return crate::sandbox::page(&cx, &path).await;
    }
    match path.strip_prefix("/learn") {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            crate::learn::page(&cx, rest.trim_matches('/')).await
        }
        _ => Err(cx.answer(Error::NotFound)),
    }
}

/// Path, title, what it is about, and the text.
#[cfg(feature = "ssr")]
const TEXTS: [(&str, &str, &str, &str); 2] = [
    (
        "/about",
        "What this is",
        "Vitrine is a small social site with glass walls.",
        include_str!("../../../content/about.md"),
    ),
    (
        "/privacy",
        "What is recorded",
        "What Vitrine records about you, and for how long.",
        include_str!("../../../content/privacy.md"),
    ),
];
