//! What textbooks use works here, with the values that SQLite documents.

use super::*;

/// Runs statements and gives the rows of the last as SQL literals, with commas between cells and semicolons between rows.
fn rows(sql: &str) -> String {
    let ran = run_script(&Database::empty().unwrap(), sql).unwrap();
    let last = ran.outcomes.last().unwrap();
    assert_eq!(last.fault, None, "{sql}");
    let rows = &last.rows.as_ref().unwrap().rows;
    let row = |cells: &Vec<Cell>| cells.iter().map(Cell::to_sql).collect::<Vec<_>>().join(", ");
    rows.iter().map(row).collect::<Vec<_>>().join("; ")
}

fn check(all: &[(&str, &str)]) {
    for (sql, right) in all {
        assert_eq!(rows(sql), *right, "{sql}");
    }
}

#[test]
fn the_mathematical_functions_are_there() {
    check(&[
        ("SELECT sqrt(16), ln(2)", "4.0, 0.6931471805599453"),
        ("SELECT pow(2,3), floor(1.5), mod(7,3)", "8.0, 1.0, 1.0"),
        (
            "SELECT power(2, 10), exp(0), log(100), log10(1000), log2(8), log(2, 8)",
            "1024.0, 1.0, 2.0, 3.0, 3.0, 3.0",
        ),
        ("SELECT ceil(1.2), ceiling(-1.2), trunc(-1.7)", "2.0, -1.0, -1.0"),
        (
            "SELECT sin(0), cos(0), tan(0), asin(0), acos(1), atan(0), atan2(0, 1)",
            "0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0",
        ),
        ("SELECT sinh(0), cosh(0), tanh(0), asinh(0), acosh(1), atanh(0)", "0.0, 1.0, 0.0, 0.0, 0.0, 0.0"),
        ("SELECT round(degrees(pi())), radians(0), sign(-3)", "180.0, 0.0, -1"),
        // Outside its domain a function is NULL, and no error.
        ("SELECT sqrt(-1), ln(0)", "NULL, NULL"),
    ]);
}

#[test]
fn generate_series_counts() {
    check(&[
        ("SELECT value FROM generate_series(1,3)", "1; 2; 3"),
        ("SELECT value FROM generate_series(0, 10, 5) ORDER BY value DESC", "10; 5; 0"),
        (
            "SELECT date('2026-02-27', '+' || value || ' days') FROM generate_series(0, 2)",
            "'2026-02-27'; '2026-02-28'; '2026-03-01'",
        ),
        ("CREATE VIEW three AS SELECT value FROM generate_series(1, 3); SELECT sum(value) FROM three", "6"),
        ("SELECT COUNT(*) FROM generate_series(5, 1)", "0"),
    ]);
}

#[test]
fn full_text_search_finds_orders_and_marks() {
    let notes = "CREATE VIRTUAL TABLE notes USING fts5(title, body, tokenize = 'porter');
        INSERT INTO notes VALUES ('Bread', 'The oven is warm'), ('Kiln', 'Ovens, warm ovens'), ('Boat', 'The sea is cold');";
    let check = |query: &str, right: &str| assert_eq!(rows(&format!("{notes} {query}")), right, "{query}");
    check("SELECT title FROM notes WHERE notes MATCH 'oven' ORDER BY rank", "'Kiln'; 'Bread'");
    check("SELECT title FROM notes('title: boat')", "'Boat'");
    check(
        "SELECT highlight(notes, 1, '[', ']') FROM notes WHERE notes MATCH '\"oven is\"'",
        "'The [oven is] warm'",
    );
    check("SELECT snippet(notes, 1, '<', '>', '…', 2) FROM notes WHERE body MATCH 'sea'", "'The <sea>…'");
    check(
        "SELECT title FROM notes WHERE notes MATCH 'warm NOT sea' ORDER BY bm25(notes), title",
        "'Kiln'; 'Bread'",
    );
    check("UPDATE notes SET body = 'x' WHERE title = 'Kiln'; SELECT COUNT(*) FROM notes('oven')", "1");
    check("DELETE FROM notes; SELECT COUNT(*) FROM notes('oven')", "0");
    check("INSERT INTO notes (notes) VALUES ('optimize'); SELECT COUNT(*) FROM notes('oven')", "2");
    check(
        "CREATE VIRTUAL TABLE words USING fts5vocab(notes, row); SELECT term, cnt FROM words ORDER BY cnt DESC LIMIT 1",
        "'oven', 3",
    );
    check("DROP TABLE notes; SELECT COUNT(*) FROM sqlite_schema", "0");
}

#[test]
fn a_full_text_index_of_another_table_is_kept_by_triggers() {
    let made = "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT);
        CREATE VIRTUAL TABLE found USING fts5(title, content = posts, content_rowid = id);
        CREATE TRIGGER posts_new AFTER INSERT ON posts BEGIN INSERT INTO found (rowid, title) VALUES (NEW.id, NEW.title); END;
        CREATE TRIGGER posts_gone AFTER DELETE ON posts
        BEGIN INSERT INTO found (found, rowid, title) VALUES ('delete', OLD.id, OLD.title); END;
        INSERT INTO posts (title) VALUES ('warm bread'), ('cold sea'), ('warm sea'); DELETE FROM posts WHERE id = 3;";
    assert_eq!(rows(&format!("{made} SELECT rowid, title FROM found('warm')")), "1, 'warm bread'");
}

#[test]
fn boxes_are_found_by_where_they_are() {
    let made = "CREATE VIRTUAL TABLE plots USING rtree(id, x0, x1, y0, y1);
        INSERT INTO plots VALUES (1, 0, 2, 0, 2), (2, 5, 7, 5, 7), (3, 1, 6, 1, 6);";
    let query = "SELECT id FROM plots WHERE x0 <= 5.5 AND x1 >= 5.5 AND y0 <= 5.5 AND y1 >= 5.5 ORDER BY id";
    assert_eq!(rows(&format!("{made} {query}")), "2; 3");
    let whole = "CREATE VIRTUAL TABLE t USING rtree_i32(id, a, b, +note); INSERT INTO t VALUES (1, 3, 4, 'n'); SELECT * FROM t";
    assert_eq!(rows(whole), "1, 3, 4, 'n'");
}

#[test]
fn the_functions_of_json_are_there() {
    check(&[
        ("SELECT json_insert('{}','$.a',1)", "'{\"a\":1}'"),
        (
            "SELECT json_set('{\"a\":1}','$.a',2), json_replace('{\"a\":1}','$.b',2)",
            "'{\"a\":2}', '{\"a\":1}'",
        ),
        ("SELECT json_remove('[1,2,3]','$[1]'), json_type('[1]'), json_valid('{')", "'[1,3]', 'array', 0"),
        ("SELECT json_pretty('[1]')", "'[\n    1\n]'"),
        ("SELECT json(jsonb('{\"a\": [1, 2]}')), json(jsonb_array(1, 'x'))", "'{\"a\":[1,2]}', '[1,\"x\"]'"),
        ("SELECT json(jsonb_object('a', 1)), json(jsonb_set('{}', '$.a', 1))", "'{\"a\":1}', '{\"a\":1}'"),
        ("SELECT '{\"a\": {\"b\": 5}}' ->> '$.a.b', '{\"a\": 1}' -> 'a'", "5, '1'"),
        ("SELECT json_group_array(value) FROM json_each('[3, 4]')", "'[3,4]'"),
        ("SELECT json(jsonb_group_object(key, value)) FROM json_each('{\"a\": 1}')", "'{\"a\":1}'"),
        ("SELECT COUNT(*) FROM json_tree('{\"a\": [1, 2]}')", "4"),
        ("SELECT json_error_position('[1,,2]')", "4"),
    ]);
}

#[test]
fn patterns_of_ordinary_length_are_compared() {
    let long = "é".repeat(28);
    check(&[
        (&format!("SELECT 'a {long} b' LIKE '%{long}%'"), "1"),
        (&format!("SELECT '{0}' LIKE '{0}', '{0}' GLOB '{0}'", "x".repeat(1_000)), "1, 1"),
    ]);
}

#[test]
fn windows_returning_strict_and_upserts_work() {
    let t = "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT; INSERT INTO t VALUES (1, 5), (2, 7), (3, 7);";
    let check = |query: &str, right: &str| assert_eq!(rows(&format!("{t} {query}")), right, "{query}");
    check("SELECT sum(n) OVER (ORDER BY id), rank() OVER (ORDER BY n) FROM t", "5, 1; 12, 2; 19, 2");
    check(
        "SELECT lag(n, 1, 0) OVER w, lead(n) OVER w, ntile(2) OVER w, first_value(n) OVER w FROM t WINDOW w AS (ORDER BY id)",
        "0, 7, 1, 5; 5, 7, 1, 5; 7, NULL, 2, 5",
    );
    check("INSERT INTO t (n) VALUES (9) RETURNING id, n", "4, 9");
    check("UPDATE t SET n = n + 1 WHERE id = 1 RETURNING n", "6");
    check("DELETE FROM t WHERE id > 1 RETURNING id", "2; 3");
    check("INSERT INTO t VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET n = n + excluded.n RETURNING n", "6");
    check(
        "SELECT t.id, o.id FROM t FULL OUTER JOIN (SELECT 3 AS id UNION SELECT 4) o ON o.id = t.id ORDER BY 2, 1",
        "1, NULL; 2, NULL; 3, 3; NULL, 4",
    );
}

#[test]
fn what_keeps_a_virtual_table_can_be_read_and_not_written() {
    let made = "CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES ('x');";
    for write in [
        "DELETE FROM f_data",
        "UPDATE f_data SET block = x'00'",
        "DROP TABLE f_config",
        "INSERT INTO f_idx VALUES (1, x'', 1)",
    ] {
        let ran = run_script(&Database::empty().unwrap(), &format!("{made} {write}")).unwrap();
        let Some(Fault::Sqlite { message, .. }) = &ran.outcomes.last().unwrap().fault else {
            panic!("{write}")
        };
        assert!(message.contains("may not be"), "{message}");
    }
    assert_eq!(rows(&format!("{made} SELECT c0 FROM f_content")), "'x'");
}

#[test]
fn a_schema_shows_a_virtual_table_and_not_what_keeps_it() {
    let made = "CREATE VIRTUAL TABLE f USING fts5(a, b); INSERT INTO f VALUES ('x', 'y');
        CREATE VIRTUAL TABLE r USING rtree(id, x0, x1); CREATE TABLE f_other (a);";
    let ran = run_script(&Database::empty().unwrap(), made).unwrap();
    let shown: Vec<(&str, usize, Option<i64>)> = ran
        .schema
        .tables
        .iter()
        .map(|table| (table.name.as_str(), table.columns.len(), table.rows))
        .collect();
    assert_eq!(shown, [("f", 2, Some(1)), ("r", 3, Some(0)), ("f_other", 1, Some(0))]);
}

/// An index whose table has other rows by now is no reason to keep a learner out of their database.
#[test]
fn a_database_with_virtual_tables_is_read_again() {
    let made = "CREATE TABLE posts (title TEXT); INSERT INTO posts VALUES ('warm bread');
        CREATE VIRTUAL TABLE stale USING fts5(title, content = posts); INSERT INTO stale (stale) VALUES ('rebuild');
        CREATE VIRTUAL TABLE none USING fts5(title, content = ''); INSERT INTO none VALUES ('warm sea');
        CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES ('x'); CREATE VIRTUAL TABLE r USING rtree(id, x0, x1);
        INSERT INTO r VALUES (1, 0, 1); DELETE FROM posts; INSERT INTO posts VALUES ('cold sea');";
    let image = run_script(&Database::empty().unwrap(), made).unwrap().image.unwrap();
    let again = Database::of_image(&image).unwrap();
    let ran = run_script(&again, "SELECT COUNT(*) FROM f('x')").unwrap();
    assert_eq!(ran.outcomes[0].rows.as_ref().unwrap().rows, [[Cell::Integer(1)]]);
}

#[test]
fn a_dump_makes_virtual_tables_again() {
    let made = "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT); INSERT INTO posts VALUES (7, 'warm bread');
        CREATE VIRTUAL TABLE own USING fts5(a); INSERT INTO own (rowid, a) VALUES (5, 'x y');
        CREATE VIRTUAL TABLE found USING fts5(title, content = 'posts', content_rowid = 'id');
        INSERT INTO found (found) VALUES ('rebuild'); CREATE VIRTUAL TABLE r USING rtree(id, x0, x1);
        INSERT INTO r VALUES (3, 0.1, 1); CREATE VIRTUAL TABLE none USING fts5(a, content = ''); INSERT INTO none VALUES ('x');
        CREATE VIRTUAL TABLE words USING fts5vocab(own, row);";
    let database = Database::empty().unwrap();
    let ran = run_script(&database, made).unwrap();
    assert_eq!(ran.outcomes.last().unwrap().fault, None);
    let text = dump::dump(&database).unwrap();
    let query = "SELECT (SELECT rowid FROM own('y')), (SELECT rowid FROM found('bread')), (SELECT COUNT(*) FROM words),
        (SELECT id FROM r), (SELECT COUNT(*) FROM none('x'))";
    assert_eq!(rows(&format!("{text} {query}")), "5, 7, 2, 3, 0", "{text}");
}
