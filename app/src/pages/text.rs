//! Pages that the server draws whole: `/about`, `/privacy`, and everything below `/learn`, and `/sandbox`.

use crate::{
    api::text::read_page,
    components::{PageMeta, asked, loaded},
    lab_form,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub fn TextPage() -> impl IntoView {
    let location = use_location();
    // Whoever goes on to another kind of page changes the location first, and this page must not ask for that one.
    let path = Memo::new(move |before: Option<&String>| {
        let mut now = location.pathname.get();
        if now == "/sandbox" {
            now = [&now, "?", &*location.search.get()].concat();
        }
        let is_text = ["/about", "/privacy", "/learn", "/sandbox"].iter().any(|begin| now.starts_with(begin));
        before.filter(|_| !is_text).cloned().unwrap_or(now)
    });
    let drawn = asked(move || path.get(), read_page);
    lab_form::listen();
    loaded(drawn, move |page| {
        Effect::new(lab_form::watch);
        view! {
            <PageMeta title=page.title description=page.description path=path.get_untracked()/>
            <div class="drawn" inner_html=page.html></div>
        }
        .into_any()
    })
}
