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

/// What a statement said it changed: itself, besides, and the rows that are listed.
fn changed(outcome: &Outcome) -> (u64, u64, usize) {
    let listed = outcome.changes.iter().map(|change| change.rows.len()).sum();
    (outcome.changed, outcome.changed_besides, listed)
}

#[test]
fn b10_c9_every_way_to_change_rows_is_listed_and_counted() {
    let begin = "CREATE TABLE u (id INTEGER PRIMARY KEY, n TEXT UNIQUE, city TEXT);
         CREATE TABLE p (id INTEGER PRIMARY KEY, u INTEGER REFERENCES u (id) ON DELETE CASCADE);
         CREATE TABLE w (a TEXT, b INTEGER, rowid TEXT, PRIMARY KEY (a)) WITHOUT ROWID;
         CREATE TABLE odd (rowid TEXT, c INTEGER);
         CREATE VIEW v AS SELECT 'a' AS n;
         CREATE TRIGGER i INSTEAD OF UPDATE ON v BEGIN UPDATE u SET city = 'Z' WHERE id = 1; END;
         INSERT INTO u VALUES (1, 'ana', 'A'), (2, 'ben', 'B');
         INSERT INTO p VALUES (1, 1), (2, 1), (3, 2);
         INSERT INTO w VALUES ('x', 1, ''), ('y', 2, ''); INSERT INTO odd VALUES ('a', 1), ('a', 2);";
    for (sql, expected) in [
        ("UPDATE v SET n = 'b'", (0, 1, 1)),
        ("DELETE FROM u WHERE id = 1", (1, 2, 3)),
        ("DELETE FROM p", (3, 0, 3)),
        ("INSERT OR REPLACE INTO u VALUES (3, 'ben', 'C')", (1, 2, 3)),
        ("INSERT INTO u VALUES (4, 'ben', '') ON CONFLICT (n) DO UPDATE SET city = 'D'", (1, 0, 1)),
        ("UPDATE p SET id = id + 10 WHERE id = 3", (1, 1, 2)),
        ("UPDATE w SET b = b + 1", (2, 0, 2)),
        ("DELETE FROM w WHERE a = 'y'", (1, 0, 1)),
        ("UPDATE odd SET c = 5 WHERE c = 2", (1, 0, 1)),
        ("UPDATE u SET city = city", (2, 0, 0)),
        ("WITH n AS (SELECT 9 AS id) INSERT INTO p (id) SELECT id FROM n", (1, 0, 1)),
    ] {
        let ran = run(&format!("{begin} {sql};"));
        let last = ran.outcomes.last().unwrap();
        assert_eq!(last.fault, None, "{sql}");
        assert_eq!(changed(last), expected, "{sql}: {:?}", last.changes);
    }
}

#[test]
fn what_was_changed_is_known_after_a_statement_of_another_kind_too() {
    let ran = run("CREATE TABLE t (a); INSERT INTO t VALUES (1); BEGIN; INSERT INTO t VALUES (2); ROLLBACK;
         INSERT INTO t VALUES (3); CREATE TABLE s (b); INSERT INTO s VALUES (4); ALTER TABLE t ADD COLUMN c DEFAULT 5;
         UPDATE t SET c = 6 WHERE a = 3;");
    let last = ran.outcomes.last().unwrap();
    let change = &last.changes[0];
    assert_eq!(change.columns, ["a", "c"]);
    assert_eq!(
        change.rows,
        [RowChange {
            before: Some(vec![Cell::Integer(3), Cell::Integer(5)]),
            after: Some(vec![Cell::Integer(3), Cell::Integer(6)])
        }]
    );
    assert_eq!(
        ran.outcomes.iter().map(|o| o.changes.len()).collect::<Vec<_>>(),
        [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]
    );
}

/// The statements of `INSERT`s of one row each.
fn inserts(count: usize) -> String {
    (0..count).map(|n| format!("INSERT INTO r VALUES({n},'n {n}');\n")).collect()
}

#[test]
fn c9_many_inserts_of_one_row_beside_a_large_table_take_no_time() {
    let made = run(
        "CREATE TABLE big AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<4900) \
         SELECT x AS id, printf('row number %d with some more text in it', x) AS t, x*2 AS a, x*3 AS b, 'word' AS c FROM c; \
         CREATE TABLE r(a INTEGER PRIMARY KEY, b TEXT);",
    );
    let ran = run_script(
        &Database::of_image(&made.image.unwrap()).unwrap(),
        &(inserts(800) + "SELECT COUNT(*) FROM r"),
    )
    .unwrap();
    assert_eq!(ran.outcomes.iter().find_map(|o| o.fault.clone()), None);
    assert_eq!((ran.statements, ran.done), (801, 801));
    assert_eq!(ran.schema.table("r").unwrap().rows, Some(800));
    assert_eq!(ran.outcomes[150].changes[0].rows.len(), 1);
}

#[test]
fn c10_what_ran_without_being_listed_ran() {
    let text = "CREATE TABLE r(a INTEGER PRIMARY KEY, b TEXT);".to_owned() + &inserts(300);
    let ran = run(&(text + "SELECT nothing; SELECT 1; SELECT 1; SELECT 1; SELECT 1; SELECT 1;"));
    assert_eq!((ran.statements, ran.done), (307, 301));
    assert_eq!(ran.outcomes.last().unwrap().index, 301);
    assert!(ran.outcomes.last().unwrap().fault.is_some());
}

#[test]
fn c11_an_insert_of_many_rows_is_as_lawful_as_its_text_is_long() {
    let rows: Vec<String> = (0..3_200).map(|n| format!("({n},'name {n}',0.5)")).collect();
    let ran = run(&format!(
        "CREATE TABLE r(a INTEGER PRIMARY KEY, b TEXT, c REAL); INSERT INTO r VALUES {}",
        rows.join(",")
    ));
    assert_eq!(ran.outcomes[1].fault, None);
    assert_eq!(ran.outcomes[1].changed, 3_200);
}

#[test]
fn c7_a_setting_lasts_for_the_script() {
    let ran =
        run("CREATE TABLE p(id INTEGER PRIMARY KEY, up INTEGER REFERENCES p(id)); PRAGMA foreign_keys=OFF;
         INSERT INTO p VALUES(1,2);");
    assert_eq!(ran.outcomes[2].fault, None);
}
