//! The pages of the SQL exercises before anything is answered, and chapters and exercises in the search.

use crate::Site;
use http::StatusCode;

#[tokio::test]
async fn an_exercise_shows_the_first_rows_of_its_tables_and_what_is_asked_for() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let page = guest.get("/learn/join/nought-is-a-number").await.body.replace("<!>", "");
    for part in [
        "<b>users</b> · first 4 of 8 rows",
        "<b>posts</b> · first 4 of 14 rows",
        "<b>Asked for</b> on these tables · 5 of 8 rows, in any order",
        "Noor Haddad",
        ">column 2</th>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("COUNT(p.id)"), "the model is not given away: {page}");
    let change = guest.get("/learn/sql/noor-joins").await.body.replace("<!>", "");
    assert!(
        change.contains("What is to change in these tables:") && change.contains(">asked for"),
        "{change}"
    );
    let create = guest.get("/learn/sql/not-null").await.body;
    assert!(!create.contains("asked for <"), "tables are asked for, and no rows: {create}");
}

#[tokio::test]
async fn what_is_said_of_the_check_is_never_nothing_of_nothing() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let exercises: Vec<_> = lessons::sql_exercise::sql_exercises().collect();
    for exercise in exercises {
        let chapter = exercise.chapter.as_deref().expect("the site's own exercises belong to chapters");
        let page = guest.get(&format!("/learn/{chapter}/{}", exercise.name)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", exercise.name);
        assert!(!page.body.replace("<!>", "").contains("0 of 0"), "{}", exercise.name);
    }
}

#[tokio::test]
async fn a_search_finds_chapters_and_exercises_beside_posts() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let page = guest.get("/search?q=quiet+ones").await.body.replace("<!>", "");
    assert!(
        page.contains("href=\"/learn/join/the-quiet-ones-too\"") && page.contains("In the chapters"),
        "{page}"
    );
    assert!(page.contains("No post and no comment") && !page.contains("Nothing found"), "{page}");
    let nothing = guest.get("/search?q=zzyzx").await.body;
    assert!(nothing.contains("Nothing found") && !nothing.contains("In the chapters"), "{nothing}");
    let hostile = guest.get("/search?q=%3Cscript%3Ealert").await.body;
    assert!(!hostile.contains("<script>alert"), "{hostile}");
}
