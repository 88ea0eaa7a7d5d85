//! The race and the slow feed of chapter 5, sent through the whole router as plain forms, without scripts.

use crate::{Actor, Site, chapter_page::ChapterPage};
use http::StatusCode;
use std::time::Duration;

const PAGE: ChapterPage = ChapterPage("/learn/join");

const SMALL: [(&str, &str); 6] = [
    ("page", "20"),
    ("rows", "100"),
    ("lane-loop", "on"),
    ("lane-join", "on"),
    ("lane-join-bare", "on"),
    ("guess", "hundreds"),
];

/// A race that lasts.
const LARGE: [(&str, &str); 7] = [
    ("page", "20"),
    ("rows", "100000"),
    ("lane-loop", "on"),
    ("lane-join", "on"),
    ("lane-loop-bare", "on"),
    ("lane-join-bare", "on"),
    ("guess", "few"),
];

fn with<'a>(action: &'a str, form: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    form.iter().copied().chain([("action", action)]).collect()
}

/// Races, and looks again until the race is over.
async fn race(actor: &mut Actor, form: &[(&str, &str)]) -> String {
    PAGE.press(actor, "race", &with("race", form)).await;
    let mut drawn = PAGE.press(actor, "race", &with("look", form)).await;
    let over = async {
        while drawn.contains("data-pending") {
            drawn = PAGE.figure(actor, "race").await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), over).await.expect("a small race is soon over");
    assert!(!drawn.contains("role=\"alert\""), "{}", &drawn[drawn.find("role=\"alert\"").unwrap_or(0)..]);
    drawn
}

async fn until_measured(actor: &mut Actor) {
    let measured = async { while !PAGE.figure(actor, "race").await.contains("class=\"plot\"") {} };
    tokio::time::timeout(Duration::from_secs(120), measured).await.expect("a batch is soon over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_race_is_run_and_drawn_with_its_twin_and_the_guess_stays() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let nobody = [("page", "20"), ("rows", "100"), ("guess", "hundreds"), ("action", "race")];
    let refused = PAGE.press(&mut guest, "race", &nobody).await;
    assert!(refused.contains("Choose at least one way") && !refused.contains("data-pending"), "{refused}");
    assert!(refused.contains("value=\"100\" selected"), "what was chosen stays: {refused}");
    let drawn = race(&mut guest, &SMALL).await;
    for said in [
        "One JOIN, no index, 100 posts:",
        "<td>41<",
        "your guess: over 100 times",
        "The same as a table",
        "copies of the community that every sandbox begins with",
        "Every way gave the same rows",
    ] {
        assert!(drawn.contains(said), "{said}: {drawn}");
    }
    // Three lanes at three sizes, in the plot and in the table.
    assert_eq!(drawn.matches("class=\"hit\"").count(), 9);
    assert_eq!(drawn.matches("id=\"race-join-").count(), 6);
    let apart = PAGE.figure(&mut guest, "time-apart").await;
    assert!(apart.contains("A query per row: prepare"), "{apart}");
    // A race in tables this small says nothing of the one that the guess is about.
    assert!(!drawn.contains("what happened"), "{drawn}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_race_is_on_ones_own_posts_and_looked_at_from_afar_without_measuring_again() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let own = "DELETE FROM likes; DELETE FROM comments; DELETE FROM posts WHERE id > 1; UPDATE posts SET author_id = 1";
    ana.post_from("/sandbox", "/api/run_sql", &[("sql", own)]).await;
    let near = race(&mut ana, &SMALL).await;
    assert!(near.contains("copies of those in your sandbox"), "{near}");
    let before = state(&site).await;
    let far = PAGE.press(&mut ana, "race", &with("distance-20000", &SMALL)).await;
    // Forty-one statements, and twenty milliseconds for each of them.
    let cell = &far[far.find("id=\"race-loop-100\"").unwrap()..];
    assert!(cell[..cell.find("</td>").unwrap()].contains(">82"), "{cell}");
    assert!(far.contains("20 ms added for each statement, and not waited for"), "{far}");
    let after = state(&site).await;
    let points = |state: &serde_json::Value| state["run"]["finished"]["race"]["points"].clone();
    assert_eq!(points(&before), points(&after));
    assert_eq!(points(&after).as_array().map(Vec::len), Some(9));
    let linear = PAGE.press(&mut ana, "race", &with("axes-linear", &SMALL)).await;
    assert!(linear.contains("value=\"axes-linear\" aria-pressed=\"true\""), "{linear}");
    let bare = PAGE.press(&mut ana, "race", &with("lane-join-bare", &SMALL)).await;
    assert!(bare.contains("<h3>One JOIN, no index<") && bare.contains("AUTOMATIC"), "{bare}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_in_which_one_step_takes_long_gives_way_to_the_community() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    // Whoever looks at the clock between two steps looks too seldom here; the process is killed.
    let slow = "DROP TABLE likes; DROP TABLE comments; DROP TABLE posts; CREATE VIEW posts AS
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 900)
        SELECT i AS id, 1 AS author_id,
               'Title ' || instr(hex(zeroblob(45000)), hex(zeroblob(20000)) || '1' || i) AS title
        FROM n";
    let answer = ana.post_from("/sandbox", "/api/run_sql", &[("sql", slow)]).await;
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
    let drawn = race(&mut ana, &SMALL).await;
    assert!(drawn.contains("copies of the community that every sandbox begins with"), "{drawn}");
    assert_eq!(drawn.matches("class=\"hit\"").count(), 9);
}

async fn state(site: &Site) -> serde_json::Value {
    let kept: Option<(String,)> =
        site.db().query("SELECT state FROM lab_states WHERE name = 'race'").one().await.unwrap();
    serde_json::from_str(&kept.unwrap().0).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_race_goes_home_as_csv_and_picture_and_is_shown_to_others_by_its_address_alone() {
    let site = Site::fresh().await;
    let (mut ana, mut ben) = (site.as_user("ana").await, site.as_user("ben").await);
    assert_eq!(ana.get("/learn/join/race.csv").await.status, StatusCode::NOT_FOUND);
    race(&mut ana, &SMALL).await;
    let csv = ana.get("/learn/join/race.csv").await;
    assert!(csv.body.starts_with("way,index,posts_in_table,page,") && csv.body.lines().count() > 9);
    let picture = ana.get("/learn/join/race.svg").await;
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert!(picture.header("content-disposition").contains("race.svg"));
    assert_eq!(ben.get("/learn/join/race.csv").await.status, StatusCode::NOT_FOUND);
    let shown = PAGE.press(&mut ana, "race", &with("share", &SMALL)).await;
    let at = shown.find("href=\"/learn/join/race/").expect("an address") + 6;
    let path = shown[at..].split('"').next().unwrap().to_owned();
    let page = ben.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("One JOIN, no index") && !page.body.contains("ana"), "{}", page.body);
    assert_eq!(ben.get(&format!("{path}/race.csv")).await.body, csv.body);
    assert_eq!(ben.get(&format!("{path}/race.svg")).await.status, StatusCode::OK);
    assert_eq!(ben.get("/learn/join/race/nothing").await.status, StatusCode::NOT_FOUND);
    // Only she takes it back, from its page as well as from the figure.
    assert!(!page.body.contains("Take it back"), "{}", page.body);
    let token = path.rsplit('/').next().unwrap();
    assert_eq!(ben.call("/api/unshare_race", &[("token", token)]).await.status, StatusCode::NOT_FOUND);
    assert!(ana.get("/settings/data.json").await.body.contains(&path));
    assert!(ana.get(&path).await.body.contains("Take it back"));
    ana.post_from(&path, "/api/unshare_race", &[("token", token)]).await;
    assert_eq!(ben.get(&path).await.status, StatusCode::NOT_FOUND);
    // It can be shown again, and has one address however often that is pressed.
    let address = |shown: &str| {
        let (_, rest) = shown.split_once("href=\"/learn/join/race/")?;
        rest.split('"').next().map(str::to_owned)
    };
    let again = address(&PAGE.press(&mut ana, "race", &with("share", &SMALL)).await).expect("an address");
    assert_ne!(again, token);
    assert_eq!(ben.get(&format!("/learn/join/race/{again}")).await.status, StatusCode::OK);
    assert_eq!(address(&PAGE.press(&mut ana, "race", &with("share", &SMALL)).await), Some(again));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_race_can_be_stopped_and_one_that_was_started_over_does_not_come_back() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let began = PAGE.press(&mut guest, "race", &with("race", &LARGE)).await;
    assert!(began.contains("data-pending") && began.contains("Stop the race"), "{began}");
    guest.post_from("/learn/join", "/api/reset_learning", &[("what", "race")]).await;
    let fresh = PAGE.figure(&mut guest, "race").await;
    assert!(!fresh.contains("data-pending") && !fresh.contains("class=\"plot\""), "{fresh}");
    // When the next one has run a batch, the forgotten one has long had its chance to be kept.
    PAGE.press(&mut guest, "race", &with("race", &LARGE)).await;
    until_measured(&mut guest).await;
    let kept: Option<(String,)> =
        site.db().guests().query("SELECT state FROM lab_states WHERE name = 'race'").one().await.unwrap();
    assert!(kept.is_some_and(|(state,)| !state.contains("\"finished\":{")), "the first one came back");
    let mut stopped = PAGE.press(&mut guest, "race", &with("stop", &LARGE)).await;
    let over = async {
        while stopped.contains("data-pending") {
            stopped = PAGE.figure(&mut guest, "race").await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), over).await.expect("it was stopped");
    assert!(
        stopped.contains("value=\"race\"") && stopped.contains("You stopped the race after"),
        "{stopped}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_signs_in_while_they_race_keeps_what_was_measured_and_is_told_why_it_ended() {
    let site = Site::fresh().await;
    site.as_user("ana").await;
    let mut guest = site.nobody();
    PAGE.press(&mut guest, "race", &with("race", &LARGE)).await;
    until_measured(&mut guest).await;
    guest.call("/api/sign_in", &[("name", "ana"), ("password", crate::PASSWORD)]).await;
    let kept = PAGE.figure(&mut guest, "race").await;
    assert!(kept.contains("class=\"plot\"") && !kept.contains("data-pending"), "{kept}");
    assert!(kept.contains("ended when you signed in"), "{kept}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_for_a_race_sees_their_place() {
    let site = Site::fresh().await;
    let mut racers: Vec<Actor> = (0..4).map(|_| site.nobody()).collect();
    let mut drawn = Vec::new();
    for (n, racer) in racers.iter_mut().enumerate() {
        let mut drawn_now = PAGE.press(racer, "race", &with("race", &LARGE)).await;
        let begun = async {
            // Two race at a time.
            while n < 2 && !drawn_now.contains("<progress") {
                drawn_now = PAGE.figure(racer, "race").await;
            }
        };
        tokio::time::timeout(Duration::from_secs(120), begun).await.expect("the first two begin at once");
        drawn.push(drawn_now);
    }
    assert!(drawn[2].contains("As it stands, you are next."), "{}", drawn[2]);
    assert!(drawn[3].contains("Before you, as it stands: one race."), "{}", drawn[3]);
    for racer in &mut racers {
        racer.post_from("/learn/join", "/api/reset_learning", &[("what", "race")]).await;
    }
}

#[tokio::test]
async fn the_slow_feed_is_mended_by_the_join_that_was_chosen_and_a_wrong_one_is_told() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    for n in 1..=6 {
        site.write_post(ana.user.unwrap(), &format!("Loaf {n}")).await;
    }
    for body in ["Good.", "Very good."] {
        ana.call("/api/write_comment", &[("post", "2"), ("body", body)]).await;
    }
    ana.call("/api/like_post", &[("post", "2")]).await;
    let looped = PAGE.press(&mut ana, "mend", &[("action", "loop")]).await;
    assert!(looped.contains("N+1: 2 texts ran 6 times each") && looped.contains("13 statements"), "{looped}");
    let lost = PAGE.press(&mut ana, "mend", &[("action", "join"), ("join", "plain")]).await;
    assert!(lost.contains("Lost: 5 posts.") && lost.contains(">one statement"), "{lost}");
    assert!(
        !looped.contains("One statement in place of many") && lost.contains("One statement in place of many")
    );
    let page = ana.get("/learn/join/slow-feed").await;
    assert!(page.body.contains("Loaf 2") && !page.body.contains("Loaf 3"), "{}", page.body);
    let counted = PAGE.press(&mut ana, "mend", &[("action", "join"), ("join", "count-rows")]).await;
    assert!(counted.contains("A comment too many: 5 posts."), "{counted}");
    let lucky = PAGE.press(&mut ana, "mend", &[("action", "join"), ("join", "with-likes")]).await;
    assert!(lucky.contains("by luck"), "one like multiplies nothing: {lucky}");
    let mended = PAGE.press(&mut ana, "mend", &[("action", "join"), ("join", "left")]).await;
    assert!(mended.contains("The same rows as the loop, in one statement."), "{mended}");
    let page = ana.get("/learn/join/slow-feed").await;
    // The session, what she holds of the chapters, and the one that was chosen; another's feed is as slow as before.
    assert!(page.statements == 3 && page.body.contains("Loaf 3"), "{} statements", page.statements);
    assert!(site.as_user("ben").await.get("/learn/join/slow-feed").await.statements > 13);
    let refused = PAGE.press(&mut ana, "mend", &[("action", "join"), ("join", "")]).await;
    assert!(refused.contains("Choose one of the statements first."), "{refused}");
}

#[tokio::test]
async fn a_statement_that_would_multiply_too_far_is_not_run() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    site.write_post(ana.user.unwrap(), "A loaf that everybody likes").await;
    let action = [("action", "join"), ("join", "with-likes")];
    assert!(PAGE.press(&mut ana, "mend", &action).await.contains("by luck"));
    let mut tx = site.db().begin().await.unwrap();
    tx.query("UPDATE posts SET likes = 1000, comments = 1000").run().await.unwrap();
    tx.commit().await.unwrap();
    let page = ana.get("/learn/join/slow-feed").await;
    assert!(page.body.contains("fetched by the loop: joined at once"), "{}", page.body);
    assert!(PAGE.press(&mut ana, "mend", &action).await.contains("would multiply to more rows"));
}
