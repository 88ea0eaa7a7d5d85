//! Accounts: signing in, changing a password, deleting an account (docs/security.md, K2, K7, K8, P6, P7, A1).

use crate::{PASSWORD, Site, session::is_signed_in};
use http::StatusCode;

const NEW: &str = "plums in the windowsill jar";

#[tokio::test]
async fn k2_a_new_proof_of_the_password_gives_a_new_token_and_k7_offers_to_end_the_others() {
    let site = Site::fresh().await;
    let mut here = site.as_user("ana").await;
    let mut there = site.another_session(here.user.unwrap()).await;
    let mut before = here.copy();
    let fields = [("password", PASSWORD), ("new_password", NEW), ("end_others", "yes")];
    let answer = here.call("/api/change_password", &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_ne!(here.jar["vitrine"], before.jar["vitrine"]);
    assert!(is_signed_in(&mut here).await);
    assert!(!is_signed_in(&mut before).await && !is_signed_in(&mut there).await);
    let mut again = site.nobody();
    assert_eq!(
        again.call("/api/sign_in", &[("name", "ana"), ("password", PASSWORD)]).await.status.as_u16(),
        422
    );
    assert_eq!(
        again.call("/api/sign_in", &[("name", "ana"), ("password", NEW)]).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn k7_without_being_asked_to_a_new_password_leaves_other_sessions_alone() {
    let site = Site::fresh().await;
    let mut here = site.as_user("ana").await;
    let mut there = site.another_session(here.user.unwrap()).await;
    here.call("/api/change_password", &[("password", PASSWORD), ("new_password", NEW)]).await;
    assert!(is_signed_in(&mut here).await && is_signed_in(&mut there).await);
}

#[tokio::test]
async fn k8_without_the_password_neither_password_nor_account_changes() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let before = site.rows().await;
    for (path, more) in
        [("/api/change_password", ("new_password", NEW)), ("/api/delete_account", ("legacy", "leave"))]
    {
        let answer = ana.call(path, &[("password", "not hers at all"), more]).await;
        assert_eq!(answer.status.as_u16(), 422, "{path}: {}", answer.body);
    }
    assert_eq!(site.rows().await, before);
    assert!(is_signed_in(&mut ana).await);
    assert_eq!(
        site.nobody().call("/api/sign_in", &[("name", "ana"), ("password", PASSWORD)]).await.status,
        200
    );
}

#[tokio::test]
async fn p7_a_wrong_name_and_a_wrong_password_are_answered_alike() {
    let site = Site::fresh().await;
    site.account("ana").await;
    let mut answers = Vec::new();
    for name in ["ana", "nobody_here", "not a name"] {
        let fields = [("name", name), ("password", "wrong wrong wrong")];
        let answer = site.nobody().call("/api/sign_in", &fields).await;
        answers.push((answer.status, answer.body.clone()));
        let plain = site.nobody().post_from("/sign-in", "/api/sign_in", &fields).await;
        assert_eq!((plain.status.as_u16(), plain.header("location")), (303, "/sign-in"));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn p6_strangers_have_to_wait_and_the_owners_device_does_not() {
    let site = Site::fresh().await;
    site.account("ana").await;
    let right = [("name", "ana"), ("password", PASSWORD)];
    let mut owner = site.nobody();
    assert_eq!(owner.call("/api/sign_in", &right).await.status, StatusCode::OK);
    owner.call("/api/sign_out", &[]).await;

    let mut stranger = site.nobody();
    let guess = [("name", "ana"), ("password", "a guess of many")];
    for n in 0..8 {
        if n >= 5 {
            site.state.clock.advance(10); // a guesser who waits as long as asked
        }
        assert_eq!(stranger.call("/api/sign_in", &guess).await.status, 422);
    }
    let late = stranger.call("/api/sign_in", &right).await;
    assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS, "this one is not even looked at");
    assert!((1..=8).contains(&late.header("retry-after").parse::<i64>().unwrap()), "{:?}", late.headers);
    assert_eq!(owner.call("/api/sign_in", &right).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a1_what_is_not_ones_own_answers_as_if_it_were_not_there() {
    let site = Site::fresh().await;
    let (mut ana, mut ben) = (site.as_user("ana").await, site.as_user("ben").await);
    let hers = site.write_post(ana.user.unwrap(), "Half a plot").await.to_string();
    let his = site.write_post(ben.user.unwrap(), "The oven").await.to_string();
    ana.call("/api/write_comment", &[("post", &his), ("body", "Hers.")]).await;
    let key = site.number("SELECT COUNT(*) FROM sessions").await;
    let session = store::session::list_sessions(site.db(), ana.user.unwrap(), None, site.state.clock.now())
        .await
        .unwrap();
    let before = site.rows().await;
    let post = [("title", "Ben was here"), ("body", "x"), ("tags", "")];
    let cases: Vec<(&str, Vec<(&str, &str)>)> = vec![
        ("/api/edit_post", [vec![("post", hers.as_str())], post.to_vec()].concat()),
        ("/api/delete_post", vec![("post", &hers)]),
        ("/api/edit_comment", vec![("comment", "1"), ("body", "Ben was here")]),
        ("/api/delete_comment", vec![("comment", "1")]),
        ("/api/revoke_session", vec![("key", &session[0].key.0)]),
    ];
    for (path, fields) in &cases {
        assert_eq!(ben.call(path, fields).await.status, StatusCode::NOT_FOUND, "{path} as Ben");
        assert_eq!(
            site.nobody().call(path, fields).await.status,
            StatusCode::UNAUTHORIZED,
            "{path} as nobody"
        );
    }
    assert_eq!(site.rows().await, before);
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, key);
    assert_eq!(site.number("SELECT COUNT(*) FROM posts WHERE edited_at IS NOT NULL").await, 0);
    assert_eq!(site.number("SELECT COUNT(*) FROM comments WHERE edited_at IS NOT NULL").await, 0);
}
