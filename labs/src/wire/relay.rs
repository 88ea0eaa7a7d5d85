//! A relay between browser and server, which passes everything on and records it.

use super::recording::{Chunk, Recording};
use super::{WireError, endpoints, tls};
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The most bytes of one read, and so of one chunk.
const READ_MAX: usize = 8 * 1024;

/// Two listening sockets, for the relay and for the server. Each accepts one connection and is closed then.
pub(super) struct Listeners {
    relay: TcpListener,
    server: TcpListener,
}

impl Listeners {
    /// Opens both on free ports of 127.0.0.1.
    pub async fn open() -> Result<Self, WireError> {
        let any_port = (Ipv4Addr::LOCALHOST, 0);
        Ok(Self { relay: TcpListener::bind(any_port).await?, server: TcpListener::bind(any_port).await? })
    }

    #[cfg(test)]
    pub fn addresses(&self) -> [SocketAddr; 2] {
        [self.relay.local_addr().unwrap(), self.server.local_addr().unwrap()]
    }
}

/// Records the sign-in as plain text.
pub(super) async fn plain(
    listeners: Listeners,
    credentials: &super::Credentials,
) -> Result<Recording, WireError> {
    record_connection(listeners, |io| endpoints::browser(io, credentials), |io| endpoints::server(io, false))
        .await
}

/// Records the sign-in over TLS. The relay knows nothing of TLS and sees only the encrypted bytes.
pub(super) async fn over_tls(
    listeners: Listeners,
    credentials: &super::Credentials,
    ends: tls::TlsEndpoints,
) -> Result<Recording, WireError> {
    let tls::TlsEndpoints { connector, acceptor, name } = ends;
    let browser =
        |io| async move { endpoints::browser(connector.connect(name, io).await?, credentials).await };
    let server = |io| async move { endpoints::server(acceptor.accept(io).await?, true).await };
    record_connection(listeners, browser, server).await
}

/// Runs browser, relay and server until all three are done or one has failed.
///
/// They run in one task. `try_join!` drops the others as soon as one fails, which closes their sockets.
pub(super) async fn record_connection<B, S, Browser, Server>(
    listeners: Listeners,
    browser: B,
    server: S,
) -> Result<Recording, WireError>
where
    B: FnOnce(TcpStream) -> Browser,
    S: FnOnce(TcpStream) -> Server,
    Browser: Future<Output = Result<(), WireError>>,
    Server: Future<Output = Result<(), WireError>>,
{
    let (to_relay, to_server) = (listeners.relay.local_addr()?, listeners.server.local_addr()?);
    let browser = async { browser(connect(to_relay).await?).await };
    let server = async { server(accept(listeners.server).await?).await };
    let (recording, (), ()) = tokio::try_join!(relay(listeners.relay, to_server), browser, server)?;
    Ok(recording)
}

/// Copies both ways until both sides have closed their direction, and records each read as a chunk.
async fn relay(listener: TcpListener, server: SocketAddr) -> Result<Recording, WireError> {
    let (mut from_browser, mut to_browser) = accept(listener).await?.into_split();
    let began = Instant::now();
    let (mut from_server, mut to_server) = connect(server).await?.into_split();
    let mut recording = Recording::default();
    let (mut up, mut down) = (vec![0; READ_MAX], vec![0; READ_MAX]);
    let (mut up_open, mut down_open) = (true, true);
    let mut heard = 0;
    while up_open || down_open {
        // Whichever side sends first is read first, so the chunks are recorded in the order in which they arrive. Each side
        // has a buffer of its own, because both reads are pending at the same time.
        let (is_up, n) = tokio::select! {
            n = from_browser.read(&mut up), if up_open => (true, n?),
            n = from_server.read(&mut down), if down_open => (false, n?),
        };
        let (bytes, onward, open) = match is_up {
            true => (&up[..n], &mut to_server, &mut up_open),
            false => (&down[..n], &mut to_browser, &mut down_open),
        };
        // One side has closed its direction. That is passed on, and the other direction goes on.
        if n == 0 {
            *open = false;
            onward.shutdown().await?;
            continue;
        }
        // The limit is checked before the bytes are recorded or passed on.
        heard += n;
        if heard > Recording::BYTES_MAX {
            return Err(WireError::TooLarge);
        }
        recording.chunks.push(Chunk {
            from_browser: is_up,
            at_us: micros_since(began),
            bytes: bytes.to_vec(),
        });
        onward.write_all(bytes).await?;
    }
    recording.took_us = micros_since(began);
    Ok(recording)
}

/// Accepts one connection. The listener is dropped here and so closed, and nobody else can connect.
async fn accept(listener: TcpListener) -> Result<TcpStream, WireError> {
    let (connection, _) = listener.accept().await?;
    connection.set_nodelay(true)?;
    Ok(connection)
}

/// Connects to a listener of this recording.
async fn connect(to: SocketAddr) -> Result<TcpStream, WireError> {
    let connection = TcpStream::connect(to).await?;
    connection.set_nodelay(true)?; // small messages leave at once, each in a chunk of its own
    Ok(connection)
}

/// Microseconds since a moment.
fn micros_since(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX)
}
