//! Around every request: its number, its tap, its line in the log, the headers of its answer, and the last resort
//! when something broke.
//!
//! It is the outermost layer, so nothing leaves without it: not a refusal, not a file, not a panic.

use crate::{
    headers, local, log,
    network::{self, Peer},
    random,
    refusal::{Reader, Refusal},
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
use web::cookies;

/// What is known of a request before anything looks at it.
#[derive(Clone, Debug)]
pub struct RequestMeta {
    pub now: Timestamp,
    pub request_id: String,
    pub nonce: String,
    pub query_log: QueryLog,
    pub session_rows: SessionRows,
    /// Who is signed in, once that is known.
    pub viewer: Arc<OnceLock<Viewer>>,
    pub user_agent: String,
    pub network: String,
    /// The body that came along, once it is whole.
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
    let reader = reader(&path, request.headers());
    request.extensions_mut().insert(meta.clone());
    let incoming = Incoming::of(&request, &state);

    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = match answered {
        Ok(response) => written(response, reader, &state, &meta, &method),
        Err(_) => Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).write(reader, &state.site, &meta.request_id),
    };
    keep_on_the_site(response.headers_mut(), state.site.origin);
    let script = method == Method::GET && reader != Reader::Page;
    cookies::complete_removal_cookie(
        response.headers_mut(),
        state.cookies().session,
        state.site.is_secure(),
        script,
    );
    headers::add_security_headers(&mut response, &meta, &state);
    note(&meta, &method, &path, response.status(), started);
    if let Some(incoming) = incoming {
        response = xray::record(&state, &meta, incoming, response, started);
    }
    response.extensions_mut().insert(meta.query_log);
    response
}

/// What reads the answer, by what it asks for.
fn reader(path: &str, headers: &HeaderMap) -> Reader {
    if accepts_html(headers) {
        Reader::Page
    } else if path.starts_with("/api/") {
        Reader::Script
    } else {
        Reader::Text
    }
}

/// Whether a browser asks for a page, or posts a plain form.
pub fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Writes out what a layer refused, and gives words to errors that came without any.
fn written(
    response: Response,
    reader: Reader,
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
    let mut written = refusal.write(reader, &state.site, &meta.request_id);
    // What the refusing layer said beside its refusal stays: Allow, Vary, Set-Cookie.
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

/// A redirect leads to a page of this site, whoever asked for it.
fn keep_on_the_site(headers: &mut HeaderMap, origin: &str) {
    if let Some(location) = headers.get(header::LOCATION) {
        let path = local::path(location.to_str().unwrap_or_default(), origin);
        headers
            .insert(header::LOCATION, HeaderValue::from_str(&path).unwrap_or(HeaderValue::from_static("/")));
    }
}

/// One line in the log. What was merely read, and read well, only for those who look closely: who reads what is nobody's
/// business, and a busy site is read far more than it is written.
fn note(meta: &RequestMeta, method: &Method, path: &str, status: StatusCode, started: Instant) {
    let is_quiet = method.is_safe() && status.as_u16() < 400;
    if is_quiet && !tracing::enabled!(tracing::Level::DEBUG) {
        return;
    }
    let store::Totals { statements, time: sql, .. } = meta.query_log.total();
    let milliseconds = |time: Duration| time.as_micros() as f64 / 1e3;
    let (ms, sql_ms) = (milliseconds(started.elapsed()), milliseconds(sql));
    let (method, path) = (log::plain(method.as_str(), 16), log::plain(path, 300));
    let (status, request) = (status.as_u16(), &meta.request_id);
    // Whoever was signed in when the request began: a number, not a name.
    let user = meta.viewer.get().map(|viewer| viewer.id.0);
    if is_quiet {
        tracing::debug!(%method, path, status, ms, statements, sql_ms, user, request, "{method} {path} answered {status}");
    } else {
        tracing::info!(%method, path, status, ms, statements, sql_ms, user, request, "{method} {path} answered {status}");
    }
}
