use leptos::prelude::*;

/// One of the drawings in `public/icons.svg`, by its id there. Screen readers skip it, so a word has to stand beside it.
#[component]
pub fn Icon(name: &'static str, #[prop(default = "i")] class: &'static str) -> impl IntoView {
    view! {
        <svg class=class viewBox="0 0 20 20" aria-hidden="true">
            <use href=format!("/icons.svg#{name}")></use>
        </svg>
    }
}
