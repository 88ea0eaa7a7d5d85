//! Finds out who visits, and tells the app what it may know of the request: a [`Visit`].
//!
//! It reads the session through tower-sessions, whose layer is outside of this one, and the person from their row. The app
//! sees both as they were when the request began. What the app writes into the session is saved by tower-sessions after
//! this layer.

use crate::{
    random,
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
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use model::{SessionData, Viewer};
use std::{sync::Arc, time::Duration};
use store::{
    session::{AGE_MAX, SEEN_EVERY, key_of_cookie, update_session_seen},
    user::find_viewer,
};
use tower_sessions::{Expiry, Session, cookie::time};
use web::cookies;
use web::{context::Visit, session_data, theme::Theme};

/// The layer.
pub async fn layer(
    axum::extract::State(state): axum::extract::State<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let meta = request.extensions().get::<RequestMeta>().cloned();
    let session = request.extensions().get::<Session>().cloned();
    // Both layers are outside of this one (`router.rs`), so this would be a mistake of ours.
    let (Some(meta), Some(session)) = (meta, session) else {
        return Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).into_response();
    };
    if let Some(clean) = without_error_parameters(&request) {
        return Redirect::to(&clean).into_response();
    }
    // The first read of a session loads its row. Without a cookie there is nothing to load, and no statement runs.
    let data = match session_data::read(&session).await {
        Ok(data) => data,
        Err(e) => {
            tracing::error!(request = meta.request_id, error = %e, "the session could not be read: {e}");
            return Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        }
    };
    // Statements are kept as text only for a request that the X-ray will show; switching it on is shown, too.
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
        update_last_seen(&state, &meta, found).await;
    }
    let is_recorded = data.xray;
    let visit = visit(&state, &meta, found.as_ref(), viewer, is_recorded, &mut request);
    let shows_refused_form = visit.refused_form.is_some();
    request.extensions_mut().insert(visit);
    let is_get = request.method() == Method::GET && !request.uri().path().starts_with("/api/");
    let signs_out = request.method() == Method::POST && SIGN_OUT_PATHS.contains(&request.uri().path());

    let mut response = next.run(request).await;
    set_cookie_lifetime(&session, found.as_ref(), &meta).await;
    // leptos_axum 0.8 gives the redirect of a page the status 302 only for clients that name HTML in `Accept`. Crawlers and
    // curl do not, and would see a page with status 200 and a `Location`.
    if is_get && response.status() == StatusCode::OK && response.headers().contains_key(header::LOCATION) {
        *response.status_mut() = StatusCode::FOUND;
    }
    let headers = response.headers_mut();
    // Whoever typed a wrong password into the form for deleting an account is still signed in, and so is whoever ended
    // another of their sessions.
    let signed_out = signs_out && session.id().is_none();
    // The form was taken out above, so its cookie leads nowhere. At the end of a session a form may wait that its owner
    // typed; nobody after them shall see it.
    if shows_refused_form || signed_out {
        headers.append(header::SET_COOKIE, cookies::remove(state.cookies().form, state.site.is_secure()));
    }
    if signed_out {
        headers.insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    }
    set_cache_control(headers, found.is_some());
    crate::headers::vary(headers, "Cookie");
    response
}

/// Where the answer says nothing about caching: without a session the browser may keep the page, but must ask before it shows
/// it again. A session sees pages of its own, also a guest's, whose work in the chapters is in them, so nothing keeps those
/// (docs/security.md, H3).
fn set_cache_control(headers: &mut HeaderMap, has_session: bool) {
    if !headers.contains_key(header::CACHE_CONTROL) {
        let value = if has_session { "no-store" } else { "private, no-cache" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    }
}

/// Server functions that can end the session of the request. Where one did, the browser drops the pages that it has cached,
/// so that the next person at the machine does not find them (`Clear-Site-Data`, W3C).
const SIGN_OUT_PATHS: [&str; 3] = ["/api/sign_out", "/api/delete_account", "/api/revoke_session"];

/// The address without the parameters in which leptos carries an error, if it has them. Here the error of a plain form comes
/// back by `form_return`, so such an address was made by somebody else, to have the site show their words.
fn without_error_parameters(request: &Request) -> Option<String> {
    let query =
        request.uri().query().filter(|query| query.contains("__err=") || query.contains("__path="))?;
    let path = request.uri().path();
    let rest: Vec<_> =
        query.split('&').filter(|p| !p.starts_with("__err=") && !p.starts_with("__path=")).collect();
    let clean = if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) };
    (request.method() == Method::GET && clean.len() < path.len() + 1 + query.len()).then_some(clean)
}

/// Who is signed in: the person whose number the session's data holds, if the session was made for that person. A session
/// that was made for a guest does not become theirs when a number is written into it, because somebody else may have
/// planted its cookie before (session fixation; docs/security.md, K).
async fn viewer(
    state: &State,
    meta: &RequestMeta,
    data: &SessionData,
    found: Option<&SessionRow>,
) -> store::Result<Option<Viewer>> {
    let begun_for = found.and_then(|found| found.user_id);
    let Some(id) = data.user_id.filter(|id| begun_for == Some(*id)) else { return Ok(None) };
    let stamp = state.site.db.stamp();
    if let Some(known) = state.viewer_cache.find(&id, &stamp, meta.now) {
        return Ok(Some((*known).clone()));
    }
    let db = meta.db(state);
    let viewer = find_viewer(&db, id).await?;
    if let Some(viewer) = &viewer {
        state.viewer_cache.insert(id, stamp, meta.now, Arc::new(viewer.clone()));
    }
    Ok(viewer)
}

fn visit(
    state: &State,
    meta: &RequestMeta,
    found: Option<&SessionRow>,
    viewer: Option<Viewer>,
    is_recorded: bool,
    request: &mut Request,
) -> Visit {
    let headers = request.headers();
    let form = cookies::find(headers, state.cookies().form).filter(|_| is_page_load(request));
    Visit {
        now: meta.now,
        request_id: meta.request_id.clone(),
        nonce: meta.nonce.clone(),
        form_key: random::hex::<16>(),
        sent_form: None,
        viewer,
        session_key: found.map(|found| found.key.clone()),
        is_recorded,
        query_log: meta.query_log.clone(),
        user_agent: meta.user_agent.clone(),
        network: meta.network.clone(),
        device: cookies::find(headers, state.cookies().device).map(|value| key_of_cookie(value).0),
        refused_form: form.and_then(|token| state.refused_forms.take(token, request.uri().path(), meta.now)),
        theme: cookies::find(headers, cookies::THEME).map(Theme::parse).unwrap_or_default(),
    }
}

/// Whether the browser loads this as a page. A refused form must not be used up by a script that reads data, or by an image
/// of the page (`Sec-Fetch-Dest`, W3C Fetch Metadata).
fn is_page_load(request: &Request) -> bool {
    let document = request.headers().get("sec-fetch-dest").is_none_or(|dest| dest == "document");
    request.method() == Method::GET && document && accepts_html(request.headers())
}

/// Writes when the session was last used, at most once a minute. The page waits for it no longer than a moment, and the
/// write goes on after that: a full or slow disk must not keep anybody from reading.
async fn update_last_seen(state: &State, meta: &RequestMeta, found: &SessionRow) {
    const WAIT_MAX: Duration = Duration::from_millis(100);
    // After the clock was set back, `last_seen` lies in the future. `abs` corrects that, too.
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

/// Says how long the cookie lives, if the session is saved and the person asked to stay signed in. Every save sends the
/// cookie again. Without this, the next save would turn a cookie that lives for a month into one that ends when the browser
/// is closed. Setting the expiry does not mark the session as changed.
async fn set_cookie_lifetime(session: &Session, found: Option<&SessionRow>, meta: &RequestMeta) {
    if session.is_modified() && session_data::read(session).await.is_ok_and(|data| data.keep) {
        let same =
            found.filter(|found| session.id().is_some_and(|id| key_of_cookie(&id.to_string()) == found.key));
        let rest = same.map_or(time::Duration::seconds(AGE_MAX), |found| {
            cookies::rest_of_life(found.created_at, meta.now)
        });
        session.set_expiry(Some(Expiry::OnInactivity(rest)));
    }
}
