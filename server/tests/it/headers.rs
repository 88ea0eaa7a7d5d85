//! The security headers of every answer (docs/security.md, H1 to H3).

use crate::{Answer, Site, actor::bare, error::faulty};
use axum::body::Body;
use http::{Method, Request, StatusCode, header};

/// An answer of every kind the server gives.
async fn answers(site: &Site) -> Vec<(&'static str, StatusCode, Answer)> {
    let mut ana = site.as_user("ana").await;
    site.write_post(ana.user.unwrap(), "Half a plot").await;
    let mut guest = site.nobody();
    let long = Body::from("x".repeat(300 * 1024));
    let own = |path: &str| Request::post(path).header("sec-fetch-site", "same-origin");
    let etag = guest.get("/feed.atom").await.header("etag").to_owned();
    let known = Request::get("/feed.atom").header(header::IF_NONE_MATCH, etag);
    let mut faults = site.nobody().at(&faulty(&site.state));
    vec![
        ("page", StatusCode::OK, guest.get("/").await),
        ("own page", StatusCode::OK, ana.get("/").await),
        ("file", StatusCode::OK, guest.get("/favicon.svg").await),
        ("words", StatusCode::OK, guest.get("/words.txt").await),
        ("health", StatusCode::OK, guest.get("/healthz").await),
        ("feed", StatusCode::OK, guest.get("/feed.atom").await),
        ("download", StatusCode::OK, ana.get("/settings/data.json").await),
        ("known", StatusCode::NOT_MODIFIED, guest.send(known.body(Body::empty()).unwrap()).await),
        ("theme", StatusCode::SEE_OTHER, guest.post_from("/", "/theme", &[("theme", "dark")]).await),
        ("signed out", StatusCode::UNAUTHORIZED, guest.get("/settings/data.json").await),
        (
            "from elsewhere",
            StatusCode::FORBIDDEN,
            ana.send(Request::post("/").body(Body::empty()).unwrap()).await,
        ),
        ("nowhere", StatusCode::NOT_FOUND, guest.get("/nowhere").await),
        ("no file", StatusCode::NOT_FOUND, guest.send(bare(Method::GET, "/pkg/none.js")).await),
        ("no function", StatusCode::NOT_FOUND, guest.call("/api/none", &[]).await),
        ("method", StatusCode::METHOD_NOT_ALLOWED, guest.send(bare(Method::PUT, "/")).await),
        ("too long", StatusCode::PAYLOAD_TOO_LARGE, guest.send(own("/theme").body(long).unwrap()).await),
        (
            "no form",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            guest.send(own("/theme").body(Body::from("x")).unwrap()).await,
        ),
        ("refused", StatusCode::UNPROCESSABLE_ENTITY, guest.call("/api/sign_in", &[("name", "ana")]).await),
        ("a panic", StatusCode::INTERNAL_SERVER_ERROR, faults.get("/panic").await),
        ("too slow", StatusCode::SERVICE_UNAVAILABLE, faults.get("/hang").await),
    ]
}

#[tokio::test]
async fn h2_every_answer_has_every_header() {
    let site = Site::with(&["--origin", "https://square.test"], |state| {
        state.timeouts.response_start = std::time::Duration::from_millis(300);
    })
    .await;
    for (what, status, answer) in answers(&site).await {
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{what}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{what}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{what}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{what}");
        let hsts = answer.header("strict-transport-security");
        assert!(hsts.contains("max-age=63072000") && hsts.contains("includeSubDomains"), "{what}: {hsts}");
        assert!(!answer.header("cache-control").is_empty(), "{what}");
        assert!(!answer.headers.contains_key("server"), "{what}");
        let csp = answer.header("content-security-policy");
        for part in ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(csp.contains(part), "{what}: {csp}");
        }
        assert!(!csp.contains("unsafe-inline") && !csp.contains("'unsafe-eval'"), "{what}: {csp}");
        let kind = answer.header("content-type");
        assert!(!kind.starts_with("text/") || kind.contains("charset=utf-8"), "{what}: {kind}");
        assert_eq!(
            answer.headers.get_all("content-type").iter().count(),
            usize::from(!kind.is_empty()),
            "{what}"
        );
    }
}

#[tokio::test]
async fn h2_http_without_s_promises_no_https() {
    let site = Site::fresh().await;
    assert_eq!(site.nobody().get("/healthz").await.header("strict-transport-security"), "");
}

fn nonce(answer: &Answer) -> String {
    let csp = answer.header("content-security-policy");
    csp.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned()
}

#[tokio::test]
async fn h1_scripts_run_by_a_nonce_that_is_never_the_same() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let (one, two) = (guest.get("/").await, guest.get("/").await);
    assert_ne!(nonce(&one), nonce(&two));
    assert!(nonce(&one).len() >= 22);
    for answer in [one, two] {
        let nonce = nonce(&answer);
        assert!(answer.body.contains("<script"), "{}", answer.body);
        for script in answer.body.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "<script{tag}>");
        }
        assert!(!answer.body.contains(" style=\""), "an inline style is stopped by the policy");
        let csp = answer.header("content-security-policy");
        assert!(csp.contains("report-uri /csp-report") && csp.contains("'wasm-unsafe-eval'"), "{csp}");
        assert_eq!(answer.header("reporting-endpoints"), "csp=\"/csp-report\"");
    }
}

#[tokio::test]
async fn h1_a_report_is_taken_and_bounded() {
    let site = Site::fresh().await;
    let report = Request::post("/csp-report")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/csp-report")
        .body(Body::from(format!("{{\"x\":\"{}\r\n\"}}", "y".repeat(100_000))));
    assert_eq!(site.nobody().send(report.unwrap()).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn h3_what_is_personal_is_not_kept_by_the_browser() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    for path in ["/", "/settings", "/settings/data.json", "/nowhere", "/api/own_profile"] {
        assert_eq!(ana.get(path).await.header("cache-control"), "no-store", "{path}");
        assert!(ana.get(path).await.headers.get_all("vary").iter().any(|v| v == "Cookie"), "{path}");
    }
    assert_eq!(site.nobody().get("/").await.header("cache-control"), "private, no-cache");
    // Whoever has a session sees pages of their own, a guest who tried something in a chapter among them.
    let mut learner = site.nobody();
    let fields = [("experiment", "mend"), ("action", "loop"), ("join", "")];
    learner.post_from("/learn/join", "/api/run_experiment", &fields).await;
    let mut watched = site.nobody();
    watched.call("/api/switch_xray", &[("on", "true")]).await;
    for mut actor in [ana.copy(), learner, watched] {
        assert!(actor.jar.contains_key("vitrine"));
        // Feeds are the same for everybody.
        for (path, ..) in crate::xray::STATEMENTS.into_iter().filter(|(path, ..)| !path.ends_with(".atom")) {
            assert_eq!(actor.get(path).await.header("cache-control"), "no-store", "{path}");
        }
    }
    let out = ana.post_from("/settings", "/api/sign_out", &[]).await;
    assert_eq!(out.header("clear-site-data"), "\"cache\"");
    assert_eq!(out.header("cache-control"), "no-store");
}

#[tokio::test]
async fn h3_ending_the_present_session_in_the_list_drops_cached_pages() {
    let site = Site::fresh().await;
    let mut here = site.as_user("ana").await;
    let user = here.user.unwrap();
    let now = site.state.clock.now();
    let present = store::session::list_sessions(site.db(), user, None, now).await.unwrap().remove(0).key.0;
    let mut elsewhere = site.another_session(user).await;
    let other = store::session::list_sessions(site.db(), user, None, now).await.unwrap();
    let other = other.into_iter().map(|session| session.key.0).find(|key| *key != present).unwrap();

    let ended = here.post_from("/settings", "/api/revoke_session", &[("key", &other)]).await;
    assert!(!ended.headers.contains_key("clear-site-data"), "the present session goes on");
    assert!(elsewhere.get("/settings").await.status.is_redirection(), "the other one has ended");
    let ended = here.post_from("/settings", "/api/revoke_session", &[("key", &present)]).await;
    assert_eq!(ended.header("clear-site-data"), "\"cache\"");
}
