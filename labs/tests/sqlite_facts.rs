//! What the chapters and exercises say of SQLite, held against SQLite.
#![cfg(feature = "native")]
// The helpers of tests stand outside of them, where the lint would take them for the program.
#![allow(clippy::unwrap_used)]

use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use std::{path::Path, process::Command};

/// An empty database with these statements run.
fn database(sql: &str) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(sql).unwrap();
    connection
}

/// The only value of an answer, as text.
fn value(connection: &Connection, sql: &str) -> String {
    connection.query_row(sql, [], |row| row.get::<_, rusqlite::types::Value>(0)).map_or_else(
        |error| error.to_string(),
        |value| match value {
            rusqlite::types::Value::Integer(n) => n.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => format!("{other:?}"),
        },
    )
}

#[test]
fn the_number_of_a_deleted_last_row_is_given_again_but_for_autoincrement() {
    for (word, next) in [("", "2"), (" AUTOINCREMENT", "3")] {
        let db = database(&format!(
            "CREATE TABLE t (id INTEGER PRIMARY KEY{word}, x TEXT); INSERT INTO t (x) VALUES ('a'), ('b');
             DELETE FROM t WHERE id = 2; INSERT INTO t (x) VALUES ('c');"
        ));
        assert_eq!(value(&db, "SELECT MAX(id) FROM t"), next, "{word}");
    }
}

#[test]
fn or_ignore_leaves_out_what_breaks_not_null_too_and_do_nothing_does_not() {
    let db = database("CREATE TABLE t (k INTEGER PRIMARY KEY, x TEXT NOT NULL)");
    assert_eq!(db.execute("INSERT OR IGNORE INTO t VALUES (1, NULL)", []), Ok(0));
    assert!(db.execute("INSERT INTO t VALUES (1, NULL) ON CONFLICT DO NOTHING", []).is_err());
}

#[test]
fn a_running_total_takes_equal_rows_together() {
    let db = database("CREATE TABLE t (day, n); INSERT INTO t VALUES (1, 10), (1, 20), (2, 5)");
    let sql = "SELECT group_concat(total, ' ') FROM (SELECT SUM(n) OVER (ORDER BY day) AS total FROM t)";
    assert_eq!(value(&db, sql), "30 30 35");
}

#[test]
fn a_subquery_as_a_value_is_its_first_row() {
    let db = database("CREATE TABLE t (n); INSERT INTO t VALUES (1), (2), (3)");
    assert_eq!(value(&db, "SELECT COUNT(*) FROM t WHERE n = (SELECT n FROM t ORDER BY n)"), "1");
}

#[test]
fn nothing_equals_null_and_a_bare_column_is_taken_from_some_row() {
    let db = database("CREATE TABLE t (g, x); INSERT INTO t VALUES (1, NULL), (1, 'a')");
    assert_eq!(value(&db, "SELECT COUNT(*) FROM t WHERE x = NULL"), "0");
    assert_eq!(value(&db, "SELECT COUNT(*) FROM t WHERE x IS NULL"), "1");
    assert!(db.prepare("SELECT x, COUNT(*) FROM t GROUP BY g").is_ok());
}

#[test]
fn texts_are_compared_with_capitals_first() {
    let db = database("");
    assert_eq!(value(&db, "SELECT ('A' < 'Z') + ('Zoë' < 'ruth')"), "2");
}

#[test]
fn a_refused_statement_says_why_in_the_words_of_the_chapter() {
    let db = database("CREATE TABLE breads (name TEXT UNIQUE); INSERT INTO breads VALUES ('Rye')");
    let refused = db.execute("INSERT INTO breads VALUES ('Corn'), ('Rye')", []).unwrap_err();
    assert_eq!(refused.to_string(), "UNIQUE constraint failed: breads.name");
    assert_eq!(value(&db, "SELECT COUNT(*) FROM breads"), "1", "nothing of a refused statement stays");
}

#[test]
fn there_is_one_writer_at_a_time_and_readers_go_on_beside_it_in_wal() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Connection::open(folder.path().join("t.db")).unwrap();
    let mut first = open();
    first.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (n); INSERT INTO t VALUES (4)").unwrap();
    let mut second = open();
    second.busy_timeout(std::time::Duration::ZERO).unwrap();
    let writing = first.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    writing.execute("UPDATE t SET n = 5", []).unwrap();
    assert_eq!(value(&second, "SELECT n FROM t"), "4", "what is not committed is not seen");
    let refused = second.transaction_with_behavior(TransactionBehavior::Immediate).unwrap_err();
    assert_eq!(refused.sqlite_error_code(), Some(ErrorCode::DatabaseBusy));
}

#[test]
fn python_checks_foreign_keys_only_after_the_pragma() {
    let python = std::env::var_os("VITRINE_FLASK_PYTHON").expect(
        "VITRINE_FLASK_PYTHON names no Python that has Flask; `cargo xtask test unit` makes one and sets it",
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/flask/foreign_keys.py");
    let out =
        Command::new(python).arg("-B").arg(script).output().expect("VITRINE_FLASK_PYTHON can be started");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(String::from_utf8_lossy(&out.stdout).trim(), "taken\nFOREIGN KEY constraint failed");
}
