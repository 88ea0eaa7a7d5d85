//! From the socket to the router: accepts connections, limits their number, and limits how long each may make the server
//! wait (docs/security.md, R1).
//!
//! HTTP/1.1 only. Browsers speak HTTP/2 only over TLS, which is the work of a proxy in front; between that proxy and this
//! server HTTP/2 would only add ways to hold a connection open. `axum::serve` has no limits for slow clients, so hyper is
//! used directly.

use crate::{network::Peer, state::Timeouts};
use axum::Router;
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{future::Future, io, net::IpAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tower::ServiceExt;

/// The most headers of a request.
const HEADERS_MAX: usize = 100;
/// The longest head of a request, in bytes.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// The largest buffer of a connection in each direction, in bytes.
const BUFFER_MAX: usize = 64 * 1024;

/// Serves until `stop` is ready. Then it takes no new connections, and lets running requests end within
/// `timeouts.shutdown`; what is left after that is cut off.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    connections_max: usize,
    timeouts: Timeouts,
    stop: impl Future<Output = ()>,
) {
    let permits = Arc::new(Semaphore::new(connections_max));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(timeouts.request_head)
        .max_headers(HEADERS_MAX)
        .max_header_size(HEAD_BYTES_MAX)
        .max_buf_size(BUFFER_MAX);

    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &permits) => accepted,
            () = &mut stop => break,
        };
        let Some((stream, address, permit)) = accepted else { continue };
        let router = router.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            // `network::of` reads it from here.
            request.extensions_mut().insert(Peer(address));
            router.clone().oneshot(request)
        });
        let stream = TokioIo::new(crate::write_timeout::WriteTimeout::new(stream, timeouts.write));
        let connection = graceful.watch(http.serve_connection(stream, service));
        tokio::spawn(async move {
            if let Err(e) = connection.await {
                tracing::debug!(error = %e, "a connection ended early: {e}");
            }
            // Only now may another connection be accepted.
            drop(permit);
        });
    }
    // Closes the port at once, so that clients are refused and do not wait.
    drop(listener);
    let open = graceful.count();
    if timeout(timeouts.shutdown, graceful.shutdown()).await.is_err() {
        tracing::warn!(open, "some requests did not end in time and were cut off");
    }
}

/// The next connection, once there is a permit for one; until then clients wait in the kernel's queue. Nothing where
/// accepting it failed.
async fn accept(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
) -> Option<(TcpStream, IpAddr, tokio::sync::OwnedSemaphorePermit)> {
    let permit = permits.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, address)) => {
            // Nagle's algorithm would hold the last piece of a page back until the client has acknowledged the one before
            // (RFC 896).
            let _ = stream.set_nodelay(true);
            Some((stream, address.ip(), permit))
        }
        Err(e) if is_caused_by_client(&e) => None,
        Err(e) => {
            // Most likely the process has no file descriptors left. Trying again at once would only use the processor;
            // connections that end give some back.
            tracing::error!(error = %e, "no connection could be accepted: {e}");
            sleep(Duration::from_millis(200)).await;
            None
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
