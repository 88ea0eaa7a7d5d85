//! Compresses answers, and tells a watched request's log how long that took.
//!
//! tower-http compresses a body piece by piece, as it is asked for by the socket. The time is what the compressed body took
//! to give its pieces, less what the plain body inside took to give its own.

use crate::request_meta::RequestMeta;
use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::Request,
    middleware::{Next, from_fn},
    response::Response,
};
use http::header;
use http_body::{Frame, SizeHint};
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};
use store::{QueryLog, WaitKind};
use tower::util::MapResponseLayer;
use tower_http::{
    CompressionLevel,
    compression::{CompressionBody, CompressionLayer},
};

/// The layer for texts that are made anew for every answer; quick rather than small.
pub fn layer() -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Precise(4))
}

/// The same, with its time in the log of a request that somebody watches. One layer in three parts, because each layer of
/// axum's costs every request an allocation.
pub fn timed(routes: Router) -> Router {
    routes.layer((MapResponseLayer::new(time_compressed), layer(), from_fn(time_plain)))
}

/// How long the plain body took so far, in nanoseconds, and where to note it. It travels from the inner part to the outer
/// one with the answer.
#[derive(Clone)]
struct PlainTime {
    log: QueryLog,
    nanos: Arc<AtomicU64>,
}

/// Inside the compression: measures the plain body.
async fn time_plain(request: Request, next: Next) -> Response {
    let log = request.extensions().get::<RequestMeta>().map(|meta| meta.query_log.clone());
    let mut response = next.run(request).await;
    // Whether somebody watches is known once the session was read, further in.
    let Some(log) = log.filter(QueryLog::is_watched) else { return response };
    let time = PlainTime { log, nanos: Arc::default() };
    response.extensions_mut().insert(time.clone());
    response.map(|body| Body::new(Plain { body, time }))
}

/// Around the compression: measures the compressed body, and notes the difference when it ends.
fn time_compressed(mut response: http::Response<CompressionBody<Body>>) -> Response {
    let plain = response.extensions_mut().remove::<PlainTime>();
    let is_compressed = response.headers().contains_key(header::CONTENT_ENCODING);
    let response = response.map(Body::new);
    let Some(plain) = plain.filter(|_| is_compressed) else { return response };
    let (started, time) = (Instant::now(), Duration::ZERO);
    response.map(|body| Body::new(Compressed { body, started, time, plain: Some(plain) }))
}

struct Plain {
    body: Body,
    time: PlainTime,
}

impl HttpBody for Plain {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let asked = Instant::now();
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        let nanos = asked.elapsed().as_nanos().try_into().unwrap_or(u64::MAX);
        self.time.nanos.fetch_add(nanos, Ordering::Relaxed);
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

struct Compressed {
    body: Body,
    started: Instant,
    time: Duration,
    /// Taken when the body ends, so that its time is noted once.
    plain: Option<PlainTime>,
}

impl HttpBody for Compressed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let asked = Instant::now();
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        self.time += asked.elapsed();
        if matches!(polled, Poll::Ready(None))
            && let Some(PlainTime { log, nanos }) = self.plain.take()
        {
            let plain = Duration::from_nanos(nanos.load(Ordering::Relaxed));
            log.wait_in_pieces(WaitKind::Compression, self.started, self.time.saturating_sub(plain));
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
