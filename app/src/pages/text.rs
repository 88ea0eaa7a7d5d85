//! Pages that are one text: `/about`, `/privacy`, and what the X-ray’s words mean.

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
pub fn SessionsPage() -> impl IntoView {
    view! { <Text name="learn/sessions" title="Sessions" description="How a site knows that several requests came from one person."/> }
}

#[component]
pub fn StatementsPage() -> impl IntoView {
    view! { <Text name="learn/sql" title="Statements and plans" description="What a statement is, and how a database goes about it."/> }
}

#[component]
pub fn JoinPage() -> impl IntoView {
    view! { <Text name="learn/join" title="JOIN against loops" description="Why one JOIN is faster than a loop with a query in it."/> }
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
