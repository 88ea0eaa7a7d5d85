//! The figures of chapter 5 about JOIN, sent through the whole router as plain forms, without scripts.

use crate::{Site, actor::has, chapter_page::ChapterPage, site::config};
use http::StatusCode;
use server::{
    router, serve,
    state::{State, StateInner},
};

const PAGE: ChapterPage = ChapterPage("/learn/join");

/// One row on either side.
fn pair<'a>(left: [&'a str; 2], right: [&'a str; 2], action: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("left", "1"),
        ("left-0-0", left[0]),
        ("left-0-1", left[1]),
        ("right", "1"),
        ("right-0-0", right[0]),
        ("right-0-1", right[1]),
        ("action", action),
    ]
}

async fn kept(site: &Site, experiment: &'static str) -> String {
    let sql = match experiment {
        "join-steps" => "SELECT state FROM lab_states WHERE name = 'join-steps'",
        _ => "SELECT state FROM lab_states WHERE name = 'three-tables'",
    };
    let of_person = site.db().query(sql).one::<(String,)>().await.unwrap();
    match of_person {
        Some((state,)) => state,
        None => site.db().guests().query(sql).one::<(String,)>().await.unwrap().unwrap().0,
    }
}

#[tokio::test]
async fn rows_meet_step_by_step_and_the_guess_stays_beside_the_end() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    has(
        &PAGE.figure(&mut ana, "join-steps").await,
        &["Nothing has been compared yet", "aria-label=\"name, row 2\""],
    );
    let first = PAGE.press(&mut ana, "join-steps", &[("guess", "same"), ("action", "next")]).await;
    has(&first, &["Step 1 of 24. ", "1 = 1</code> is true", "one row so far", "<td>Half a plot</td>"]);
    assert_eq!(first.matches("looked at: ").count(), 2, "a row of each table is marked: {first}");
    assert!(!first.contains("what happened") && !first.contains("<td>Rye bread</td>"), "{first}");
    let last = PAGE.press(&mut ana, "join-steps", &[("action", "last")]).await;
    has(
        &last,
        &[
            "Step 24 of 24. ",
            "That is all: 5 rows; the left table has 4 rows.",
            "your guess",
            "what happened",
        ],
    );
    has(&last, &["LEFT JOIN leaves it out", "<td>3</td>", "<caption aria-live=\"polite\">5 rows</caption>"]);
    let state = kept(&site, "join-steps").await;
    assert!(state.contains("\"guess\":\"same\"") && state.contains("\"outcome\":\"more\""), "{state}");
    let back = PAGE.press(&mut ana, "join-steps", &[("action", "back")]).await;
    has(&back, &["Step 23 of 24. ", "row 4 of <code>posts</code> has met none"]);
}

#[tokio::test]
async fn every_kind_has_its_rows_and_a_changed_cell_changes_them() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    PAGE.press(&mut guest, "join-steps", &[("guess", "more"), ("action", "join")]).await;
    for (kind, rows) in [("inner", 3), ("left", 5), ("right", 5), ("full", 7), ("cross", 20)] {
        let figure = PAGE.press(&mut guest, "join-steps", &[("action", &format!("kind-{kind}"))]).await;
        has(
            &figure,
            &[&format!("<caption aria-live=\"polite\">{rows} rows</caption>"), &kind.to_uppercase()],
        );
    }
    PAGE.press(&mut guest, "join-steps", &[("action", "kind-inner")]).await;
    let met = PAGE.press(&mut guest, "join-steps", &pair(["7", "Ana"], ["7", "Plums"], "join")).await;
    has(&met, &["7 = 7</code> is true", "one row</caption>", "<td>Plums</td>"]);
    let types = PAGE.press(&mut guest, "join-steps", &pair(["7", "Ana"], ["'7'", "Plums"], "next")).await;
    has(&types, &["7 = '7'</code> is false, for the one is a number", "no rows so far"]);
    let null = PAGE.press(&mut guest, "join-steps", &pair(["", "Ana"], ["NULL", "Plums"], "next")).await;
    has(&null, &["NULL = NULL</code> is neither true nor false"]);
    let added = PAGE.press(&mut guest, "join-steps", &pair(["1", "Ana"], ["1", "Plums"], "add-left")).await;
    has(&added, &["aria-label=\"id, row 2\"", "value=\"Plums\"", "Nothing has been compared yet"]);
    let gone = PAGE.press(&mut guest, "join-steps", &pair(["1", "Ana"], ["1", "Plums"], "drop-left-0")).await;
    has(&gone, &["no rows", "value=\"Plums\""]);
    has(&PAGE.press(&mut guest, "join-steps", &[("action", "tables")]).await, &["value=\"Half a plot\""]);
}

#[tokio::test]
async fn x13_hostile_cells_are_values_and_no_markup() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let long = "x".repeat(20_000);
    for text in [
        "'); DROP TABLE posts--",
        "<script>h()</script>",
        "\"><img src=x>",
        "a\0b",
        &long,
        "\u{202e}abc",
        "`b`",
    ] {
        let figure = PAGE.press(&mut ana, "join-steps", &pair([text, text], [text, text], "join")).await;
        has(&figure, &["Step 1 of 1. ", "</code> is true", "one row</caption>"]);
        for raw in ["<script>h", "<img src", "\0", &"x".repeat(21)] {
            assert!(!figure.contains(raw), "{raw:?}: {figure}");
        }
    }
    let counts = [("left", "99999999999"), ("right", "-1"), ("action", "join")];
    has(&PAGE.press(&mut ana, "join-steps", &counts).await, &["Step 1 of 1. "]);
    for action in ["drop-left-99", "drop-left-x", "kind-", "kind-outer", "add-both", "next-next", "", "drop"]
    {
        PAGE.press(&mut ana, "join-steps", &[("action", action)]).await;
    }
    assert_eq!(site.number("SELECT COUNT(*) FROM posts").await, 0);
}

#[tokio::test]
async fn an_answer_that_was_not_had_leaves_the_old_one_and_what_was_typed() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    PAGE.press(&mut ana, "join-steps", &[("guess", "more"), ("action", "join")]).await;
    let mut parts = StateInner::new(site.state.site.clone(), &config(&[]));
    parts.site.labs.sandbox = serve::sandbox("/nowhere".into(), 1);
    let mut ana = ana.at(&router::build(&State::from(parts)));
    let figure = PAGE.press(&mut ana, "join-steps", &pair(["1", "kingfisher"], ["1", "Plums"], "join")).await;
    has(&figure, &["process broke off", "role=\"alert\"", "value=\"kingfisher\""]);
    has(&figure, &["to the tables as they were before: 5 rows", "<td>Lost: one glove</td>"]);
    let three = PAGE.press(&mut ana, "three-tables", &[("action", "posts")]).await;
    has(&three, &["process broke off", "The query grows"]);
    // It was only away.
    let mut ana = ana.at(&site.router);
    let figure = PAGE.press(&mut ana, "join-steps", &pair(["1", "kingfisher"], ["1", "Plums"], "join")).await;
    has(&figure, &["one row</caption>", "<td>kingfisher</td>"]);
    assert!(!figure.contains("process broke off"));
}

#[tokio::test]
async fn who_is_too_fast_finds_what_they_typed() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let network = web::rate_limit::RateLimitKey::Network(String::new());
    while site.state.site.limits.check(network.clone(), web::rate_limit::LimitedAction::GuestSession).is_ok()
    {
    }
    let form =
        [&[("experiment", "join-steps")], &pair(["1", "kingfisher"], ["1", "Plums"], "join")[..]].concat();
    let answer = guest.post_from(PAGE.0, "/api/run_experiment", &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let figure = PAGE.figure(&mut guest, "join-steps").await;
    has(&figure, &["role=\"alert\"", "value=\"kingfisher\"", "Nothing has been compared yet"]);
}

#[tokio::test]
async fn the_query_grows_and_its_answers_are_those_of_ones_own_sandbox() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    has(
        &PAGE.figure(&mut ana, "three-tables").await,
        &["<b>likes</b>", "users.id", "primary key", "every sandbox begins"],
    );
    let posts = PAGE.press(&mut ana, "three-tables", &[("action", "posts")]).await;
    has(&posts, &["author_id", "Bread, slowly", "The rows: One table", "that every sandbox begins with"]);
    assert!(!posts.contains("<ins>") && !posts.contains("Ben Adeyemi"), "{posts}");
    assert!(!posts.contains("<b>follows</b>"), "four tables are drawn: {posts}");
    let sql = "INSERT INTO posts VALUES (99, 2, '</td><script>h()', 'x', NULL, '2027-01-01 00:00:00')";
    ana.post_from("/sandbox", "/api/run_sql", &[("sql", sql)]).await;
    let authors = PAGE.press(&mut ana, "three-tables", &[("action", "authors")]).await;
    has(&authors, &["your own sandbox", "Wilma Prins", "&lt;/td&gt;&lt;script&gt;", "10 rows"]);
    has(
        &authors,
        &["<ins><code class=\"sql\"><b>JOIN</b> users", "/sandbox?sql=SELECT%20p.id", "class=\"plan\""],
    );
    assert!(!authors.contains("<script>h"), "{authors}");
    let liked = PAGE.press(&mut ana, "three-tables", &[("guess", "right"), ("action", "liked")]).await;
    has(&liked, &["you are person 1", "liked_by_me", "EXISTS"]);
    assert!(!liked.contains("what happened"), "{liked}");
}

#[tokio::test]
async fn two_left_joins_multiply_and_the_guess_stays_beside_it() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let figure = PAGE.press(&mut guest, "three-tables", &[("guess", "right"), ("action", "comments")]).await;
    has(
        &figure,
        &["wrong about 2 posts", "A subquery", "Two LEFT JOINs", "Grouped first", "COUNT(DISTINCT)"],
    );
    has(&figure, &["<span class=\"sr\">wrong: </span><span>20</span>", "your guess", "what happened"]);
    let state = kept(&site, "three-tables").await;
    assert!(state.contains("\"outcome\":\"more\""), "{state}");
}

#[tokio::test]
async fn a_sandbox_without_the_tables_is_left_alone() {
    let site = Site::fresh().await;
    for sql in [
        "DROP TABLE likes",
        "ALTER TABLE posts RENAME COLUMN title TO heading",
        // All names are there, and asking fails.
        "DROP TABLE likes; CREATE VIEW likes AS SELECT 1 AS user_id, gone AS post_id FROM users",
    ] {
        let mut guest = site.nobody();
        guest.post_from("/sandbox", "/api/run_sql", &[("sql", sql)]).await;
        let figure =
            PAGE.press(&mut guest, "three-tables", &[("guess", "more"), ("action", "comments")]).await;
        has(&figure, &["has not what is asked for here", "wrong about 2 posts"]);
    }
}
