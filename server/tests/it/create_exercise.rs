//! Answers to exercises that ask for tables, sent through the whole router: what the page says of them holds together.

use crate::{Actor, Site};
use http::StatusCode;

/// Hands in an answer, and reads what the page says of it.
async fn answer(actor: &mut Actor, exercise: &str, sql: &str) -> String {
    let page = format!("/learn/sql/{exercise}");
    let form = [("exercise", exercise), ("sql", sql), ("action", "check")];
    let answer = actor.post_from(&page, "/api/answer_sql_exercise", &form).await;
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
    // The renderer puts a mark between neighbouring texts.
    actor.get(&page).await.body.replace("<!>", "")
}

#[tokio::test]
async fn what_a_page_says_of_a_table_does_not_contradict_itself() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let pair = "CREATE TABLE likes (user_id INTEGER NOT NULL REFERENCES users, post_id INTEGER NOT NULL REFERENCES posts, \
                created_at TEXT NOT NULL, UNIQUE (user_id, post_id))";
    let page = answer(&mut ana, "likes", pair).await;
    assert!(
        page.contains("Not yet") && page.contains("The difference is in the tables themselves:"),
        "{page}"
    );
    assert!(page.contains("has no primary key") && !page.contains("were answered as asked.</p>"), "{page}");
    let checked = "CREATE TABLE posts (title TEXT, text TEXT, likes INTEGER CHECK (likes < 1000000))";
    let page = answer(&mut ana, "first-table", checked).await;
    // The rows of the exercise were right, and the one that was made for this answer is shown beside them.
    assert!(page.contains("4 of 5 things that tried it were answered as asked."), "{page}");
    assert!(page.contains("refuses a row that must be taken, as a row with 1000000 as"), "{page}");
    assert!(!page.contains("Most likely"), "{page}");
    let page = answer(&mut ana, "likes", &pair.replace("UNIQUE (", "PRIMARY KEY (")).await;
    assert!(page.contains("Right") && !page.contains("Not yet"), "{page}");
}
