use leptos::prelude::*;
use leptos_meta::Title;

/// What the page is called and about, for tabs, search engines and whoever shares its address.
#[component]
pub fn PageMeta(
    #[prop(into)] title: String,
    #[prop(into)] description: String,
    /// The one address of this page, where it has one.
    #[prop(into, optional)]
    path: String,
    /// The address of the same as an Atom feed, where there is one.
    #[prop(into, optional)]
    feed: String,
    /// What kind of thing it is (ogp.me).
    #[prop(default = "website")]
    kind: &'static str,
) -> impl IntoView {
    add_meta_tags(&title, description, path, feed, kind);
    view! { <Title text=escape_title(format!("{title} · Vitrine"))/> }
}

/// leptos_meta 0.8 writes a title into the page as it is, so one with `</title>` in it would become markup.
#[cfg(feature = "ssr")]
fn escape_title(title: String) -> String {
    title.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(not(feature = "ssr"))]
fn escape_title(title: String) -> String {
    title // set through the document, which takes it as text
}

/// Whether this page was told about: the server may draw a part of it more than once.
#[cfg(feature = "ssr")]
#[derive(Clone, Default)]
struct MetaTagsAdded(std::sync::Arc<std::sync::atomic::AtomicBool>);

/// One page is told about once.
pub fn provide_page_meta() {
    leptos_meta::provide_meta_context();
    #[cfg(feature = "ssr")]
    provide_context(MetaTagsAdded::default());
}

/// Only the server's page needs these: whoever reads them does not run wasm. Drawing them puts them into the head
/// and nothing in place, so both sides still draw the same tree.
#[cfg(feature = "ssr")]
fn add_meta_tags(title: &str, description: String, path: String, feed: String, kind: &'static str) {
    use leptos_meta::{Link, Meta};
    use std::sync::atomic::Ordering;
    let first = use_context::<MetaTagsAdded>().is_some_and(|added| !added.0.swap(true, Ordering::Relaxed));
    if !first {
        return;
    }
    let origin =
        use_context::<crate::page_context::PageContext>().map(|page| page.origin).unwrap_or_default();
    let _ = view! {
        <Meta name="description" content=description.clone()/>
        <Meta property="og:title" content=title.to_owned()/>
        <Meta property="og:description" content=description/>
        <Meta property="og:type" content=kind/>
        <Meta property="og:site_name" content="Vitrine"/>
    }
    .to_html();
    if !path.is_empty() {
        // What is asked for after it does not make another page.
        let url = format!("{origin}{}", path.split('?').next().unwrap_or_default());
        let _ = view! {
            <Meta property="og:url" content=url.clone()/>
            <Link rel="canonical" href=url/>
        }
        .to_html();
    }
    if !feed.is_empty() {
        let _ = view! { <Link rel="alternate" type_="application/atom+xml" href=feed/> }.to_html();
    }
}

#[cfg(not(feature = "ssr"))]
fn add_meta_tags(_: &str, _: String, _: String, _: String, _: &'static str) {}
