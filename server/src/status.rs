//! The status of an answer that carries an error of a server function.
//!
//! leptos answers every error with 500. A server function says what is wrong by its `Error` alone, and here the answer gets
//! the status that says the same. This is the innermost layer, because tower-sessions outside of it saves nothing when an
//! answer has a status of 500 or above.
//! Never here: the status of a page, which the page sets while it is drawn (`web/src/components/failure.rs`).

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use http::{HeaderValue, StatusCode, header};
use leptos::server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};
use web::Error;

/// The longest error that is read, in bytes.
pub const ERROR_BYTES_MAX: usize = 64 * 1024;

/// The layer.
pub async fn layer(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let body = to_bytes(body, ERROR_BYTES_MAX).await.unwrap_or_default();
    let error = Error::de(body.clone());
    head.status = match error {
        // Made by leptos itself, which could not read the request: the client's mistake.
        Error::Unreachable => StatusCode::BAD_REQUEST,
        _ => StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    };
    if let Error::TooFast { seconds } | Error::Busy { seconds } = error {
        head.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Response::from_parts(head, Body::from(body))
}
