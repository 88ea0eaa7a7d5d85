//! What a run does, and what it can never do, without a worker process. The process itself is tested in `server/tests`.

use super::*;

fn run(sql: &str) -> ScriptResult {
    run_script(&Database::empty().unwrap(), sql).unwrap()
}

fn cells(ran: &ScriptResult) -> &[Vec<Cell>] {
    &ran.outcomes.last().unwrap().rows.as_ref().unwrap().rows
}

fn stopped(sql: &str) -> Option<Stopped> {
    match run(sql).outcomes.last()?.fault {
        Some(Fault::Stopped(stopped)) => Some(stopped),
        _ => None,
    }
}

#[test]
fn a_table_is_made_filled_and_asked() {
    let ran =
        run("CREATE TABLE t (a INTEGER, b TEXT); INSERT INTO t VALUES (1, 'x'), (2, NULL); SELECT * FROM t;");
    assert_eq!(ran.outcomes.len(), 3);
    assert_eq!(ran.outcomes[1].changed, 2);
    assert_eq!(ran.outcomes[1].changes[0].rows.len(), 2);
    assert_eq!(cells(&ran)[1], [Cell::Integer(2), Cell::Null]);
    assert_eq!(ran.schema.tables[0].rows, Some(2));
    let again = Database::of_image(&ran.image.unwrap()).unwrap();
    assert_eq!(
        cells(&run_script(&again, "SELECT b FROM t WHERE a = 1").unwrap()),
        [[Cell::Text("x".into())]]
    );
}

#[test]
fn asking_changes_no_byte() {
    assert_eq!(run("SELECT 1").image, None);
}

#[test]
fn the_first_fault_ends_the_run_and_keeps_what_was_before_it() {
    let ran = run("CREATE TABLE t (a); INSERT INTO t VALUES (1); SELECT b FROM t; DROP TABLE t;");
    assert_eq!(ran.outcomes.len(), 3);
    assert!(
        matches!(&ran.outcomes[2].fault, Some(Fault::Sqlite { at: Some(7), .. })),
        "{:?}",
        ran.outcomes[2].fault
    );
    assert!(ran.image.is_some());
    assert_eq!(ran.schema.tables.len(), 1);
}

#[test]
fn an_update_shows_the_row_before_and_after() {
    let ran = run(
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b); INSERT INTO t VALUES (1, 2), (2, 2); UPDATE t SET b = 3 WHERE a = 1",
    );
    let change = &ran.outcomes[2].changes[0];
    assert_eq!(change.columns, ["a", "b"]);
    assert_eq!(change.rows.len(), 1);
    assert_eq!(change.rows[0].before.as_ref().unwrap()[1], Cell::Integer(2));
    assert_eq!(change.rows[0].after.as_ref().unwrap()[1], Cell::Integer(3));
}

#[test]
fn a_transaction_left_open_is_taken_back() {
    let ran = run("CREATE TABLE t (a); BEGIN; INSERT INTO t VALUES (1);");
    assert!(ran.rolled_back);
    assert_eq!(ran.schema.tables[0].rows, Some(0));
}

#[test]
fn what_has_no_end_is_ended() {
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n";
    assert_eq!(stopped(endless), Some(Stopped::Time));
}

#[test]
fn a_database_does_not_grow_beyond_its_size() {
    let grow = "CREATE TABLE t (a); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) \
                INSERT INTO t SELECT zeroblob(90000) FROM n";
    assert_eq!(stopped(grow), Some(Stopped::Size));
}

#[test]
fn what_reaches_outside_is_not_allowed() {
    for sql in [
        "ATTACH 'x.db' AS x",
        "VACUUM INTO 'x.db'",
        "PRAGMA hard_heap_limit = 0",
        "PRAGMA user_version = 3",
        "SELECT load_extension('x')",
        "SELECT * FROM dbstat",
        "CREATE VIRTUAL TABLE f USING fts3(a)",
        "SELECT unhex('00', 'x')",
        "SELECT * FROM pragma_database_list",
    ] {
        let fault = run(sql).outcomes[0].fault.clone();
        assert_eq!(fault, Some(Fault::Stopped(Stopped::NotAllowed)), "{sql}");
    }
}

#[test]
fn more_rows_than_may_be_shown_are_cut_and_said() {
    let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000) SELECT i FROM n";
    let ran = run(many);
    let rows = ran.outcomes[0].rows.as_ref().unwrap();
    assert_eq!((rows.rows.len(), rows.more), (ROWS_MAX, true));
}

#[test]
fn everyday_statements_are_lawful() {
    let ran =
        run("CREATE TABLE a (id INTEGER PRIMARY KEY, n TEXT UNIQUE, c TEXT CHECK (length(c) > 1)) STRICT;
         CREATE INDEX i ON a (c); CREATE VIEW v AS SELECT upper(n) AS u FROM a;
         CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET c = 'zz' WHERE id = NEW.id; END;
         INSERT INTO a (n, c) VALUES ('x', 'yy') ON CONFLICT DO NOTHING RETURNING id;
         ALTER TABLE a ADD COLUMN d TEXT; ALTER TABLE a RENAME COLUMN d TO e; ALTER TABLE a DROP COLUMN e;
         ALTER TABLE a RENAME TO b; REINDEX; ANALYZE; PRAGMA table_info(b); PRAGMA foreign_keys;
         SELECT u, row_number() OVER (ORDER BY u), json_extract('[1]', '$[0]') FROM v;
         SELECT * FROM pragma_table_info('b'); SAVEPOINT s; RELEASE s; EXPLAIN QUERY PLAN SELECT * FROM b;
         CREATE TEMP TABLE tt AS SELECT * FROM b; DROP TABLE tt; DROP VIEW v; DROP TABLE b;");
    assert_eq!(ran.outcomes.last().unwrap().fault, None, "{:?}", ran.outcomes.last());
    assert!(ran.outcomes.len() > 20);
}

#[test]
fn a_column_that_is_added_shows_no_query_of_the_engine() {
    let ran = run("CREATE TABLE e (a); ALTER TABLE e ADD COLUMN z TEXT NOT NULL; SELECT z FROM e");
    assert_eq!(ran.outcomes.last().unwrap().fault, None);
    assert_eq!(ran.outcomes[1].rows, None);
    assert!(matches!(
        run("CREATE TABLE e (a); INSERT INTO e VALUES (1); ALTER TABLE e ADD COLUMN z TEXT NOT NULL")
            .outcomes[2]
            .fault,
        Some(Fault::Sqlite { .. })
    ));
}

#[test]
fn a_dump_makes_the_same_database_again() {
    let made = run(
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b); INSERT INTO t VALUES (1, 'it''s'), (2, x'00'), (3, 9e999), (4, 0.5);",
    );
    let text = dump::dump(&Database::of_image(&made.image.unwrap()).unwrap()).unwrap();
    let again = run(&format!("{text} SELECT b FROM t"));
    let found: Vec<_> = cells(&again).iter().map(|row| row[0].to_sql()).collect();
    assert_eq!(found, ["'it''s'", "x'00'", "9e999", "0.5"]);
}

#[test]
fn broken_bytes_are_no_database() {
    let mut image = run("CREATE TABLE t (a); INSERT INTO t VALUES (1)").image.unwrap();
    image[4096..4200].fill(0xff);
    assert!(Database::of_image(&image).is_err());
}
