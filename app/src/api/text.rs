//! The site's own texts: Markdown under `content/`, compiled in.

use crate::Error;
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A text of the site's, as HTML.
#[server(endpoint = "read_text", prefix = "/api", input = GetUrl)]
pub async fn read_text(name: String) -> Result<String, Error> {
    let text = match name.as_str() {
        "about" => include_str!("../../../content/about.md"),
        "learn/sessions" => include_str!("../../../content/learn/sessions.md"),
        "learn/sql" => include_str!("../../../content/learn/sql.md"),
        "learn/join" => include_str!("../../../content/learn/join.md"),
        "privacy" => include_str!("../../../content/privacy.md"),
        _ => return Err(crate::ctx::open()?.answer(Error::NotFound)),
    };
    Ok(crate::markdown::html(text).to_string())
}
