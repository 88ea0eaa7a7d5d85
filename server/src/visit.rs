//! Who visits: loads the session a cookie names, and tells the app what it may know of the request.
//!
//! The app reads sessions only as this layer found them at the start of the request; what it writes goes through
//! tower-sessions, which surrounds this layer and saves after it.

use crate::{
    refusal::Refusal,
    request_meta::{RequestMeta, accepts_html},
    session::SessionRow,
    state::State,
    xray,
};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderValue, Method, StatusCode, header};
use model::{SessionData, Viewer};
use std::{sync::Arc, time::Duration};
use store::{
    session::{AGE_MAX, SEEN_EVERY, key_of_cookie, update_session_seen},
    user::find_viewer,
};
use tower_sessions::{Expiry, Session, cookie::time};
use web::cookies;
use web::{context::Visit, session_data, theme::Theme};

/// The layer, inside the one of tower-sessions.
pub async fn layer(
    axum::extract::State(state): axum::extract::State<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let meta = request.extensions().get::<RequestMeta>().cloned();
    let session = request.extensions().get::<Session>().cloned();
    let (Some(meta), Some(session)) = (meta, session) else {
        return Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).into_response();
    };
    if let Some(clean) = without_forged_error(&request) {
        return Redirect::to(&clean).into_response();
    }
    // This loads the session's row. Without a cookie there is nothing to load, and no statement runs.
    let data = match session_data::read(&session).await {
        Ok(data) => data,
        Err(e) => {
            tracing::error!(request = meta.request_id, error = %e, "the session could not be read: {e}");
            return Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        }
    };
    meta.query_log.watch(data.xray || request.uri().path() == xray::SWITCH);
    let found = meta.session_rows.found();
    let viewer = match viewer(&state, &meta, &data, found.as_ref()).await {
        Ok(viewer) => viewer,
        Err(e) => {
            tracing::error!(request = meta.request_id, error = %e, "who is signed in could not be read: {e}");
            return Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        }
    };
    if let Some(viewer) = &viewer {
        meta.viewer.get_or_init(|| viewer.clone());
    }
    if let Some(found) = &found {
        touch(&state, &meta, found).await;
    }
    let glass = data.xray;
    let visit = visit(&state, &meta, found.as_ref(), viewer, glass, &mut request);
    let shows_returned = visit.returned.is_some();
    request.extensions_mut().insert(visit);
    let is_get = request.method() == Method::GET && !request.uri().path().starts_with("/api/");
    let leaves = request.method() == Method::POST && LEAVING.contains(&request.uri().path());

    let mut response = next.run(request).await;
    keep(&session, found.as_ref(), &meta).await;
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
        // Whoever has a session sees pages of their own: also a guest, whose work in the chapters is in them.
        let kept = if found.is_some() { "no-store" } else { "private, no-cache" };
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

/// Who is signed in: the person whose number the session holds, and has held since it got its id. A number that was written
/// into it later is not believed: a cookie that was planted before would then be worth somebody's account.
async fn viewer(
    state: &State,
    meta: &RequestMeta,
    data: &SessionData,
    found: Option<&SessionRow>,
) -> store::Result<Option<Viewer>> {
    let begun_for = found.and_then(|found| found.user_id);
    let Some(id) = data.user_id.filter(|id| begun_for == Some(*id)) else { return Ok(None) };
    let stamp = state.site.db.stamp();
    if let Some(known) = state.people.find(&id, &stamp, meta.now) {
        return Ok(Some((*known).clone()));
    }
    let db = meta.db(state);
    let viewer = find_viewer(&db, id).await?;
    if let Some(viewer) = &viewer {
        state.people.insert(id, stamp, meta.now, Arc::new(viewer.clone()));
    }
    Ok(viewer)
}

fn visit(
    state: &State,
    meta: &RequestMeta,
    found: Option<&SessionRow>,
    viewer: Option<Viewer>,
    glass: bool,
    request: &mut Request,
) -> Visit {
    let headers = request.headers();
    let form = cookies::find(headers, state.cookies().form).filter(|_| is_page_load(request));
    Visit {
        now: meta.now,
        request_id: meta.request_id.clone(),
        nonce: meta.nonce.clone(),
        viewer,
        session_key: found.map(|found| found.key.clone()),
        glass,
        query_log: meta.query_log.clone(),
        user_agent: meta.user_agent.clone(),
        network: meta.network.clone(),
        device: cookies::find(headers, state.cookies().device).map(|value| key_of_cookie(value).0),
        returned: form.and_then(|token| state.kept.take(token, request.uri().path(), meta.now)),
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
async fn touch(state: &State, meta: &RequestMeta, found: &SessionRow) {
    const WAIT_MAX: Duration = Duration::from_millis(100);
    // A clock that was set back makes `last_seen` lie in the future; that is corrected, too.
    if meta.now.since(found.last_seen).abs() < SEEN_EVERY {
        return;
    }
    meta.session_rows.set_seen(meta.now);
    let RequestMeta { user_agent, network, now, .. } = meta.clone();
    let (db, key) = (meta.db(state), found.key.clone());
    let noted = tokio::spawn(async move {
        if let Err(e) = update_session_seen(&db, key, user_agent, network, now).await {
            tracing::warn!(error = %e, "a session's last use was not noted: {e}");
        }
    });
    let _ = tokio::time::timeout(WAIT_MAX, noted).await;
}

/// Any save sends the cookie anew, so it must say again how long it lives: without this the next save would turn a
/// cookie that outlives the browser's window into one that ends with it. Nothing is marked as changed that was not.
async fn keep(session: &Session, found: Option<&SessionRow>, meta: &RequestMeta) {
    if session.is_modified() && session_data::read(session).await.is_ok_and(|data| data.keep) {
        let same =
            found.filter(|found| session.id().is_some_and(|id| key_of_cookie(&id.to_string()) == found.key));
        let rest = same.map_or(time::Duration::seconds(AGE_MAX), |found| {
            cookies::rest_of_life(found.created_at, meta.now)
        });
        session.set_expiry(Some(Expiry::OnInactivity(rest)));
    }
}
