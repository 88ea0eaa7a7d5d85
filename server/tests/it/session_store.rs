//! What tower-sessions writes into the site's database, and when.

use crate::{Actor, Site, session::is_signed_in};
use axum::{Extension, Router, body::Body, extract::Path, routing::get};
use http::{Request, header};
use model::UserId;
use server::{
    network::Peer,
    router,
    session::{RequestStore, SessionRows},
};
use store::QueryLog;
use tower_sessions::{
    Session, SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
};

/// Routes that do to a session what a page might.
pub fn playground(site: &Site) -> Router {
    let routes = Router::new()
        .route(
            "/read",
            get(|session: Extension<Session>| async move {
                format!("{:?}", session.get_value("n").await.unwrap())
            }),
        )
        .route(
            "/write/{n}",
            get(|session: Extension<Session>, Path(n): Path<i64>| async move {
                session.insert("n", n).await.unwrap();
            }),
        );
    router::with_all(&site.state, router::with_person(&site.state, routes))
}

#[tokio::test]
async fn being_seen_is_noted_once_a_minute_and_with_the_device() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let quiet = ana.get("/settings/data.json").await.statements;
    site.state.clock.advance(61);
    assert_eq!(ana.get("/settings/data.json").await.statements, quiet + 1);
    assert_eq!(ana.get("/settings/data.json").await.statements, quiet);
}

#[tokio::test]
async fn a_save_changes_rows_and_never_makes_one() {
    let site = Site::fresh().await;
    let store = RequestStore::new(&site.state, QueryLog::default(), SessionRows::default());
    let user = site.account("ana").await;
    let mut record = Record {
        id: Id::default(),
        data: [("user_id".to_owned(), user.0.into()), ("b".to_owned(), 2.into()), ("a".to_owned(), 1.into())]
            .into(),
        expiry_date: OffsetDateTime::UNIX_EPOCH,
    };
    store.save(&record).await.unwrap();
    assert!(store.load(&record.id).await.unwrap().is_none());

    store.create(&mut record).await.unwrap();
    let row: Option<(String, UserId)> =
        site.db().query("SELECT data, user_id FROM sessions").one().await.unwrap();
    assert_eq!(row.unwrap(), (format!(r#"{{"a":1,"b":2,"user_id":{user}}}"#), user));

    let taken = record.id;
    store.create(&mut record).await.unwrap();
    assert_ne!(record.id, taken, "a key that is taken is not taken over");
    store.delete(&taken).await.unwrap();
    assert!(store.load(&taken).await.unwrap().is_none());
    assert_eq!(store.load(&record.id).await.unwrap().unwrap().data, record.data);
}

#[tokio::test]
async fn a_page_that_changes_nothing_in_the_session_writes_nothing() {
    let site = Site::fresh().await;
    let ana = site.as_user("ana").await;
    let mut ana = ana.at(&playground(&site));
    // The session, and the person.
    assert_eq!(ana.get("/read").await.statements, 2);
    site.state.clock.advance(1); // what was read is kept for the second it was read in
    assert_eq!(ana.get("/write/1").await.statements, 3);
    site.state.clock.advance(1);
    assert_eq!(ana.get("/write/1").await.statements, 2);
    assert_eq!(ana.get("/read").await.body, "Some(Number(1))");
    assert_eq!(site.nobody().at(&playground(&site)).get("/read").await.statements, 0);
}

#[tokio::test]
async fn a_session_gets_a_person_only_with_a_new_token() {
    let site = Site::fresh().await;
    let user = site.account("ana").await;
    let routes = Router::new().route(
        "/take/{user}",
        get(|session: Extension<Session>, Path(user): Path<i64>| async move {
            session.insert("user_id", user).await.unwrap()
        }),
    );
    let router = router::with_all(&site.state, router::with_person(&site.state, routes));
    let mut guest = site.nobody().at(&playground(&site));
    guest.get("/write/1").await;
    let mut guest = guest.at(&router);
    guest.get(&format!("/take/{user}")).await;
    assert!(!is_signed_in(&mut guest.at(&site.router)).await);
}

#[tokio::test]
async fn h4_a_session_shows_the_network_of_the_connection_not_the_one_a_client_claims() {
    let claimed = |actor: &Actor| {
        let mut request = Request::get("/settings/data.json").header("x-forwarded-for", "203.0.113.9");
        request =
            request.header(header::USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0");
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer("192.0.2.7".parse().unwrap()));
        (actor.copy(), request)
    };
    for (flags, network) in
        [(&[][..], "192.0.2.0/24"), (&["--trusted-proxy", "192.0.2.0/24"], "203.0.113.0/24")]
    {
        let site = Site::with(flags, |_| {}).await;
        let ana = site.as_user("ana").await;
        site.state.clock.advance(61);
        let (mut actor, request) = claimed(&ana);
        let body = actor.send(request).await.body;
        let data: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(data["sessions"][0]["network"], network);
        assert_eq!(data["sessions"][0]["browser"], "Firefox");
    }
}

#[tokio::test]
async fn an_answer_to_a_script_does_not_take_the_cookie_away() {
    // It may be about the token before the last sign-in, and arrive after it.
    let site = Site::fresh().await;
    let mut browser = site.nobody();
    browser.set_cookie("vitrine", &Id::default().to_string());
    assert_eq!(browser.ask("/api/own_profile").await.cookies(), Vec::<&str>::new());
    assert!(browser.get("/").await.cookie("vitrine").is_some());
}
