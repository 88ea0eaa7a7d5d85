//! The figures of chapter 4 about INSERT and CREATE TABLE, sent through the whole router as plain forms, without scripts.

use crate::{Site, actor::has, chapter_page::ChapterPage};

const PAGE: ChapterPage = ChapterPage("/learn/sql");

#[tokio::test]
async fn a_table_without_rules_takes_every_row_and_each_rule_shows_in_the_statement() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let made = PAGE.press(&mut ana, "table-rules", &[("guess", "some"), ("action", "make")]).await;
    has(
        &made,
        &["5 of 5 bad rows got in, and 3 of 3 good ones.", "taken, and nobody wants it", "what happened"],
    );
    let right = [
        ("number-not-null", "on"),
        ("number-unique", "on"),
        ("member-references", "on"),
        ("area-not-null", "on"),
        ("area-check", "on"),
    ];
    let form = [&right[..], &[("action", "make")]].concat();
    let kept = PAGE.press(&mut ana, "table-rules", &form).await;
    has(&kept, &["None of 5 bad rows got in, and 3 of 3 good ones.", "keeps all of its promises"]);
    // The statement grew, and the boxes stay ticked.
    has(&kept, &["<b>REFERENCES</b> members (id)", "<b>CHECK</b> (area &gt; "]);
    assert_eq!(kept.matches(" checked").count(), 5 + 1, "five rules and the guess: {kept}");
    let form = [&right[..], &[("member-not-null", "on"), ("action", "make")]].concat();
    has(
        &PAGE.press(&mut ana, "table-rules", &form).await,
        &[
            "2 of 3 good ones",
            "Too strict: a row is turned away that is wanted.",
            "refused, and it was wanted",
        ],
    );
}

#[tokio::test]
async fn ones_own_create_table_meets_the_same_rows() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    PAGE.press(&mut guest, "table-rules", &[("guess", "all"), ("action", "make")]).await;
    let sql = "CREATE TABLE plots (number INTEGER PRIMARY KEY,\r\n member_id INTEGER REFERENCES members, area INTEGER NOT NULL CHECK (area > 0))";
    let own = PAGE.press(&mut guest, "table-rules", &[("sql", sql), ("action", "own")]).await;
    // A number that is the key comes by itself.
    has(&own, &["1 of 5 bad rows got in, and 3 of 3 good ones.", "PRIMARY KEY,\n member_id"]);
    let wrong =
        PAGE.press(&mut guest, "table-rules", &[("sql", "CREATE TABEL plots (a)"), ("action", "own")]).await;
    has(&wrong, &["class=\"fault\"", "TABEL"]);
    let none = PAGE
        .press(&mut guest, "table-rules", &[("sql", "CREATE TABLE plot (number)"), ("action", "own")])
        .await;
    has(&none, &["None of 5 bad rows got in, and none of 3 good ones."]);
}

#[tokio::test]
async fn a_table_grows_by_what_it_takes_and_stays_as_it_was_otherwise() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    has(&PAGE.figure(&mut ana, "insert-rows").await, &["comments: 3 rows", "Nothing was inserted yet"]);
    let insert = |id, post, text| [("id", id), ("post_id", post), ("text", text), ("action", "insert")];
    let form = [&insert("", "2", "It’s <b>mine</b>")[..], &[("guess", "null")]].concat();
    let first = PAGE.press(&mut ana, "insert-rows", &form).await;
    has(&first, &["Done: one row is new.", "comments: 4 rows", "<td class=\"n\">8</td>", "what happened"]);
    has(&first, &["It’s &lt;b&gt;mine&lt;/b&gt;"]);
    for (id, post, text) in [("8", "1", "a"), ("", "9", "a"), ("", "", "a"), ("", "1", "NULL")] {
        let refused = PAGE.press(&mut ana, "insert-rows", &insert(id, post, text)).await;
        has(&refused, &["class=\"fault\"", "comments: 4 rows"]);
    }
    let own = [("sql", "INSERT INTO comments (post_id, text) VALUES (1, 'x'), (2, 'y')"), ("action", "own")];
    has(&PAGE.press(&mut ana, "insert-rows", &own).await, &["Done: 2 rows are new.", "comments: 6 rows"]);
    // Of a statement with three rows, of which one breaks a rule, none is inserted.
    let half =
        [("sql", "INSERT INTO comments (post_id, text) VALUES (1, 'x'), (2, NULL)"), ("action", "own")];
    has(&PAGE.press(&mut ana, "insert-rows", &half).await, &["comments: 6 rows"]);
    has(&PAGE.press(&mut ana, "insert-rows", &[("action", "again")]).await, &["comments: 3 rows"]);
}

#[tokio::test]
async fn nothing_that_is_typed_as_sql_breaks_a_figure() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let deep = format!("SELECT {}1{}", "(".repeat(900), ")".repeat(900));
    for sql in
        ["", "\u{0}", "</textarea><script>alert(1)</script>", "COMMIT; DROP TABLE members", "ROLLBACK", &deep]
    {
        for experiment in ["table-rules", "insert-rows"] {
            let fields = [("guess", "next"), ("sql", sql), ("action", "own")];
            let figure = PAGE.press(&mut guest, experiment, &fields).await;
            assert!(!figure.contains("<script>alert"), "{figure}");
        }
    }
    let long = format!("SELECT 1 -- {}", "x".repeat(2_000));
    for experiment in ["table-rules", "insert-rows"] {
        let figure = PAGE.press(&mut guest, experiment, &[("sql", &long), ("action", "own")]).await;
        has(&figure, &["2000 characters at most", "SELECT 1 -- xxx"]);
    }
    // What a statement did outside its transaction is no reason to fail, and the next one works.
    has(&PAGE.press(&mut guest, "table-rules", &[("action", "make")]).await, &["5 of 5 bad rows got in"]);
}

#[tokio::test]
async fn a_growing_table_is_bounded() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let long = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99) \
                INSERT INTO comments (post_id, text) SELECT 1, printf('%.200c', 'x') FROM n";
    let many =
        PAGE.press(&mut ana, "insert-rows", &[("guess", "next"), ("sql", long), ("action", "own")]).await;
    has(&many, &["comments: the first 50 rows"]);
    // Fifty rows of two hundred characters fit; a hundred columns of them do not, and are left out with a sentence.
    let wide: Vec<String> =
        (0..90).map(|n| format!("ALTER TABLE comments ADD c{n} DEFAULT 'xxxxxxxxxxxxxxxx'")).collect();
    for part in wide.chunks(30) {
        let sql = part.join(";");
        PAGE.press(&mut ana, "insert-rows", &[("sql", &sql), ("action", "own")]).await;
    }
    has(&PAGE.figure(&mut ana, "insert-rows").await, &["more than this table can show"]);
    PAGE.press(&mut ana, "insert-rows", &[("action", "again")]).await;
    for _ in 0..12 {
        let done = PAGE
            .press(&mut ana, "insert-rows", &[("post_id", "1"), ("text", "a"), ("action", "insert")])
            .await;
        has(&done, &["Done: one row is new."]);
    }
    let full =
        PAGE.press(&mut ana, "insert-rows", &[("post_id", "1"), ("text", "a"), ("action", "insert")]).await;
    has(&full, &["The table is full", "comments: 15 rows"]);
}
