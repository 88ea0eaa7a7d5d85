//! The one list of routes and layers. The binary and the tests run the same thing.
//!
//! The order of the layers matters; each says here what it must be inside or outside of. `lib.rs` tells what a request
//! meets on its way through them.

use crate::{
    assets, atom, body, compression, csp_report, download, form_return, guard, headers, health, idempotency,
    lab, listing_language, live, page_cache, passphrase_words, refusal::Refusal, request_meta, session,
    state::State, status, theme, visit,
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

/// The whole site: every route, under the layers that it needs.
pub fn build(state: &State) -> Router {
    // Feeds are the same for everybody, so they have no session; they are long, so they are compressed.
    let feeds = Router::new()
        .route("/feed.atom", get(atom::newest))
        .route("/tag/{tag}/feed.atom", get(atom::of_tag))
        .route("/user/{name}/feed.atom", get(atom::of_person))
        .with_state(state.clone());
    let feeds = compression::packed(feeds);

    // Neither a session nor compression: these are short, and an event stream must not be held back to be compressed.
    let plain = Router::new()
        .route("/healthz", get(health::check))
        .route("/live", get(live::open))
        .route("/theme", post(theme::choose))
        .route("/listing-language", post(listing_language::choose))
        .route("/words.txt", get(passphrase_words::list))
        .route(headers::REPORTS, post(csp_report::log_report))
        .with_state(state.clone());

    // Files were compressed when the binary was built.
    let files = assets::router(state.dist.as_deref());
    with_all(state, with_person(state, personal(state)).merge(feeds).merge(plain).merge(files))
}

/// Whatever depends on who asks: the app's pages and functions, and what people take home. Requests for these are the ones
/// that the X-ray can record, so each has its sentence.
pub fn personal(state: &State) -> Router {
    pages(state)
        // Sets the status of an answer that carries an error. Innermost, because tower-sessions outside of it does not
        // save a session when the status is 500 or above, which is what leptos gives to every error.
        .layer(from_fn(status::layer))
        // Answers with a page that was drawn within the same second. Inside of `visit`, which says whose page it is; and
        // around the pages alone, because downloads and the experiments below `/lab` are never kept.
        .layer(from_fn_with_state(state.clone(), page_cache::layer))
        // Knows a form that was sent before. Inside of `visit`, which says whose form it is; and around the functions of the
        // app alone, because the experiments below `/lab` are about what really crosses the wire, each time.
        .layer(from_fn_with_state(state.clone(), idempotency::layer))
        .route("/settings/data.json", get(download::own_data).with_state(state.clone()))
        .merge(lab::routes(state))
}

/// Puts the layers around whatever depends on who asks. A request meets the last one added first, so read from below.
pub fn with_person(state: &State, routes: Router) -> Router {
    let routes = routes
        // Finds out who asks, and tells the app. Inside of `session`, whose `Session` it reads.
        .layer(from_fn_with_state(state.clone(), visit::layer))
        // tower-sessions: lends the session, saves what changed, writes the cookie. Inside of `form_return`, so that it
        // sees the status of the app's own answer and not that of a redirect.
        .layer(from_fn_with_state(state.clone(), session::layer))
        // Sends plain forms that are refused back to their page. It reads the error from the body of the answer, so it is
        // inside of compression; it keeps the cookies of the answer that it replaces, so it is outside of `session`.
        .layer(from_fn_with_state(state.clone(), form_return::layer));
    // Outside of every layer that reads a body of the app, and inside of `request_meta`, where the X-ray counts the bytes
    // that are really sent.
    compression::timed(routes)
}

/// Puts the layers around everything. A request meets the last one added first, so read from below.
pub fn with_all(state: &State, routes: Router) -> Router {
    routes
        // Reads the body whole and limits how long the answer may take to begin. Outside of everything that reads a body,
        // so that no other code needs a bound; inside of `guard`, so that a body that will be refused is not read.
        .layer(from_fn_with_state(state.clone(), body::layer))
        // Refuses methods that the site does not know, and writes from other sites. Outside of `body` and `session`, so
        // that a forged request costs neither memory nor a statement.
        .layer(from_fn_with_state(state.clone(), guard::layer))
        // Outermost: no answer leaves without its headers and its line in the log, and a panic in any other layer is
        // caught here. The layers inside answer with a bare `Refusal`, which is written out here.
        .layer(from_fn_with_state(state.clone(), request_meta::layer))
}

/// The app's pages and functions, and its page for addresses nobody has.
fn pages(state: &State) -> Router {
    // While the routes are listed, no resource of the process loads (leptos issue #4773). So they are listed only once,
    // and before anything is served, also when tests build many routers.
    static ROUTES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    let routes = ROUTES.get_or_init(|| generate_route_list(app::App)).clone();

    // axum clones each handler, and what it captures, several times for every request, so this captures one pointer.
    let state = state.clone();
    // leptos calls this for every page and every server function: `Site` is what they share, and the nonce must be the one
    // that `request_meta` writes into the policy for scripts.
    let contexts = move || {
        provide_context(state.site.clone());
        let visit = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Visit>().cloned());
        if let Some(visit) = visit {
            provide_context(Nonce::from_value(visit.nonce));
        }
    };
    let not_found_page = render_app_async_with_context(contexts.clone(), app::shell::shell);
    let options = LeptosOptions::builder().output_name("vitrine").build();
    Router::new()
        .leptos_routes_with_context(&options, routes, contexts, app::shell::shell)
        // Without this, a function that does not exist would be answered with the app's page for missing addresses.
        .route("/api/{*function}", any(|| async { Refusal::of(StatusCode::NOT_FOUND) }))
        .fallback(move |request: Request| not_found(request, not_found_page.clone()))
        .with_state(options)
}

/// Answers for an address that does not exist: a browser gets the app's own page, everything else a line of text.
async fn not_found<F: Future<Output = Response>>(
    request: Request,
    page: impl FnOnce(Request) -> F,
) -> Response {
    if !request.method().is_safe() || !request_meta::accepts_html(request.headers()) {
        return Refusal::of(StatusCode::NOT_FOUND).into_response();
    }
    let mut response = page(request).await;
    // The app's fallback draws with status 200.
    if response.status().is_success() {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}
