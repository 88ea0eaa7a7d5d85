//! Databases that strangers could make to harm: with broken pages, forged schemas, and definitions that reach outside.

use rusqlite::{Connection, MAIN_DB};

/// In the name of every file that one of these would make.
pub const REACHED: &str = "/tmp/vitrine-hostile-file.db";
/// How many copies of a sound database get bytes changed at random.
pub const SPOILED: usize = 150;

/// What is to become of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It is refused.
    Refused,
    /// Its rows come in.
    Rows,
    /// Either; SQLite may see the damage or not.
    Either,
}

/// A file, what it tries, and what is to become of it.
pub struct HostileFile {
    pub what: String,
    pub bytes: Vec<u8>,
    pub fate: Fate,
}

/// A database made by these statements on a connection that allows everything.
fn made(sql: &str) -> Vec<u8> {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA trusted_schema = ON").unwrap();
    connection.execute_batch(sql).expect(sql);
    connection.serialize(MAIN_DB).unwrap().to_vec()
}

const SOUND: &str = "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB); CREATE INDEX i ON t (b);
    WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 300)
    INSERT INTO t SELECT n, 'text ' || n, randomblob(200) FROM n;
    CREATE VIEW v AS SELECT b FROM t; CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE a = -1; END;";

/// A sound database with bytes at a place replaced.
fn spoiled(at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut file = made(SOUND);
    file[at..at + bytes.len()].copy_from_slice(bytes);
    file
}

/// A database whose schema was written by hand. With `writable_schema` a text of SQL can say anything.
fn forged(sql: &str) -> Vec<u8> {
    made(&format!("{SOUND} PRAGMA writable_schema = ON; {sql}; PRAGMA writable_schema = OFF"))
}

/// The files that were made to harm, each with its fate.
pub fn crafted() -> Vec<HostileFile> {
    let page = 4_096;
    let repeat = |count: usize, each: &dyn Fn(usize) -> String| (0..count).map(each).collect::<String>();
    let files: Vec<(&str, Vec<u8>, Fate)> = vec![
        ("nothing at all", Vec::new(), Fate::Refused),
        ("zeroes", vec![0; 8_192], Fate::Refused),
        ("only the first words of a header", b"SQLite format 3\0".to_vec(), Fate::Refused),
        ("a header and nothing behind it", made(SOUND)[..100].to_vec(), Fate::Refused),
        ("a file of zero pages", [b"SQLite format 3\0".as_slice(), &[0; 496]].concat(), Fate::Refused),
        ("half a file", made(SOUND)[..page * 4 + 100].to_vec(), Fate::Refused),
        ("whole pages missing at the end", made(SOUND)[..page * 4].to_vec(), Fate::Refused),
        ("pages of no bytes", spoiled(16, &[0, 0]), Fate::Refused),
        ("pages of 3 bytes", spoiled(16, &[0, 3]), Fate::Refused),
        ("pages larger than the file", spoiled(16, &[0, 1]), Fate::Refused),
        ("pages of another size than they have", spoiled(16, &[0x08, 0]), Fate::Either),
        ("a reserved space as large as a page", spoiled(20, &[255]), Fate::Either),
        ("impossible payload fractions", spoiled(21, &[1, 1, 1]), Fate::Refused),
        ("a file format of the future", spoiled(18, &[3, 3]), Fate::Refused),
        ("a write-ahead log that is not there", spoiled(18, &[2, 2]), Fate::Rows),
        ("a schema format of the future", spoiled(44, &[0, 0, 0, 9]), Fate::Refused),
        ("an encoding that does not exist", spoiled(56, &[0, 0, 0, 7]), Fate::Refused),
        ("texts that claim to be UTF-16", spoiled(56, &[0, 0, 0, 2]), Fate::Either),
        ("a freelist that points outside", spoiled(32, &[0, 0, 255, 255, 0, 0, 0, 9]), Fate::Either),
        ("an auto-vacuum that was never on", spoiled(52, &[0, 0, 0, 3]), Fate::Either),
        ("more pages counted than there are", spoiled(28, &[0, 255, 255, 255]), Fate::Refused),
        ("the schema's page destroyed", spoiled(100, &[0xff; 60]), Fate::Refused),
        ("the table's root destroyed", spoiled(page, &[0xff; 100]), Fate::Refused),
        ("a root that is its own child", spoiled(page + 8, &[0, 0, 0, 2]), Fate::Refused),
        (
            "a cell that begins in the header of its page",
            spoiled(page + 12, &[0, 1, 0, 1, 0, 1]),
            Fate::Refused,
        ),
        ("a page of another kind", spoiled(page, &[10]), Fate::Refused),
        (
            "a table whose root is beyond the file",
            forged("UPDATE sqlite_schema SET rootpage = 9999 WHERE name = 't'"),
            Fate::Refused,
        ),
        (
            "a table whose root is the schema",
            forged("UPDATE sqlite_schema SET rootpage = 1 WHERE name = 't'"),
            Fate::Refused,
        ),
        (
            "a table whose root is that of an index",
            forged(
                "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'i') WHERE name = 't'",
            ),
            Fate::Refused,
        ),
        (
            "a table whose root is negative",
            forged("UPDATE sqlite_schema SET rootpage = -5 WHERE name = 't'"),
            Fate::Refused,
        ),
        (
            "a table that says it is another",
            forged("UPDATE sqlite_schema SET sql = 'CREATE TABLE other (a, b, c)' WHERE name = 't'"),
            Fate::Either,
        ),
        (
            "a table of more columns than its rows have",
            forged(
                "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a INTEGER PRIMARY KEY, b, c, d, e, f NOT NULL)' WHERE name = 't'",
            ),
            Fate::Either,
        ),
        (
            "a table that is suddenly without rowids",
            forged(
                "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a PRIMARY KEY, b, c) WITHOUT ROWID' WHERE name = 't'",
            ),
            Fate::Refused,
        ),
        (
            "a schema that deletes",
            forged("UPDATE sqlite_schema SET sql = 'DELETE FROM sqlite_schema' WHERE name = 'v'"),
            Fate::Refused,
        ),
        (
            "a schema that attaches",
            forged(&format!("UPDATE sqlite_schema SET sql = 'ATTACH ''{REACHED}'' AS x' WHERE name = 'g'")),
            Fate::Refused,
        ),
        (
            "a schema with two statements in one",
            forged(&format!(
                "UPDATE sqlite_schema SET sql = sql || '; ATTACH ''{REACHED}'' AS x' WHERE name = 'v'"
            )),
            Fate::Either,
        ),
        (
            "a schema of numbers",
            forged("UPDATE sqlite_schema SET sql = 5, name = x'00' WHERE name = 'v'"),
            Fate::Refused,
        ),
        (
            "a schema of no kind",
            forged("UPDATE sqlite_schema SET type = 'thing' WHERE name = 'v'"),
            Fate::Either,
        ),
        (
            "two tables of one name",
            forged("INSERT INTO sqlite_schema SELECT * FROM sqlite_schema WHERE name = 't'"),
            Fate::Either,
        ),
        (
            "a table that shadows SQLite's own",
            forged(
                "UPDATE sqlite_schema SET name = 'sqlite_schema', tbl_name = 'sqlite_schema', sql = 'CREATE TABLE sqlite_schema (a, b, c)' WHERE name = 't'",
            ),
            Fate::Either,
        ),
        (
            "a table made from a query that never ends",
            forged(
                "UPDATE sqlite_schema SET sql = 'CREATE TABLE t AS WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n FROM n' WHERE name = 't'",
            ),
            Fate::Refused,
        ),
        (
            "a view that never ends",
            made(&format!(
                "{SOUND} CREATE VIEW w AS WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n FROM n"
            )),
            Fate::Rows,
        ),
        (
            "a view that calls load_extension",
            made(&format!("{SOUND} CREATE VIEW w AS SELECT load_extension('{REACHED}') AS x")),
            Fate::Rows,
        ),
        (
            "views that call each other in a ring",
            forged(
                "INSERT INTO sqlite_schema VALUES ('view', 'w', 'w', 0, 'CREATE VIEW w AS SELECT * FROM x'), ('view', 'x', 'x', 0, 'CREATE VIEW x AS SELECT * FROM w')",
            ),
            Fate::Rows,
        ),
        (
            "a trigger that fires on every row",
            made(&format!(
                "{SOUND} CREATE TRIGGER h AFTER INSERT ON t BEGIN INSERT INTO t (b) VALUES (NEW.b); END"
            )),
            Fate::Rows,
        ),
        (
            "a trigger that deletes what comes in",
            made(&format!("{SOUND} CREATE TRIGGER h AFTER INSERT ON t BEGIN DELETE FROM t; END")),
            Fate::Rows,
        ),
        (
            "a trigger on every read of a view",
            made(&format!(
                "{SOUND} CREATE TRIGGER h INSTEAD OF INSERT ON v BEGIN SELECT load_extension('x'); END"
            )),
            Fate::Rows,
        ),
        (
            "a generated column that calls load_extension",
            forged(
                "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB, d AS (load_extension(b)))' WHERE name = 't'",
            ),
            Fate::Refused,
        ),
        (
            "a stored column that takes all memory",
            forged(
                "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB, d AS (zeroblob(2000000000)))' WHERE name = 't'",
            ),
            Fate::Either,
        ),
        (
            "a default that calls load_extension",
            forged(
                "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB DEFAULT (load_extension(''x'')))' WHERE name = 't'",
            ),
            Fate::Either,
        ),
        (
            "a check that calls fts3_tokenizer",
            forged(
                "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB, CHECK (fts3_tokenizer(b) IS NULL))' WHERE name = 't'",
            ),
            Fate::Refused,
        ),
        (
            "an index over a forbidden function",
            forged(
                "UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON t (load_extension(b))' WHERE name = 'i'",
            ),
            Fate::Refused,
        ),
        (
            "a collation that nobody has",
            forged(
                "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT COLLATE nobody, c BLOB)' WHERE name = 't'",
            ),
            Fate::Refused,
        ),
        (
            "a virtual table of dbstat",
            forged(
                "INSERT INTO sqlite_schema VALUES ('table', 's', 's', 0, 'CREATE VIRTUAL TABLE s USING dbstat')",
            ),
            Fate::Rows,
        ),
        (
            "a virtual table of a module that nobody has",
            forged(
                "INSERT INTO sqlite_schema VALUES ('table', 's', 's', 0, 'CREATE VIRTUAL TABLE s USING csv(filename=''/etc/passwd'')')",
            ),
            Fate::Rows,
        ),
        (
            "a full-text table",
            made(&format!(
                "{SOUND} CREATE VIRTUAL TABLE f USING fts5 (x); INSERT INTO f VALUES ('some words')"
            )),
            Fate::Rows,
        ),
        (
            "a full-text table with spoiled shadows",
            made(&format!(
                "{SOUND} CREATE VIRTUAL TABLE f USING fts5 (x); INSERT INTO f VALUES ('some words'); PRAGMA writable_schema = ON; UPDATE f_data SET block = x'ffffffffffffffff'; UPDATE f_config SET v = 99; DELETE FROM f_docsize"
            )),
            Fate::Rows,
        ),
        (
            "a full-text table without its shadows",
            forged(
                "INSERT INTO sqlite_schema VALUES ('table', 'f', 'f', 0, 'CREATE VIRTUAL TABLE f USING fts5 (x)')",
            ),
            Fate::Rows,
        ),
        (
            "a box tree with a spoiled node",
            made(&format!(
                "{SOUND} CREATE VIRTUAL TABLE r USING rtree (i, x, y); INSERT INTO r VALUES (1, 2, 3); UPDATE r_node SET data = x'ffff'"
            )),
            Fate::Rows,
        ),
        (
            "a full-text table of old with a tokenizer",
            forged(
                "INSERT INTO sqlite_schema VALUES ('table', 'f', 'f', 0, 'CREATE VIRTUAL TABLE f USING fts3 (x, tokenize=simple)')",
            ),
            Fate::Rows,
        ),
        ("two thousand tables", made(&repeat(2_000, &|n| format!("CREATE TABLE t{n} (a);"))), Fate::Refused),
        (
            "two hundred columns",
            made(&format!(
                "CREATE TABLE wide ({})",
                (0..200).map(|n| format!("c{n}")).collect::<Vec<_>>().join(", ")
            )),
            Fate::Refused,
        ),
        (
            "a text of a megabyte",
            made("CREATE TABLE t (a); INSERT INTO t VALUES (hex(zeroblob(500000)))"),
            Fate::Refused,
        ),
        (
            "a name of fifty thousand characters",
            made(&format!("CREATE TABLE \"{}\" (a)", "n".repeat(50_000))),
            Fate::Either,
        ),
        (
            "names with quotes and semicolons in them",
            made(
                "CREATE TABLE \"a\"\"; DROP TABLE t; --\" (\"x'); --\"); INSERT INTO \"a\"\"; DROP TABLE t; --\" VALUES (1)",
            ),
            Fate::Rows,
        ),
        (
            "a table whose name is a number",
            made("CREATE TABLE \"7\" (a); INSERT INTO \"7\" VALUES (1)"),
            Fate::Refused,
        ),
        (
            "a table with the name of a pragma",
            made(
                "CREATE TABLE pragma_table_list (schema, name, type); INSERT INTO pragma_table_list VALUES (1, 2, 3)",
            ),
            Fate::Either,
        ),
        (
            "texts that are no UTF-8",
            made("CREATE TABLE t (a); INSERT INTO t VALUES (CAST(x'fffe80' AS TEXT))"),
            Fate::Rows,
        ),
        (
            "statistics that lie",
            made(&format!("{SOUND} ANALYZE; UPDATE sqlite_stat1 SET stat = '-5 99999999999999999999 x'")),
            Fate::Rows,
        ),
        (
            "a sequence that is no number",
            made(
                "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b); INSERT INTO t (b) VALUES (1); UPDATE sqlite_sequence SET seq = 'x'",
            ),
            Fate::Rows,
        ),
        (
            "a sequence at its end",
            made(
                "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b); INSERT INTO t (b) VALUES (1); UPDATE sqlite_sequence SET seq = 9223372036854775807",
            ),
            Fate::Rows,
        ),
        (
            "rows that break a check",
            made(
                "CREATE TABLE t (a CHECK (a > 0)); PRAGMA ignore_check_constraints = ON; INSERT INTO t VALUES (-1)",
            ),
            Fate::Refused,
        ),
        (
            "rows without what must be there",
            made(
                "CREATE TABLE t (a); INSERT INTO t VALUES (NULL); PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a NOT NULL)'",
            ),
            Fate::Refused,
        ),
        (
            "two rows of one key",
            made(
                "CREATE TABLE t (a); INSERT INTO t VALUES (1), (1); PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a)'; PRAGMA writable_schema = OFF; CREATE TABLE s (b)",
            ),
            Fate::Rows,
        ),
        (
            "a check that never ends",
            forged(
                "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB, CHECK ((SELECT 1)))' WHERE name = 't'",
            ),
            Fate::Refused,
        ),
        (
            "an expression twenty thousand deep",
            forged(&format!(
                "UPDATE sqlite_schema SET sql = 'CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT, c BLOB, CHECK (1{}))' WHERE name = 't'",
                "+1".repeat(20_000)
            )),
            Fate::Refused,
        ),
        (
            "a table of pages that are shared with another",
            forged(
                "INSERT INTO sqlite_schema SELECT 'table', 'u', 'u', rootpage, 'CREATE TABLE u (a INTEGER PRIMARY KEY, b, c)' FROM sqlite_schema WHERE name = 't'",
            ),
            Fate::Either,
        ),
        (
            "a database as large as it may be",
            made(
                "CREATE TABLE t (a); WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 20) INSERT INTO t SELECT randomblob(95000) FROM n",
            ),
            Fate::Rows,
        ),
        (
            "a database that grows beyond it",
            made(
                "PRAGMA page_size = 65536; CREATE TABLE t (a); WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 30) INSERT INTO t SELECT randomblob(90000) FROM n",
            ),
            Fate::Refused,
        ),
    ];
    files.into_iter().map(|(what, bytes, fate)| HostileFile { what: what.to_owned(), bytes, fate }).collect()
}

/// Sound databases with a few bytes changed at random, always the same ones.
pub fn spoiled_at_random() -> Vec<HostileFile> {
    let whole = made(SOUND);
    let mut seed = 0x5eed_u64;
    let mut below = |bound: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % bound
    };
    let spoil = |n: usize| {
        let mut bytes = whole.clone();
        let mut places = Vec::new();
        for _ in 0..=below(8) {
            // Half of them where the structure is: the header, the schema, the beginnings of pages.
            let at = if below(2) == 0 {
                below(whole.len() / 4_096) * 4_096 + below(120)
            } else {
                below(whole.len())
            };
            bytes[at] = u8::try_from(below(256)).unwrap();
            places.push(at);
        }
        HostileFile { what: format!("spoiled {n} at {places:?}"), bytes, fate: Fate::Either }
    };
    (0..SPOILED).map(spoil).collect()
}
