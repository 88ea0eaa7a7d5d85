//! Request metadata, and the outermost layer, which makes it: the request's number, its nonce, its query log.
//!
//! The layer also finishes every answer: it writes out what a layer refused, catches panics, adds the security headers, and
//! writes the line in the log. Because it is outermost, this holds for refusals, files and panics as well.

use crate::{
    headers, log,
    network::{self, Peer},
    random,
    refusal::{Format, Refusal},
    session::SessionRows,
    state::State,
    xray::{self, Incoming},
};
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    middleware::Next,
    response::Response,
};
use futures::FutureExt;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use model::{Timestamp, Viewer};
use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};
use store::{Db, QueryLog};
use web::{cookies, local_path::local_path_of_url};

/// What the layers of one request share. Each of them finds it in the request's extensions.
#[derive(Clone, Debug)]
pub struct RequestMeta {
    /// The time at which the request arrived. The whole request uses this one, so that its rows agree.
    pub now: Timestamp,
    /// 64 random bits in hexadecimal; error pages show it and the log repeats it.
    pub request_id: String,
    /// 128 random bits in hexadecimal: scripts of the page that have it may run (CSP Level 3, "nonce").
    pub nonce: String,
    /// Collects the statements that the request runs.
    pub query_log: QueryLog,
    /// The session's row as it was found, and as the request leaves it.
    pub session_rows: SessionRows,
    /// Who is signed in; empty until `visit` has read it.
    pub viewer: Arc<OnceLock<Viewer>>,
    /// What the browser calls itself, cut to 300 characters.
    pub user_agent: String,
    /// The network that the request came from, not the machine: `192.0.2.0/24`.
    pub network: String,
    /// The body of the request; empty until `body` has read it.
    pub sent: Arc<OnceLock<Bytes>>,
}

impl RequestMeta {
    fn of(state: &State, request: &Request) -> Self {
        const USER_AGENT_CHARS_MAX: usize = 300;
        let user_agent =
            request.headers().get(header::USER_AGENT).map(|v| String::from_utf8_lossy(v.as_bytes()));
        Self {
            now: state.clock.now(),
            request_id: random::hex::<8>(),
            nonce: random::hex::<16>(),
            query_log: QueryLog::default(),
            session_rows: SessionRows::default(),
            viewer: Arc::default(),
            user_agent: user_agent.unwrap_or_default().chars().take(USER_AGENT_CHARS_MAX).collect(),
            network: network::of(
                request.extensions().get::<Peer>().copied(),
                request.headers(),
                &state.proxies,
            ),
            sent: Arc::default(),
        }
    }

    /// The database, whose statements are written to this request's log.
    pub fn db(&self, state: &State) -> Db {
        state.site.db.with_log(self.query_log.clone())
    }
}

/// The layer.
pub async fn layer(
    axum::extract::State(state): axum::extract::State<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let meta = RequestMeta::of(&state, &request);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let format = format(&path, request.headers());
    request.extensions_mut().insert(meta.clone());
    let incoming = Incoming::of(&request, &state);

    // A panic ends one request, not the connection or the process. What it may have left half changed is behind locks
    // whose users all tolerate that (`PoisonError::into_inner`).

    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = match answered {
        Ok(response) => write_refusal(response, format, &state, &meta, &method),
        Err(_) => Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).write(format, &state.site, &meta.request_id),
    };
    make_redirect_local(response.headers_mut(), state.site.origin);
    // An answer to a script does not remove the session's cookie: it may speak of the id from before the last sign-in, and
    // arrive after the cookie with the new id was set.
    let script = method == Method::GET && format != Format::Html;
    cookies::complete_removal_cookie(
        response.headers_mut(),
        state.cookies().session,
        state.site.is_secure(),
        script,
    );
    headers::add_security_headers(&mut response, &meta, &state);
    log_request(&meta, &method, &path, response.status(), started);
    if let Some(incoming) = incoming {
        response = xray::record(&state, &meta, incoming, response, started);
    }
    response.extensions_mut().insert(meta.query_log);
    response
}

/// The format of a refusal, by what the request asks for.
fn format(path: &str, headers: &HeaderMap) -> Format {
    if accepts_html(headers) {
        Format::Html
    } else if path.starts_with("/api/") {
        Format::Json
    } else {
        Format::Text
    }
}

/// Whether a browser asks for a page or posts a plain form: both name HTML in `Accept`, scripts of the site do not.
pub fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Writes out what a layer refused. An error without a body, such as axum's own 405, gets the usual words for its status,
/// so that nobody sees an empty page.
fn write_refusal(
    response: Response,
    format: Format,
    state: &State,
    meta: &RequestMeta,
    method: &Method,
) -> Response {
    let status = response.status();
    let silent = (status.is_client_error() || status.is_server_error())
        && !response.headers().contains_key(header::CONTENT_TYPE)
        && response.body().size_hint().exact() == Some(0)
        && method != Method::HEAD;
    let refusal = response.extensions().get::<Refusal>().cloned();
    let Some(refusal) = refusal.or_else(|| silent.then(|| Refusal::of(status))) else { return response };
    let mut written = refusal.write(format, &state.site, &meta.request_id);
    // Headers that the refusing layer set stay, such as `Allow`, `Vary` and `Set-Cookie`.
    for (name, value) in response.headers() {
        if name != header::CONTENT_LENGTH {
            written.headers_mut().append(name.clone(), value.clone());
        }
    }
    if method == Method::HEAD {
        *written.body_mut() = Body::empty();
    }
    written
}

/// Makes every redirect lead to a page of this site, whoever made it (docs/security.md, O1).
fn make_redirect_local(headers: &mut HeaderMap, origin: &str) {
    if let Some(location) = headers.get(header::LOCATION) {
        let path = local_path_of_url(location.to_str().unwrap_or_default(), origin);
        headers
            .insert(header::LOCATION, HeaderValue::from_str(&path).unwrap_or(HeaderValue::from_static("/")));
    }
}

/// Writes one line into the log. A successful read is logged at the level `debug` only: who reads what is nobody's business,
/// and a site is read far more often than it is written.
fn log_request(meta: &RequestMeta, method: &Method, path: &str, status: StatusCode, started: Instant) {
    let is_routine = method.is_safe() && status.as_u16() < 400;
    if is_routine && !tracing::enabled!(tracing::Level::DEBUG) {
        return;
    }
    let store::Totals { statements, time: sql, .. } = meta.query_log.total();
    let milliseconds = |time: Duration| time.as_micros() as f64 / 1e3;
    let (ms, sql_ms) = (milliseconds(started.elapsed()), milliseconds(sql));
    let (method, path) = (log::sanitize(method.as_str(), 16), log::sanitize(path, 300));
    let (status, request) = (status.as_u16(), &meta.request_id);
    // The person who was signed in when the request began, by number: a name does not belong in a log.
    let user = meta.viewer.get().map(|viewer| viewer.id.0);
    if is_routine {
        tracing::debug!(%method, path, status, ms, statements, sql_ms, user, request, "{method} {path} answered {status}");
    } else {
        tracing::info!(%method, path, status, ms, statements, sql_ms, user, request, "{method} {path} answered {status}");
    }
}
