//! Compresses answers, and notes in the query log of a watched request how long that took.
//!
//! tower-http compresses a body piece by piece, whenever the connection can take another one. So one body is measured
//! inside of the compression and one outside. The compression took the time in which the outer body produced its
//! pieces, minus the time in which the inner one produced its own.
//!
//! Brotli is done by `brotli.rs`, with a window of its own, and gzip by tower-http, which leaves alone what is packed.

mod brotli;

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

/// How hard brotli and gzip try. Answers are made anew every time, so speed is preferred to size.
const LEVEL: i32 = 4;

/// Packs the answers of these routes, in the way that each client takes.
pub fn packed(routes: Router) -> Router {
    routes.layer((gzip(), from_fn(brotli::layer)))
}

/// Packs the answers of these routes and measures it. The parts are given to axum as one layer, because each of axum's
/// layers costs every request an allocation.
pub fn timed(routes: Router) -> Router {
    let outside = MapResponseLayer::new(time_compressed);
    routes.layer((outside, gzip(), from_fn(brotli::layer), from_fn(time_plain)))
}

fn gzip() -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Precise(LEVEL))
}

/// How long the plain body has taken so far. The answer's extensions carry it from the inner to the outer measurement.
#[derive(Clone)]
struct PlainTime {
    log: QueryLog,
    /// In nanoseconds.
    nanos: Arc<AtomicU64>,
}

/// Measures the plain body, inside of the compression.
async fn time_plain(request: Request, next: Next) -> Response {
    let log = request.extensions().get::<RequestMeta>().map(|meta| meta.query_log.clone());
    let mut response = next.run(request).await;
    // Only after the inner layers have read the session is it known whether the X-ray watches the request.
    let Some(log) = log.filter(QueryLog::is_watched) else { return response };
    let time = PlainTime { log, nanos: Arc::default() };
    response.extensions_mut().insert(time.clone());
    response.map(|body| Body::new(MeasuredPlain { body, time }))
}

/// Measures the compressed body, outside of the compression, and notes the difference when the body ends.
fn time_compressed(mut response: http::Response<CompressionBody<Body>>) -> Response {
    let plain = response.extensions_mut().remove::<PlainTime>();
    let is_compressed = response.headers().contains_key(header::CONTENT_ENCODING);
    let response = response.map(Body::new);
    let Some(plain) = plain.filter(|_| is_compressed) else { return response };
    let (started, time) = (Instant::now(), Duration::ZERO);
    response.map(|body| Body::new(MeasuredCompressed { body, started, time, plain: Some(plain) }))
}

struct MeasuredPlain {
    body: Body,
    time: PlainTime,
}

impl HttpBody for MeasuredPlain {
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

struct MeasuredCompressed {
    body: Body,
    started: Instant,
    time: Duration,
    /// Taken when the body ends, so that its time is noted once.
    plain: Option<PlainTime>,
}

impl HttpBody for MeasuredCompressed {
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
