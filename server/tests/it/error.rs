//! What a visitor sees of something that broke (docs/security.md, E1, R1).

use crate::{Site, actor::bare};
use axum::{
    Router,
    body::Body,
    routing::{get, post},
};
use http::{Method, Request, StatusCode, header};
use server::{router, state::State};
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;

/// Routes with faults, under the layers of the site.
pub fn faulty(state: &State) -> Router {
    let routes = Router::new()
        .route(
            "/panic",
            get(|| async { panic!("/home/someone/secret.rs: SELECT password FROM users") as &str }),
        )
        .route("/hang", get(std::future::pending::<&str>))
        .route("/api/panic", get(|| async { panic!("no") as &str }));
    router::with_all(state, router::with_person(state, routes))
}

const LEAKS: [&str; 9] = [
    "/home/",
    ".rs",
    "SELECT",
    "sqlite",
    "panicked",
    "stack backtrace",
    "thread '",
    "vitrine.db",
    "PoolClosed",
];

#[tokio::test]
async fn e1_a_panic_is_a_page_with_a_number_and_the_site_goes_on() {
    let site = Site::fresh().await;
    let mut guest = site.nobody().at(&faulty(&site.state));
    for _ in 0..3 {
        let answer = guest.get("/panic").await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(answer.body.contains("Number of this request"), "{}", answer.body);
        assert!(LEAKS.iter().all(|leak| !answer.body.contains(leak)), "{}", answer.body);
    }
    let told = guest.send(bare(Method::GET, "/api/panic")).await;
    let error: web::Error = serde_json::from_str(&told.body).unwrap();
    assert!(matches!(error, web::Error::Internal(number) if number.len() == 16));
    assert_eq!(site.nobody().get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn r1_an_answer_that_does_not_begin_is_given_up() {
    let site = Site::with(&[], |state| state.timeouts.response_start = Duration::from_millis(50)).await;
    let answer = site.nobody().at(&faulty(&site.state)).get("/hang").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), "5");
    assert!(answer.body.contains("Busy just now"), "{}", answer.body);
}

#[tokio::test]
async fn e1_a_database_that_is_gone_is_told_without_a_word_of_it() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    site.db().close().await;
    assert_eq!(site.nobody().get("/healthz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    for path in [
        "/",
        "/settings",
        "/settings/data.json",
        "/feed.atom",
        "/user/ana/feed.atom",
        "/tag/garden/feed.atom",
    ] {
        let answer = ana.get(path).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert!(LEAKS.iter().all(|leak| !answer.body.contains(leak)), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn r1_a_body_is_bounded_whether_or_not_it_says_its_length() {
    let site = Site::fresh().await;
    let own = || Request::post("/api/sign_in").header("sec-fetch-site", "same-origin");
    let long = "x".repeat(256 * 1024 + 1);
    let announced = own().header(header::CONTENT_LENGTH, long.len()).body(Body::from(long.clone())).unwrap();
    let pieces = futures::stream::iter(
        long.into_bytes().chunks(1000).map(|c| Ok::<_, std::io::Error>(c.to_vec())).collect::<Vec<_>>(),
    );
    let streamed = own().body(Body::from_stream(pieces)).unwrap();
    for request in [announced, streamed] {
        assert_eq!(site.nobody().send(request).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    }
}

#[tokio::test]
async fn a_page_for_an_address_nobody_has_is_the_apps_own() {
    let site = Site::fresh().await;
    let answer = site.nobody().get("/nowhere").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(
        answer.body.contains("class=\"wordmark\"") && answer.body.contains("Nothing here"),
        "{}",
        answer.body
    );
    let terse = site.nobody().send(bare(Method::GET, "/nowhere.png")).await;
    assert_eq!(
        (terse.status, terse.body.as_str()),
        (StatusCode::NOT_FOUND, "Nothing here. There is nothing at this address.\n")
    );
    let head = site.nobody().send(bare(Method::HEAD, "/nowhere.png")).await;
    assert_eq!((head.status, head.body.as_str()), (StatusCode::NOT_FOUND, ""));
}

#[tokio::test]
async fn what_a_function_cannot_read_is_the_clients_mistake() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    for fields in [&[("post", "one")][..], &[]] {
        let answer = ana.call("/api/like_post", fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
        assert_eq!(serde_json::from_str::<web::Error>(&answer.body).unwrap(), web::Error::Unreachable);
    }
}

#[tokio::test]
async fn a_write_is_carried_to_its_end_though_its_client_hangs_up() {
    let site = Site::fresh().await;
    let (begun, go, done) = (Arc::new(Notify::new()), Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (b, g, d) = (begun.clone(), go.clone(), done.clone());
    let work = || async move {
        b.notify_one();
        g.notified().await;
        d.notify_one();
    };
    let router = router::with_all(&site.state, Router::new().route("/work", post(work)));
    let mut client = site.nobody().at(&router);
    let asking = tokio::spawn(async move { client.post_from("/", "/work", &[]).await });
    begun.notified().await;
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    go.notify_one();
    tokio::time::timeout(Duration::from_secs(5), done.notified()).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_keeps_nobody_from_reading_and_loses_nothing_that_was_said_to_be_saved() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let long = "A plot by the pump. ".repeat(900);
    let post = [("title", "Half a plot"), ("body", long.as_str()), ("tags", "")];
    assert_eq!(ana.call("/api/write_post", &post).await.status, StatusCode::OK);

    // SQLite answers alike whether the disk or the file's own bound is reached.
    pages_max(&site, "PRAGMA max_page_count = 1").await;
    let refused = ana.call("/api/write_post", &post).await;
    assert_eq!(refused.status, StatusCode::INSUFFICIENT_STORAGE);
    assert_eq!(serde_json::from_str::<web::Error>(&refused.body).unwrap(), web::Error::DiskFull);
    let read = ana.get("/").await;
    assert!(read.status.is_success() && read.body.contains("href=\"/post/1/half-a-plot\""), "{}", read.body);

    pages_max(&site, "PRAGMA max_page_count = 1073741823").await;
    assert_eq!(ana.call("/api/write_post", &post).await.status, StatusCode::OK);
    assert_eq!(site.number("SELECT COUNT(*) FROM posts").await, 2);
}

#[tokio::test]
async fn while_another_program_holds_the_lock_a_write_is_503_and_reading_goes_on() {
    let short = Duration::from_millis(100);
    let site = Site::with(&[], |state| state.site.db = state.site.db.with_write_wait(short)).await;
    let (mut ana, ben) = (site.as_user("ana").await, site.account("ben").await);
    let post = site.write_post(ben, "Half a plot").await.to_string();
    let other = store::Db::open(site.folder.path()).await.unwrap();
    let lock = other.begin().await.unwrap();
    let refused = ana.call("/api/like_post", &[("post", &post)]).await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
    assert_eq!(serde_json::from_str::<web::Error>(&refused.body).unwrap(), web::Error::Busy { seconds: 5 });
    // Signing in is a write of the session's, which tower-sessions makes.
    let fields = [("name", "ana"), ("password", crate::site::PASSWORD)];
    let refused = site.nobody().call("/api/sign_in", &fields).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.body);
    assert_eq!(site.nobody().get("/").await.status, StatusCode::OK);
    assert_eq!(site.number("SELECT COUNT(*) FROM likes").await, 0);
    lock.commit().await.unwrap();
    assert_eq!(ana.call("/api/like_post", &[("post", &post)]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn while_writing_is_stopped_a_write_is_503_with_the_reason() {
    let site = Site::fresh().await;
    let (mut ana, ben) = (site.as_user("ana").await, site.account("ben").await);
    let post = site.write_post(ben, "Half a plot").await.to_string();
    let why = "The site can be read and not written just now, because its disk failed.";
    site.db().stop_writing(why);
    let refused = ana.call("/api/like_post", &[("post", &post)]).await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "60"));
    assert_eq!(serde_json::from_str::<web::Error>(&refused.body).unwrap().to_string(), why);
    assert_eq!(ana.get("/").await.status, StatusCode::OK);
    assert_eq!(site.number("SELECT COUNT(*) FROM likes").await, 0);
}

async fn pages_max(site: &Site, sql: &'static str) {
    let mut tx = site.db().begin().await.unwrap();
    tx.query(sql).one::<(i64,)>().await.unwrap();
    tx.commit().await.unwrap();
}
