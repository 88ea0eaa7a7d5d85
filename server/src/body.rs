//! Reads the whole body of a request, within a bound and a time-out, before any other code sees it; and limits how long
//! the answer may take to begin (docs/security.md, R1).
//!
//! A write that has begun is finished, even if its client hangs up meanwhile. axum drops the future of a request whose
//! client is gone, which would leave a write half done: a session replaced but its cookie not sent, or a post written but
//! no event published. So writes run in a task of their own.

use crate::{refusal::Refusal, request_meta::RequestMeta, state::State};
use axum::{
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::{panic, sync::Arc};
use tokio::time::timeout;

/// The largest body of a request, in bytes.
pub const BYTES_MAX: usize = 256 * 1024;
/// The largest form of the sandbox: a text of the editor and a paste beside it, each percent-encoded, and what is too long to
/// run but must come back to its page.
pub const SANDBOX_BYTES_MAX: usize = 768 * 1024;
/// Where files are brought in. Such a body is not read here but by its handler, piece by piece.
pub const UPLOAD_PATH: &str = "/sandbox/import";
/// The largest body there. A file that is larger than it may be is read up to here, so that its sender hears why.
pub const UPLOAD_BYTES_MAX: usize = 64 << 20;
/// The most bodies larger than `BYTES_MAX` that are in memory at once; a sender beyond that is told that the site is busy.
pub const LARGE_BODIES_MAX: usize = 64;

/// The addresses to which the sandbox's page sends its form.
const SANDBOX_PATHS: [&str; 6] = [
    "/api/run_sql",
    "/api/undo_sandbox",
    "/api/fill_sandbox",
    "/api/import_csv",
    "/api/import_sql",
    "/sandbox/table",
];

/// The largest body that an address takes, in bytes.
pub fn bytes_max(path: &str) -> usize {
    match path {
        UPLOAD_PATH => UPLOAD_BYTES_MAX,
        path if SANDBOX_PATHS.contains(&path) => SANDBOX_BYTES_MAX,
        _ => BYTES_MAX,
    }
}

/// The layer. It answers 413, 400 or 408 where the body does not arrive as it should, and 503 where the answer does not
/// begin in time.
pub async fn layer(
    axum::extract::State(state): axum::extract::State<State>,
    request: Request,
    next: Next,
) -> Response {
    let request = match read_body(request, &state).await {
        Ok(request) => request,
        Err(refusal) => return refusal.into_response(),
    };
    let writes = request.method() == Method::POST;
    let start_max = match request.uri().path() {
        UPLOAD_PATH => state.timeouts.upload,
        _ => state.timeouts.response_start,
    };
    let work = timeout(start_max, next.run(request));
    let answered = match writes {
        true => match tokio::spawn(work).await {
            Ok(answered) => answered,
            // A panic goes on in this task, so that `request_meta` catches it like any other.
            Err(e) => panic::resume_unwind(e.into_panic()),
        },
        false => work.await,
    };
    answered.unwrap_or_else(|_| {
        tracing::error!("an answer did not begin in time");
        Refusal::of(StatusCode::SERVICE_UNAVAILABLE).into_response()
    })
}

/// Replaces the body by one that is in memory. Only `POST` has a body here; another method's is dropped unread.
async fn read_body(request: Request, state: &State) -> Result<Request, Refusal> {
    let (mut parts, body) = request.into_parts();
    if parts.method != Method::POST {
        return Ok(Request::from_parts(parts, Body::empty()));
    }
    let bytes_max = bytes_max(parts.uri.path());
    let declared = content_length(&parts.headers);
    // A length that is declared and too large is refused without reading anything. One that is not declared, or is
    // wrong, meets the bound while it is read.
    if declared.is_some_and(|bytes| bytes > bytes_max as u64) {
        return Err(Refusal::too_large(declared, bytes_max));
    }
    let limited = Limited::new(body, bytes_max);
    if parts.uri.path() == UPLOAD_PATH {
        return Ok(Request::from_parts(parts, Body::new(limited)));
    }
    let large = bytes_max > BYTES_MAX && declared.is_none_or(|bytes| bytes > BYTES_MAX as u64);
    if large {
        let Ok(place) = state.large_bodies.clone().try_acquire_owned() else {
            return Err(Refusal::of(StatusCode::SERVICE_UNAVAILABLE));
        };
        // It goes with the request, and so as late as the body does.
        parts.extensions.insert(Arc::new(place));
    }
    match timeout(state.timeouts.request_body, limited.collect()).await {
        Ok(Ok(collected)) => {
            let bytes = collected.to_bytes();
            if let Some(meta) = parts.extensions.get::<RequestMeta>() {
                meta.sent.get_or_init(|| bytes.clone());
            }
            Ok(Request::from_parts(parts, Body::from(bytes)))
        }
        Ok(Err(e)) if e.is::<LengthLimitError>() => Err(Refusal::too_large(declared, bytes_max)),
        Ok(Err(_)) => Err(Refusal::of(StatusCode::BAD_REQUEST)),
        Err(_) => Err(Refusal::of(StatusCode::REQUEST_TIMEOUT)),
    }
}

/// The length that the client declares, if it declares one.
fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
