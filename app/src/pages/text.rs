//! `/about` and `/privacy`: what this is, and what is recorded.

use crate::{
    api::text::read_text,
    components::{PageMeta, asked, loaded},
};
use leptos::prelude::*;

#[component]
pub fn AboutPage() -> impl IntoView {
    view! { <Text name="about" title="What this is" description="Vitrine is a small social site with glass walls."/> }
}

#[component]
pub fn PrivacyPage() -> impl IntoView {
    view! { <Text name="privacy" title="What is recorded" description="What Vitrine records about you, and for how long."/> }
}

#[component]
fn Text(name: &'static str, title: &'static str, description: &'static str) -> impl IntoView {
    let text = asked(|| (), move |()| read_text(name.to_owned()));
    view! {
        <PageMeta title description path=format!("/{name}")/>
        <div class="page three">
            <div class="feed-head"><h1>{title}</h1></div>
            {loaded(text, |html| view! { <div class="text-only prose" inner_html=html></div> }.into_any())}
        </div>
    }
}
