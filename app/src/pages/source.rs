//! `/source` and `/source/{path}`: the source of the running build. A link to one of its lines, `/source/…#L31`, needs
//! `rel="external"`, because the router would look for the line before the text is there.

use crate::api::source::read_source;
use crate::components::{PageMeta, PageResource};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

sentence!("/source", "You read the source of this site");
sentence!("/source/*path", "You read the source of this site");
/// `/source/{path}`: a file or a folder of the source.
#[component]
pub fn SourcePage() -> impl IntoView {
    let params = use_params_map();
    let path = Memo::new(move |_| params.read().get("path").unwrap_or_default());
    let text = PageResource::new(move || path.get(), read_source);
    text.view(move |html| {
        let path = path.get_untracked();
        let (title, address) = if path.is_empty() {
            ("Source of this build".to_owned(), "/source".to_owned())
        } else {
            (path.clone(), format!("/source/{path}"))
        };
        view! {
            <PageMeta title=title.clone() description="The source of the Vitrine that drew this page." path=address/>
            <div class="page">
                <div class="feed-head"><h1>{title}</h1></div>
                <div inner_html=html></div>
            </div>
        }
        .into_any()
    })
}
