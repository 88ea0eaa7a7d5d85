//! What holds for every explanation. The single mistakes are in `labs/tests/mistakes.txt`.

use super::*;
use crate::sandbox::{Database, Fault, Schema, Stopped, run_script};
use proptest::prelude::*;

const TABLES: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES users (id), title TEXT);";

/// Runs statements and explains the fault of the last.
fn explained(sql: &str) -> (Fault, Explanation) {
    let database = Database::empty().unwrap();
    run_script(&database, TABLES).unwrap();
    let ran = run_script(&database, sql).unwrap();
    let last = ran.outcomes.last().unwrap();
    let fault = last.fault.clone().expect(sql);
    let said = explain(&sql[last.span.clone()], &fault, &ran.schema);
    (fault, said)
}

fn check_stopped(sql: &str, why: Stopped, words: &str) {
    let (fault, said) = explained(sql);
    assert_eq!(fault, Fault::Stopped(why), "{sql}");
    assert!(said.problem.contains(words), "{said:?}");
    assert!(said.suggestion.contains("is kept"), "{said:?}");
}

#[test]
fn a_bound_that_was_met_is_named_with_its_number() {
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n";
    check_stopped(endless, Stopped::Time, "one second");
    let grow = "CREATE TABLE t (a); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) \
                INSERT INTO t SELECT zeroblob(90000) FROM n";
    check_stopped(grow, Stopped::Size, "2 MiB");
    check_stopped(&format!("SELECT 'a' LIKE '{}'", "é".repeat(501)), Stopped::Length, "1,002 bytes");
    check_stopped("SELECT 'a' LIKE printf('%1001s', 'a')", Stopped::Length, "1,000 bytes");
    check_stopped(&format!("SELECT 1{}", " UNION SELECT 1".repeat(50)), Stopped::Length, "50 `SELECT`s");
    check_stopped("SELECT zeroblob(200000)", Stopped::Length, "100 kB");
}

#[test]
fn what_is_not_allowed_is_named() {
    for (sql, words) in [
        ("ATTACH 'x.db' AS x", "`ATTACH`"),
        ("VACUUM INTO 'x.db'", "`VACUUM`"),
        ("PRAGMA user_version = 3", "`PRAGMA user_version` can be read"),
        ("PRAGMA main.journal_mode", "`PRAGMA journal_mode`"),
        ("CREATE VIRTUAL TABLE f USING fts3(a)", "`fts3`"),
        ("SELECT load_extension('x')", "`load_extension`"),
        ("SELECT unhex('00')", "`unhex`"),
        ("SELECT * FROM dbstat", "`dbstat`"),
        ("SELECT * FROM pragma_database_list", "`pragma_database_list`"),
    ] {
        check_stopped(sql, Stopped::NotAllowed, words);
    }
}

/// Every function of this SQLite either runs or is refused by its name and with a reason; every one that may be proposed exists.
#[test]
fn every_function_of_sqlite_is_allowed_or_refused_by_its_name() {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    let mut listed = connection.prepare("SELECT DISTINCT name FROM pragma_function_list").unwrap();
    let there: Vec<String> =
        listed.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap();
    let closed: Vec<&str> = limits::CLOSED_FUNCTIONS.iter().flat_map(|(names, _)| names.split(' ')).collect();
    let untold: Vec<&String> = there
        .iter()
        .filter(|name| !closed.contains(&name.as_str()))
        .filter(|name| {
            !crate::sandbox::functions().any(|allowed| allowed == *name) && !name.starts_with("->")
        })
        // SQLite calls these itself, and answers anybody else that there is no such function.
        .filter(|name| !name.starts_with("sqlite_"))
        .collect();
    assert!(untold.is_empty(), "{untold:?}");
    // These are no functions of the list but tables, or parts of the language.
    let words = [
        "current_date",
        "current_time",
        "current_timestamp",
        "json_each",
        "json_tree",
        "jsonb_each",
        "jsonb_tree",
    ];
    let missing: Vec<&str> = crate::sandbox::functions()
        .filter(|name| !words.contains(name) && !there.iter().any(|own| own == name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_way_to_be_stopped_has_words_of_its_own() {
    use Stopped as S;
    let all = [S::Time, S::Memory, S::Size, S::Output, S::Length, S::NotAllowed, S::Killed];
    let mut said: Vec<String> = all
        .iter()
        .map(|why| explain("SELECT 1", &Fault::Stopped(*why), &Schema::default()).problem)
        .collect();
    said.sort();
    said.dedup();
    assert_eq!(said.len(), all.len());
}

#[test]
fn a_message_of_no_family_is_quoted_with_its_place() {
    let fault = Fault::Sqlite { message: "the moon is full".to_owned(), code: 1, at: Some(7) };
    let said = explain("SELECT name", &fault, &Schema::default());
    assert_eq!(said.problem, "SQLite says: `the moon is full`.");
    assert_eq!(said.span, Some(7..11));
}

#[test]
fn a_name_that_is_very_long_is_cut() {
    let (_, said) = explained(&format!("SELECT {} FROM users", "x".repeat(10_000)));
    assert!(said.problem.len() < 300, "{}", said.problem.len());
}

/// What is told about the fault of the last statement, in one text.
fn told(sql: &str) -> String {
    let (_, said) = explained(sql);
    format!("{} {}", said.problem, said.suggestion)
}

#[test]
fn b1_a_proposal_is_never_the_word_itself_and_for_a_function_always_a_function() {
    for (sql, near) in [
        ("SELECT sqtr(16)", "`sqrt`"),
        ("SELECT nl(2)", "`ln`"),
        ("SELECT flor(1.5)", "`floor`"),
        ("SELECT json_extrat('{}', '$')", "`json_extract`"),
        ("SELECT CUONT(*) FROM users", "`COUNT`"),
    ] {
        assert!(told(sql).contains(&format!("Did you mean {near}?")), "{sql}: {}", told(sql));
    }
    // Whatever is proposed for a call is a function that runs here.
    for name in ["inn", "valuess", "existss", "cst", "selct", "usrs", "exp2", "cbrt", "log3"] {
        let (_, said) = explained(&format!("SELECT {name}(1)"));
        if let Some((_, near)) = said.suggestion.split_once("Did you mean `") {
            let near = near.trim_end_matches("`?").to_lowercase();
            assert!(crate::sandbox::functions().any(|own| own == near) && near != name, "{said:?}");
        }
    }
}

#[test]
fn b6_a_proposal_is_whole_or_not_made() {
    let long = "A text of several sentences. It goes on and on, and it is long enough to be a paragraph.";
    let said = told(&format!("SELECT \"{long}\""));
    assert!(!said.contains("it is l") && said.contains("write `'` at both of its ends"), "{said}");
    assert!(told("SELECT \"it's warm\"").contains("`'it''s warm'`"));
}

#[test]
fn b7_words_of_another_database_are_named_as_such() {
    let said = told("INSERT IGNORE INTO users (name) VALUES ('x')");
    assert!(said.contains("MySQL") && said.contains("In SQLite write `INSERT OR IGNORE`"), "{said}");
    let said = told("SELECT group_concat(name SEPARATOR ', ') FROM users");
    assert!(said.contains("MySQL") && said.contains("In SQLite write `group_concat(name, ', ')`"), "{said}");
}

#[test]
fn b8_names_of_columns_after_an_alias_belong_to_a_with() {
    let said = told("SELECT * FROM (VALUES (1,2)) AS t(x,y)");
    assert!(said.contains("WITH t (x, y) AS (VALUES (1, 2)) SELECT * FROM t"), "{said}");
}

#[test]
fn b9_a_limit_of_two_numbers_has_its_offset() {
    let said = told("SELECT * FROM users LIMIT 5, 10 OFFSET 2");
    assert!(said.contains("either `LIMIT 5, 10` or `LIMIT 10 OFFSET 5`"), "{said}");
    assert!(told("SELECT * FROM users OFFSET 2").contains("and there is none"));
}

#[test]
fn what_full_text_search_and_json_refuse_is_explained() {
    let f = "CREATE VIRTUAL TABLE f USING fts5(a);";
    for (sql, words) in [
        (format!("{f} SELECT * FROM f('C++')"), "in double quotes"),
        (format!("{f} SELECT * FROM f WHERE a MATCH 'x:y'"), "`x`"),
        ("SELECT 'b' MATCH 'a'".to_owned(), "full-text table"),
        ("SELECT highlight('b', 0, '[', ']')".to_owned(), "full-text table"),
        (format!("{f} INSERT INTO f(f) VALUES ('rebuid')"), "`'optimize'`"),
        ("SELECT json_extract('{}', 'a')".to_owned(), "begins with `$`"),
        ("SELECT json_insert('{}', '$.a')".to_owned(), "a path and a value"),
        ("SELECT value FROM generate_series(1, 'x')".to_owned(), "whole numbers"),
        ("SELECT value FROM generate_series(1, 2.5)".to_owned(), "whole numbers"),
        ("CREATE VIRTUAL TABLE r USING rtree(id, a)".to_owned(), "two numbers"),
        ("CREATE VIRTUAL TABLE g USING fts5()".to_owned(), "column"),
        (
            "CREATE VIRTUAL TABLE r USING rtree(id, a, b); INSERT INTO r VALUES (1, 3, 2)".to_owned(),
            "smaller",
        ),
    ] {
        let said = told(&sql);
        assert!(
            !said.contains("SQLite says") && said.contains(words),
            "{sql}: {said} {:?}",
            explained(&sql).0
        );
    }
}

/// Pieces of statements in any order, and other text between them.
fn statements() -> impl Strategy<Value = String> {
    let pieces = "SELECT FROM WHERE GROUP ORDER BY HAVING LIMIT JOIN LEFT ON USING INSERT INTO VALUES UPDATE SET DELETE CREATE \
        TABLE VIEW INDEX ALTER DROP WITH AS AND OR NOT IN IS NULL LIKE BETWEEN CASE WHEN THEN END OVER PRIMARY FOREIGN KEY \
        REFERENCES DEFAULT CHECK UNION FORM WERE VALUE users posts name id title COUNT MAX TOP IF ( ) , . ; * = < > % & :: \
        ' \" ` [ ] {x 'a' \"b\" 1 1a # ‘ ’ ， é \u{a0} --x /*";
    let pieces: Vec<String> = pieces.split(' ').map(str::to_owned).collect();
    let piece = prop_oneof![9 => proptest::sample::select(pieces), 1 => "\\PC{0,5}"];
    (proptest::collection::vec(piece, 0..14), prop_oneof![Just(" "), Just("")])
        .prop_map(|(all, gap)| all.join(gap))
}

fn check_sound(sql: &str, said: &Explanation) {
    assert!(!said.problem.is_empty() && !said.suggestion.is_empty());
    assert!(said.problem.len() + said.suggestion.len() < 4_000, "{said:?}");
    if let Some(at) = &said.span {
        assert!(sql.get(at.clone()).is_some_and(|text| !text.is_empty()), "{sql:?}: {said:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_the_engine_refuses_is_explained(sql in statements()) {
        let database = Database::empty().unwrap();
        run_script(&database, TABLES).unwrap();
        let ran = run_script(&database, &sql).unwrap();
        if let Some(last) = ran.outcomes.last() {
            let sql = &sql[last.span.clone()];
            match &last.fault {
                Some(fault) => check_sound(sql, &explain(sql, fault, &ran.schema)),
                None => notes(sql, &ran.schema).iter().for_each(|note| check_sound(sql, note)),
            }
        }
    }

    #[test]
    fn any_statement_has_sound_notes_or_none(sql in statements()) {
        let database = Database::empty().unwrap();
        let schema = run_script(&database, TABLES).unwrap().schema;
        for sql in [sql.clone(), format!("SELECT name, COUNT(*) {sql}"), format!("SELECT {sql} FROM users GROUP BY {sql}")] {
            notes(&sql, &schema).iter().for_each(|note| check_sound(&sql, note));
        }
    }

    #[test]
    fn any_message_with_any_statement_is_explained(
        sql in statements(),
        pattern in proptest::sample::select(catalogue::messages()),
        piece in prop_oneof![statements(), "[0-9]{0,2}(st)?", Just("users.name".to_owned())],
        at in proptest::option::of(0_usize..80),
    ) {
        let message = pattern.replace("{}", &piece);
        let fault = Fault::Sqlite { message, code: 1, at };
        check_sound(&sql, &explain(&sql, &fault, &Schema::default()));
    }
}
