//! The choice between a light and a dark page.

use crate::Site;
use http::StatusCode;

#[tokio::test]
async fn the_light_is_kept_and_can_be_given_back_to_the_device() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    assert!(!guest.get("/").await.body.contains("data-theme"));
    let answer = guest.post_from("/search?q=oven", "/theme", &[("theme", "dark")]).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/search?q=oven"));
    assert!(guest.get("/").await.body.contains("data-theme=\"dark\""));
    guest.post_from("/", "/theme", &[("theme", "device")]).await;
    assert!(guest.jar.is_empty());
    let script = guest.call("/theme", &[("theme", "light")]).await;
    assert_eq!(script.status, StatusCode::NO_CONTENT);
    assert!(guest.get("/").await.body.contains("data-theme=\"light\""));
}

#[tokio::test]
async fn o1_the_way_back_never_leaves_the_site() {
    let site = Site::fresh().await;
    for from in ["//evil.test", "/\\evil.test", "/%5cevil.test", "/%2f/evil.test"] {
        let answer = site.nobody().post_from(from, "/theme", &[("theme", "dark")]).await;
        assert_eq!(answer.header("location"), "/", "{from}");
    }
}

#[tokio::test]
async fn an_unknown_light_is_the_devices() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    guest.set_cookie("theme", "\"><script>");
    let page = guest.get("/").await;
    assert!(!page.body.contains("data-theme") && !page.body.contains("\"><script>"));
}
