//! From a socket to the router: connections, their number, and how long each may keep the server waiting.
//!
//! HTTP/1.1 only. Browsers speak HTTP/2 over TLS alone, which a proxy in front does; between such a proxy and here
//! HTTP/2 would only add ways to hold a connection. `axum::serve` has no bounds for slow clients, so it is not used.

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

const HEADERS_MAX: usize = 100;
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// For what was read and what waits to be written.
const BUFFER_MAX: usize = 64 * 1024;

/// Serves until `stop` is done; then lets running requests end, for a while.
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
            request.extensions_mut().insert(Peer(address));
            router.clone().oneshot(request)
        });
        let stream = TokioIo::new(crate::write_timeout::WriteTimeout::new(stream, timeouts.write));
        let connection = graceful.watch(http.serve_connection(stream, service));
        tokio::spawn(async move {
            if let Err(e) = connection.await {
                tracing::debug!(error = %e, "a connection ended early: {e}");
            }
            drop(permit);
        });
    }
    drop(listener);
    let open = graceful.count();
    if timeout(timeouts.shutdown, graceful.shutdown()).await.is_err() {
        tracing::warn!(open, "some requests did not end in time and were cut off");
    }
}

/// The next connection, once there is room for one. Clients wait in the kernel's queue until then.
async fn accept(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
) -> Option<(TcpStream, IpAddr, tokio::sync::OwnedSemaphorePermit)> {
    let permit = permits.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, address)) => {
            // Without it the end of a page waits for the answer to the packet before.
            let _ = stream.set_nodelay(true);
            Some((stream, address.ip(), permit))
        }
        Err(e) if is_caused_by_client(&e) => None,
        Err(e) => {
            // No file descriptors left, most likely: connections that end give some back.
            tracing::error!(error = %e, "no connection could be accepted: {e}");
            sleep(Duration::from_millis(200)).await;
            None
        }
    }
}

fn is_caused_by_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    )
}
