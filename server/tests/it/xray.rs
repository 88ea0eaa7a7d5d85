//! The glass: what a trace tells, to whom, and what it never tells.

use crate::{Actor, Answer, Site, site::PASSWORD};
use axum::body::Body;
use http::{Request, StatusCode};

async fn switch(actor: &mut Actor, on: bool) -> Answer {
    let fields: &[(&str, &str)] = if on { &[("on", "true")] } else { &[] };
    actor.call("/api/switch_xray", fields).await
}

/// The whole timeline, as its owner reads it.
async fn timeline(actor: &mut Actor) -> Answer {
    actor.ask("/api/xray_page").await
}

#[tokio::test]
async fn nothing_is_recorded_until_the_glass_is_on_and_nothing_after_it_is_off() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    ana.get("/").await;
    assert_eq!(site.state.site.rings.size(), (0, 0));
    assert_eq!(timeline(&mut ana).await.status, StatusCode::NOT_FOUND);
    switch(&mut ana, true).await;
    ana.get("/").await;
    assert_eq!(site.state.site.rings.size().0, 1);
    assert!(timeline(&mut ana).await.body.contains("You opened the square"));
    switch(&mut ana, false).await;
    assert_eq!(site.state.site.rings.size(), (0, 0));
    ana.get("/").await;
    assert_eq!(site.state.site.rings.size(), (0, 0));
}

#[tokio::test]
async fn a_guest_sees_their_first_cookie_being_made() {
    let site = Site::secure().await;
    let mut guest = site.nobody();
    let answer = switch(&mut guest, true).await;
    assert!(answer.cookie("__Host-vitrine").is_some(), "{:?}", answer.headers);
    let seen = timeline(&mut guest).await.body;
    for part in [
        "You switched the glass on",
        "A new row in",
        "puts a cookie into the jar",
        "HttpOnly",
        "Begin a new session",
    ] {
        assert!(seen.contains(part), "{part}: {seen}");
    }
    switch(&mut guest, false).await;
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 0);
}

#[tokio::test]
async fn a_session_that_is_still_in_memory_costs_no_statement_and_the_trace_says_so() {
    const SAID: &str = "The session was still in memory";
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    // What the tags of the week are is known for a while.
    site.nobody().get("/").await;
    switch(&mut ana, true).await;
    let (first, second) = (ana.get("/").await, ana.get("/").await);
    assert_eq!((first.statements, second.statements), (3, 1));
    // In the server's column, and in the same as text.
    assert_eq!(timeline(&mut ana).await.body.matches(SAID).count(), 2);
    // A write, whoever's it is, and the row is read again.
    ana.call("/api/write_post", &[("title", "Half a plot"), ("body", "By the pump.")]).await;
    assert_eq!(ana.get("/").await.statements, 3);
    assert!(!timeline(&mut ana).await.body.contains(SAID));
}

#[tokio::test]
async fn a_like_is_one_story_with_exactly_one_write_to_the_likes() {
    let site = Site::fresh().await;
    let ben = site.as_user("ben").await;
    let post = site.write_post(ben.user.unwrap(), "Bread on Friday").await.to_string();
    let mut ana = site.as_user("ana").await;
    switch(&mut ana, true).await;
    ana.call("/api/like_post", &[("post", &post)]).await;
    let seen = timeline(&mut ana).await.body;
    assert!(seen.contains("You liked “Bread on Friday”"), "{seen}");
    assert_eq!(seen.matches("INSERT INTO likes").count(), 1, "{seen}");
    assert!(seen.contains("store/src/like.rs"));
    // Every sentence has its part on the stage, and every part its sentence.
    let parts = seen.matches("data-step=").count();
    assert_eq!(seen.matches("<li><b>").count(), parts, "{seen}");
    assert!((1..=parts).all(|n| seen.contains(&format!("data-step=\\\"{n}\\\""))), "{seen}");
}

#[tokio::test]
async fn the_specimen_is_the_post_that_was_clicked_or_else_the_page() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let post = site.write_post(ana.user.unwrap(), "Half a <plot>").await.to_string();
    site.write_post(ana.user.unwrap(), "Rye").await;
    switch(&mut ana, true).await;
    let title =
        "<p class=\"specimen\"><a href=\"/post/1/half-a-plot\" rel=\"external\">“Half a &lt;plot&gt;”";
    let seen = |answer: Answer| answer.body.replace("\\\"", "\"").replace("<!>", "");
    ana.call("/api/like_post", &[("post", &post)]).await;
    let liked = seen(timeline(&mut ana).await);
    assert!(liked.contains(title), "{liked}");
    ana.get("/post/1/half-a-plot").await;
    assert!(seen(timeline(&mut ana).await).contains(title));
    // A list is about none of its posts.
    ana.get("/?older=9").await;
    let listed = seen(timeline(&mut ana).await);
    assert!(listed.contains("<p class=\"specimen\"><a href=\"/?older=9\""), "{listed}");
    // What is gone is not quoted; the page it was clicked on is.
    ana.post_from("/user/ana", "/api/delete_post", &[("post", &post)]).await;
    let gone = seen(timeline(&mut ana).await);
    assert!(gone.contains("<p class=\"specimen\"><a href=\"/user/ana\""), "{gone}");
}

#[tokio::test]
async fn a_short_answer_to_a_click_is_shown_and_never_shared() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let post = site.write_post(ana.user.unwrap(), "Half a plot").await.to_string();
    switch(&mut ana, true).await;
    ana.call("/api/preview", &[("body", "a *canary* sings")]).await;
    let seen = timeline(&mut ana).await.body;
    let answer = "&lt;p&gt;a &lt;em&gt;canary&lt;/em&gt; sings&lt;/p&gt;";
    assert!(seen.contains(answer), "{seen}");
    let own = site.state.site.rings.list(&crate::site::key(&ana.jar["vitrine"]), site.state.clock.now());
    let preview = own.last().unwrap();
    assert_eq!(preview.sending.so_far().0, preview.sending.text().unwrap().len() as u64);
    assert!(preview.bytes() >= preview.sending.text_bytes() && preview.sending.text_bytes() > 0);
    let (trace, bytes) = (preview.id.clone(), preview.sending.so_far().0);

    let shared = ana.post_from("/xray", "/api/share_trace", &[("trace", &trace)]).await;
    let shared = site.nobody().get(shared.header("location")).await.body;
    assert!(
        shared.contains(&format!("answer, {bytes} bytes of body")) && !shared.contains("canary"),
        "{shared}"
    );

    // Longer ones, and what is merely asked for, are only counted.
    ana.call("/api/preview", &[("body", &"canary ".repeat(80))]).await;
    ana.ask(&format!("/api/read_post?post={post}")).await;
    ana.ask("/api/sessions").await;
    let own = site.state.site.rings.list(&crate::site::key(&ana.jar["vitrine"]), site.state.clock.now());
    for trace in &own[own.len() - 3..] {
        assert!(trace.sending.text().is_none() && trace.sending.so_far().0 > 0, "{trace:?}");
    }
}

#[tokio::test]
async fn the_glass_stays_on_through_a_sign_in_and_its_traces_go_along() {
    let site = Site::fresh().await;
    site.account("ana").await;
    let mut guest = site.nobody();
    switch(&mut guest, true).await;
    guest.get("/sign-in").await;
    let answer = guest.call("/api/sign_in", &[("name", "ana"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let seen = timeline(&mut guest).await.body;
    for part in ["You signed in", "You opened the sign-in page", "in place of the old one"] {
        assert!(seen.contains(part), "{part}: {seen}");
    }
    assert_eq!(site.state.site.rings.size().0, 1);
    guest.call("/api/sign_out", &[]).await;
    assert_eq!(site.state.site.rings.size(), (0, 0));
}

#[tokio::test]
async fn a_session_that_is_ended_elsewhere_leaves_no_trace() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let mut other = site.another_session(ana.user.unwrap()).await;
    let mut ben = site.as_user("ben").await;
    for actor in [&mut ana, &mut other, &mut ben] {
        switch(actor, true).await;
    }
    assert_eq!(site.state.site.rings.size().0, 3);
    ana.call("/api/revoke_other_sessions", &[]).await;
    assert_eq!(site.state.site.rings.size().0, 2);
    assert_eq!(timeline(&mut other).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a2_nobody_sees_a_trace_of_anybody_else_however_their_requests_run_together() {
    let site = Site::fresh().await;
    let mut people = Vec::new();
    for n in 0..16 {
        let mut actor = site.as_user(&format!("person_{n}")).await;
        switch(&mut actor, true).await;
        people.push(actor);
    }
    let tasks: Vec<_> = people
        .into_iter()
        .enumerate()
        .map(|(n, mut actor)| {
            tokio::spawn(async move {
                for round in 0..5 {
                    actor.get(&format!("/search?q=canary{n}x{round}")).await;
                    actor
                        .call(
                            "/api/write_post",
                            &[("title", &format!("bird{n}b{round}")), ("body", "A canary.")],
                        )
                        .await;
                    actor.get("/settings").await;
                }
                actor
            })
        })
        .collect();
    let mut people = Vec::new();
    for task in tasks {
        people.push(task.await.unwrap());
    }
    let mut numbers: Vec<String> = Vec::new();
    for (n, actor) in people.iter_mut().enumerate() {
        let rings =
            site.state.site.rings.list(&crate::site::key(&actor.jar["vitrine"]), site.state.clock.now());
        let text = format!("{rings:?}");
        assert!(text.contains(&format!("canary{n}x4")), "{text}");
        for other in (0..16).filter(|other| *other != n) {
            assert!(!text.contains(&format!("canary{other}x")), "{n} sees {other}");
            assert!(!text.contains(&format!("bird{other}b")), "{n} sees {other}");
        }
        numbers.extend(rings.iter().map(|trace| trace.id.clone()));
    }
    // By its number alone nobody finds a trace.
    let own =
        site.state.site.rings.list(&crate::site::key(&people[0].jar["vitrine"]), site.state.clock.now());
    let own: Vec<_> = own.iter().map(|trace| trace.id.clone()).collect();
    for number in numbers.iter().filter(|number| !own.contains(number)) {
        let answer = people[0].ask(&format!("/api/xray_panel?trace={number}")).await;
        assert!(answer.body.contains("Nothing yet"), "{}", answer.body);
    }
}

#[tokio::test]
async fn k10_no_trace_has_a_password_or_a_token_in_it() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    switch(&mut guest, true).await;
    let mut tokens = vec![guest.jar["vitrine"].clone()];
    let new = "seven green kettles sing";
    guest.call("/api/sign_up", &[("name", "ana"), ("password", PASSWORD), ("keep", "on")]).await;
    tokens.push(guest.jar["vitrine"].clone());
    guest.call("/api/change_password", &[("password", PASSWORD), ("new_password", new)]).await;
    tokens.push(guest.jar["vitrine"].clone());
    tokens.push(guest.jar["vitrine-device"].clone());
    guest.call("/api/sign_in", &[("name", "ana"), ("password", "a wrong one, but secret")]).await;
    guest.call("/api/write_post", &[("title", "Half a plot"), ("body", "By the pump.")]).await;
    for path in ["/", "/settings", "/user/ana", "/settings/data.json", "/search?q=pump"] {
        guest.get(path).await;
    }
    // Answers as scripts get them: the list of sessions has their keys in it.
    guest.call("/api/like_post", &[("post", "1")]).await;
    assert!(guest.ask("/api/sessions").await.body.contains("\"key\""));
    let traces = site.state.site.rings.list(&crate::site::key(&guest.jar["vitrine"]), site.state.clock.now());
    assert!(traces.len() >= 10, "{}", traces.len());
    let mut text = format!("{traces:?}");
    text.push_str(&timeline(&mut guest).await.body);
    for trace in &traces {
        text.push_str(&guest.ask(&format!("/api/xray_panel?trace={}", trace.id)).await.body);
    }
    let digests: Vec<_> = tokens.iter().map(|token| crate::site::key(token).0).collect();
    for secret in tokens.iter().chain(&digests).map(String::as_str).chain([
        PASSWORD,
        new,
        "a wrong one, but secret",
        "argon2",
    ]) {
        assert!(!text.contains(secret), "{secret}");
    }
    let encoded = PASSWORD.replace(' ', "+");
    assert!(!text.contains(&encoded));
}

#[tokio::test]
async fn the_panel_never_records_its_own_requests() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    switch(&mut ana, true).await;
    ana.get("/").await;
    let before = site.state.site.rings.size();
    for path in ["/xray", "/api/xray_page", "/api/xray_panel", "/xray?only=writes"] {
        let answer = if path.starts_with("/api") { ana.ask(path).await } else { ana.get(path).await };
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store"), "{path}");
    }
    assert_eq!(site.state.site.rings.size(), before);
}

#[tokio::test]
async fn the_slow_feed_is_told_to_be_n_plus_one_and_no_other_page_is() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    for n in 0..30 {
        let post = site.write_post(ana.user.unwrap(), &format!("Post {n}")).await;
        let fields = [("post", post.to_string()), ("body", "Yes.".to_owned())];
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ana.call("/api/write_comment", &fields).await;
        ana.call("/api/write_comment", &[("post", "1"), ("body", "Me too.")]).await;
    }
    switch(&mut ana, true).await;
    for path in [
        "/",
        "/following",
        "/post/1/post-0",
        "/write",
        "/write/1",
        "/tag/garden",
        "/user/ana",
        "/search?q=pump",
        "/settings",
        "/about",
        "/about/promises",
        "/privacy",
        "/source",
        "/learn/join",
        "/learn/sql",
        "/learn",
        "/learn/sessions",
        "/learn/cookies",
        "/learn/securing",
        "/learn/review",
        "/sign-in",
        "/settings/data.json",
    ] {
        let statements = ana.get(path).await.statements;
        let panel = ana.ask("/api/xray_panel").await.body;
        assert!(panel.contains("\"n_plus_one\":false"), "{path}: {statements} statements");
    }
    ana.get("/learn/join/slow-feed").await;
    let panel = ana.ask("/api/xray_panel").await.body;
    assert!(panel.contains("\"n_plus_one\":true") && panel.contains("once per row"), "{panel}");
    // In the chapter the mark is there while the loop runs, and goes with it.
    for (action, join, marked) in [("loop", "", "true"), ("join", "left", "false")] {
        let fields = [("experiment", "mend"), ("action", action), ("join", join)];
        ana.post_from("/learn/join", "/api/run_experiment", &fields).await;
        let panel = ana.ask("/api/xray_panel").await.body;
        assert!(panel.contains(&format!("\"n_plus_one\":{marked}")), "{action}: {panel}");
    }
    let panel = ana.ask("/api/xray_panel").await.body;
    assert!(panel.contains("to hold the others against"), "{panel}");
}

#[tokio::test]
async fn a_story_is_shown_to_others_redacted_and_only_its_owner_takes_it_back() {
    let site = Site::fresh().await;
    let (mut ana, mut ben) = (site.as_user("ana").await, site.as_user("ben").await);
    switch(&mut ana, true).await;
    ana.get("/search?q=canary").await;
    let own = site.state.site.rings.list(&crate::site::key(&ana.jar["vitrine"]), site.state.clock.now());
    let trace = own.last().unwrap().id.clone();
    assert_eq!(ben.call("/api/share_trace", &[("trace", &trace)]).await.status, StatusCode::NOT_FOUND);
    let answer = ana.post_from("/xray", "/api/share_trace", &[("trace", &trace)]).await;
    let address = answer.header("location").to_owned();
    let token = address.strip_prefix("/xray/shared/").unwrap().to_owned();

    let page = site.nobody().get(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("You searched") && page.body.contains("Find posts and comments"),
        "{}",
        page.body
    );
    let kept: (String,) = site.db().query("SELECT story FROM shared_traces").one().await.unwrap().unwrap();
    for secret in ["canary", "ana", &trace, &crate::site::key(&ana.jar["vitrine"]).0[..8]] {
        assert!(!kept.0.contains(secret), "{secret}: {}", kept.0);
    }

    assert_eq!(ben.call("/api/unshare_trace", &[("token", &token)]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.nobody().get(&address).await.status, StatusCode::OK);
    ana.call("/api/unshare_trace", &[("token", &token)]).await;
    assert_eq!(site.nobody().get(&address).await.status, StatusCode::NOT_FOUND);
}

/// So that none creeps in unseen: a page, and its statements for a guest and for somebody signed in.
pub const STATEMENTS: [(&str, u64, u64); 37] = [
    ("/", 1, 3),
    ("/following", 0, 3),
    ("/post/1", 2, 4),
    ("/post/1/post-0", 2, 4),
    ("/write", 0, 2),
    ("/write/1", 0, 3),
    ("/tag/garden", 1, 3),
    ("/user/ana", 2, 4),
    ("/search", 0, 2),
    ("/search?q=pump", 1, 3),
    ("/settings", 0, 4),
    ("/about", 0, 2),
    ("/about/promises", 0, 2),
    ("/privacy", 0, 2),
    ("/source", 0, 2),
    ("/xray", 0, 2),
    // What somebody did in the chapters; how it went is a third, once there is something.
    ("/learn", 0, 3),
    ("/learn/sessions", 0, 3),
    ("/learn/cookies", 0, 3),
    ("/learn/securing", 0, 3),
    ("/learn/review", 0, 3),
    ("/learn/sessions/known-or-not", 0, 3),
    ("/learn/sql", 0, 3),
    ("/sign-in", 0, 2),
    ("/sign-up", 0, 2),
    ("/xray/shared/:token", 1, 3),
    ("/learn/join", 0, 3),
    ("/learn/join/the-quiet-ones-too", 0, 3),
    // The last state of their database.
    ("/sandbox", 0, 3),
    // Also what they did themselves: six statements, one for each kind of thing.
    ("/learn/sql/your-own-diary", 0, 9),
    // The list, and twice more for each of its four posts: that is what it is there to show.
    ("/learn/join/slow-feed", 9, 12),
    ("/learn/join/race/:token", 2, 4),
    ("/source/store/src/like.rs", 0, 2),
    ("/settings/data.json", 0, 19),
    ("/feed.atom", 1, 1),
    ("/tag/garden/feed.atom", 1, 1),
    ("/user/ana/feed.atom", 2, 2),
];

#[test]
fn every_address_on_the_map_is_among_those_counted() {
    let routes = include_str!("../../../app/src/routes.rs");
    let map = routes.split("path!(\"").skip(1).filter_map(|rest| rest.split('"').next());
    // `:id` stands for anything, `*path` for the rest.
    let fits = |route: &str, address: &str| {
        let (mut wanted, mut is) = (route.split('/'), address.split('?').next().unwrap().split('/'));
        loop {
            match (wanted.next(), is.next()) {
                (None, None) => return true,
                (Some(part), Some(_)) if part.starts_with('*') => return true,
                (Some(part), Some(here)) if part == here || part.starts_with(':') => {}
                _ => return false,
            }
        }
    };
    let missing: Vec<_> =
        map.filter(|route| !STATEMENTS.iter().any(|(address, ..)| fits(route, address))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn what_asks_for_no_session_is_not_recorded_and_the_panel_says_so() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    switch(&mut ana, true).await;
    let before = site.state.site.rings.size();
    let live = Request::get("/live").header("accept", "text/event-stream").body(Body::empty()).unwrap();
    assert_eq!(ana.open(live).await.status(), StatusCode::OK);
    ana.get("/feed.atom").await;
    ana.get("/icons.svg").await;
    assert_eq!(site.state.site.rings.size(), before);
    let panel = ana.ask("/api/xray_panel").await.body;
    assert!(panel.contains("What is not recorded") && panel.contains("/live"), "{panel}");
}

#[tokio::test]
async fn the_statements_of_every_page_are_counted() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    for n in 0..3 {
        let post = site.write_post(ana.user.unwrap(), &format!("Post {n}")).await.to_string();
        ana.call("/api/write_comment", &[("post", &post), ("body", "Yes.")]).await;
    }
    let tagged = [("title", "Beans"), ("body", "They climb."), ("tags", "garden")];
    ana.call("/api/write_post", &tagged).await;
    switch(&mut ana, true).await;
    ana.get("/about").await;
    let traces = site.state.site.rings.list(&crate::site::key(&ana.jar["vitrine"]), site.state.clock.now());
    let trace = traces.last().unwrap().id.clone();
    let shared = ana.post_from("/xray", "/api/share_trace", &[("trace", &trace)]).await;
    let shared = shared.header("location").to_owned();
    switch(&mut ana, false).await;
    // What the tags of the week are is known for a while.
    site.nobody().get("/").await;
    let mut wrong = Vec::new();
    for (path, guest, person) in STATEMENTS {
        // Another second: neither a page nor a session is known from before.
        site.state.clock.advance(1);
        let asked = if path == "/xray/shared/:token" { &shared } else { path };
        let is = (site.nobody().get(asked).await.statements, ana.get(asked).await.statements);
        if is != (guest, person) {
            wrong.push((path, is));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[tokio::test]
async fn a2_who_signs_in_over_anothers_session_gets_none_of_its_traces() {
    let site = Site::fresh().await;
    site.account("ben").await;
    let mut browser = site.as_user("ana").await;
    switch(&mut browser, true).await;
    browser.get("/search?q=canary").await;
    browser.call("/api/sign_in", &[("name", "ben"), ("password", PASSWORD)]).await;
    assert_eq!(site.state.site.rings.size(), (0, 0));
    assert_eq!(timeline(&mut browser).await.status, StatusCode::NOT_FOUND);
    switch(&mut browser, true).await;
    assert!(!timeline(&mut browser).await.body.contains("canary"));
}
