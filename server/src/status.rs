//! Sets the status of an answer that carries an error of a server function.
//!
//! leptos answers every error with 500. A server function says what is wrong by its `Error` alone, so that `?` suffices
//! there; here the answer gets the status that says the same. This is the innermost layer, because tower-sessions outside
//! of it saves nothing when the status of an answer is 500 or above.
//!
//! Never here: the status of a page, which the page sets while it is drawn (`app/src/components/error_page.rs`).

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use http::{HeaderValue, StatusCode, header};
use leptos::server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};
use web::Error;

/// The longest error that is read, in bytes. It holds no text of a person, so it is far shorter.
pub const ERROR_BYTES_MAX: usize = 64 * 1024;

/// The layer. An error that names seconds to wait also gets `Retry-After` (RFC 9110, 10.2.3).
pub async fn layer(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let body = to_bytes(body, ERROR_BYTES_MAX).await.unwrap_or_default();
    let error = Error::de(body.clone());
    head.status = match error {
        // leptos makes this one itself when it cannot read the request, which is the client's mistake.
        Error::Unreachable => StatusCode::BAD_REQUEST,
        _ => StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    };
    if let Some(seconds) = error.retry_after() {
        head.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Response::from_parts(head, Body::from(body))
}
