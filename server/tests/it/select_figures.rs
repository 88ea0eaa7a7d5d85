//! The figures of chapter 4 about SELECT, sent through the whole router as plain forms, without scripts.

use crate::{Site, actor::has, chapter_page::ChapterPage};

const PAGE: ChapterPage = ChapterPage("/learn/sql");

#[tokio::test]
async fn a_query_goes_clause_by_clause_and_ends_with_sqlites_answer() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    has(
        &PAGE.figure(&mut guest, "select-steps").await,
        &["Nothing was taken apart yet", "The first step is FROM"],
    );
    let first = PAGE.press(&mut guest, "select-steps", &[("guess", "first"), ("action", "next")]).await;
    has(&first, &["Step 1 of 7, FROM. ", "14 rows come in", "Half a plot by the pump"]);
    assert!(!first.contains("what happened"), "SELECT had no turn yet: {first}");
    for (step, says) in [
        ("Step 2 of 7, WHERE. ", "true for 11, false for 3, and NULL for 0"),
        ("Step 3 of 7, GROUP BY. ", "11 rows gather into 6 groups"),
        ("Step 4 of 7, HAVING. ", "4 of 6 groups stay"),
        ("Step 5 of 7, SELECT. ", "Each group becomes one row"),
        ("Step 6 of 7, ORDER BY. ", "put in order"),
        ("Step 7 of 7, LIMIT. ", "Of 4 rows, 2 are within the limit"),
    ] {
        has(&PAGE.press(&mut guest, "select-steps", &[("action", "next")]).await, &[step, says]);
    }
    let last = PAGE.figure(&mut guest, "select-steps").await;
    has(&last, &["the same rows in the same order", "what happened", "2 go</caption>"]);
    has(&PAGE.press(&mut guest, "select-steps", &[("action", "first")]).await, &["Step 1 of 7, FROM. "]);
}

#[tokio::test]
async fn ones_own_query_begins_with_its_first_step_and_what_cannot_be_taken_apart_says_so() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    PAGE.press(&mut ana, "select-steps", &[("guess", "last"), ("action", "last")]).await;
    let own = [("sql", "SELECT DISTINCT city\r\nFROM users"), ("action", "next")];
    has(
        &PAGE.press(&mut ana, "select-steps", &own).await,
        &["Step 1 of 3, FROM. ", "8 rows come in", "the community’s tables"],
    );
    has(
        &PAGE.press(&mut ana, "select-steps", &[("action", "last")]).await,
        &["DISTINCT", "become one: 6 of 8 rows stay"],
    );
    for (sql, says) in [
        ("SELECT nmae FROM users", "There is no column <code>nmae</code>"),
        ("SELECT 1 UNION SELECT id FROM users", "UNION puts two queries together"),
        ("DROP TABLE users", "Only a statement that begins with SELECT"),
        ("SELECT * FROM posts, likes, users", "more than 120 rows"),
    ] {
        let refused = PAGE.press(&mut ana, "select-steps", &[("sql", sql), ("action", "ask")]).await;
        has(&refused, &["role=\"alert\"", says, sql]);
        assert!(!refused.contains("Step 1 of"), "no step of another query is shown: {refused}");
    }
    let hostile = PAGE
        .press(
            &mut ana,
            "select-steps",
            &[("sql", "SELECT '<b>' AS \"<i>\" FROM users -- </textarea>"), ("action", "ask")],
        )
        .await;
    assert!(
        !hostile.contains("<b><") && !hostile.contains("<i>") && !hostile.contains("-- </textarea>"),
        "x13: {hostile}"
    );
}

#[tokio::test]
async fn ones_own_tables_are_asked_where_they_have_what_is_asked_for() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let sql = "CREATE TABLE boats (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO boats (name) VALUES ('Swan'), (NULL)";
    ana.post_from("/sandbox", "/api/run_sql", &[("sql", sql)]).await;
    let own = [("guess", "fewer"), ("sql", "SELECT name FROM boats WHERE name <> 'Swan'"), ("action", "ask")];
    let heaps = PAGE.press(&mut ana, "three-values", &own).await;
    has(
        &heaps,
        &["True: in the answer · no rows", "False · one row", "NULL: neither true nor false · one row"],
    );
}

#[tokio::test]
async fn a_condition_has_three_heaps_and_null_is_one_of_them() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let is = PAGE.press(&mut guest, "three-values", &[("guess", "rest"), ("action", "is")]).await;
    has(&is, &["True: in the answer · 2 rows", "False · 4 rows", "NULL: neither true nor false · 2 rows"]);
    assert!(!is.contains("what happened"), "{is}");
    let is_not = PAGE.press(&mut guest, "three-values", &[("action", "is-not")]).await;
    has(&is_not, &["True: in the answer · 4 rows", "what happened", "It finds four."]);
    has(
        &PAGE.press(&mut guest, "three-values", &[("sql", "SELECT 1 FROM users"), ("action", "ask")]).await,
        &["has no WHERE"],
    );
}

#[tokio::test]
async fn rows_gather_into_groups_and_each_group_is_one_row() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let count = PAGE.press(&mut guest, "grouping", &[("guess", "each"), ("action", "count")]).await;
    has(&count, &["Group 1 · 3 rows", "Group 7 · 2 rows", ">7 rows</caption>", "what happened"]);
    let having = PAGE.press(&mut guest, "grouping", &[("action", "having")]).await;
    has(&having, &["Group 2 · one row · false: goes", ">4 rows</caption>"]);
    has(
        &PAGE.press(&mut guest, "grouping", &[("action", "all")]).await,
        &["Group 1 · 14 rows", ">one row</caption>"],
    );
    has(
        &PAGE.press(&mut guest, "grouping", &[("sql", "SELECT id FROM users"), ("action", "ask")]).await,
        &["gathers nothing"],
    );
}
