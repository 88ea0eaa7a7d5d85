//! Every address that the X-ray can record has its sentence, beside the function or route.

use crate::Site;
use leptos::server_fn::axum::server_fn_paths;
use server::router;
use std::collections::BTreeSet;

/// As axum writes it: `/post/{id}`, `/source/{*path}`.
fn as_axum_writes(pattern: &str) -> String {
    let part = |part: &str| match part.strip_prefix(':') {
        Some(name) => format!("{{{name}}}"),
        None if part.starts_with('*') => format!("{{{part}}}"),
        None => part.to_owned(),
    };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The addresses of a router. It tells them to nobody but a debugger.
fn addresses(router: &axum::Router) -> BTreeSet<String> {
    let text = format!("{router:?}");
    let found = text.split("RouteId(").filter_map(|rest| {
        let (number, rest) = rest.split_once("): \"")?;
        number.parse::<u32>().ok()?;
        rest.split('"').next()
    });
    // axum's own, for whatever nobody has.
    found.filter(|path| !path.contains("__private")).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_server_function_and_every_route_has_its_sentence() {
    let site = Site::fresh().await;
    let routes = addresses(&router::personal(&site.state));
    // The way to find them works: a page, a function, a route of the lab, and something to take home.
    for known in ["/post/{id}/{slug}", "/api/like_post", "/lab/tamper/put", "/settings/data.json"] {
        assert!(routes.contains(known), "{known}: {routes:?}");
    }
    let functions: Vec<_> = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    assert!(functions.len() >= 56, "{functions:?}");
    let said: BTreeSet<_> = xray::sentences().map(|sentence| as_axum_writes(sentence.pattern)).collect();
    let missing: Vec<_> = routes.iter().chain(&functions).filter(|path| !said.contains(*path)).collect();
    assert!(missing.is_empty(), "no sentence for {missing:?}");
    // And none is left over from an address that is gone.
    let gone: Vec<_> =
        said.iter().filter(|path| !routes.contains(*path) && !functions.contains(path)).collect();
    assert!(gone.is_empty(), "no address for {gone:?}");
    assert!(xray::sentences().all(|sentence| sentence.text.starts_with("You ")));
}

#[tokio::test]
async fn a_story_names_the_post_it_was_about_also_when_that_is_gone() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let post = site.write_post(ana.user.unwrap(), "Half a <plot>").await.to_string();
    ana.call("/api/switch_xray", &[("on", "true")]).await;
    ana.call("/api/like_post", &[("post", &post)]).await;
    ana.get("/user/ana").await;
    ana.get("/search?q=half+a+plot").await;
    ana.get("/learn/join").await;
    ana.ask("/api/read_page?page=chapter&chapter=join").await;
    ana.call("/api/write_comment", &[("post", &post), ("body", "Yes.")]).await;
    let seen = ana.ask("/api/xray_page").await.body;
    for sentence in [
        "You liked “Half a &lt;plot&gt;”",
        "You opened the page of ana",
        "You searched for “half a plot”",
        "You opened “Tables together”",
        "You commented on “Half a &lt;plot&gt;”",
    ] {
        assert!(seen.contains(sentence), "{sentence}: {seen}");
    }
    // One look-up for all of them, however many there are, beside the one for what the open story is about.
    ana.call("/api/unlike_post", &[("post", &post)]).await;
    let before = ana.ask("/api/xray_page").await.statements;
    // Each of them changes a row, so that the session is read anew for this look as it was for the one before.
    for path in ["/api/like_post", "/api/unlike_post"].repeat(3) {
        ana.call(path, &[("post", &post)]).await;
    }
    assert_eq!(ana.ask("/api/xray_page").await.statements, before);

    ana.call("/api/delete_post", &[("post", &post)]).await;
    let seen = ana.ask("/api/xray_page").await.body;
    for sentence in ["You deleted a post", "You liked a post that is gone"] {
        assert!(seen.contains(sentence), "{sentence}: {seen}");
    }
    // Deleting the account has a sentence of its own, too; the session ends with it, so it is found by its address.
    let sentence = xray::sentence_of("/api/delete_account").unwrap();
    assert_eq!(sentence.text, "You deleted your account");
}
