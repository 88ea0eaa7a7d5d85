//! The list of pages: every address that is a page has one line here, and nowhere else.
//!
//! To add a page, write its component in a file of its own below `pages/`, name it in `pages/mod.rs`, and add one
//! `<Route>` below. The server takes its routes from this list when it starts (`server/src/router.rs`). A page that the
//! server draws whole, as those of the chapters are, needs no component: add its name to `web::drawn_page::PageName`, a
//! `<Route>` with `drawn(PageName::…)` below, and what it draws to `lessons::page`.
//!
//! `SsrMode::Async` everywhere: the server sends a page when all of it is there, with its status and title right, and it
//! works without scripts.

use crate::components::provide_now;
use crate::components::{ErrorPage, provide_page_meta, provide_toasts};
use crate::{
    components::{SiteFooter, SiteHeader, xray_dock::Dock},
    pages::{
        EditPage, FollowedPage, PersonPage, PostPage, SearchPage, SettingsPage, SharedStoryPage, SignInPage,
        SignUpPage, SourcePage, SquarePage, TagPage, WritePage, XrayPage, drawn,
    },
};
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    hooks::use_location,
    path,
};
use web::{Error, drawn_page::PageName, live, page_context, refused_form::RefusedFormContext};

/// The whole site, drawn on the server and hydrated in the browser.
#[component]
pub fn App() -> impl IntoView {
    provide_page_meta();
    let page = page_context::provide();
    provide_now(page.now);
    let toasts = provide_toasts();
    let is_recorded = page.is_recorded;
    live::provide(page.live_after);
    Effect::new(mark_hydrated);
    let ssr_async = SsrMode::Async;
    view! {
        <Router>
            <ClearRefusedForm/>
            <SiteHeader/>
            {toasts.region()}
            <main id="main" tabindex="-1">
                <FlatRoutes fallback=|| view! { <ErrorPage error=Error::NotFound/> }>
                    <Route path=path!("/") view=SquarePage ssr=ssr_async.clone()/>
                    <Route path=path!("/following") view=FollowedPage ssr=ssr_async.clone()/>
                    <Route path=path!("/post/:id") view=PostPage ssr=ssr_async.clone()/>
                    <Route path=path!("/post/:id/:slug") view=PostPage ssr=ssr_async.clone()/>
                    <Route path=path!("/write") view=WritePage ssr=ssr_async.clone()/>
                    <Route path=path!("/write/:id") view=EditPage ssr=ssr_async.clone()/>
                    <Route path=path!("/tag/:tag") view=TagPage ssr=ssr_async.clone()/>
                    <Route path=path!("/user/:name") view=PersonPage ssr=ssr_async.clone()/>
                    <Route path=path!("/search") view=SearchPage ssr=ssr_async.clone()/>
                    <Route path=path!("/sign-in") view=SignInPage ssr=ssr_async.clone()/>
                    <Route path=path!("/sign-up") view=SignUpPage ssr=ssr_async.clone()/>
                    <Route path=path!("/settings") view=SettingsPage ssr=ssr_async.clone()/>
                    <Route path=path!("/about") view=drawn(PageName::About) ssr=ssr_async.clone()/>
                    <Route path=path!("/about/promises") view=drawn(PageName::Promises) ssr=ssr_async.clone()/>
                    <Route path=path!("/privacy") view=drawn(PageName::Privacy) ssr=ssr_async.clone()/>
                    <Route path=path!("/learn") view=drawn(PageName::Chapters) ssr=ssr_async.clone()/>
                    <Route path=path!("/learn/review") view=drawn(PageName::Review) ssr=ssr_async.clone()/>
                    <Route path=path!("/learn/join/slow-feed") view=drawn(PageName::SlowFeed) ssr=ssr_async.clone()/>
                    <Route path=path!("/learn/join/race/:token") view=drawn(PageName::SharedRace) ssr=ssr_async.clone()/>
                    <Route path=path!("/learn/:chapter") view=drawn(PageName::Chapter) ssr=ssr_async.clone()/>
                    <Route path=path!("/learn/:chapter/:exercise") view=drawn(PageName::Exercise) ssr=ssr_async.clone()/>
                    <Route path=path!("/sandbox") view=drawn(PageName::Sandbox) ssr=ssr_async.clone()/>
                    <Route path=path!("/xray") view=XrayPage ssr=ssr_async.clone()/>
                    <Route path=path!("/xray/shared/:token") view=SharedStoryPage ssr=ssr_async.clone()/>
                    <Route path=path!("/source") view=SourcePage ssr=ssr_async.clone()/>
                    <Route path=path!("/source/*path") view=SourcePage ssr=ssr_async/>
                </FlatRoutes>
            </main>
            {is_recorded.then(|| view! { <XrayDock/> })}
            <SiteFooter/>
        </Router>
    }
}

/// The X-ray's panel, on every page but the X-ray's own. A tab never has two panels, because that page is always loaded
/// from the server.
#[component]
fn XrayDock() -> impl IntoView {
    let path = use_location().pathname;
    // A memo, so that the panel is drawn anew only when this changes: one for each page would leave its listeners behind.
    let outside_xray = Memo::new(move |_| !path.get().starts_with("/xray"));
    move || outside_xray.get().then(|| view! { <Dock/> })
}

/// Drops a refused form when the tab goes on to another page, which may have the same form.
#[component]
fn ClearRefusedForm() -> impl IntoView {
    let path = use_location().pathname;
    let refused = use_context::<RefusedFormContext>();
    Effect::new(move |before: Option<()>| {
        path.track();
        // The first run is for the page that the form came back to; only later ones are other pages.
        if let (Some(()), Some(refused)) = (before, refused) {
            refused.clear();
        }
    });
}

/// Marks the document as hydrated. Browser tests wait for the mark before they click.
#[cfg(feature = "hydrate")]
fn mark_hydrated() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-hydrated", "");
    }
}

#[cfg(not(feature = "hydrate"))]
fn mark_hydrated() {}
