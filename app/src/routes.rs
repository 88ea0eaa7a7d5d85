//! The map of pages.

use crate::{live, shared};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;

/// The whole site, drawn on the server and hydrated in the browser.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    shared::provide();
    live::provide();
    view! { <main id="main"><h1>"Vitrine"</h1></main> }
}
