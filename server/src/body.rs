//! A request's body is read whole, in bounded size and time, before anybody looks at it; and an answer begins in time.
//!
//! A write that has begun is carried to its end, also when its client hangs up meanwhile: what belongs together (a
//! new session for an old one, a post and the event that tells of it) is not left half done.

use crate::{refusal::Refusal, request_meta::RequestMeta, state::State};
use axum::{
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::panic;
use tokio::time::timeout;

/// The most a request may bring along.
pub const BYTES_MAX: usize = 256 * 1024;

/// The layer.
pub async fn layer(
    axum::extract::State(state): axum::extract::State<State>,
    request: Request,
    next: Next,
) -> Response {
    let request = match whole(request, &state).await {
        Ok(request) => request,
        Err(refusal) => return refusal.into_response(),
    };
    let writes = request.method() == Method::POST;
    let work = timeout(state.patience.answer, next.run(request));
    let answered = match writes {
        true => match tokio::spawn(work).await {
            Ok(answered) => answered,
            // For the meta, as if it had happened in this task.
            Err(e) => panic::resume_unwind(e.into_panic()),
        },
        false => work.await,
    };
    answered.unwrap_or_else(|_| {
        tracing::error!("an answer did not begin in time");
        Refusal::of(StatusCode::SERVICE_UNAVAILABLE).into_response()
    })
}

async fn whole(request: Request, state: &State) -> Result<Request, Refusal> {
    let (parts, body) = request.into_parts();
    if parts.method != Method::POST {
        return Ok(Request::from_parts(parts, Body::empty()));
    }
    if announced(&parts.headers).is_some_and(|bytes| bytes > BYTES_MAX as u64) {
        return Err(Refusal::of(StatusCode::PAYLOAD_TOO_LARGE));
    }
    match timeout(state.patience.body, Limited::new(body, BYTES_MAX).collect()).await {
        Ok(Ok(collected)) => {
            let bytes = collected.to_bytes();
            if let Some(meta) = parts.extensions.get::<RequestMeta>() {
                meta.sent.get_or_init(|| bytes.clone());
            }
            Ok(Request::from_parts(parts, Body::from(bytes)))
        }
        Ok(Err(e)) if e.is::<LengthLimitError>() => Err(Refusal::of(StatusCode::PAYLOAD_TOO_LARGE)),
        Ok(Err(_)) => Err(Refusal::of(StatusCode::BAD_REQUEST)),
        Err(_) => Err(Refusal::of(StatusCode::REQUEST_TIMEOUT)),
    }
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
