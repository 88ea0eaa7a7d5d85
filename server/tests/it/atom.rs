//! Atom feeds.

use crate::{Site, actor::bare};
use atom_syndication::Feed;
use http::{Method, Request, StatusCode, header};

#[tokio::test]
async fn a_feed_has_the_newest_posts_with_whole_addresses_and_escaped_text() {
    let site = Site::fresh().await;
    let (ana, ben) = (site.account("ana").await, site.account("ben").await);
    let plot = site.write_post(ana, "Half a <plot> & more").await;
    site.state.clock.advance(60);
    let oven = site.write_post(ben, "Bread on Friday").await;
    for (path, posts) in [
        ("/feed.atom", vec![oven, plot]),
        ("/tag/garden/feed.atom", vec![oven, plot]),
        ("/tag/waiting-list/feed.atom", vec![oven, plot]),
        ("/user/ana/feed.atom", vec![plot]),
        ("/user/ben/feed.atom", vec![oven]),
    ] {
        let answer = site.nobody().send(bare(Method::GET, path)).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (StatusCode::OK, "application/atom+xml; charset=utf-8")
        );
        let feed: Feed = answer.body.parse().unwrap();
        let ids: Vec<_> = feed.entries.iter().map(|entry| entry.id.clone()).collect();
        assert_eq!(
            ids,
            posts.iter().map(|post| format!("http://square.test/post/{post}")).collect::<Vec<_>>(),
            "{path}"
        );
        assert_eq!(feed.links[0].href, format!("http://square.test{path}"));
        assert_eq!(feed.updated, feed.entries[0].updated);
        let entry = feed.entries.last().unwrap();
        assert!(entry.links[0].href.starts_with(&format!("{}/", entry.id)));
        assert_eq!(entry.content.as_ref().unwrap().value.as_deref(), Some("<p>The pump is &lt;new&gt;.</p>"));
    }
    let answer = site.nobody().send(bare(Method::GET, "/user/ana/feed.atom")).await;
    assert_eq!(answer.body.parse::<Feed>().unwrap().entries[0].title.value, "Half a <plot> & more");
    assert!(!answer.body.contains("<plot>"));
}

#[tokio::test]
async fn a_feed_of_nothing_is_not_there() {
    let site = Site::fresh().await;
    for path in
        ["/tag/nothing/feed.atom", "/tag/c++/feed.atom", "/user/nobody/feed.atom", "/user/x%27/feed.atom"]
    {
        assert_eq!(site.nobody().get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(site.nobody().get("/feed.atom").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_feed_that_is_known_is_not_sent_again() {
    let site = Site::fresh().await;
    let ana = site.account("ana").await;
    let tag = site.nobody().get("/feed.atom").await.header("etag").to_owned();
    let ask = || {
        Request::get("/feed.atom")
            .header(header::IF_NONE_MATCH, &tag)
            .body(axum::body::Body::empty())
            .unwrap()
    };
    assert_eq!(site.nobody().send(ask()).await.status, StatusCode::NOT_MODIFIED);
    site.write_post(ana, "Half a plot").await;
    assert_eq!(site.nobody().send(ask()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_character_that_no_xml_document_may_hold_does_not_break_a_feed() {
    let site = Site::fresh().await;
    let ana = site.account("ana").await;
    site.write_post(ana, "Tea").await;
    // Nobody can write such a title any more, but a database may have one from before that rule.
    let mut tx = site.db().begin().await.unwrap();
    tx.query("UPDATE posts SET title = 'Tea' || char(65535), excerpt = 'Hot' || char(65534, 7)")
        .run()
        .await
        .unwrap();
    tx.query("UPDATE users SET display_name = 'Ana' || char(65535)").run().await.unwrap();
    tx.commit().await.unwrap();
    for path in ["/feed.atom", "/user/ana/feed.atom"] {
        let answer = site.nobody().get(path).await;
        let forbidden = |c: char| matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{7}');
        assert!(!answer.body.contains(forbidden), "{path}");
        let feed: Feed = answer.body.parse().unwrap();
        assert_eq!(feed.entries[0].title.value, "Tea", "{path}");
    }
}
