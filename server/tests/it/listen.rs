//! Real connections: slow ones, too many of them, and those that are open when the server stops (docs/security.md, R1).

use crate::Site;
use axum::{Router, routing::get};
use model::{Event, PostId};
use server::{connections::ConnectionLimits, listen, state::Timeouts};
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

const ASK: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: square.test\r\n\r\n";

struct Served {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

async fn serve(router: Router, connections_max: usize, timeouts: Timeouts) -> Served {
    let proxies = Arc::default();
    serve_limited(
        router,
        ConnectionLimits { connections_max, per_network_max: connections_max, proxies },
        timeouts,
    )
    .await
}

async fn serve_limited(router: Router, limits: ConnectionLimits, timeouts: Timeouts) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let ended = tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        listen::serve(listener, router, limits, timeouts, stopped).await;
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
    let timeouts = Timeouts { rest: Duration::from_millis(200), ..Timeouts::default() };
    let served = serve(site.router.clone(), 100, timeouts).await;
    let mut stream = served.connect().await;
    stream.write_all(ASK).await.unwrap();
    assert!(until(&mut stream, "ok\n").await.starts_with("HTTP/1.1 200 OK"));
    stream.write_all(ASK).await.unwrap();
    until(&mut stream, "ok\n").await;
    assert_eq!(rest(&mut stream).await, "");
    served.stop().await;
}

#[tokio::test]
async fn r1_a_connection_rests_longer_than_a_head_may_take_and_longer_than_proxies_keep_it() {
    assert!(Timeouts::default().rest > Duration::from_secs(60));
    let site = Site::fresh().await;
    let served = serve(site.router.clone(), 100, hasty()).await;
    let mut stream = served.connect().await;
    for _ in 0..2 {
        stream.write_all(ASK).await.unwrap();
        until(&mut stream, "ok\n").await;
        // Three times as long as the head of a request may take.
        let silence = timeout(Duration::from_millis(600), stream.read(&mut [0; 1])).await;
        assert!(silence.is_err(), "it is still open");
    }
    // Once a head begins, it has to end in time.
    let begun = Instant::now();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: square.test\r\nX-Slow: ").await.unwrap();
    assert_eq!(rest(&mut stream).await, "");
    assert!(begun.elapsed() < Duration::from_secs(5));
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

/// A site on which `/work` is at work until the test lets it go.
async fn serve_work(limits: ConnectionLimits) -> (Served, Arc<Notify>, Arc<Notify>) {
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (b, g) = (begun.clone(), go.clone());
    let work = || async move {
        b.notify_one();
        g.notified().await;
        "worked"
    };
    let router = Router::new().route("/work", get(work)).route("/healthz", get(|| async { "ok\n" }));
    (serve_limited(router, limits, Timeouts::default()).await, begun, go)
}

fn limits(connections_max: usize, per_network_max: usize) -> ConnectionLimits {
    ConnectionLimits { connections_max, per_network_max, proxies: Arc::default() }
}

const WORK: &[u8] = b"GET /work HTTP/1.1\r\nHost: square.test\r\n\r\n";

#[tokio::test]
async fn r1_the_longest_silent_connection_makes_place_for_a_new_one() {
    let (served, begun, go) = serve_work(limits(3, 3)).await;
    let mut at_work = served.connect().await;
    at_work.write_all(WORK).await.unwrap();
    begun.notified().await;
    let mut silent = served.connect().await;
    let mut rested = served.connect().await;
    rested.write_all(ASK).await.unwrap();
    until(&mut rested, "ok\n").await;
    for _ in 0..20 {
        let mut visitor = served.connect().await;
        visitor.write_all(ASK).await.unwrap();
        until(&mut visitor, "ok\n").await;
    }
    assert_eq!(rest(&mut silent).await, "");
    go.notify_one();
    until(&mut at_work, "worked").await;
    served.stop().await;
}

#[tokio::test]
async fn r1_two_thousand_silent_connections_keep_nobody_out() {
    let (served, ..) = serve_work(limits(100, 100)).await;
    let mut silent = Vec::new();
    for _ in 0..2_000 {
        silent.push(served.connect().await);
    }
    let begun = Instant::now();
    let mut visitor = served.connect().await;
    visitor.write_all(ASK).await.unwrap();
    until(&mut visitor, "ok\n").await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    served.stop().await;
}

#[tokio::test]
async fn r1_where_all_are_at_work_one_more_is_told_at_once() {
    let (served, begun, go) = serve_work(limits(1, 1)).await;
    let mut first = served.connect().await;
    first.write_all(WORK).await.unwrap();
    begun.notified().await;
    let mut second = served.connect().await;
    second.write_all(ASK).await.unwrap();
    let told = rest(&mut second).await;
    assert!(told.starts_with("HTTP/1.1 503 ") && told.contains("\r\nRetry-After: 5\r\n"), "{told}");
    let (head, body) = told.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(&format!("Content-Length: {}", body.len())), "{told}");
    go.notify_one();
    until(&mut first, "worked").await;
    let mut third = served.connect().await;
    third.write_all(ASK).await.unwrap();
    until(&mut third, "ok\n").await;
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
