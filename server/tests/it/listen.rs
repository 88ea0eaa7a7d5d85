//! Real connections: slow ones, too many of them, and those that are open when the server stops (docs/security.md, R1).

use crate::Site;
use axum::{Router, routing::get};
use model::{Event, PostId};
use server::{listen, state::Timeouts};
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, oneshot},
    task::JoinHandle,
    time::timeout,
};

struct Served {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

async fn serve(router: Router, connections_max: usize, timeouts: Timeouts) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let ended = tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        listen::serve(listener, router, connections_max, timeouts, stopped).await;
    });
    Served { address, stop, ended }
}

impl Served {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        timeout(Duration::from_secs(20), self.ended).await.unwrap().unwrap();
    }
}

/// Everything the other end sends until it hangs up.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = timeout(Duration::from_secs(5), stream.read_to_end(&mut bytes)).await.expect("it hangs up");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What arrives until `end` is there.
async fn until(stream: &mut TcpStream, end: &str) -> String {
    let mut text = String::new();
    while !text.contains(end) {
        let mut piece = [0; 4096];
        let n = timeout(Duration::from_secs(10), stream.read(&mut piece)).await.unwrap().unwrap();
        assert!(n > 0, "it hung up after {text:?}");
        text.push_str(&String::from_utf8_lossy(&piece[..n]));
    }
    text
}

fn hasty() -> Timeouts {
    Timeouts {
        request_head: Duration::from_millis(200),
        request_body: Duration::from_millis(200),
        ..Timeouts::default()
    }
}

#[tokio::test]
async fn r1_a_head_that_does_not_end_is_cut_off() {
    let site = Site::fresh().await;
    let served = serve(site.router.clone(), 100, hasty()).await;
    let begun = Instant::now();
    let mut silent = served.connect().await;
    let mut slow = served.connect().await;
    slow.write_all(b"GET / HTTP/1.1\r\nHost: square.test\r\nX-Slow: ").await.unwrap();
    rest(&mut silent).await;
    rest(&mut slow).await;
    assert!(begun.elapsed() < Duration::from_secs(5));
    served.stop().await;
}

#[tokio::test]
async fn r1_a_connection_that_rests_is_let_go() {
    let site = Site::fresh().await;
    let served = serve(site.router.clone(), 100, hasty()).await;
    let mut stream = served.connect().await;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: square.test\r\n\r\n").await.unwrap();
    assert!(until(&mut stream, "ok\n").await.starts_with("HTTP/1.1 200 OK"));
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: square.test\r\n\r\n").await.unwrap();
    until(&mut stream, "ok\n").await;
    assert_eq!(rest(&mut stream).await, "");
    served.stop().await;
}

#[tokio::test]
async fn r1_a_body_that_does_not_end_is_answered_408() {
    let site = Site::with(&[], |state| state.timeouts = hasty()).await;
    let served = serve(site.router.clone(), 100, hasty()).await;
    let mut stream = served.connect().await;
    let head = "POST /theme HTTP/1.1\r\nHost: square.test\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 100\r\n\r\nthe";
    stream.write_all(head.as_bytes()).await.unwrap();
    assert!(until(&mut stream, "\r\n\r\n").await.starts_with("HTTP/1.1 408"));
    served.stop().await;
}

#[tokio::test]
async fn r1_a_head_that_is_too_long_is_refused() {
    let site = Site::fresh().await;
    let served = serve(site.router.clone(), 100, Timeouts::default()).await;
    let long = format!("X-Long: {}\r\n", "x".repeat(40_000));
    let many = "X-Many: x\r\n".repeat(200);
    for headers in [long, many] {
        let mut stream = served.connect().await;
        let head = format!("GET / HTTP/1.1\r\nHost: square.test\r\n{headers}\r\n");
        let _ = stream.write_all(head.as_bytes()).await;
        // It may hang up before its answer was read, for the rest of the head is still on its way.
        let said = rest(&mut stream).await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 431"), "{said}");
    }
    served.stop().await;
}

#[tokio::test]
async fn r1_one_connection_too_many_waits_for_its_turn() {
    let site = Site::fresh().await;
    let served = serve(site.router.clone(), 1, Timeouts::default()).await;
    let ask = b"GET /healthz HTTP/1.1\r\nHost: square.test\r\n\r\n";
    let mut first = served.connect().await;
    first.write_all(ask).await.unwrap();
    until(&mut first, "ok\n").await;
    let mut second = served.connect().await;
    second.write_all(ask).await.unwrap();
    let waits = timeout(Duration::from_millis(200), second.read(&mut [0; 1])).await;
    assert!(waits.is_err(), "there is room for one only");
    drop(first);
    until(&mut second, "ok\n").await;
    drop(second);
    served.stop().await;
}

#[tokio::test]
async fn stopping_lets_a_running_request_end_and_takes_no_new_one() {
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (b, g) = (begun.clone(), go.clone());
    let slow = Router::new().route(
        "/slow",
        get(|| async move {
            b.notify_one();
            g.notified().await;
            "whole"
        }),
    );
    let served = serve(slow, 100, Timeouts::default()).await;
    let mut stream = served.connect().await;
    stream.write_all(b"GET /slow HTTP/1.1\r\nHost: square.test\r\n\r\n").await.unwrap();
    begun.notified().await;
    let address = served.address;
    let stopping = tokio::spawn(served.stop());
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    go.notify_one();
    assert!(rest(&mut stream).await.ends_with("whole"));
    stopping.await.unwrap();
}

#[tokio::test]
async fn stopping_does_not_wait_for_ever() {
    let stuck = Router::new().route("/stuck", get(std::future::pending::<&str>));
    let timeouts = Timeouts { shutdown: Duration::from_millis(100), ..Timeouts::default() };
    let served = serve(stuck, 100, timeouts).await;
    let mut stream = served.connect().await;
    stream.write_all(b"GET /stuck HTTP/1.1\r\nHost: square.test\r\n\r\n").await.unwrap();
    tokio::task::yield_now().await;
    served.stop().await;
}

#[tokio::test]
async fn an_event_arrives_within_a_moment_over_a_real_connection() {
    let site = Site::fresh().await;
    let served = serve(site.router.clone(), 100, Timeouts::default()).await;
    let mut page = served.connect().await;
    page.write_all(b"GET /live HTTP/1.1\r\nHost: square.test\r\nAccept-Encoding: br, gzip\r\n\r\n")
        .await
        .unwrap();
    until(&mut page, "listening").await;
    let begun = Instant::now();
    site.state.site.hub.publish(&Event::PostLiked { post: PostId(1), likes: 3 });
    until(&mut page, "\"likes\":3").await;
    assert!(begun.elapsed() < Duration::from_secs(1));
    // A stop ends the line, which would never end by itself.
    site.state.shutdown.send_replace(true);
    let begun = Instant::now();
    served.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(5));
}
