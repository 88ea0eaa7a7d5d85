//! What comes in, and what is refused with which words. The same in a worker, and what is hostile, is tested in
//! `server/tests`.

use super::*;
use crate::sandbox::{Cell, Database, Job, MEMBER_IMAGE_BYTES_MAX, run_script};
use rusqlite::Connection;

const AS_IT_IS: CsvForm = CsvForm { separator: None, has_header: true };

fn import_csv(text: &str, form: CsvForm, kinds: &[Option<ColumnKind>]) -> Result<Imported, String> {
    let job = ImportCsv {
        image: Vec::new(),
        text: text.to_owned(),
        form,
        table: "t".to_owned(),
        kinds: kinds.to_vec(),
        image_bytes_max: MEMBER_IMAGE_BYTES_MAX,
    };
    job.run().unwrap()
}

/// The types of the columns, and the rows in SQL, of the table that a text makes.
fn table(text: &str) -> Vec<String> {
    table_of(&import_csv(text, AS_IT_IS, &[]).unwrap())
}

fn table_of(imported: &Imported) -> Vec<String> {
    let of = |table: &crate::sandbox::SchemaTable| {
        let columns = table.columns.iter().map(|column| format!("{} {}", column.name, column.declared));
        columns.collect::<Vec<_>>().join(", ")
    };
    let head = of(imported.schema.table("t").unwrap());
    let rows = answers(&imported.image, "SELECT * FROM t");
    std::iter::once(head).chain(rows).collect()
}

/// The rows that a statement answers with, in SQL.
fn answers(image: &[u8], sql: &str) -> Vec<String> {
    let ran = run_script(&Database::of_image(image).unwrap(), sql).unwrap();
    let last = ran.outcomes.last().unwrap();
    assert_eq!(last.fault, None, "{sql}");
    let rows = &last.rows.as_ref().unwrap().rows;
    rows.iter().map(|row| row.iter().map(Cell::to_sql).collect::<Vec<_>>().join(" ")).collect()
}

fn look(text: &str) -> CsvPreview {
    LookAtCsv { text: text.to_owned(), form: AS_IT_IS }.run().unwrap().unwrap()
}

#[test]
fn c1_whole_numbers_beyond_64_bits_stay_text() {
    let text = "id\n98765432109876543210\n98765432109876543211\n";
    let made = import_csv(text, AS_IT_IS, &[]).unwrap();
    assert_eq!(table_of(&made), ["id TEXT", "'98765432109876543210'", "'98765432109876543211'"]);
    assert_eq!(answers(&made.image, "SELECT count(DISTINCT id) FROM t"), ["2"]);
    assert!(look(text).columns[0].reason.contains("larger than a whole number of 64 bits"));
    assert_eq!(table("n\n9223372036854775807\n-9223372036854775808\n")[0], "n INTEGER");
}

#[test]
fn c2_an_exponent_is_a_number_and_so_is_a_point_at_either_end() {
    let made = import_csv("v\n0.5\n12.5\n1e-5\n.5\n1.\n", AS_IT_IS, &[]).unwrap();
    assert_eq!(table_of(&made), ["v REAL", "0.5", "12.5", "1e-5", "0.5", "1.0"]);
    assert_eq!(answers(&made.image, "SELECT max(v), typeof(v) FROM t"), ["12.5 'real'"]);
    for no_number in ["1e", "e5", ".", "1e999", "01.5", "0x1F", "1 000", "NaN", "inf", "-"] {
        assert_eq!(table(&format!("v\n1\n{no_number}\n"))[0], "v TEXT", "{no_number}");
    }
    // A REAL would round it.
    assert_eq!(table("v\n0.5\n9007199254740993\n")[0], "v TEXT");
}

#[test]
fn c3_separators_are_counted_outside_quotes() {
    let expected = ["id INTEGER, town, land, sea TEXT, n INTEGER", "1 'Oslo, Norge, x' 7"];
    assert_eq!(table("id;\"town, land, sea\";n\n1;\"Oslo, Norge, x\";7\n"), expected);
    assert_eq!(look("a\tb,c\td\n").separator, '\t');
    let form = CsvForm { separator: Some(','), has_header: true };
    assert_eq!(table_of(&import_csv("a;b,c;d\n1,2", form, &[]).unwrap())[0], "a;b INTEGER, c;d INTEGER");
}

#[test]
fn c4_a_line_within_quotes_ends_with_lf_by_every_way_in() {
    for text in ["a,b\r\n1,\"x\r\ny\"\r\n", "a,b\n1,\"x\ny\"\n", "a,b\r1,\"x\ry\"\r"] {
        let made = import_csv(text, AS_IT_IS, &[]).unwrap();
        assert_eq!(answers(&made.image, "SELECT length(b), hex(b) FROM t"), ["3 '780A79'"], "{text:?}");
    }
}

#[test]
fn columns_get_the_type_that_all_their_values_have() {
    let text = "id,name,grams,code\r\n1,Kale,42.5,007\r\n2,\"Bean, \"\"runner\"\"\",310,1\r\n3,,,\"\"\r\n";
    assert_eq!(
        table(text),
        [
            "id INTEGER, name TEXT, grams REAL, code TEXT",
            "1 'Kale' 42.5 '007'",
            "2 'Bean, \"runner\"' 310.0 '1'",
            "3 NULL NULL ''",
        ]
    );
    let reasons: Vec<_> = look(text).columns.into_iter().map(|column| column.reason).collect();
    assert_eq!(
        reasons,
        [
            "all are whole numbers",
            "line 2 has `Kale`, which is no number",
            "all are numbers, and line 2 has `42.5`",
            "line 2 has `007`, which begins with a 0",
        ]
    );
}

#[test]
fn a_guess_can_be_changed_and_a_header_declined() {
    let kinds = [Some(ColumnKind::Text), None, Some(ColumnKind::Real)];
    let made = import_csv("a,b,c\n1,2,3", AS_IT_IS, &kinds).unwrap();
    assert_eq!(table_of(&made), ["a TEXT, b INTEGER, c REAL", "'1' 2 3.0"]);
    let form = CsvForm { separator: None, has_header: false };
    let made = import_csv("1,x\n2,y", form, &[]).unwrap();
    assert_eq!(table_of(&made), ["column_1 INTEGER, column_2 TEXT", "1 'x'", "2 'y'"]);
}

#[test]
fn other_separators_and_odd_names_are_taken() {
    assert_eq!(table("a;;A\n1;2;3"), ["a INTEGER, column_2 INTEGER, A_2 INTEGER", "1 2 3"]);
    assert_eq!(table("\u{feff}a\tb\n'x\ty'\n"), ["a TEXT, b TEXT", "'''x' 'y'''"]);
    assert_eq!(table("a\n\n\"one\ntwo\"\n"), ["a TEXT", "'one\ntwo'"]);
    assert_eq!(table("a,b\n1,"), ["a INTEGER, b TEXT", "1 NULL"]);
    assert_eq!(table("\"a \"\"b\"\"\"\n1")[0], "a \"b\" INTEGER");
}

#[test]
fn the_bounds_of_a_csv_hold_at_their_last_value_and_are_said_beyond_it() {
    let columns = |count: usize| vec!["1"; count].join(",");
    let rows = |count: usize| "n\n".to_owned() + &"1\n".repeat(count);
    let row = |bytes: usize| "v,w\n1,".to_owned() + &"x".repeat(bytes - 1);
    for (inside, beyond, said) in [
        (columns(COLUMNS_MAX), columns(COLUMNS_MAX + 1), "101 values; a table may have 100 columns"),
        (rows(ROWS_MAX), rows(ROWS_MAX + 1), "more than 200000 rows"),
        (row(ROW_BYTES_MAX), row(ROW_BYTES_MAX + 1), "has 99001 bytes; a row may have 99000"),
    ] {
        assert!(import_csv(&inside, AS_IT_IS, &[]).is_ok(), "{said}");
        let refused = import_csv(&beyond, AS_IT_IS, &[]).unwrap_err();
        assert!(refused.contains(said), "{refused}");
        let refused = LookAtCsv { text: beyond, form: AS_IT_IS }.run().unwrap().unwrap_err();
        assert!(refused.contains(said), "{refused}");
    }
    let large = "v\n".to_owned() + &("x".repeat(90_000) + "\n").repeat(130);
    let refused = import_csv(&large, AS_IT_IS, &[]).unwrap_err();
    assert!(refused.contains("larger than it may be"), "{refused}");
}

#[test]
fn what_is_no_table_is_said() {
    for (text, said) in [
        (" \n", "There is no table in it: it is empty."),
        ("a,b\n1,2\n3", "Line 3 has one value, and the first line 2."),
        ("a\n\n\"x", "A quote that begins in line 3 has no end."),
    ] {
        assert_eq!(import_csv(text, AS_IT_IS, &[]).unwrap_err(), said);
    }
}

#[test]
fn a_script_from_a_file_has_longer_statements_and_may_leave_foreign_keys_unchecked() {
    let script = |sql: &str, checks_foreign_keys| ImportScript {
        image: Vec::new(),
        sql: sql.to_owned(),
        image_bytes_max: MEMBER_IMAGE_BYTES_MAX,
        checks_foreign_keys,
    };
    let long =
        format!("CREATE TABLE t (a); INSERT INTO t VALUES {}", vec!["('some text')"; 40_000].join(","));
    let ran = script(&long, true).run().unwrap();
    assert_eq!(ran.outcomes[1].fault, None);
    assert_eq!(ran.schema.table("t").unwrap().rows, Some(40_000));
    let keys =
        "CREATE TABLE p (id INTEGER PRIMARY KEY, up INTEGER REFERENCES p (id)); INSERT INTO p VALUES (1, 2)";
    assert!(script(keys, true).run().unwrap().outcomes[1].fault.is_some());
    assert_eq!(script(keys, false).run().unwrap().outcomes[1].fault, None);
}

/// The bytes of the database that these statements make, on an ordinary connection.
fn file(sql: &str) -> Vec<u8> {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    connection.execute_batch(sql).unwrap();
    connection.serialize(rusqlite::MAIN_DB).unwrap().to_vec()
}

fn import_file(file: Vec<u8>) -> Result<Imported, String> {
    ImportDatabase { file, image_bytes_max: MEMBER_IMAGE_BYTES_MAX }.run().unwrap()
}

#[test]
fn a_database_comes_in_as_rows_with_its_keys_indexes_views_and_triggers() {
    let made = import_file(file(
        "PRAGMA page_size = 1024; PRAGMA encoding = 'UTF-16le';
         CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a (id));
         CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, n TEXT NOT NULL, twice AS (id * 2), d BLOB) ;
         CREATE TABLE w (k TEXT PRIMARY KEY, v REAL) WITHOUT ROWID;
         CREATE INDEX ai ON a (n); CREATE VIEW v AS SELECT n FROM a;
         CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO w VALUES (NEW.n, 1); END;
         INSERT INTO a (n, d) VALUES ('é高', x'00ff'), ('z', NULL); DELETE FROM a WHERE n = 'z';
         INSERT INTO b VALUES (1, 1), (2, 99);",
    ))
    .unwrap();
    assert_eq!((made.rows, made.notes.len()), (5, 0), "{:?}", made.notes);
    assert_eq!(answers(&made.image, "SELECT *, length(n) FROM a"), ["1 'é高' 2 x'00ff' 2"]);
    assert_eq!(answers(&made.image, "SELECT seq FROM sqlite_sequence"), ["2"]);
    assert_eq!(
        answers(&made.image, "SELECT k FROM w; INSERT INTO a (n) VALUES ('y'); SELECT k FROM w").len(),
        3
    );
    assert_eq!(made.schema.table("a").unwrap().indexes.len(), 1);
    assert_eq!(made.schema.table("b").unwrap().foreign_keys.len(), 1);
    assert_eq!(answers(&made.image, "PRAGMA page_size; PRAGMA encoding"), ["'UTF-8'"]);
}

#[test]
fn what_is_no_database_is_refused_with_the_reason() {
    let whole = file("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    let changed = |at: usize, byte: u8| {
        let mut file = whole.clone();
        file[at] = byte;
        file
    };
    for (file, said) in [
        (Vec::new(), "The file is empty."),
        (b"id,name\n1,x".to_vec(), "no SQLite database"),
        (whole[..300].to_vec(), "has not even one page"),
        (whole[..5_000].to_vec(), "cut off"),
        (whole[..4_096].to_vec(), "its header counts 2 pages, and 1 are there"),
        (changed(16, 3), "pages of 768 bytes"),
        (changed(18, 9), "a format that this SQLite does not know"),
        (changed(21, 65), "contradicts the file format"),
        (changed(47, 9), "a format or an encoding"),
        (changed(4_096, 0xff), "malformed"),
    ] {
        let refused = import_file(file).unwrap_err();
        assert!(refused.contains(said), "{refused} for {said}");
    }
}

#[test]
fn a_file_in_wal_mode_comes_in_and_says_what_may_be_missing() {
    let mut whole = file("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    whole[18..20].fill(2);
    let made = import_file(whole).unwrap();
    assert_eq!(made.rows, 1);
    assert!(made.notes[0].contains("WAL mode"), "{:?}", made.notes);
}

#[test]
fn a_database_larger_than_allowed_is_refused() {
    let file = file(
        "CREATE TABLE t (a); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 40)
        INSERT INTO t SELECT randomblob(90000) FROM n",
    );
    let job = ImportDatabase { file, image_bytes_max: 2 << 20 };
    let refused = job.run().unwrap().unwrap_err();
    assert!(refused.contains("larger than it may be"), "{refused}");
}
