//! Packs answers with brotli, for the clients that take it. The others are left to tower-http (`compression.rs`).
//!
//! tower-http packs with brotli's own window of 4 MiB, for which the encoder takes and clears a buffer of 8 MiB with each
//! answer in more than one piece. With three readers of a small page that cost two fifths of the processor's time for
//! each request, and 50 MiB. So the encoder stands here, with the parameter that tower-http does not pass on.

use async_compression::{Level, brotli::EncoderParams, tokio::bufread::BrotliEncoder};
use axum::{body::Body, extract::Request, middleware::Next, response::Response};
use futures::TryStreamExt;
use http::{HeaderMap, HeaderValue, header};
use std::io;
use tokio_util::io::{ReaderStream, StreamReader};
use tower_http::compression::{DefaultPredicate, Predicate};

/// How far back a repetition may lie, as a power of two: 256 KiB, which holds every page whole but the longest answers
/// of learners' databases (RFC 7932, section 9.1, `WBITS`). Larger windows packed no page of the site any smaller.
const WINDOW_BITS: i32 = 18;

/// A layer for `axum::middleware::from_fn`. The answer of a client that does not take brotli passes as it is.
pub async fn layer(request: Request, next: Next) -> Response {
    let wanted = is_wanted(request.headers());
    let response = next.run(request).await;
    if wanted && may_be_packed(&response) { pack(response) } else { response }
}

/// Whether a client takes brotli, and likes gzip no better (RFC 9110, section 12.5.3).
fn is_wanted(headers: &HeaderMap) -> bool {
    let brotli = weight(headers, "br");
    brotli > 0.0 && brotli >= weight(headers, "gzip")
}

/// How much a client likes a coding, from 0 for not at all to 1. What cannot be read counts as 0.
fn weight(headers: &HeaderMap, coding: &str) -> f32 {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let wanted = values.flat_map(|value| value.split(',')).find_map(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        name.trim().eq_ignore_ascii_case(coding).then(|| weight.trim())
    });
    let number = wanted.and_then(|weight| weight.split_once('=')).and_then(|(_, q)| q.trim().parse().ok());
    number.unwrap_or(0.0)
}

/// What tower-http asks before it packs an answer.
fn may_be_packed(response: &Response) -> bool {
    let headers = response.headers();
    !headers.contains_key(header::CONTENT_ENCODING)
        && !headers.contains_key(header::CONTENT_RANGE)
        && DefaultPredicate::new().should_compress(response)
}

fn pack(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(header::ACCEPT_RANGES);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    parts.headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    let plain = StreamReader::new(body.into_data_stream().map_err(io::Error::other));
    let params = EncoderParams::default().quality(Level::Precise(super::LEVEL)).window_size(WINDOW_BITS);
    let packed = BrotliEncoder::with_params(plain, params);
    Response::from_parts(parts, Body::from_stream(ReaderStream::new(packed)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::to_bytes, middleware::from_fn, routing::get};
    use tower::ServiceExt;

    fn wants(accepted: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, accepted.parse().unwrap());
        is_wanted(&headers)
    }

    #[test]
    fn brotli_is_for_those_who_take_it_and_like_gzip_no_better() {
        assert!(wants("gzip, deflate, br, zstd") && wants("BR") && wants("br;q=0.5, gzip;q=0.5"));
        assert!(!wants("gzip") && !wants("br;q=0") && !wants("br;q=0.1, gzip") && !wants("br; q=x"));
        assert!(!is_wanted(&HeaderMap::new()));
    }

    /// Bytes 1 and 2 of a stream tell its window (RFC 7932, section 9.1): the lowest bits are 1, and the three above them are
    /// `WBITS` less 17.
    #[tokio::test]
    async fn r1_an_answer_is_packed_with_a_small_window() {
        let page = "<p>a sentence that is long enough</p>".repeat(100);
        let routes = Router::new().route("/", get(|| async { page })).layer(from_fn(layer));
        let request = Request::get("/").header("accept-encoding", "gzip, br").body(Body::empty()).unwrap();
        let answer = routes.oneshot(request).await.unwrap();
        assert_eq!(answer.headers()["content-encoding"], "br");
        assert_eq!(answer.headers()["vary"], "accept-encoding");
        assert!(!answer.headers().contains_key("content-length"));
        let packed = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        assert_eq!(packed[0] & 0b1111, 0b0011, "{:08b}", packed[0]);
        assert!(packed.len() < 200, "{}", packed.len());
    }
}
