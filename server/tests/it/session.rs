//! Sessions, through tower-sessions and the whole router (docs/security.md, K1 to K6, K9, K10).

use crate::{Actor, PASSWORD, Site, session_store::playground, site::key};
use axum::{Extension, Router, routing::get};
use http::StatusCode;
use model::{Role, UserName};
use server::router;
use std::{collections::HashSet, sync::Arc};
use store::session::{AGE_MAX, IDLE_MAX, PER_USER_MAX};
use tokio::sync::Notify;
use tower_sessions::{Session, session::Id};

const DAY: i64 = 24 * 60 * 60;

pub async fn is_signed_in(actor: &mut Actor) -> bool {
    actor.ask("/api/own_profile").await.status == StatusCode::OK
}

#[test]
fn k1_tokens_are_128_random_bits() {
    const TOKENS: usize = 10_000;
    let ids: HashSet<_> = (0..TOKENS).map(|_| Id::default()).collect();
    assert_eq!(ids.len(), TOKENS);
    assert!(ids.iter().all(|id| id.to_string().len() == 22));
    let sigma = (TOKENS as f64 / 4.0).sqrt();
    for bit in 0..128 {
        let ones = ids.iter().filter(|id| id.0 >> bit & 1 == 1).count() as f64;
        assert!((ones - TOKENS as f64 / 2.0).abs() < 5.0 * sigma, "bit {bit}: {ones} ones");
    }
}

#[tokio::test]
async fn k2_a_new_token_at_every_sign_in_and_the_old_one_is_dead() {
    let site = Site::fresh().await;
    site.account("ana").await;
    let mut browser = site.nobody();
    browser.set_cookie("vitrine", &Id::default().to_string());
    let mut old: Vec<Actor> = vec![browser.copy()];
    for _ in 0..2 {
        let answer =
            browser.post_from("/sign-in", "/api/sign_in", &[("name", "ana"), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
        assert!(old.iter().all(|old| old.jar["vitrine"] != browser.jar["vitrine"]));
        assert!(is_signed_in(&mut browser).await);
        for old in &mut old {
            assert!(!is_signed_in(&mut old.copy()).await);
        }
        old.push(browser.copy());
    }
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 1);
}

#[tokio::test]
async fn k3_an_unknown_token_is_never_adopted() {
    let site = Site::fresh().await;
    let router = playground(&site);
    for n in 0..1_000 {
        let made_up = if n % 2 == 0 { Id::default().to_string() } else { format!("made-up-{n}") };
        let mut browser = site.nobody().at(&router);
        browser.set_cookie("vitrine", &made_up);
        let read = browser.get("/read").await;
        assert_eq!(read.cookie("vitrine"), Some("vitrine=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0"));
        if n % 10 == 0 {
            browser.set_cookie("vitrine", &made_up);
            browser.get("/write/1").await;
            assert_ne!(browser.jar["vitrine"], made_up);
            assert!(
                store::session::find_session(site.db(), key(&made_up), site.state.clock.now())
                    .await
                    .unwrap()
                    .is_none()
            );
        }
    }
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 100);
}

#[tokio::test]
async fn k4_a_session_ends_after_14_days_of_silence() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    site.state.clock.advance(IDLE_MAX - 60);
    assert!(is_signed_in(&mut ana).await);
    site.state.clock.advance(IDLE_MAX - 60);
    assert!(is_signed_in(&mut ana).await, "being seen begins the silence anew");
    site.state.clock.advance(IDLE_MAX + 60);
    assert!(!is_signed_in(&mut ana).await);
    ana.get("/").await;
    assert!(ana.jar.is_empty(), "{:?}", ana.jar);
}

#[tokio::test]
async fn k4_a_session_ends_after_30_days_however_busy() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    for _ in 0..29 {
        site.state.clock.advance(DAY);
        assert!(is_signed_in(&mut ana).await);
    }
    site.state.clock.advance(AGE_MAX - 29 * DAY);
    assert!(!is_signed_in(&mut ana).await);
}

#[tokio::test]
async fn k4_a_clock_that_goes_back_neither_ends_a_session_nor_lets_it_live_for_ever() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    site.state.clock.advance(10 * DAY);
    assert!(is_signed_in(&mut ana).await);
    site.state.clock.advance(-10 * DAY);
    assert!(is_signed_in(&mut ana).await);
    // Seen "in the future" counts as seen now.
    site.state.clock.advance(IDLE_MAX + 60);
    assert!(!is_signed_in(&mut ana).await);
}

#[tokio::test]
async fn k4_a_session_begun_while_the_clock_was_ahead_ends_as_any_other() {
    let site = Site::fresh().await;
    site.state.clock.advance(400 * DAY);
    let mut ana = site.as_user("ana").await;
    site.state.clock.advance(-400 * DAY);
    for _ in 0..30 {
        assert!(is_signed_in(&mut ana).await);
        site.state.clock.advance(DAY);
    }
    assert!(!is_signed_in(&mut ana).await, "thirty days after its first use with the right clock");
}

#[tokio::test]
async fn k5_a_session_that_was_ended_stays_ended_whatever_is_still_running() {
    let site = Site::fresh().await;
    let user = site.account("ana").await;
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (b, g) = (begun.clone(), go.clone());
    let slow = |session: Extension<Session>| async move {
        session.insert("n", 7).await.unwrap();
        b.notify_one();
        g.notified().await;
    };
    let routes = Router::new().route("/slow", get(slow));
    let router = router::with_all(&site.state, router::with_person(&site.state, routes));
    for _ in 0..1_000 {
        let mut ana = site.another_session(user).await;
        let mut slow = ana.copy().at(&router);
        let running = tokio::spawn(async move { slow.get("/slow").await });
        begun.notified().await;
        // The slow request has its session in hand, and something to save.
        store::session::delete_session(site.db(), key(&ana.jar["vitrine"])).await.unwrap();
        go.notify_one();
        assert_eq!(running.await.unwrap().status, StatusCode::OK);
        assert!(!is_signed_in(&mut ana).await);
        assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 0);
    }
}

#[tokio::test]
async fn k5_signing_out_ends_the_session_on_the_server() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let mut thief = ana.copy();
    assert!(is_signed_in(&mut thief).await);
    let answer = ana.post_from("/settings", "/api/sign_out", &[]).await;
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
    assert!(ana.jar.is_empty(), "{:?}", ana.jar);
    assert!(!is_signed_in(&mut thief).await);
}

#[tokio::test]
async fn k6_who_is_kept_out_or_loses_a_role_is_out_at_the_next_request() {
    let site = Site::fresh().await;
    let name = UserName::parse("ana").unwrap();
    let mut ana = site.as_user("ana").await;
    let mut ben = site.as_user("ben").await;
    assert!(is_signed_in(&mut ana).await);
    let now = site.state.clock.now();
    assert!(store::user::update_disabled(site.db(), &name, Some(now)).await.unwrap());
    assert!(!is_signed_in(&mut ana.copy()).await);
    assert!(store::user::update_disabled(site.db(), &name, None).await.unwrap());
    assert!(is_signed_in(&mut ana).await);
    assert!(store::user::update_role(site.db(), &name, Role::Admin).await.unwrap());
    assert!(!is_signed_in(&mut ana).await);
    assert!(is_signed_in(&mut ben).await);
}

#[tokio::test]
async fn k9_the_oldest_session_goes_when_the_21st_begins() {
    let site = Site::fresh().await;
    let user = site.account("ana").await;
    let ben = site.as_user("ben").await;
    let mut browsers = Vec::new();
    for _ in 0..=PER_USER_MAX {
        site.state.clock.advance(1);
        browsers.push(site.another_session(user).await);
    }
    assert!(!is_signed_in(&mut browsers[0]).await);
    for browser in &mut browsers[1..] {
        assert!(is_signed_in(browser).await);
    }
    assert!(is_signed_in(&mut ben.copy()).await);
}

#[tokio::test]
async fn k10_the_token_is_nowhere_but_in_the_cookie() {
    let site = Site::fresh().await;
    site.account("ana").await;
    let mut ana = site.nobody();
    let fields = [("name", "ana"), ("password", PASSWORD), ("keep", "on")];
    let answer = ana.post_from("/sign-in", "/api/sign_in", &fields).await;
    let token = ana.jar["vitrine"].clone();
    assert!(!answer.body.contains(&token) && !answer.header("location").contains(&token));
    for path in ["/", "/settings", "/settings/data.json", "/api/sessions", "/api/own_profile"] {
        let answer = if path.starts_with("/api/") { ana.ask(path).await } else { ana.get(path).await };
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(!answer.body.contains(&token), "{path}");
        assert!(!answer.body.contains(PASSWORD), "{path}");
    }
    for entry in std::fs::read_dir(site.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let found = bytes.windows(token.len()).any(|window| window == token.as_bytes());
        assert!(!found, "the token is in the database");
    }
}
