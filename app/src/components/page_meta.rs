use crate::shared::Shared;
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};

/// What the page is called and about, for tabs, search engines and whoever shares its address.
#[component]
pub fn PageMeta(
    #[prop(into)] title: String,
    #[prop(into)] description: String,
    /// The one address of this page, where it has one.
    #[prop(into, optional)]
    path: String,
    /// What kind of thing it is (ogp.me).
    #[prop(default = "website")]
    kind: &'static str,
) -> impl IntoView {
    let origin = use_context::<Shared>().map(|shared| shared.origin).unwrap_or_default();
    let url = (!path.is_empty()).then(|| format!("{origin}{path}"));
    view! {
        <Title text=format!("{title} · Vitrine")/>
        <Meta name="description" content=description.clone()/>
        <Meta property="og:title" content=title/>
        <Meta property="og:description" content=description/>
        <Meta property="og:type" content=kind/>
        <Meta property="og:site_name" content="Vitrine"/>
        {url.map(|url| view! {
            <Meta property="og:url" content=url.clone()/>
            <Link rel="canonical" href=url/>
        })}
    }
}
