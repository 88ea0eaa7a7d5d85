//! Files brought into the sandbox through the whole router: what comes in, what is refused with which words, that nothing
//! that was typed is lost, and that many at once are all answered.

use crate::{Actor, Answer, Site, actor::has};
use axum::body::Body;
use http::{Request, StatusCode, header};
use labs::sandbox::{IMAGE_BYTES_MAX, MEMBER_IMAGE_BYTES_MAX};
use rusqlite::{Connection, MAIN_DB};
use std::fmt::Write as _;

const PAGE: &str = "/sandbox";
const BOUNDARY: &str = "----a-boundary";

/// Sends a form with a file in it, as a browser without scripts does.
async fn send(actor: &mut Actor, file: (&str, &[u8]), fields: &[(&str, &str)]) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let (name, bytes) = file;
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    let request = Request::post("/sandbox/import")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .header(header::CONTENT_LENGTH, body.len())
        .header(header::ORIGIN, crate::site::ORIGIN)
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT, "text/html,*/*;q=0.8");
    actor.send(request.body(Body::from(body)).unwrap()).await
}

/// Sends a file, and loads the page that it leads to, without the marks of hydration.
async fn import(actor: &mut Actor, file: (&str, &[u8]), fields: &[(&str, &str)]) -> String {
    let answer = send(actor, file, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.header("location"), "/sandbox#answer");
    look(actor).await
}

async fn look(actor: &mut Actor) -> String {
    let page = actor.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.body.replace("<!>", "").replace("<!-->", "").replace("<!---->", "")
}

async fn post(actor: &mut Actor, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = actor.post_from(PAGE, path, fields).await;
    assert!(answer.status.is_redirection(), "{}", answer.body);
    look(actor).await
}

async fn run(actor: &mut Actor, sql: &str) -> String {
    post(actor, "/api/run_sql", &[("sql", sql)]).await
}

/// The file of the database that these statements make.
fn database(sql: &str) -> Vec<u8> {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; BEGIN; {sql}; COMMIT")).unwrap();
    connection.serialize(MAIN_DB).unwrap().to_vec()
}

/// A table of so many rows, each with a key, a text, a price and a day.
fn filled(table: &str, rows: usize) -> String {
    format!(
        "CREATE TABLE {table} (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price NUMERIC(10,2), at DATETIME);
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT {rows})
         INSERT INTO {table} SELECT n, printf('%s number %d of many', '{table}', n), n * 0.99, date('2009-01-01', n || ' days') FROM n;
         CREATE INDEX {table}_name ON {table} (name);"
    )
}

/// Databases with as many tables and rows as the sample databases that textbooks use: a shop of music, a trader with
/// pictures in it, and a rental of films with views and triggers.
fn look_alikes() -> [(&'static str, usize, usize, Vec<u8>); 3] {
    let chinook = [
        ("Artist", 275),
        ("Album", 347),
        ("Track", 3_503),
        ("Genre", 25),
        ("MediaType", 5),
        ("Playlist", 18),
        ("PlaylistTrack", 8_715),
        ("Invoice", 412),
        ("InvoiceLine", 2_240),
        ("Customer", 59),
        ("Employee", 8),
    ];
    let northwind = [
        ("Orders", 830),
        ("Details", 2_155),
        ("Products", 77),
        ("Customers", 91),
        ("Employees", 9),
        ("Suppliers", 29),
        ("Shippers", 3),
        ("Regions", 4),
        ("Territories", 53),
        ("EmployeeTerritories", 49),
        ("CustomerTypes", 1),
    ];
    let sakila = [
        ("actor", 200),
        ("film", 1_000),
        ("film_actor", 5_462),
        ("film_category", 1_000),
        ("film_text", 1_000),
        ("inventory", 4_581),
        ("rental", 16_044),
        ("payment", 16_049),
        ("customer", 599),
        ("address", 603),
        ("city", 600),
        ("country", 109),
        ("category", 16),
        ("language", 6),
        ("staff", 2),
        ("store", 2),
    ];
    let all = |tables: &[(&str, usize)]| {
        let sql: String = tables.iter().map(|(table, rows)| filled(table, *rows)).collect();
        (tables.len(), tables.iter().map(|(_, rows)| rows).sum::<usize>(), sql)
    };
    let (chinook_tables, chinook_rows, chinook) = all(&chinook);
    let (northwind_tables, northwind_rows, northwind) = all(&northwind);
    let (sakila_tables, sakila_rows, sakila) = all(&sakila);
    let pictures = "CREATE TABLE Categories (id INTEGER PRIMARY KEY, picture BLOB);
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 8) INSERT INTO Categories SELECT n, randomblob(10746) FROM n;";
    let more = "CREATE VIEW customer_list AS SELECT name, at FROM customer;
        CREATE TRIGGER film_ins AFTER INSERT ON film BEGIN INSERT INTO film_text (name) VALUES (NEW.name); END;";
    [
        ("chinook.db", chinook_tables, chinook_rows, database(&chinook)),
        ("northwind.sqlite", northwind_tables + 1, northwind_rows + 8, database(&(northwind + pictures))),
        ("sakila.db", sakila_tables, sakila_rows, database(&(sakila + more))),
    ]
}

#[tokio::test]
async fn c8_databases_of_the_size_of_textbooks_come_in_whole() {
    let site = Site::with(&["--write-limits", "off"], |_| {}).await;
    let mut ana = site.as_user("ana").await;
    for (name, tables, rows, file) in look_alikes() {
        assert!(file.len() <= MEMBER_IMAGE_BYTES_MAX, "{name}: {}", file.len());
        let page = import(&mut ana, (name, &file), &[("sql", "SELECT 'typed before'")]).await;
        has(&page, &[&format!("{name} is your database now: {tables} tables, {rows} rows."), "typed before"]);
        // A large one can be changed as well, and what is changed is kept.
        let page =
            run(&mut ana, "CREATE TABLE mine (a); INSERT INTO mine VALUES (7); SELECT a + 1 FROM mine").await;
        has(&page, &["<td class=\"n\">8</td>", "<b>mine</b>"]);
    }
    let page = run(&mut ana, "INSERT INTO film (name) VALUES ('Rain'); SELECT COUNT(*) FROM film_text").await;
    has(&page, &["<td class=\"n\">1001</td>"]);
}

#[tokio::test]
async fn c8_a_script_of_ten_thousand_inserts_comes_in_and_a_fault_keeps_what_was_before() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let mut script = String::from(
        "PRAGMA foreign_keys=OFF;\r\nBEGIN TRANSACTION;\r\nCREATE TABLE r(a INTEGER PRIMARY KEY, b TEXT);\r\n",
    );
    for n in 0..10_000 {
        let _ = write!(script, "INSERT INTO r VALUES({n},'name {n}');\r\n");
    }
    script.push_str("COMMIT;\r\n");
    let page = import(&mut ana, ("shop.sql", script.as_bytes()), &[]).await;
    has(&page, &["9804 statements more ran, and are not listed.", "A PRAGMA holds for this run alone"]);
    has(&run(&mut ana, "SELECT COUNT(*) FROM r, (SELECT 1)").await, &["<td class=\"n\">10000</td>"]);
    // Without a transaction each line is one of its own.
    let lines: String = (0..10_000).map(|n| format!("INSERT INTO s VALUES({n});\n")).collect();
    let script = format!("CREATE TABLE s(a);\n{lines}SELECT nope;\nSELECT 1;\nSELECT 2;\n");
    let page = import(&mut ana, ("more.sql", script.as_bytes()), &[("begins_empty", "yes")]).await;
    has(
        &page,
        &[
            "9801 statements more ran, and are not listed.",
            "2 statements after it did not run.",
            "<mark>nope</mark>",
        ],
    );
    assert!(!page.contains("<b>r</b>"), "it began with an empty database");
    has(&run(&mut ana, "SELECT COUNT(*) FROM s").await, &["<td class=\"n\">10000</td>"]);
}

#[tokio::test]
async fn a_table_is_looked_at_changed_and_then_taken() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let csv = "id;\"town, land\"\r\n007;Oslo\r\n008;Bergen\r\n";
    let page = import(&mut guest, ("towns.csv", csv.as_bytes()), &[("sql", "SELECT 5")]).await;
    has(
        &page,
        &[
            "2 rows in 2 columns. Nothing has been taken yet.",
            "value=\"towns\"",
            "begins with a 0",
            "SELECT 5",
        ],
    );
    assert!(!page.contains("<b>towns</b>"), "{page}");
    let fields =
        [("csv_table", "towns"), ("csv_separator", "semicolon"), ("csv_action", "look"), ("sql", "SELECT 5")];
    has(&post(&mut guest, "/sandbox/table", &fields).await, &["3 rows in 2 columns", "column_1"]);
    let fields = [
        ("csv_table", "users"),
        ("csv_separator", "semicolon"),
        ("csv_header", "yes"),
        ("csv_kind_0", "INTEGER"),
        ("csv_action", "take"),
        ("sql", "SELECT 5"),
    ];
    let page = post(&mut guest, "/sandbox/table", &fields).await;
    has(&page, &["table \"users\" already exists", "Take this table"]);
    let mut fields = fields;
    fields[0].1 = "towns";
    has(
        &post(&mut guest, "/sandbox/table", &fields).await,
        &["towns is a table now, with 2 rows.", "<b>towns</b>"],
    );
    has(
        &run(&mut guest, "SELECT sum(id), typeof(id) FROM towns").await,
        &["<td class=\"n\">15</td>", "integer"],
    );
    has(&post(&mut guest, "/sandbox/table", &fields).await, &["The table is no longer in memory"]);
}

#[tokio::test]
async fn what_is_refused_says_why_and_keeps_text_and_database() {
    let site = Site::with(&["--write-limits", "off"], |_| {}).await;
    let mut guest = site.nobody();
    run(&mut guest, "CREATE TABLE kingfisher (a)").await;
    let whole = database("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    let large = vec![b'x'; IMAGE_BYTES_MAX + 1];
    for (name, bytes, said) in [
        ("", &b""[..], "Choose a file first."),
        ("cut.db", &whole[..5_000], "cut.db was not brought in. The file is cut off"),
        ("text.db", b"hello", "no SQLite database"),
        (
            "large.db",
            &large,
            "large.db has 2.1 MB. A file may have 2.1 MB, and 10.5 MB if you are signed in.",
        ),
        ("latin.csv", b"name\nJos\xe9\n", "latin.csv is not in UTF-8: line 2 has other bytes."),
        ("empty.csv", b"\n", "There is no table in it: it is empty."),
        ("<b>.csv", b"a\n\"", "A quote that begins in line 2 has no end."),
    ] {
        let page = import(&mut guest, (name, bytes), &[("sql", "SELECT 'still here'")]).await;
        has(&page, &[said, "SELECT 'still here'", "<b>kingfisher</b>"]);
    }
    let mut ana = site.as_user("ana").await;
    assert!(
        import(&mut ana, ("large.csv", &large), &[]).await.contains("99000"),
        "a member may send as much"
    );
}

#[tokio::test]
async fn r1_twenty_five_files_at_once_are_all_answered_and_the_site_goes_on() {
    let site = Site::with(&["--write-limits", "off"], |_| {}).await;
    let (.., file) = look_alikes().into_iter().next().unwrap();
    let upload = async |mut guest: Actor| import(&mut guest, ("chinook.db", &file), &[]).await;
    let all = futures::future::join_all((0..25).map(|_| upload(site.nobody())));
    let mut reader = site.nobody();
    let read = async { reader.get("/").await.status };
    let (pages, status) = futures::join!(all, read);
    assert_eq!(status, StatusCode::OK);
    let whole = pages
        .iter()
        .filter(|page| page.contains("chinook.db is your database now: 11 tables, 15607 rows."))
        .count();
    assert_eq!(whole, 25);
}

#[tokio::test]
async fn c6_what_is_too_long_says_both_sizes_and_stays_with_scripts_and_without() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let long = format!("-- keep me\n{}", "SELECT 1;\n".repeat(24_999));
    let page = post(&mut ana, "/api/import_sql", &[("sql", "SELECT 5"), ("paste", &long)]).await;
    has(&page, &["more than can be pasted at once: it has 250.0 kB, and 100.0 kB are taken.", "SELECT 5"]);
    let kept = page.split("name=\"paste\"").nth(1).unwrap().split_once("</textarea>").unwrap().0;
    assert_eq!(kept.matches("SELECT 1;").count(), 24_999);
    has(kept, &["-- keep me"]);
    let page = run(&mut ana, &long).await;
    has(&page, &["more than can be run at once: it has 250.0 kB"]);
    assert_eq!(page.split("</textarea>").next().unwrap().matches("SELECT 1;").count(), 24_999);
    // A script reads the sentence, and the form keeps what it has.
    let longer = "x".repeat(400_000);
    let answer = ana.call("/api/import_sql", &[("paste", &longer)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    has(&answer.body, &["it has 400.0 kB, and 100.0 kB are taken", "Your text is still here."]);
    let longest = "x".repeat(900_000);
    let answer = ana.call("/api/import_sql", &[("paste", &longest)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    has(
        &answer.body,
        &["TooLarge", "more than the 787 kB that the site takes here at once. Nothing was changed."],
    );
    // A browser says the length before it sends anything.
    let request = Request::post("/api/import_sql")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::CONTENT_LENGTH, 900_006)
        .header(header::ORIGIN, crate::site::ORIGIN)
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT, "text/html");
    let answer = ana.send(request.body(Body::from(format!("paste={longest}"))).unwrap()).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    has(&answer.body, &["That was 901 kB, and the site takes 787 kB here at once."]);
}

#[tokio::test]
async fn c4_c5_a_line_ends_with_lf_by_every_way_in() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    post(&mut ana, "/api/import_csv", &[("table", "cr"), ("paste", "a,b\r\n1,\"x\r\ny\"\r\n")]).await;
    let fields =
        [("csv_table", "cr"), ("csv_separator", "comma"), ("csv_header", "yes"), ("csv_action", "take")];
    post(&mut ana, "/sandbox/table", &fields).await;
    has(&run(&mut ana, "SELECT length(b), hex(b) FROM cr").await, &["<td class=\"n\">3</td>", "780A79"]);
    let script = "CREATE TABLE m(t); INSERT INTO m VALUES('a\r\nb');";
    post(&mut ana, "/api/import_sql", &[("paste", script)]).await;
    has(&run(&mut ana, "SELECT hex(t) FROM m").await, &["610A62"]);
    import(&mut ana, ("m.sql", script.replace("m(", "f(").replace("INTO m", "INTO f").as_bytes()), &[]).await;
    has(&run(&mut ana, "SELECT hex(t) FROM f").await, &["610A62"]);
}

#[tokio::test]
async fn c7_a_setting_says_that_it_holds_for_its_run_and_the_import_offers_it() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    run(&mut ana, "CREATE TABLE p(id INTEGER PRIMARY KEY, up INTEGER REFERENCES p(id))").await;
    has(&run(&mut ana, "PRAGMA foreign_keys=OFF").await, &["A PRAGMA holds for this run alone"]);
    let paste = "INSERT INTO p VALUES(1,2)";
    let page = post(&mut ana, "/api/import_sql", &[("paste", paste)]).await;
    has(&page, &["not there", paste]);
    let page = post(&mut ana, "/api/import_sql", &[("paste", paste), ("keys_unchecked", "yes")]).await;
    has(&page, &["one row changed"]);
}

#[tokio::test]
async fn x11_x13_a_hostile_table_is_shown_small_and_as_no_markup() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let name = |n: usize| format!("\"</th><script>{n}{}\u{202e}\"", "<".repeat(180));
    let value = format!("\"<img src=x>{}\"", "\u{202e}\u{7f}<".repeat(150));
    let line = |of: &dyn Fn(usize) -> String| (0..100).map(of).collect::<Vec<_>>().join(",");
    let csv = format!("{}\n{}", line(&name), format!("{}\n", line(&|_| value.clone())).repeat(9));
    let page = import(&mut guest, ("a\"><script>.csv", csv.as_bytes()), &[]).await;
    has(&page, &["9 rows in 100 columns", "⟨202E⟩"]);
    assert!(page.len() < 1 << 20, "{}", page.len());
    for tag in ["<script>0", "<img src=x>", "</th><script>", "\u{202e}"] {
        assert!(!page.contains(tag), "{tag}");
    }
}
