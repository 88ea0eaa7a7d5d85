//! Plain forms that are refused come back to their page.

use crate::{PASSWORD, Site};
use axum::body::Body;
use http::{Request, StatusCode, header};

#[tokio::test]
async fn a_refused_form_comes_back_with_what_was_typed_but_no_password() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let fields = [("name", "ana_maria"), ("password", "not my password"), ("next", "/write")];
    let answer = guest.post_from("/sign-in?next=/write", "/api/sign_in", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/sign-in?next=%2Fwrite");
    let page = guest.get(answer.header("location")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("ana_maria"), "{}", page.body);
    assert!(page.body.contains("do not belong together"), "{}", page.body);
    assert!(!page.body.contains("not my password"));
    assert!(guest.jar.is_empty(), "{:?}", guest.jar);
    assert!(!guest.get("/sign-in").await.body.contains("ana_maria"), "only once");
    assert_eq!(site.state.refused_forms.count(), 0);
}

#[tokio::test]
async fn a_form_without_a_page_before_is_answered_by_its_sentence() {
    let site = Site::fresh().await;
    let request = Request::post("/api/sign_in")
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = site.nobody().send(request.body(Body::from("name=ana&password=x")).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("do not belong together"), "{}", answer.body);
    assert_eq!(answer.header("location"), "");
}

#[tokio::test]
async fn who_was_signed_out_signs_in_and_finds_what_they_wrote() {
    let site = Site::fresh().await;
    site.account("ana").await;
    let mut ana = site.nobody();
    let fields = [("title", "Half a plot"), ("body", "Long thoughts about the pump"), ("tags", "garden")];
    let answer = ana.post_from("/write", "/api/write_post", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/sign-in?next=%2Fwrite"));
    let answer = ana.post_from(
        "/sign-in?next=%2Fwrite",
        "/api/sign_in",
        &[("name", "ana"), ("password", PASSWORD), ("next", "/write")],
    );
    assert_eq!(answer.await.header("location"), "/write");
    let page = ana.get("/write").await;
    assert!(page.body.contains("Long thoughts about the pump"), "{}", page.body);
    assert_eq!(site.number("SELECT COUNT(*) FROM posts").await, 0);
}

#[tokio::test]
async fn a_form_is_shown_to_the_page_a_person_loads_and_not_to_its_scripts() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    guest.post_from("/sign-in", "/api/sign_in", &[("name", "ana_maria"), ("password", "x")]).await;
    let script =
        Request::get("/sign-in").header(header::ACCEPT, "text/html").header("sec-fetch-dest", "empty");
    assert!(!guest.send(script.body(Body::empty()).unwrap()).await.body.contains("ana_maria"));
    assert!(guest.get("/sign-in").await.body.contains("ana_maria"));
}

#[tokio::test]
async fn an_error_in_an_address_is_nobodys() {
    let site = Site::fresh().await;
    let answer = site
        .nobody()
        .get("/sign-in?__path=%2Fapi%2Fsign_in&next=%2Fwrite&__err=IlVucmVhY2hhYmxlIg%3D%3D")
        .await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/sign-in?next=%2Fwrite"));
}

#[tokio::test]
async fn the_browsers_half_hears_the_error_itself() {
    let site = Site::fresh().await;
    let answer = site.nobody().call("/api/sign_in", &[("name", "ana"), ("password", "x")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(matches!(serde_json::from_str(&answer.body), Ok(web::Error::Invalid(_))), "{}", answer.body);
}

#[tokio::test]
async fn what_was_typed_is_forgotten_when_somebody_signs_out() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    ana.post_from("/write", "/api/write_post", &[("title", ""), ("body", "secret thoughts")]).await;
    assert!(ana.jar.contains_key("vitrine-form"), "{:?}", ana.jar);
    ana.post_from("/settings", "/api/sign_out", &[]).await;
    assert!(ana.jar.is_empty(), "{:?}", ana.jar);
}
