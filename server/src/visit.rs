//! Who visits: loads the session a cookie names, and tells the app what it may know of the request.
//!
//! The app reads sessions only as this layer found them at the start of the request; what it writes goes through
//! tower-sessions, which surrounds this layer and saves after it.

use crate::{
    cookies,
    envelope::{Envelope, accepts_html},
    refusal::Refusal,
    session::{Found, KEEP},
    state::State,
    xray,
};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderValue, Method, StatusCode, header};
use std::time::Duration;
use store::session::{AGE_MAX, SEEN_EVERY, key_of_cookie, update_session_seen};
use tower_sessions::{Expiry, Session, cookie::time};
use web::{context::Visit, theme::Theme};

/// The layer, inside the one of tower-sessions.
pub async fn layer(
    axum::extract::State(state): axum::extract::State<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let envelope = request.extensions().get::<Envelope>().cloned();
    let session = request.extensions().get::<Session>().cloned();
    let (Some(envelope), Some(session)) = (envelope, session) else {
        return Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).into_response();
    };
    if let Some(clean) = without_forged_error(&request) {
        return Redirect::to(&clean).into_response();
    }
    // Asking for any value loads the row; without a cookie there is nothing to load and nothing is asked.
    if let Err(e) = session.get_value(KEEP).await {
        tracing::error!(request = envelope.request_id, error = %e, "the session could not be read: {e}");
        return Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).into_response();
    }
    let found = envelope.slot.found();
    let glass = found.as_ref().is_some_and(|found| found.glass);
    envelope.tap.watch(glass || request.uri().path() == xray::SWITCH);
    if let Some(found) = &found {
        touch(&state, &envelope, found).await;
    }
    let visit = visit(&state, &envelope, found.as_ref(), &mut request);
    let (shows_returned, signed_in) = (visit.returned.is_some(), visit.viewer.is_some());
    request.extensions_mut().insert(visit);
    let is_get = request.method() == Method::GET && !request.uri().path().starts_with("/api/");
    let leaves = request.method() == Method::POST && LEAVING.contains(&request.uri().path());

    let mut response = next.run(request).await;
    keep(&session, found.as_ref(), &envelope).await;
    // leptos_axum 0.8 makes a page's redirect a real one only for clients that name HTML; curl and crawlers do not.
    if is_get && response.status() == StatusCode::OK && response.headers().contains_key(header::LOCATION) {
        *response.status_mut() = StatusCode::FOUND;
    }
    let headers = response.headers_mut();
    // Whoever was refused is still here.
    let left = leaves && session.id().is_none();
    if shows_returned || left {
        headers.append(header::SET_COOKIE, cookies::remove(state.cookies().form, state.site.is_secure()));
    }
    if left {
        headers.insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        let kept = if signed_in || glass { "no-store" } else { "private, no-cache" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    }
    crate::headers::vary(headers, "Cookie");
    response
}

/// Where somebody leaves: the browser forgets the pages they saw.
const LEAVING: [&str; 2] = ["/api/sign_out", "/api/delete_account"];

/// An address that carries an error: a plain form's own comes back by another way, so this one is somebody's invention.
fn without_forged_error(request: &Request) -> Option<String> {
    let query =
        request.uri().query().filter(|query| query.contains("__err=") || query.contains("__path="))?;
    let path = request.uri().path();
    let rest: Vec<_> =
        query.split('&').filter(|p| !p.starts_with("__err=") && !p.starts_with("__path=")).collect();
    let clean = if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) };
    (request.method() == Method::GET && clean.len() < path.len() + 1 + query.len()).then_some(clean)
}

fn visit(state: &State, envelope: &Envelope, found: Option<&Found>, request: &mut Request) -> Visit {
    let headers = request.headers();
    let form = cookies::find(headers, state.cookies().form).filter(|_| is_page_load(request));
    Visit {
        now: envelope.now,
        request_id: envelope.request_id.clone(),
        nonce: envelope.nonce.clone(),
        viewer: found.and_then(|found| found.viewer.clone()),
        session_key: found.map(|found| found.key.clone()),
        glass: found.is_some_and(|found| found.glass),
        tap: envelope.tap.clone(),
        user_agent: envelope.user_agent.clone(),
        network: envelope.network.clone(),
        device: cookies::find(headers, state.cookies().device).map(|value| key_of_cookie(value).0),
        returned: form.and_then(|token| state.kept.take(token, request.uri().path(), envelope.now)),
        theme: cookies::find(headers, cookies::THEME).map(Theme::parse).unwrap_or_default(),
    }
}

/// Whether a person looks at the answer, rather than a script or an image of a page.
fn is_page_load(request: &Request) -> bool {
    let document = request.headers().get("sec-fetch-dest").is_none_or(|dest| dest == "document");
    request.method() == Method::GET && document && accepts_html(request.headers())
}

/// Notes that a session is in use, at most once a minute. The page does not wait long for it: a disk that is full or
/// slow must not keep anybody from reading.
async fn touch(state: &State, envelope: &Envelope, found: &Found) {
    const WAIT_MAX: Duration = Duration::from_millis(100);
    // A clock that was set back makes `last_seen` lie in the future; that is corrected, too.
    if envelope.now.since(found.last_seen).abs() < SEEN_EVERY {
        return;
    }
    envelope.slot.set_seen();
    let Envelope { user_agent, network, now, tap, .. } = envelope.clone();
    let (db, key) = (state.site.db.with_log(tap), found.key.clone());
    let noted = tokio::spawn(async move {
        if let Err(e) = update_session_seen(&db, key, user_agent, network, now).await {
            tracing::warn!(error = %e, "a session's last use was not noted: {e}");
        }
    });
    let _ = tokio::time::timeout(WAIT_MAX, noted).await;
}

/// Any save sends the cookie anew, so it must say again how long it lives: without this the next save would turn a
/// cookie that outlives the browser's window into one that ends with it. Nothing is marked as changed that was not.
async fn keep(session: &Session, found: Option<&Found>, envelope: &Envelope) {
    if session.is_modified() && matches!(session.get::<bool>(KEEP).await, Ok(Some(true))) {
        let same =
            found.filter(|found| session.id().is_some_and(|id| key_of_cookie(&id.to_string()) == found.key));
        let rest = same.map_or(time::Duration::seconds(AGE_MAX), |found| {
            cookies::rest_of_life(found.created_at, envelope.now)
        });
        session.set_expiry(Some(Expiry::OnInactivity(rest)));
    }
}
