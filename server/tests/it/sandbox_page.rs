//! `/sandbox` through the whole router: guests and people, runs, steps back, refusals, downloads; and that nobody reaches
//! another person's database.

use crate::{Actor, Answer, Site, actor::has};
use http::StatusCode;
use std::io;
use store::{Db, Room, Space};

const PAGE: &str = "/sandbox";

async fn run(actor: &mut Actor, sql: &str) -> String {
    let answer = actor.post_from(PAGE, "/api/run_sql", &[("sql", sql)]).await;
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
    let page = look(actor).await;
    assert!(answer.header("location").starts_with(PAGE), "{:?}", answer.headers);
    page
}

async fn run_action(actor: &mut Actor, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = actor.post_from(PAGE, path, fields).await;
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
    look(actor).await
}

async fn look(actor: &mut Actor) -> String {
    let answer = actor.get(PAGE).await;
    assert_eq!(answer.status, StatusCode::OK);
    without_marks(&answer.body)
}

/// The renderer puts a mark between neighbouring texts.
fn without_marks(html: &str) -> String {
    html.replace("<!>", "")
}

#[tokio::test]
async fn looking_begins_nothing_and_shows_the_community() {
    let site = Site::fresh().await;
    let page = look(&mut site.nobody()).await;
    has(&page, &["<h1>Sandbox</h1>", "SELECT name, city", "<b>users</b>", "users.id", "primary key"]);
    assert_eq!(site.number("SELECT COUNT(*) FROM sessions").await, 0);
    assert_eq!(site.guests_number("SELECT COUNT(*) FROM learners").await, 0);
}

#[tokio::test]
async fn a_guest_asks_and_changes_and_nobody_else_sees_it() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let page = run(&mut guest, "SELECT 40 + 2 AS answer, NULL, '' AS nought; DELETE FROM likes;").await;
    has(
        &page,
        &[
            "answer<small>integer</small>",
            "<td class=\"n\">42</td>",
            "<span class=\"null\">NULL</span>",
            "''",
        ],
    );
    has(&page, &["rows changed", "</svg>gone</span>", "How SQLite went about it", "Step back"]);
    assert_eq!(site.guests_number("SELECT COUNT(*) FROM sandbox_states").await, 1);
    let mut ben = site.as_user("ben").await;
    let other = look(&mut ben).await + &run(&mut ben, "SELECT 1").await;
    assert!(!other.contains("nought") && !other.contains("Step back"), "{other}");
}

#[tokio::test]
async fn a_person_steps_back_one_by_one_and_begins_again() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    run(&mut ana, "CREATE TABLE mine (a)").await;
    run(&mut ana, "INSERT INTO mine VALUES (7), (8)").await;
    // A double click is one step.
    for _ in 0..2 {
        run_action(&mut ana, "/api/undo_sandbox", &[("sql", "SELECT 1"), ("state", "2")]).await;
    }
    let page = run(&mut ana, "SELECT count(*) AS n FROM mine").await;
    has(&page, &["<td class=\"n\">0</td>", "<b>mine</b>"]);
    let page = run_action(&mut ana, "/api/fill_sandbox", &[("sql", "SELECT 3"), ("set", "seeds")]).await;
    has(&page, &["<b>loans</b>", "A library of seeds", "SELECT 3", "-- Begin again"]);
    let page = run_action(&mut ana, "/api/fill_sandbox", &[("sql", ""), ("set", "empty")]).await;
    has(&page, &["There is no table yet"]);
    run_action(&mut ana, "/api/undo_sandbox", &[("sql", ""), ("state", "3")]).await;
    let page = run_action(&mut ana, "/api/undo_sandbox", &[("sql", ""), ("state", "2")]).await;
    has(&page, &["<b>mine</b>", "One step back"]);
    let nothing = ana.call("/api/fill_sandbox", &[("sql", ""), ("set", "other")]).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

/// Texts whose page would be large, beside those of the corpus.
fn texts_that_make_large_pages() -> Vec<String> {
    let of = |unit: &str, bytes: usize| unit.repeat(bytes / unit.len());
    let hundred = |of: &str| vec![of; 100].join(", ");
    let thousand = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000)";
    // A form has 256 KiB at most, in which most characters take three for each byte.
    vec![
        format!("{thousand} SELECT {} FROM n", hundred("NULL")),
        format!("{thousand} SELECT {} FROM n", hundred("''")),
        format!("{thousand} SELECT printf('%.999c', char(0x202e)) FROM n"),
        format!("VALUES {}(1)", of("(1),", 98_000)),
        format!("SELECT '{}'", of("\u{202e}", 80_000)),
        of("SELECT 1;", 98_000),
        of("SELECT x;", 98_000),
        format!("SELECT 1 -- {}", of("&", 80_000)),
        format!("SELECT 1 -- {}", of("\u{1}", 80_000)),
        format!("SELECT 1 /* {} */", of("\"<", 80_000)),
        format!("SELECT {} FROM t", of("x", 98_000)),
        format!("CREATE TABLE t ({})", of("a,", 98_000)),
        format!("CREATE TABLE t (a DEFAULT '{}')", of("<", 80_000)),
        (0..100).map(|n| format!("CREATE TABLE t{n} ({});", hundred_columns())).collect(),
        format!(
            "CREATE TABLE t (a); {thousand} INSERT INTO t SELECT printf('%.900c', '<') FROM n; DELETE FROM t;"
        ),
        of("<", 85_000),
        of("\"\n", 85_000),
    ]
}

fn hundred_columns() -> String {
    (0..100).map(|n| format!("a{n} INT")).collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn x11_the_page_of_a_hostile_answer_stays_under_a_mebibyte() {
    let site = Site::with(&["--write-limits", "off"], |_| {}).await;
    let folder = tempfile::tempdir().unwrap();
    let corpus = crate::corpus::corpus(folder.path()).into_iter();
    let floods = corpus.filter(|snippet| [11, 13].contains(&snippet.threat));
    let named = |sql: String| (sql.chars().take(60).collect(), sql);
    let texts = texts_that_make_large_pages().into_iter().map(named);
    let mut sizes = Vec::new();
    for (what, sql) in texts.chain(floods.map(|snippet| (snippet.what, snippet.sql))) {
        let page = run(&mut site.nobody(), &sql).await;
        sizes.push((page.len(), page.contains("cut here"), what));
    }
    sizes.sort_unstable();
    let too_large: Vec<_> = sizes.iter().filter(|(bytes, ..)| *bytes >= 1 << 20).collect();
    assert!(too_large.is_empty(), "{too_large:#?}");
    assert!(sizes.iter().rev().take(5).all(|(_, is_cut, _)| *is_cut), "{sizes:#?}");
}

#[tokio::test]
async fn x11_what_is_cut_says_so_and_an_ordinary_answer_is_whole() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let thousand = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000)";
    let page =
        run(&mut guest, &format!("{thousand} SELECT i, i * 2, 'number ' || i, NULL, i / 3.0 FROM n")).await;
    has(&page, &["<b>1000 rows</b>", "number 1000"]);
    assert!(!page.contains("cut here"));
    let nulls = vec!["NULL"; 100].join(", ");
    let page = run(&mut guest, &format!("{thousand} SELECT {nulls} FROM n")).await;
    has(&page, &["The rest is cut here: the page would be too large."]);
}

#[tokio::test]
async fn k3_sixteen_who_run_the_same_exercise_at_once_are_all_answered() {
    let site = Site::fresh().await;
    let run = async |mut guest: Actor| {
        let form = [("exercise", "noor-joins"), ("sql", "SELECT 40 + 2 AS answer"), ("action", "run")];
        let answer = guest.post_from("/learn/sql/noor-joins", "/api/answer_sql_exercise", &form).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
        guest.get("/learn/sql/noor-joins").await.body
    };
    let pages = futures::future::join_all((0..16).map(|_| run(site.nobody()))).await;
    for page in pages {
        assert!(!page.contains("are waiting already"), "{page}");
        has(&without_marks(&page), &["<td class=\"n\">42</td>"]);
    }
}

#[tokio::test]
async fn one_statement_runs_alone_and_a_number_that_is_none_is_said() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let text = "SELECT 'first'; SELECT 'second';";
    for fields in [[("only", "2"), ("number", "")], [("only", "number"), ("number", "2")]] {
        let form = [&[("sql", text)], &fields[..]].concat();
        let page = run_action(&mut ana, "/api/run_sql", &form).await;
        has(&page, &["<td>second</td>", "aria-label=\"Statement 2\"", text]);
        assert!(!page.contains("<td>first</td>"));
    }
    for number in ["3", "0", "x", "99999999999999999999"] {
        let page =
            run_action(&mut ana, "/api/run_sql", &[("sql", text), ("only", "number"), ("number", number)])
                .await;
        has(&page, &["There is no statement", "role=\"alert\"", text]);
    }
    has(&run(&mut ana, " -- nothing\n").await, &["Write a statement first", "-- nothing"]);
}

#[tokio::test]
async fn what_runs_and_seldom_means_what_it_seems_has_a_note_beside_its_answer() {
    let site = Site::fresh().await;
    let page = run(
        &mut site.nobody(),
        "SELECT name FROM users WHERE city = NULL; SELECT name, COUNT(*) FROM users; SELECT name FROM users;",
    )
    .await;
    has(&page, &["role=\"note\"", "<code>= NULL</code>", "<code>GROUP BY</code>"]);
    assert_eq!(page.matches("role=\"note\"").count(), 2, "{page}");
}

#[tokio::test]
async fn what_textbooks_use_runs_in_a_worker() {
    let site = Site::fresh().await;
    let sql = "SELECT sqrt(16); SELECT group_concat(value) FROM generate_series(7, 9); CREATE VIRTUAL TABLE f USING fts5(a);
        INSERT INTO f VALUES ('warm bread'); SELECT highlight(f, 0, '[', ']') FROM f('bread'); CREATE VIRTUAL TABLE r USING rtree(id, x0, x1);
        INSERT INTO r VALUES (1, 2, 3); SELECT x1 FROM r; SELECT json_pretty('[1]');";
    let page = run(&mut site.nobody(), sql).await;
    has(&page, &["4.0", "7,8,9", "warm [bread]", "3.0"]);
    assert!(!page.contains("role=\"alert\""), "{page}");
}

#[tokio::test]
async fn a_fault_stands_with_its_place_and_the_text_stays() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let page = run(&mut ana, "SELECT 1;\nSELECT nmae FROM users;\nSELECT 3;").await;
    has(&page, &["<mark>nmae</mark>", "^^^^", "One statement after it did not run.", "SELECT 3;"]);
    has(&page, &["href=\"/sandbox?sql=SELECT%201%3B%0ASELECT%20nmae%20FROM%20users%3B"]);
    let page = run(&mut ana, "BEGIN; DELETE FROM likes").await;
    has(&page, &["A transaction was still open"]);
    assert_eq!(site.number("SELECT COUNT(*) FROM sandbox_states").await, 0);
    let page = run(&mut ana, "ATTACH 'x.db' AS x").await;
    has(&page, &["Try it with SQLite on a computer of your own"]);
}

#[tokio::test]
async fn a_sandbox_that_is_closed_says_so_and_keeps_the_text() {
    let nowhere = |parts: &mut server::state::StateInner| {
        parts.site.labs.sandbox = server::serve::sandbox("/nowhere".into(), 1)
    };
    let site = Site::with(&[], nowhere).await;
    let mut ana = site.as_user("ana").await;
    let page = run(&mut ana, "SELECT 'kingfisher'").await;
    has(&page, &["process broke off", "SELECT 'kingfisher'"]);
    assert_eq!(site.number("SELECT COUNT(*) FROM sandbox_states").await, 0);
    let file = ana.get("/sandbox/sandbox.db").await;
    assert_eq!(file.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn x13_hostile_text_is_shown_and_is_no_markup() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let sql = "CREATE TABLE \"</td><script>t()\" (\"<img src=x>\" TEXT DEFAULT '<b>'); \
               INSERT INTO \"</td><script>t()\" VALUES ('</textarea><script>v()</script>'), (char(8238) || 'abc' || char(0)); \
               SELECT *, 1 AS a, 2 AS a, 9e999, -9e999, 9223372036854775807, x'3c', 3 AS \"\" FROM \"</td><script>t()\"; \
               SELECT \"<svg onload=f()>\" FROM users -- </textarea><script>c()</script>";
    let page = run(&mut ana, sql).await;
    for tag in ["<script>t()", "<script>v()", "<script>c()", "<img src=x>", "<svg onload", "</textarea><"] {
        let allowed = usize::from(tag == "</textarea><") * 2;
        assert!(page.matches(tag).count() <= allowed, "{tag}: {page}");
    }
    has(&page, &["⟨202E⟩", "⟨00⟩", "<td class=\"n\">Inf</td>", "-Inf", "9223372036854775807", "no name"]);
    assert!(!page.contains(['\u{202e}', '\0']));
}

#[tokio::test]
async fn a_link_fills_the_editor_and_runs_nothing() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let page = ana.get("/sandbox?sql=DELETE+FROM+users%3B+--+%3C%2Ftextarea%3E%3Cscript%3E").await.body;
    let page = without_marks(&page);
    has(&page, &["DELETE FROM users; -- &lt;/textarea>&lt;script>", "Nothing has run yet"]);
    assert!(page.contains("href=\"http://square.test/sandbox\" rel=\"canonical\""), "{page}");
    assert_eq!(site.number("SELECT COUNT(*) FROM learners").await, 0);
    let long = format!("/sandbox?sql={}", "x".repeat(4_001));
    let page = without_marks(&ana.get(&long).await.body);
    has(&page, &["longer than four thousand characters", "SELECT name, city"]);
}

#[tokio::test]
async fn a_table_and_a_script_are_brought_in_and_what_is_none_comes_back() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let form =
        [("sql", "SELECT * FROM plums"), ("table", "plums"), ("paste", "id,grams\r\n1,4300\r\n2,\r\n")];
    let page = run_action(&mut ana, "/api/import_csv", &form).await;
    has(&page, &["Nothing has been taken yet", "SELECT * FROM plums"]);
    let take =
        [("csv_table", "plums"), ("csv_separator", "comma"), ("csv_header", "yes"), ("csv_action", "take")];
    assert_eq!(ana.post_from(PAGE, "/sandbox/table", &take).await.status, StatusCode::SEE_OTHER);
    has(&look(&mut ana).await, &["<b>plums</b>"]);
    let form = [("sql", "SELECT 1"), ("table", "plums"), ("paste", "id,grams\n1")];
    let page = run_action(&mut ana, "/api/import_csv", &form).await;
    has(&page, &["Line 2 has one value", "id,grams\n1</textarea>", "value=\"plums\""]);
    let form = [("sql", "SELECT 1"), ("table", ""), ("paste", "DROP TABLE plums;")];
    let page = run_action(&mut ana, "/api/import_sql", &form).await;
    assert!(!page.contains("<b>plums</b>"), "{page}");
}

#[tokio::test]
async fn both_downloads_are_ones_own_database() {
    let site = Site::fresh().await;
    let (mut ana, mut guest) = (site.as_user("ana").await, site.nobody());
    run(&mut ana, "CREATE TABLE kingfisher (a); INSERT INTO kingfisher VALUES ('it''s')").await;
    let is_file = |answer: &Answer, name: &str| {
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"{name}\""));
        assert_eq!(answer.header("cache-control"), "no-store");
    };
    let file = ana.get("/sandbox/sandbox.db").await;
    is_file(&file, "sandbox.db");
    assert!(file.body.starts_with("SQLite format 3\0") && file.body.contains("kingfisher"));
    let text = ana.get("/sandbox/sandbox.sql").await;
    is_file(&text, "sandbox.sql");
    assert!(text.body.contains("VALUES ('it''s');"), "{}", text.body);
    let data = ana.get("/settings/data.json").await.body;
    has(&data, &["CREATE TABLE kingfisher", "http://square.test/sandbox/sandbox.db"]);
    for path in ["/sandbox/sandbox.db", "/sandbox/sandbox.sql"] {
        let others = guest.get(path).await;
        assert_eq!(others.status, StatusCode::OK);
        assert!(others.body.contains("users") && !others.body.contains("kingfisher"));
    }
    assert_eq!(
        site.number("SELECT COUNT(*) FROM sessions").await,
        1,
        "a guest who only takes begins no session"
    );
}

#[tokio::test]
async fn a_part_is_drawn_for_scripts_and_a_restart_keeps_text_and_database() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let done = ana.call("/api/run_sql", &[("sql", "CREATE TABLE kingfisher (a)")]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let part = ana.ask("/api/sandbox").await.body;
    has(&part, &["data-part", "kingfisher"]);
    let again = server::router::build(&server::state::State::from({
        let mut parts = server::state::StateInner::new(
            server::serve::site(&crate::site::config(&[]), site.db().clone(), crate::site::ORIGIN.to_owned()),
            &crate::site::config(&[]),
        );
        parts.site.labs.sandbox = site.state.site.labs.sandbox.clone();
        parts
    }));
    let page = look(&mut ana.at(&again)).await;
    has(&page, &["CREATE TABLE kingfisher (a)", "<b>kingfisher</b>", "Answers are kept in memory alone"]);
}

/// Puts bytes that are no database in the place of what is stored.
async fn break_states(site: &Site) {
    let mut learners: Vec<(i64,)> = Vec::new();
    for db in [site.db().clone(), site.db().guests()] {
        let mut tx = db.begin().await.unwrap();
        learners.extend(tx.query("SELECT id FROM learners").all::<(i64,)>().await.unwrap());
        tx.query("UPDATE sandbox_states SET image = zeroblob(100) WHERE number > 1").run().await.unwrap();
        tx.query("UPDATE lab_states SET state = '{\"sql\":'").run().await.unwrap();
        tx.commit().await.unwrap();
    }
    // As after a restart: nothing is in memory.
    for (learner,) in learners {
        site.state.site.labs.sandboxes.forget_schema(learner);
    }
}

#[tokio::test]
async fn x14_a_state_that_cannot_be_read_is_said_and_stepped_back_from() {
    let site = Site::fresh().await;
    for mut actor in [site.as_user("ana").await, site.nobody()] {
        run(&mut actor, "CREATE TABLE one (a); INSERT INTO one VALUES (11);").await;
        run(&mut actor, "CREATE TABLE two (b);").await;
        break_states(&site).await;
        let page = look(&mut actor).await;
        has(&page, &["This state of your database cannot be read. Step back", "Step back</button>"]);
        let page = run(&mut actor, "SELECT 40 + 2").await;
        has(&page, &["cannot be read", "SELECT 40 + 2"]);
        assert_eq!(actor.get("/sandbox/sandbox.db").await.status, StatusCode::SERVICE_UNAVAILABLE);
        let page = run_action(&mut actor, "/api/undo_sandbox", &[("sql", "SELECT 1"), ("state", "2")]).await;
        has(&page, &["One step back", "<b>one</b>"]);
        assert!(!page.contains("cannot be read") && !page.contains("<b>two</b>"), "{page}");
        assert!(run(&mut actor, "SELECT a FROM one").await.contains("<td class=\"n\">11</td>"));
    }
}

#[tokio::test]
async fn x14_where_a_state_cannot_be_read_one_can_begin_anew() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    run(&mut guest, "CREATE TABLE one (a);").await;
    run(&mut guest, "CREATE TABLE two (b);").await;
    break_states(&site).await;
    let fields = [("sql", "SELECT 1"), ("set", "empty")];
    let page = run_action(&mut guest, "/api/fill_sandbox", &fields).await;
    has(&page, &["The database is new", "SELECT 1"]);
    let page = run(&mut guest, "CREATE TABLE three (c);").await;
    assert!(page.contains("<b>three</b>") && !page.contains("cannot be read"), "{page}");
}

#[tokio::test]
async fn a_text_that_cannot_be_read_is_said_and_keeps_nobody_out() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    guest
        .post_from(
            "/learn/sql",
            "/api/run_experiment",
            &[("experiment", "likes-restart"), ("action", "like")],
        )
        .await;
    let mut tx = site.db().guests().begin().await.unwrap();
    let broken = "UPDATE lab_states SET state = '{\"run\":'";
    tx.query(broken).run().await.unwrap();
    let also = "INSERT INTO lab_states (learner_id, name, state, updated_at)
                SELECT id, 'sandbox', '{', 0 FROM learners";
    tx.query(also).run().await.unwrap();
    tx.commit().await.unwrap();
    let page = guest.get("/learn/sql").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("What was kept here could not be read, so it begins anew."), "{}", page.body);
    let page = look(&mut guest).await;
    has(
        &page,
        &["The text that was kept here could not be read, so the editor begins anew.", "SELECT name, city"],
    );
    assert!(run(&mut guest, "SELECT 40 + 2").await.contains("<td class=\"n\">42</td>"));
}

#[tokio::test]
async fn r1_on_a_nearly_full_disk_the_sandbox_says_so_and_posting_and_signing_in_go_on() {
    let folder = tempfile::TempDir::new().unwrap();
    let probe = || Ok::<_, io::Error>(Space { free: 1 << 20, all: 100 << 30 });
    let room = Room::with_probe(1 << 30, None, Box::new(probe));
    let db = Db::open_with(folder.path(), room).await.unwrap();
    let site = Site::with(&[], |parts| parts.site.db = db).await;
    let mut guest = site.nobody();
    let page = run(&mut guest, "CREATE TABLE kingfisher (a)").await;
    has(&page, &["disk is nearly full", "CREATE TABLE kingfisher (a)"]);
    // What changes nothing is answered as always.
    assert!(run(&mut guest, "SELECT 40 + 2").await.contains("<td class=\"n\">42</td>"));
    let form = [("experiment", "likes-restart"), ("action", "like")];
    let refused = guest.call("/api/run_experiment", &form).await;
    assert_eq!(refused.status, StatusCode::INSUFFICIENT_STORAGE, "{}", refused.body);
    site.account("ana").await;
    let mut ana = site.nobody();
    let signed_in =
        ana.post_from("/sign-in", "/api/sign_in", &[("name", "ana"), ("password", crate::PASSWORD)]).await;
    assert_eq!(signed_in.status, StatusCode::FOUND, "{}", signed_in.body);
    let post = [("title", "A plot"), ("body", "By the pump."), ("tags", "")];
    let written = ana.post_from("/write", "/api/write_post", &post).await;
    assert_eq!(written.status, StatusCode::FOUND, "{}", written.body);
    assert_eq!(ana.post_from("/", "/api/sign_out", &[]).await.status, StatusCode::FOUND);
}

#[tokio::test]
async fn a_table_is_looked_at_page_by_page_without_writing_sql() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    has(&look(&mut guest).await, &["Look at the rows of", "value=\"0 users\"", "value=\"0 posts\""]);
    let sql = "CREATE TABLE n AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 60) SELECT i FROM n; \
               CREATE TABLE \"a b<c>\" (x); CREATE VIEW v AS SELECT i FROM n WHERE i > 40;";
    run(&mut guest, sql).await;
    for (browse, parts) in [
        ("0 n", ["<b>n</b>, rows 1 to 25 of 60", "value=\"25 n\"", "<td class=\"n\">25</td>"]),
        ("50 n", ["<b>n</b>, rows 51 to 60 of 60", "value=\"25 n\"", "<td class=\"n\">60</td>"]),
        ("0 a b<c>", ["<b>a b&lt;c&gt;</b>, no rows here", "no rows", "value=\"0 a b&lt;c&gt;\""]),
        ("0 v", ["<b>v</b>, rows 1 to 20", "<td class=\"n\">60</td>", "what I typed"]),
        ("0 gone", ["There is no table", "gone", "what I typed"]),
    ] {
        let page =
            run_action(&mut guest, "/api/browse_sandbox", &[("sql", "what I typed"), ("browse", browse)])
                .await;
        has(&page, &parts);
        has(&page, &["what I typed"]);
    }
    assert!(!look(&mut guest).await.contains("value=\"75 n\""), "there is no page after the last");
    let answer = guest.call("/api/browse_sandbox", &[("sql", ""), ("browse", "users")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
