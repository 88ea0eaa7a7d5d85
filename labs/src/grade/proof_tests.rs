//! What a proof tells the author of an exercise, as its job answers.

use super::{ProveExercise, Report};
use crate::{
    sandbox::Job,
    sql_exercise::{EXAMPLE_EXERCISE, EXAMPLE_FILE, EXAMPLE_SQL, EXAMPLE_VALUES},
};

/// The whole proof of an exercise, as the site puts it together of its parts.
fn proved(text: &str, sql: &str) -> Report {
    let mut whole = Report::default();
    let mut from = 0;
    loop {
        let database = (sql.to_owned(), EXAMPLE_VALUES.to_owned());
        let job = ProveExercise {
            file: EXAMPLE_FILE.to_owned(),
            text: text.to_owned(),
            database,
            search: 60,
            from,
        };
        let part = job.run().unwrap();
        whole.add(part.report);
        match part.next {
            Some(next) => from = next,
            None => return whole,
        }
    }
}

fn told(report: &Report) -> Vec<String> {
    report.faults.iter().map(ToString::to_string).collect()
}

/// The example with another line in place of one of its own.
fn with(line: &str, other: &str) -> String {
    assert!(EXAMPLE_EXERCISE.contains(line), "{line}");
    EXAMPLE_EXERCISE.replace(line, other)
}

#[test]
fn the_example_proves_itself() {
    let report = proved(EXAMPLE_EXERCISE, EXAMPLE_SQL);
    assert_eq!(told(&report), [] as [&str; 0]);
    assert!(report.killed > 10 && report.unchecked.is_empty(), "{report:?}");
}

#[test]
fn x1_a_table_that_the_model_reads_and_nobody_named_is_a_fault_and_so_is_a_name_that_is_no_table() {
    let tables = "tables = [\"boats\", \"trips\"]";
    let told_of = |tables_now: &str| told(&proved(&with(tables, tables_now), EXAMPLE_SQL));
    assert_eq!(
        told_of("tables = [\"boats\"]"),
        ["line 5: The model uses the table `trips`, which `tables` does not name."]
    );
    let sql = format!("{EXAMPLE_SQL}\nCREATE TABLE piers (id INTEGER PRIMARY KEY);");
    assert_eq!(
        told(&proved(&with(tables, "tables = [\"boats\", \"trips\", \"piers\"]"), &sql)),
        ["line 5: `tables` names `piers`, and the model does not use it."]
    );
    // What a named table refers to is filled with it, so the child's name alone is enough.
    assert_eq!(told_of("tables = [\"trips\"]"), [] as [&str; 0]);
    assert_eq!(
        told_of("tables = [\"boats\", \"trip\"]"),
        [
            "line 5: `tables` names `trip`, and there is no such table; there are boats, trips.",
            "line 5: The model uses the table `trips`, which `tables` does not name.",
        ]
    );
}

#[test]
fn x3_a_schema_in_small_letters_is_proved_like_any_other() {
    assert_eq!(told(&proved(EXAMPLE_EXERCISE, &EXAMPLE_SQL.to_lowercase())), [] as [&str; 0]);
}

#[test]
fn x10_a_model_that_does_not_run_is_told_in_words_at_its_line_beside_all_other_faults() {
    let text = "+++\ntitle = \"Trips\"\nkind = \"query\"\ntables = [\"boats\"]\nhints = [\"a\", \"b\"]\n+++\nShow all names.\n\n\
                ~~~model\nSELECT id,\n  nmae FROM boats\n~~~\n";
    assert_eq!(
        told(&proved(text, EXAMPLE_SQL)),
        [
            "There are at least two other ways of writing the answer, in blocks `other`; here are 0.",
            "line 1: The key `teaches` is missing.",
            "line 3: `query` is no kind; it is `select`, `change` or `create`.",
            "line 5: There are exactly three hints: a nudge, an idea, the shape. Here are 2.",
            "line 11: The model is refused: There is no column `nmae` in `boats`. Did you mean `name`?",
        ]
    );
}

#[test]
fn every_text_that_does_not_do_its_part_is_told_at_its_line() {
    let line_of = |text: &str, what: &str| 1 + text[..text.find(what).unwrap()].matches('\n').count();
    let other = with("AND 20 < trips.miles", "AND 20 <= trips.miles");
    let faults = told(&proved(&other, EXAMPLE_SQL));
    let at = format!("line {}: The other way 1 is refused: ", line_of(&other, "20 <= trips"));
    assert!(faults.len() == 1 && faults[0].starts_with(&at), "{faults:?}");

    let starter = with(
        "SELECT name FROM boats\n",
        "SELECT b.name, t.miles FROM boats b, trips t WHERE b.id = boat_id AND miles > 20\n",
    );
    let at = line_of(&starter, "~~~starter") + 1;
    assert_eq!(told(&proved(&starter, EXAMPLE_SQL)), [format!("line {at}: The starter is right already.")]);

    let mistake = with("WHERE t.miles >= 20\n", "WHERE t.miles > 20\n");
    let at = line_of(&mistake, "a trip of exactly") + 1;
    let says = "The mistake 1 is taken: a trip of exactly 20 miles is not more than 20 miles long";
    assert_eq!(told(&proved(&mistake, EXAMPLE_SQL)), [format!("line {at}: {says}")]);

    let broken = with("WHERE t.miles >= 20\n", "WHERE t.mils >= 20\n");
    let told = told(&proved(&broken, EXAMPLE_SQL));
    let begins = format!("line {at}: The mistake 1 does not run: There is no column `mils`");
    assert!(told.len() == 1 && told[0].starts_with(&begins), "{told:?}");
}

#[test]
fn a_sample_that_does_not_run_is_told_with_the_statement_that_failed() {
    let sql = format!("{EXAMPLE_SQL}\nINSERT INTO trips (id, boat_id, miles) VALUES (6, 99, 1);");
    let told = told(&proved(EXAMPLE_EXERCISE, &sql));
    assert!(
        told.len() == 1 && told[0].contains("square.sql") && told[0].contains("VALUES (6, 99, 1)"),
        "{told:?}"
    );
}

#[test]
fn a_sample_of_two_megabytes_is_proved() {
    let mut sql = EXAMPLE_SQL.to_owned();
    for id in 4..490 {
        sql += &format!("INSERT INTO boats (id, name) VALUES ({id}, '{}');\n", "a long name ".repeat(320));
    }
    assert!(sql.len() > 1_800_000 && sql.len() < 2 << 20, "{}", sql.len());
    assert_eq!(told(&proved(EXAMPLE_EXERCISE, &sql)), [] as [&str; 0]);
}

#[test]
fn a_model_that_the_parser_cannot_read_is_judged_by_its_results_and_that_is_said() {
    // The parser knows `IS NULL` and not SQLite's other word for it (<https://sqlite.org/lang_expr.html>, section 2).
    let text = with(
        "ON t.boat_id = b.id\nWHERE t.miles > 20\n",
        "ON t.boat_id = b.id\nWHERE t.miles > 20 AND NOT (b.name ISNULL)\n",
    );
    let report = proved(&text, EXAMPLE_SQL);
    assert_eq!(told(&report), [] as [&str; 0]);
    assert!(report.mutants == 0 && report.unchecked.len() == 1, "{report:?}");
}

#[test]
fn a_proof_in_parts_finds_what_one_proof_finds() {
    use super::prove::prove_from;
    use crate::sql_exercise::{ExerciseDatabase, SqlExercise};
    let database = ExerciseDatabase::read(EXAMPLE_SQL, EXAMPLE_VALUES).unwrap();
    let exercise = SqlExercise::read(EXAMPLE_FILE, EXAMPLE_EXERCISE).unwrap();
    let whole = super::prove(&database, &exercise, 20);
    let (mut parts, mut from, mut count) = (Report::default(), Some(0), 0);
    while let Some(number) = from {
        // The time is over after each mutant.
        let (report, next) = prove_from(&database, &exercise, 20, number, &|| true);
        parts.add(report);
        (from, count) = (next, count + 1);
    }
    assert_eq!((parts, count > 10), (whole, true));
}

#[test]
fn a_right_answer_that_the_parser_cannot_read_is_told_that_only_its_results_were_looked_at() {
    use super::Grader;
    use crate::sql_exercise::{ExerciseDatabase, SqlExercise};
    let database = ExerciseDatabase::read(EXAMPLE_SQL, EXAMPLE_VALUES).unwrap();
    let exercise = SqlExercise::read(EXAMPLE_FILE, EXAMPLE_EXERCISE).unwrap();
    let grader = Grader::new(&database, &exercise, None).unwrap();
    let answer = format!("{} AND NOT (b.name ISNULL)", exercise.model);
    let verdict = grader.grade(&answer);
    assert!(
        verdict.right && verdict.notes.iter().any(|note| note.contains("parser cannot read")),
        "{verdict:?}"
    );
    assert!(!grader.grade(&exercise.model).notes.iter().any(|note| note.contains("parser")));
    assert!(!grader.grade(&answer.replace("> 20", ">= 20")).right);
}
