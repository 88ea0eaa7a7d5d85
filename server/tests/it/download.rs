//! The file with one's own data, and the list of words for passphrases.

use crate::Site;
use http::StatusCode;
use serde_json::Value;

#[tokio::test]
async fn a_person_takes_home_what_is_theirs_and_nothing_of_anybody_else() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let ben = site.as_user("ben").await;
    site.write_post(ana.user.unwrap(), "Half a plot").await;
    let bread = site.write_post(ben.user.unwrap(), "Bread on Friday").await;
    let (ana_id, now) = (ana.user.unwrap(), site.state.clock.now());
    store::like::like_post(site.db(), bread, ana_id, now).await.unwrap();
    store::like::like_post(site.db(), bread, ben.user.unwrap(), now).await.unwrap();
    let answer = ana.get("/settings/data.json").await;
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"vitrine-ana.json\"");
    let data: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(data["name"], "ana");
    assert_eq!(data["posts"].as_array().unwrap().len(), 1);
    assert_eq!(data["posts"][0]["title"], "Half a plot");
    assert_eq!(data["liked_posts"].as_array().unwrap().len(), 1);
    assert_eq!(data["liked_posts"][0]["post"], format!("http://square.test/post/{bread}"));
    assert_eq!(data["sessions"].as_array().unwrap().len(), 1);
    assert!(data["sessions"][0]["this_one"].as_bool().unwrap());
    for foreign in ["Bread", "argon2", &crate::site::key(&ana.jar["vitrine"]).0] {
        assert!(!answer.body.contains(foreign), "{foreign}");
    }
}

/// Where the rows of each table that names a person or a learner are in the file. A table that is added has to be added here
/// and to the file.
const TABLES: [(&str, &str); 15] = [
    ("attempts", "attempts"),
    ("comment_likes", "liked_comments"),
    ("comments", "comments"),
    ("devices", "devices"),
    ("follows", "following"),
    ("idempotency_keys", "forms_sent"),
    ("lab_states", "experiments"),
    // A learner is only the number that joins a person to what they learned.
    ("learners", "name"),
    ("likes", "liked_posts"),
    ("posts", "posts"),
    ("resets", "resets"),
    ("sandbox_states", "sandbox_changes"),
    ("sessions", "sessions"),
    ("shared_races", "shown_races"),
    ("shared_traces", "shown_traces"),
];

#[tokio::test]
async fn every_table_that_names_a_person_is_in_the_file() {
    use store::idempotency_key::{IdempotencyKey, KeyOwner};
    use store::learner::{Attempt, LearnerKey, change_exercise, insert_reset, sandbox, shared_race};
    let site = Site::fresh().await;
    let (mut ana, ben) = (site.as_user("ana").await, site.as_user("ben").await);
    let (ana_id, now) = (ana.user.unwrap(), site.state.clock.now());
    let post = site.write_post(ana_id, "Half a plot").await;
    let text = model::CommentBody::parse("Good.").unwrap();
    let comment = store::comment::insert_comment(site.db(), ana_id, post, None, &text, now).await.unwrap();
    let key = IdempotencyKey::new("a".repeat(64), KeyOwner::Person(ana_id), now);
    let once = site.db().with_idempotency_key(Some(key));
    store::like::like_post(&once, post, ana_id, now).await.unwrap();
    store::like::like_comment(site.db(), comment.unwrap(), ana_id, now).await.unwrap();
    store::follow::follow_user(site.db(), ana_id, ben.user.unwrap(), now).await.unwrap();
    store::session::insert_device(site.db(), "a".repeat(64), ana_id, now).await.unwrap();
    store::shared_trace::insert_shared_trace(site.db(), "t".into(), ana_id, now, "{}".into()).await.unwrap();
    let key = LearnerKey::Person(ana_id);
    for reset in [true, false] {
        let attempt = || Attempt {
            exercise: "order".to_owned(),
            variant: 1,
            answer: "1".to_owned(),
            is_right: true,
            hints: 0,
        };
        let change = |_: Option<&str>| Ok::<_, ()>(("{}".to_owned(), Some(attempt())));
        change_exercise(site.db(), &key, "order", now, change).await.unwrap().unwrap();
        if reset {
            insert_reset(site.db(), &key, "the order".to_owned(), &["order"], now).await.unwrap();
        }
    }
    sandbox::insert_state(site.db(), &key, 0, vec![0; 64], "SELECT 1".to_owned(), now).await.unwrap();
    shared_race::insert_shared_race(site.db(), &key, "r".to_owned(), "{}".to_owned(), now).await.unwrap();

    let answer = ana.get("/settings/data.json").await;
    let data: Value = serde_json::from_str(&answer.body).unwrap();
    for (table, field) in TABLES.into_iter() {
        let rows = &data[field];
        assert!(rows.is_string() || rows.as_array().is_some_and(|rows| !rows.is_empty()), "{table}: {rows}");
    }
    // What was put aside by starting over is kept as well, and so it is in the file.
    assert_eq!(data["attempts"].as_array().unwrap().len(), 2);
    assert_eq!(data["attempts"][0]["reset"], data["resets"][0]["number"]);
    assert_eq!(data["experiments"].as_array().unwrap().len(), 2);

    let named = "\
SELECT DISTINCT m.name
FROM sqlite_schema m
JOIN pragma_foreign_key_list(m.name) f
WHERE m.type = 'table' AND f.\"table\" IN ('users', 'learners')
ORDER BY m.name";
    let tables: Vec<(String,)> = site.db().query(named).all().await.unwrap();
    let listed = TABLES.map(|(table, _)| table);
    assert_eq!(tables.iter().map(|(table,)| table.as_str()).collect::<Vec<_>>(), listed);
}

#[tokio::test]
async fn a_file_is_whole_however_much_somebody_wrote() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let ben = site.account("ben").await;
    let mut tx = site.db().begin().await.unwrap();
    let insert = "\
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1203)
INSERT INTO posts (author_id, title, body, excerpt, created_at)
SELECT CASE WHEN i % 3 = 0 THEN $2 ELSE $1 END, 'Post ' || i, 'Words.', 'Words.', i
FROM n";
    tx.query(insert).bind(ana.user.unwrap()).bind(ben).run().await.unwrap();
    tx.commit().await.unwrap();
    let answer = ana.get("/settings/data.json").await;
    let data: Value = serde_json::from_str(&answer.body).unwrap();
    let titles: Vec<_> =
        data["posts"].as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap()).collect();
    let written: Vec<_> = (1..=1203).filter(|i| i % 3 != 0).map(|i| format!("Post {i}")).collect();
    assert_eq!(titles, written);
}

#[tokio::test]
async fn a_guest_has_nothing_to_take_home_and_a_person_not_too_often() {
    let site = Site::fresh().await;
    assert_eq!(site.nobody().get("/settings/data.json").await.status, StatusCode::UNAUTHORIZED);
    let mut ana = site.as_user("ana").await;
    for _ in 0..5 {
        assert_eq!(ana.get("/settings/data.json").await.status, StatusCode::OK);
    }
    assert_eq!(ana.get("/settings/data.json").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn there_are_2048_words_each_once() {
    let site = Site::fresh().await;
    let answer = site.nobody().get("/words.txt").await;
    let words: std::collections::HashSet<_> = answer.body.lines().collect();
    assert_eq!(words.len(), 2_048);
    assert!(
        words
            .iter()
            .all(|word| (3..=8).contains(&word.len()) && word.chars().all(|c| c.is_ascii_lowercase()))
    );
    assert!(answer.header("cache-control").contains("immutable"));
}
