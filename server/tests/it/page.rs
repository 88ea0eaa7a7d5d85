//! Pages: they are complete, show each person their own, take few statements, and may be cached for a second.

use crate::Site;
use http::StatusCode;

#[tokio::test]
async fn a_page_takes_one_statement_for_a_guest_and_three_for_a_person_however_many_posts() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    for n in 0..25 {
        site.write_post(ana.user.unwrap(), &format!("Post {n}")).await;
    }
    let tags = 1; // the tags of the week, asked once a minute for all pages
    assert_eq!(site.nobody().get("/").await.statements, 1 + tags);
    for path in ["/", "/following", "/tag/garden", "/post/1/post-0"] {
        // The session, the person, and the page.
        assert_eq!(ana.get(path).await.statements, 3, "{path}");
        site.write_post(ana.user.unwrap(), "One more").await;
    }
    // A person's page asks who they are and what they wrote; a post with comments asks for those.
    assert_eq!(ana.get("/user/ana").await.statements, 4);
    let said = ana.call("/api/write_comment", &[("post", "1"), ("body", "Words.")]).await;
    assert_eq!(said.status, StatusCode::OK, "{}", said.body);
    assert_eq!(ana.get("/post/1/post-0").await.statements, 4);
}

#[tokio::test]
async fn a_page_that_is_kept_is_shown_to_its_own_person_only() {
    let site = Site::fresh().await;
    let (mut ana, mut ben) = (site.as_user("ana").await, site.as_user("ben").await);
    site.write_post(ana.user.unwrap(), "Half a plot").await;
    for _ in 0..3 {
        assert!(ana.get("/").await.body.contains("ana, your page and settings"));
        assert!(ben.get("/").await.body.contains("ben, your page and settings"));
        let guest = site.nobody().get("/").await;
        assert!(!guest.body.contains("your page and settings") && guest.body.contains("Sign up"));
    }
    // Within one second of the clock, and nothing was written: nothing is asked.
    loop {
        let second = site.state.clock.now();
        site.nobody().get("/").await;
        let again = site.nobody().get("/").await;
        if site.state.clock.now() == second {
            assert_eq!(again.statements, 0);
            break;
        }
    }
}

#[tokio::test]
async fn a_page_that_is_kept_is_drawn_anew_after_any_write() {
    let site = Site::fresh().await;
    let (mut ana, mut ben) = (site.as_user("ana").await, site.as_user("ben").await);
    site.write_post(ana.user.unwrap(), "Half a plot").await;
    let liked = |body: &str| body.contains(r#"<span class="n">1"#);
    assert!(!liked(&ben.get("/").await.body) && !liked(&site.nobody().get("/").await.body));
    assert_eq!(ana.call("/api/like_post", &[("post", "1")]).await.body, "1");
    assert!(liked(&ben.get("/").await.body) && liked(&site.nobody().get("/").await.body));

    // And a session that ended is out, kept or not.
    ben.get("/settings").await;
    store::session::delete_other_sessions(site.db(), ben.user.unwrap(), None).await.unwrap();
    assert!(!ben.get("/").await.body.contains("your page and settings"));
}

#[tokio::test]
async fn h1_every_answer_has_a_nonce_of_its_own_that_its_scripts_carry() {
    let site = Site::fresh().await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        let page = site.nobody().get("/").await;
        let policy = page.header("content-security-policy").to_owned();
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        let scripts = page.body.matches("<script").count();
        let carried = page.body.matches(&format!("nonce=\"{nonce}\"")).count();
        assert!(scripts > 0 && carried >= scripts, "{scripts} scripts, {carried} nonces");
        assert!(!policy.contains("unsafe-inline"));
        seen.push(nonce);
    }
    seen.dedup();
    assert_eq!(seen.len(), 3);
}

#[tokio::test]
async fn every_address_ends_with_the_status_that_is_true() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let first = site.write_post(ana.user.unwrap(), "Half a plot").await;
    let second = site.write_post(ana.user.unwrap(), "The oven").await;
    assert!(
        store::post::delete_post(site.db(), second, ana.user.unwrap(), site.state.clock.now()).await.unwrap()
    );
    let path = format!("/post/{first}/half-a-plot");
    let old = format!("/post/{first}/an-old-title");
    for (who, is_ana) in [("a guest", false), ("ana", true)] {
        let signed_in = if is_ana { 200 } else { 302 };
        for (path, want) in [
            ("/", 200),
            ("/following", signed_in),
            (path.as_str(), 200),
            (old.as_str(), 302),
            ("/post/2/the-oven", 410),
            ("/post/99/x", 404),
            ("/post/x", 404),
            ("/write", signed_in),
            ("/write/1", if is_ana { 200 } else { 401 }),
            ("/write/99", if is_ana { 404 } else { 401 }),
            ("/tag/garden", 200),
            ("/tag/%21", 404),
            ("/user/ana", 200),
            ("/user/nobody", 404),
            ("/search", 200),
            ("/search?q=pump", 200),
            ("/search?q=%22%20OR%20*", 200),
            ("/sign-in", if is_ana { 302 } else { 200 }),
            ("/sign-up", if is_ana { 302 } else { 200 }),
            ("/settings", signed_in),
            ("/about", 200),
            ("/about/promises", 200),
            ("/privacy", 200),
            ("/source", 200),
            ("/source/store/src/like.rs", 200),
            ("/source/none.rs", 404),
            ("/nowhere", 404),
            ("/?older=x", 200),
        ] {
            let answer = if is_ana { ana.get(path).await } else { site.nobody().get(path).await };
            assert_eq!(answer.status.as_u16(), want, "{path} as {who}");
            if want == 200 || want >= 400 {
                assert!(
                    answer.body.ends_with("</html>") || answer.body.contains("</html>"),
                    "{path} as {who}"
                );
                assert!(answer.body.contains("<title>"), "{path} as {who}");
            }
        }
    }
}

#[tokio::test]
async fn stored_markup_stays_text_on_every_page() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let hostile = "</textarea></title></script><script>alert(1)</script>";
    let wrote = ana.call("/api/write_post", &[("title", hostile), ("body", hostile), ("tags", "")]).await;
    assert_eq!(wrote.status, StatusCode::OK, "{}", wrote.body);
    ana.call("/api/write_comment", &[("post", "1"), ("body", hostile)]).await;
    ana.call("/api/change_profile", &[("display_name", "<script>alert(1)"), ("bio", hostile)]).await;
    for path in [
        "/",
        "/post/1/textarea-title-script-script-alert-1-script",
        "/write/1",
        "/user/ana",
        "/settings",
        "/search?q=alert",
    ] {
        let page = ana.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.body.contains("alert(1)"), "{path} does not show it at all");
        // Only our own scripts, each with a nonce; and inside them no way out.
        for (at, _) in page.body.match_indices("<script") {
            let tag = page.body[at..].split_inclusive('>').next().unwrap();
            assert!(tag.contains(" nonce=\"") && !tag.contains("alert"), "{path}: {tag}");
        }
        assert_eq!(page.body.matches("<script").count(), page.body.matches("</script>").count(), "{path}");
    }
}

#[tokio::test]
async fn an_old_address_leads_to_the_new_one_whatever_asks() {
    let site = Site::fresh().await;
    let ana = site.as_user("ana").await;
    site.write_post(ana.user.unwrap(), "Half a plot").await;
    for accept in ["text/html", "*/*"] {
        let request =
            http::Request::get("/post/1/x").header("accept", accept).body(axum::body::Body::empty());
        let answer = site.nobody().send(request.unwrap()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (302, "/post/1/half-a-plot"),
            "{accept}"
        );
    }
}

#[tokio::test]
async fn a_page_tells_readers_of_html_what_it_is_about() {
    let site = Site::fresh().await;
    let ana = site.as_user("ana").await;
    site.write_post(ana.user.unwrap(), "Half a \"plot\"").await;
    let page = site.nobody().get("/post/1/half-a-plot").await.body;
    for tag in [
        "<title>Half a \"plot\" · Vitrine</title>",
        r#"<meta name="description" content="The pump is &lt;new&gt;.">"#,
        r#"<meta property="og:title" content="Half a &quot;plot&quot;">"#,
        r#"<meta property="og:type" content="article">"#,
        r#"<meta property="og:url" content="http://square.test/post/1/half-a-plot">"#,
        r#"<link href="http://square.test/post/1/half-a-plot" rel="canonical">"#,
    ] {
        assert!(page.contains(tag), "{tag} is not in {}", page.split("</head>").next().unwrap());
    }
    let square = site.nobody().get("/").await.body;
    assert!(square.contains(r#"<link href="/feed.atom" rel="alternate" type="application/atom+xml">"#));
}

#[tokio::test]
async fn a_redirect_is_never_answered_from_the_cache_as_an_empty_page() {
    let site = Site::fresh().await;
    for accepts in [["*/*", "text/html"], ["text/html", "*/*"]] {
        for accept in accepts {
            let request = http::Request::get("/following").header(http::header::ACCEPT, accept);
            let answer = site.nobody().send(request.body(axum::body::Body::empty()).unwrap()).await;
            assert_eq!(answer.status, 302, "{accept}");
            assert_eq!(answer.header("location"), "/sign-in?next=/following", "{accept}");
        }
    }
}
