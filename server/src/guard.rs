//! Writes come from this site's own pages, or they are refused (docs/security.md, F).
//!
//! Browsers say where a request was born: in `Sec-Fetch-Site`, or at least in `Origin`. Both are compared with the
//! origin in the settings, never with the `Host` a client sends. There is no list of exceptions, and no token in forms:
//! what a token would prove, the browser tells by itself.

use crate::{headers::vary, log, refusal::Refusal, state::State};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use web::cookies;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// What a form of another site can send without asking first (Fetch, "CORS-safelisted request-header").
const FORM_TYPES: [&str; 3] = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

/// The layer: methods the site knows, and writes from its own pages.
pub async fn layer(
    axum::extract::State(state): axum::extract::State<State>,
    request: Request,
    next: Next,
) -> Response {
    match *request.method() {
        Method::GET | Method::HEAD => next.run(request).await,
        Method::POST => {
            let mut response = if is_own(request.headers(), state.site.origin, state.cookies().session) {
                next.run(request).await
            } else {
                let from = request.headers().get(header::ORIGIN).and_then(|v| v.to_str().ok()).unwrap_or("-");
                let (from, origin) = (log::plain(from, 100), state.site.origin);
                tracing::warn!(
                    from,
                    origin,
                    "a write from {from} was refused; this site is {origin} (see --origin)"
                );
                Refusal::of(StatusCode::FORBIDDEN).into_response()
            };
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

/// Whether a write was born on a page of this site, as far as the browser tells.
pub fn is_own(headers: &HeaderMap, origin: &str, session_cookie: &str) -> bool {
    if let Some(site) = headers.get(SEC_FETCH_SITE) {
        // `none`: the person did it by hand, in the address bar for example.
        return headers.get_all(SEC_FETCH_SITE).iter().count() == 1
            && (site == "same-origin" || site == "none");
    }
    if let Some(from) = headers.get(header::ORIGIN) {
        return headers.get_all(header::ORIGIN).iter().count() == 1 && from == origin;
    }
    // No browser of today is this silent. A program may write where no browser's session can be borrowed for it.
    cookies::find(headers, session_cookie).is_none() || !is_form(headers)
}

fn is_form(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE) else { return true };
    let kind =
        kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind.is_empty() || FORM_TYPES.contains(&kind.as_str())
}
