//! A program in two languages, of which the reader sees the one they chose; the choice holds for every listing.

use super::prose::prose;
use labs::chapter::{Listing, ListingKind};
use leptos::prelude::*;
use web::{context::RequestContext, cookies};

/// Draws a listing with the two buttons that choose its language. They send a plain form, and the page comes back to the
/// listing; the choice is kept in a cookie (`server/src/listing_language.rs`).
pub fn listing(cx: &RequestContext, of: &Listing) -> AnyView {
    let python = cookies::find(cx.headers(), cookies::LISTING) == Some(cookies::LISTING_PYTHON);
    let (first, fence) = match of.kind {
        ListingKind::Sql => ("SQL", "sql"),
        ListingKind::Http => ("What travels", "http"),
    };
    let (fence, text) = if python { ("python", &of.python) } else { (fence, &of.first) };
    let printed = of.answers.as_ref().filter(|_| !python).or(of.prints.as_ref()).map(|printed| {
        let says = if python { "It prints:" } else { "The rows:" };
        // Without `code` in it, so that the script that offers to copy programs leaves it alone.
        view! { <p class="small quiet-text">{says}</p><div class="prose"><pre>{printed.trim().to_owned()}</pre></div> }
    });
    let button = |value, label: &'static str, pressed: bool| {
        view! { <button name="language" value=value aria-pressed=if pressed { "true" } else { "false" }>{label}</button> }
    };
    view! {
        <div class="listing" id=format!("listing-{}", of.name)>
            <form class="segs" method="post" action="/listing-language" aria-label=format!("Language of the listing {}", of.name)>
                <input type="hidden" name="listing" value=of.name.clone()/>
                {button("first", first, !python)}
                {button(cookies::LISTING_PYTHON, "Python", python)}
            </form>
            {prose(&format!("```{fence}\n{}\n```", text.trim_end()))}
            {printed}
        </div>
    }
    .into_any()
}
