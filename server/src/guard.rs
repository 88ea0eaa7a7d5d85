//! Refuses writes that do not come from this site's own pages: cross-site request forgery (docs/security.md, F).
//!
//! Browsers say where a request comes from, in `Sec-Fetch-Site` (W3C Fetch Metadata) or at least in `Origin` (RFC 6454).
//! The origin is compared with those that `config.rs` has from the settings or the machine, never with the `Host` header, which the client chooses. There is
//! no list of exceptions. There is no token in forms either: it would prove only what these headers say already, and every
//! page would need a session to hold one.

use crate::{config, headers::vary, log, refusal::Refusal, state::State};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use std::sync::atomic::Ordering;
use web::cookies;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// The content types that a page of another site can send without a preflight request (Fetch Standard,
/// "CORS-safelisted request-header").
const FORM_TYPES: [&str; 3] = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

/// The layer. Only `GET` and `HEAD`, which change nothing, and `POST` from the site's own pages go on; the others are
/// answered 405 and 403.
pub async fn layer(
    axum::extract::State(state): axum::extract::State<State>,
    request: Request,
    next: Next,
) -> Response {
    match *request.method() {
        Method::GET | Method::HEAD => next.run(request).await,
        Method::POST => {
            let mut response = if is_own(request.headers(), &state.origins, state.cookies().session) {
                tell_unknown_origin(request.headers(), &state);
                next.run(request).await
            } else {
                refuse(request.headers(), &state).into_response()
            };
            // A cache must not answer one origin with what another one got.
            vary(response.headers_mut(), "Sec-Fetch-Site, Origin");
            response
        }
        _ => {
            let mut response = Refusal::of(StatusCode::METHOD_NOT_ALLOWED).into_response();
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
            response
        }
    }
}

/// The refusal of a write, for the person and for the log.
fn refuse(headers: &HeaderMap, state: &State) -> Refusal {
    let from = headers.get(header::ORIGIN).and_then(|v| v.to_str().ok()).unwrap_or("-");
    let (from, origin) = (log::sanitize(from, 100), state.site.origin);
    // Most often it is a proxy in front and a wrong `--origin`, so the log names both.
    tracing::warn!(from, origin, "a write from {from} was refused; this site is {origin} (see --origin)");
    let mut refusal = Refusal::of(StatusCode::FORBIDDEN);
    if let Some(here) = address_bar(headers).filter(|here| !state.origins.contains(here)) {
        refusal.sentence = format!(
            "You opened the site at {here}, and it knows itself as {origin}, so it cannot tell its own forms from those of \
             others. Nothing was done. Open {origin} and try again. Whoever runs the site can start it with --origin {here} \
             instead."
        );
    }
    refusal
}

/// The origin under which the person seems to have opened the site: a form that was refused came from the very host that it
/// was sent to. A page elsewhere cannot bring this about, since both headers are the browser's, and nothing but the words of
/// a refusal depends on it.
fn address_bar(headers: &HeaderMap) -> Option<String> {
    if headers.contains_key(SEC_FETCH_SITE) {
        return None; // the browser has compared them itself, and they differ
    }
    let from = headers.get(header::ORIGIN)?.to_str().ok()?;
    let host = headers.get(header::HOST)?.to_str().ok()?;
    // Read and written anew, so that nothing but an origin gets into the sentence.
    let origin = config::origin(from).ok()?;
    (origin.len() < 200 && origin.split_once("://")?.1 == host).then_some(origin)
}

/// Tells the log, once, that people reach the site under an origin that it does not know: most often a proxy in front speaks
/// https, and `--origin` was forgotten. Everything works then, but cookies lack what protects them there.
fn tell_unknown_origin(headers: &HeaderMap, state: &State) {
    let Some(from) = headers.get(header::ORIGIN).and_then(|v| v.to_str().ok()) else { return };
    if state.origins.iter().any(|origin| origin == from)
        || state.unknown_origin_told.swap(true, Ordering::Relaxed)
    {
        return;
    }
    let (from, origin) = (log::sanitize(from, 100), state.site.origin);
    tracing::warn!(
        from,
        origin,
        "people reach this site as {from}, and it takes itself for {origin}: cookies and links do not fit; start it with \
         --origin {from}"
    );
}

/// Whether a write comes from a page of this site, as far as the browser tells. `origins` are the site's own;
/// `session_cookie` is the name of the cookie that gives a request its power.
pub fn is_own(headers: &HeaderMap, origins: &[String], session_cookie: &str) -> bool {
    if let Some(site) = headers.get(SEC_FETCH_SITE) {
        // `none`: the person began it, in the address bar for example (Fetch Metadata, 2.4). Two headers of the name
        // contradict each other, so they prove nothing.
        return headers.get_all(SEC_FETCH_SITE).iter().count() == 1
            && (site == "same-origin" || site == "none");
    }
    if let Some(from) = headers.get(header::ORIGIN) {
        return headers.get_all(header::ORIGIN).iter().count() == 1
            && origins.iter().any(|own| from == own.as_str());
    }
    // Every current browser sends one of the two with a write. So this is a program, or an old browser. It may write if
    // it brings no session of a browser, or if it sends a content type that a form of another site cannot send.
    cookies::find(headers, session_cookie).is_none() || !is_form(headers)
}

fn is_form(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE) else { return true };
    let kind =
        kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind.is_empty() || FORM_TYPES.contains(&kind.as_str())
}
