//! The one list of routes and layers. The binary and the tests run the same thing.

use crate::{
    assets, body, compression, csp_report, download, feed, form_return, guard, headers, health, lab, live,
    page_cache, refusal::Refusal, request_meta, session, state::State, status, theme, visit, words,
};
use axum::{
    Router,
    extract::Request,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use http::{StatusCode, request::Parts};
use leptos::{
    nonce::Nonce,
    prelude::{LeptosOptions, provide_context, use_context},
};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list, render_app_async_with_context};
use std::sync::OnceLock;
use web::context::Visit;

::xray::sentence!("/settings/data.json", "You took everything of yours home");
::xray::sentence!("/api/{*function}", "You asked for a function that is not there");

/// The whole site.
pub fn build(state: &State) -> Router {
    let feeds = Router::new()
        .route("/feed.atom", get(feed::newest))
        .route("/tag/{tag}/feed.atom", get(feed::of_tag))
        .route("/user/{name}/feed.atom", get(feed::of_person))
        .with_state(state.clone())
        .layer(compression::layer());

    let plain = Router::new()
        .route("/healthz", get(health::check))
        .route("/live", get(live::open))
        .route("/theme", post(theme::choose))
        .route("/words.txt", get(words::list))
        .route(headers::REPORTS, post(csp_report::note))
        .with_state(state.clone());

    let files = assets::router(state.dist.as_deref());
    with_all(state, with_person(state, personal(state)).merge(feeds).merge(plain).merge(files))
}

/// Whatever depends on who asks: the app's pages and functions, and what people take home. Requests for these are the ones
/// that the X-ray can record, so each has its sentence.
pub fn personal(state: &State) -> Router {
    pages(state)
        // An error of a server function decides the status.
        .layer(from_fn(status::layer))
        // Pages that were drawn this very second, where nothing was written since.
        .layer(from_fn_with_state(state.clone(), page_cache::layer))
        .route("/settings/data.json", get(download::own_data).with_state(state.clone()))
        .merge(lab::routes(state))
}

/// The layers of whatever depends on who asks. A request meets the last one added first.
pub fn with_person(state: &State, routes: Router) -> Router {
    let routes = routes
        // Who asks: loads the session, and tells the app.
        .layer(from_fn_with_state(state.clone(), visit::layer))
        // tower-sessions: lends the session, saves what changed, writes the cookie.
        .layer(from_fn_with_state(state.clone(), session::layer))
        // Plain forms that are refused go back to their page.
        .layer(from_fn_with_state(state.clone(), form_return::layer));
    compression::timed(routes)
}

/// The layers of everything. A request meets the last one added first.
pub fn with_all(state: &State, routes: Router) -> Router {
    routes
        // Bodies are read whole; an answer begins in time.
        .layer(from_fn_with_state(state.clone(), body::layer))
        // Only methods the site knows, and writes only from its own pages.
        .layer(from_fn_with_state(state.clone(), guard::layer))
        // Outermost: nothing leaves without its headers and its line in the log.
        .layer(from_fn_with_state(state.clone(), request_meta::layer))
}

/// The app's pages and functions, and its page for addresses nobody has.
fn pages(state: &State) -> Router {
    // Listing the routes stops every resource of the process from loading meanwhile (leptos #4773): so only once, and
    // before anything is served.
    static ROUTES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    let routes = ROUTES.get_or_init(|| generate_route_list(app::App)).clone();

    let site = state.site.clone();
    let contexts = move || {
        provide_context(site.clone());
        let visit = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Visit>().cloned());
        if let Some(visit) = visit {
            provide_context(Nonce::from_value(visit.nonce));
        }
    };
    let not_found = render_app_async_with_context(contexts.clone(), app::shell::shell);
    let options = LeptosOptions::builder().output_name("vitrine").build();
    Router::new()
        .leptos_routes_with_context(&options, routes, contexts, app::shell::shell)
        .route("/api/{*function}", any(|| async { Refusal::of(StatusCode::NOT_FOUND) }))
        .fallback(move |request: Request| nowhere(request, not_found.clone()))
        .with_state(options)
}

/// The app's own page for a browser, drawn with status 404; a line of text for anything else.
async fn nowhere<F: Future<Output = Response>>(
    request: Request,
    page: impl FnOnce(Request) -> F,
) -> Response {
    if !request.method().is_safe() || !request_meta::accepts_html(request.headers()) {
        return Refusal::of(StatusCode::NOT_FOUND).into_response();
    }
    let mut response = page(request).await;
    if response.status().is_success() {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}
