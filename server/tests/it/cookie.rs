//! The attributes of every cookie that the site sets (docs/security.md, C1, C2, O1).

use crate::{PASSWORD, Site};
use axum::{Extension, Router, routing::get};
use http::StatusCode;
use server::router;
use store::session::AGE_MAX;
use tower_sessions::Session;

fn attributes(line: &str) -> Vec<&str> {
    line.split("; ").skip(1).collect()
}

#[tokio::test]
async fn c1_every_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts() {
    let site = Site::secure().await;
    site.account("ana").await;
    let mut ana = site.nobody();
    let fields = [("name", "ana"), ("password", PASSWORD), ("keep", "on")];
    let mut answers =
        vec![ana.post_from("/sign-in", "/api/sign_in", &[("name", "ana"), ("password", "wrong")]).await];
    answers.push(ana.get("/sign-in").await);
    answers.push(ana.post_from("/sign-in", "/api/sign_in", &fields).await);
    assert!(ana.jar.contains_key("__Host-vitrine"), "{:?}", ana.jar);
    answers.push(ana.post_from("/", "/theme", &[("theme", "dark")]).await);
    let python = [("language", "python"), ("listing", "bakery")];
    answers.push(ana.post_from("/learn/sql", "/listing-language", &python).await);
    answers.push(ana.post_from("/settings", "/api/sign_out", &[]).await);
    let lines: Vec<_> = answers.iter().flat_map(|answer| answer.cookies()).collect();
    assert!(lines.len() >= 8, "{lines:#?}");
    for line in lines {
        let name = line.split('=').next().unwrap();
        assert!(name.starts_with("__Host-") || ["theme", "listings"].contains(&name), "{line}");
        let attributes = attributes(line);
        for wanted in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(attributes.contains(&wanted), "{line}");
        }
        assert!(!line.contains("Domain"), "{line}");
        // C2: what a browser keeps.
        assert!(line.len() < 1_024, "{line}");
        let life = attributes
            .iter()
            .find_map(|a| a.strip_prefix("Max-Age="))
            .map_or(0, |n| n.parse::<i64>().unwrap());
        assert!(life <= 400 * 24 * 60 * 60, "{line}");
    }
    assert!(!ana.jar.contains_key("__Host-vitrine"), "signing out leaves no session's cookie: {:?}", ana.jar);
}

#[tokio::test]
async fn c1_a_removal_has_the_attributes_of_what_it_removes() {
    let site = Site::secure().await;
    let mut ana = site.as_user("ana").await;
    let answer = ana.post_from("/settings", "/api/sign_out", &[]).await;
    let want = "__Host-vitrine=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0";
    assert_eq!(answer.cookie("__Host-vitrine"), Some(want));
}

#[tokio::test]
async fn a_session_ends_with_the_browser_unless_it_is_to_be_kept() {
    let site = Site::fresh().await;
    site.account("ana").await;
    let fields = [("name", "ana"), ("password", PASSWORD), ("keep", "on")];
    let answer = site.nobody().post_from("/sign-in", "/api/sign_in", &fields[..2]).await;
    assert_eq!(attributes(answer.cookie("vitrine").unwrap()), ["HttpOnly", "SameSite=Lax", "Path=/"]);
    let answer = site.nobody().post_from("/sign-in", "/api/sign_in", &fields).await;
    let line = answer.cookie("vitrine").unwrap();
    assert!(attributes(line).contains(&format!("Max-Age={AGE_MAX}").as_str()), "{line}");
}

#[tokio::test]
async fn a_later_save_does_not_shorten_a_cookie_that_is_to_be_kept() {
    let site = Site::fresh().await;
    site.account("ana").await;
    let routes = Router::new()
        .route("/read", get(|session: Extension<Session>| async move { drop(session.get_value("n").await) }))
        .route(
            "/write",
            get(|session: Extension<Session>| async move { session.insert("n", 1).await.unwrap() }),
        );
    let router = router::with_all(&site.state, router::with_person(&site.state, routes));
    let mut ana = site.nobody();
    let fields = [("name", "ana"), ("password", PASSWORD), ("keep", "on")];
    ana.post_from("/sign-in", "/api/sign_in", &fields).await;
    let token = ana.jar["vitrine"].clone();
    let mut ana = ana.at(&router);
    let read = ana.get("/read").await;
    assert_eq!((read.status, read.cookies().len()), (StatusCode::OK, 0), "reading sets no cookie");
    site.state.clock.advance(1000);
    let written = ana.get("/write").await;
    let line = written.cookie("vitrine").unwrap();
    assert!(line.starts_with(&format!("vitrine={token};")), "{line}");
    let life: i64 = line.split("Max-Age=").nth(1).unwrap().split(';').next().unwrap().parse().unwrap();
    assert!(
        (AGE_MAX - 1010..=AGE_MAX - 1000).contains(&life),
        "as long as the session and no longer: {line}"
    );
}

#[tokio::test]
async fn o1_signing_in_leads_to_a_page_of_the_site_whatever_it_is_told() {
    let site = Site::fresh().await;
    site.account("ana").await;
    for next in [
        "//evil.test",
        "/\\evil.test",
        "/%5cevil.test",
        "\t//evil.test",
        "javascript:alert(1)",
        "https://evil.test",
    ] {
        let fields = [("name", "ana"), ("password", PASSWORD), ("next", next)];
        let answer = site.nobody().post_from("/sign-in", "/api/sign_in", &fields).await;
        assert_eq!(answer.header("location"), "/", "{next:?}");
    }
}
