//! From the socket to the router: accepts connections, limits their number, and limits how long each may make the server
//! wait (docs/security.md, R1).
//!
//! HTTP/1.1 only. Browsers speak HTTP/2 only over TLS, which is the work of a proxy in front; between that proxy and this
//! server HTTP/2 would only add ways to hold a connection open. `axum::serve` has no limits for slow clients, so hyper is
//! used directly. Which connection goes when there are too many is decided in `connections.rs`; `activity.rs` ends those
//! that take too long.

use crate::{
    activity::{Activity, AnswerBody, ObservedStream},
    connections::{ConnectionLimits, Connections, Place},
    network::Peer,
    state::Timeouts,
    write_timeout::WriteTimeout,
};
use axum::{Router, body::Body};
use http::{HeaderValue, Response, StatusCode, header};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{convert::Infallible, future::Future, io, net::IpAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep, timeout},
};
use tower::ServiceExt;

/// The most headers of a request.
const HEADERS_MAX: usize = 100;
/// The longest head of a request, in bytes.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// The largest buffer of a connection in each direction, in bytes.
const BUFFER_MAX: usize = 64 * 1024;
/// Connections that are refused at the same time and get a sentence; the others are only closed.
const REFUSALS_MAX: usize = 32;
/// How often a line in the log may say that there are too many connections.
const WARNING_INTERVAL: Duration = Duration::from_secs(60);

/// What a connection gets that has no place: the answer to whatever it was about to ask.
const NO_PLACE: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\n\
    Retry-After: 5\r\n\
    Connection: close\r\n\
    Cache-Control: no-store\r\n\
    X-Content-Type-Options: nosniff\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\
    Content-Length: 67\r\n\r\n\
    Busy just now. The site has too much to do. Try again in a moment.\n";

/// Serves until `stop` is ready. Then it takes no new connections, and lets running requests end within
/// `timeouts.shutdown`; what is left after that is cut off.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: ConnectionLimits,
    timeouts: Timeouts,
    stop: impl Future<Output = ()>,
) {
    let connections = Connections::new(limits);
    let refusals = Arc::new(Semaphore::new(REFUSALS_MAX));
    let mut warnings = Warnings::default();
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        // `activity.rs` has a limit for the head, and another one for the time between two requests.
        .header_read_timeout(None)
        .max_headers(HEADERS_MAX)
        .max_header_size(HEAD_BYTES_MAX)
        .max_buf_size(BUFFER_MAX);

    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &connections, &mut warnings) => accepted,
            () = &mut stop => break,
        };
        let (stream, address, place) = match accepted {
            Accepted::Connection(stream, address, place) => (stream, address, place),
            Accepted::TooMany(stream) => {
                warnings.too_many(connections.count());
                if let Ok(permit) = refusals.clone().try_acquire_owned() {
                    tokio::spawn(refuse(stream, permit));
                }
                continue;
            }
            Accepted::Nothing => continue,
        };
        let activity = Activity::new(place, timeouts);
        let (router, of_requests) = (router.clone(), activity.clone());
        let service =
            service_fn(move |request| answer(router.clone(), request, address, of_requests.clone()));
        let stream = ObservedStream::new(WriteTimeout::new(stream, timeouts.write), activity.clone());
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(e) = activity.run(connection).await {
                tracing::debug!(error = %e, "a connection ended early: {e}");
            }
        });
    }
    // Closes the port at once, so that clients are refused and do not wait.
    drop(listener);
    let open = graceful.count();
    if timeout(timeouts.shutdown, graceful.shutdown()).await.is_err() {
        tracing::warn!(open, "some requests did not end in time and were cut off");
    }
}

/// Has the router answer one request.
async fn answer(
    router: Router,
    mut request: Request<Incoming>,
    address: IpAddr,
    activity: Arc<Activity>,
) -> Result<Response<AnswerBody>, Infallible> {
    let Some(under_way) = activity.begin_request() else {
        // The connection is about to be closed, to make place for another. Nothing of this request was done.
        let mut refused = Response::new(AnswerBody::new(Body::empty(), None));
        *refused.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        refused.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        refused.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return Ok(refused);
    };
    // `network::of` reads it from here.
    request.extensions_mut().insert(Peer(address));
    let response = router.oneshot(request).await?;
    Ok(response.map(|body| AnswerBody::new(body, Some(under_way))))
}

/// What came of accepting a connection.
enum Accepted {
    Connection(TcpStream, IpAddr, Place),
    /// It has no place: as many are at work as may be.
    TooMany(TcpStream),
    /// It failed.
    Nothing,
}

/// The next connection, and its place.
async fn accept(listener: &TcpListener, connections: &Arc<Connections>, warnings: &mut Warnings) -> Accepted {
    let Some(leave) = connections.leave().await else { return Accepted::Nothing };
    match listener.accept().await {
        Ok((stream, address)) => {
            // Nagle's algorithm would hold the last piece of a page back until the client has acknowledged the one before
            // (RFC 896).
            let _ = stream.set_nodelay(true);
            match connections.admit(address.ip(), leave) {
                Some(place) => Accepted::Connection(stream, address.ip(), place),
                None => Accepted::TooMany(stream),
            }
        }
        Err(e) if is_caused_by_client(&e) => Accepted::Nothing,
        Err(e) => {
            // Most likely the process or the machine has no files left. Trying again at once would only use the processor;
            // connections that end give some back.
            warnings.not_accepted(&e);
            connections.close_longest_silent(leave);
            sleep(Duration::from_millis(200)).await;
            Accepted::Nothing
        }
    }
}

/// Answers a connection that has no place, and closes it. What it had sent already is read and dropped, since the kernel
/// would otherwise throw the answer away together with the connection.
async fn refuse(mut stream: TcpStream, _permit: OwnedSemaphorePermit) {
    let told = async {
        stream.write_all(NO_PLACE).await?;
        stream.shutdown().await?;
        let mut rest = [0; 1024];
        for _ in 0..HEAD_BYTES_MAX / rest.len() {
            if stream.read(&mut rest).await? == 0 {
                break;
            }
        }
        io::Result::Ok(())
    };
    // Whether the client has heard it is its own affair.
    let _ = timeout(Duration::from_secs(1), told).await;
}

/// Says in the log that connections are refused, now and then, since whoever causes it can do so thousands of times a
/// second.
#[derive(Default)]
struct Warnings {
    last: Option<Instant>,
}

impl Warnings {
    fn is_due(&mut self) -> bool {
        let now = Instant::now();
        let due = self.last.is_none_or(|last| now.duration_since(last) >= WARNING_INTERVAL);
        if due {
            self.last = Some(now);
        }
        due
    }

    fn too_many(&mut self, open: usize) {
        if self.is_due() {
            tracing::warn!(
                open,
                "connections are refused: {open} are open, and all of them, or all of one network, are at work \
                 (--connections-max, --connections-per-network-max; a proxy in front is named by --trusted-proxy)"
            );
        }
    }

    fn not_accepted(&mut self, e: &io::Error) {
        if self.is_due() {
            tracing::error!(error = %e, "connections cannot be accepted: {e}");
        }
    }
}

/// Whether the client was gone before its connection was accepted, which is nothing to log.
fn is_caused_by_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    )
}
