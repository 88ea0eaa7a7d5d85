use leptos::prelude::*;
use leptos_meta::Title;

/// The title of a page, and the tags in its head that search engines and sites which show links read.
#[component]
pub fn PageMeta(
    /// The title without the site's name.
    #[prop(into)]
    title: String,
    /// What the page is about, in a sentence.
    #[prop(into)]
    description: String,
    /// The path of the page's canonical address (RFC 6596); empty where it has none.
    #[prop(into, optional)]
    path: String,
    /// The path of an Atom feed with the same content; empty where there is none.
    #[prop(into, optional)]
    feed: String,
    /// The Open Graph type (<https://ogp.me/#types>).
    #[prop(default = "website")]
    kind: &'static str,
) -> impl IntoView {
    add_meta_tags(&title, description, path, feed, kind);
    view! { <Title text=escape_title(format!("{title} · Vitrine"))/> }
}

/// Escapes a title. leptos_meta 0.8 writes it into the page as it is, so one with `</title>` in it would become markup.
#[cfg(feature = "ssr")]
fn escape_title(title: String) -> String {
    title.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(not(feature = "ssr"))]
fn escape_title(title: String) -> String {
    title // the browser sets it through `document.title`, which takes it as text
}

/// Whether the tags of this page were added. The server may draw a component more than once (a suspended part is drawn
/// again when its data are there), and each tag must come once.
#[cfg(feature = "ssr")]
#[derive(Clone, Default)]
struct MetaTagsAdded(std::sync::Arc<std::sync::atomic::AtomicBool>);

/// Puts what `PageMeta` needs into the context.
pub fn provide_page_meta() {
    leptos_meta::provide_meta_context();
    #[cfg(feature = "ssr")]
    provide_context(MetaTagsAdded::default());
}

/// Adds the tags to the head of the page. Only the server does this, because the programs that read such tags do not run
/// wasm. Drawing `Meta` and `Link` puts them into the head and nothing where they stand, so that server and browser still
/// draw the same tree.
#[cfg(feature = "ssr")]
fn add_meta_tags(title: &str, description: String, path: String, feed: String, kind: &'static str) {
    use leptos_meta::{Link, Meta};
    use std::sync::atomic::Ordering;
    let first = use_context::<MetaTagsAdded>().is_some_and(|added| !added.0.swap(true, Ordering::Relaxed));
    if !first {
        return;
    }
    let origin = use_context::<web::page_context::PageContext>().map(|page| page.origin).unwrap_or_default();
    let _ = view! {
        <Meta name="description" content=description.clone()/>
        <Meta property="og:title" content=title.to_owned()/>
        <Meta property="og:description" content=description/>
        <Meta property="og:type" content=kind/>
        <Meta property="og:site_name" content="Vitrine"/>
    }
    .to_html();
    if !path.is_empty() {
        // A query does not make another page, so it is no part of the canonical address.
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
