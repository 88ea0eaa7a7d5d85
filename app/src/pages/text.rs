//! Pages that the server draws whole: `/about`, `/privacy`, and everything below `/learn`.

use crate::{
    api::text::read_page,
    components::{PageMeta, asked, loaded},
    lab_form,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub fn TextPage() -> impl IntoView {
    let path = use_location().pathname;
    let drawn = asked(move || path.get(), read_page);
    lab_form::listen();
    loaded(drawn, move |page| {
        view! {
            <PageMeta title=page.title description=page.description path=path.get_untracked()/>
            <div class="drawn" inner_html=page.html></div>
        }
        .into_any()
    })
}
