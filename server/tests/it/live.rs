//! The stream of events for open pages (docs/security.md, R1).

use crate::Site;
use axum::{body::Body, response::Response};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use model::{Event, PostId};
use server::network::Peer;
use std::time::Duration;

fn liked(likes: i64) -> Event {
    Event::PostLiked { post: PostId(1), likes }
}

async fn open(site: &Site, last: Option<&str>) -> Response {
    let request =
        Request::get("/live").header("accept", "text/event-stream").header("accept-encoding", "gzip, br");
    let request = last.into_iter().fold(request, |request, id| request.header("last-event-id", id));
    site.nobody().open(request.body(Body::empty()).unwrap()).await
}

/// The next piece; `None` at the end.
async fn next(line: &mut Response) -> Option<String> {
    let frame = tokio::time::timeout(Duration::from_secs(5), line.body_mut().frame()).await.unwrap()?;
    Some(String::from_utf8(frame.unwrap().into_data().unwrap().to_vec()).unwrap())
}

fn id(event: &str) -> &str {
    event.lines().find_map(|line| line.strip_prefix("id: ")).unwrap()
}

#[tokio::test]
async fn an_event_reaches_every_open_page_at_once() {
    let site = Site::fresh().await;
    let mut lines = [open(&site, None).await, open(&site, None).await];
    for line in &mut lines {
        assert_eq!(line.headers()["content-type"], "text/event-stream; charset=utf-8");
        assert_eq!(line.headers().get("content-encoding"), None);
        assert_eq!(line.headers()["x-accel-buffering"], "no");
        assert!(next(line).await.unwrap().contains("retry: 1000"));
    }
    site.state.site.hub.publish(&liked(3));
    for line in &mut lines {
        let event = next(line).await.unwrap();
        let data = event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
        assert_eq!(serde_json::from_str::<Event>(data).unwrap(), liked(3));
        assert!(event.ends_with("\n\n"), "{event:?}");
    }
}

#[tokio::test]
async fn a_page_that_comes_back_gets_what_it_missed() {
    let site = Site::fresh().await;
    let mut line = open(&site, None).await;
    next(&mut line).await;
    site.state.site.hub.publish(&liked(1));
    let heard = next(&mut line).await.unwrap();
    drop(line);
    site.state.site.hub.publish(&liked(2));
    let mut line = open(&site, Some(id(&heard))).await;
    next(&mut line).await;
    assert!(next(&mut line).await.unwrap().contains("\"likes\":2"));
    let mut lost = open(&site, Some("from another life")).await;
    next(&mut lost).await;
    assert!(next(&mut lost).await.unwrap().contains("missed"));
}

#[tokio::test]
async fn a_line_ends_when_the_site_stops() {
    let site = Site::fresh().await;
    let mut line = open(&site, None).await;
    next(&mut line).await;
    site.state.shutdown.send_replace(true);
    assert_eq!(next(&mut line).await, None);
}

#[tokio::test]
async fn r1_there_are_only_so_many_lines_and_places_come_back() {
    let site = Site::with(&["--listeners-max", "2"], |_| {}).await;
    let lines = [open(&site, None).await, open(&site, None).await];
    assert_eq!(open(&site, None).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    drop(lines);
    assert_eq!(open(&site, None).await.status(), StatusCode::OK);
}

async fn open_from(site: &Site, address: &str) -> Response {
    let mut request = Request::get("/live").body(Body::empty()).unwrap();
    request.extensions_mut().insert(Peer(address.parse().unwrap()));
    site.nobody().open(request).await
}

#[tokio::test]
async fn r1_one_network_has_only_so_many_lines_and_others_have_theirs() {
    let flags = ["--listeners-per-network-max", "2", "--trusted-proxy", "10.0.0.1"];
    let site = Site::with(&flags, |_| {}).await;
    let lines = [open_from(&site, "192.0.2.1").await, open_from(&site, "192.0.2.2").await];
    let refused = open_from(&site, "192.0.2.3").await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()["retry-after"], "5");
    let mut others = vec![open_from(&site, "198.51.100.1").await];
    for _ in 0..5 {
        // Behind a proxy and on this machine there may be anybody.
        others.push(open_from(&site, "10.0.0.1").await);
        others.push(open_from(&site, "127.0.0.1").await);
    }
    assert!(others.iter().all(|line| line.status() == StatusCode::OK));
    drop(lines);
    assert_eq!(open_from(&site, "192.0.2.3").await.status(), StatusCode::OK);
}
