//! What the judge of tables says, on the exercises of the site.

use super::contradiction;
use crate::{
    grade::{Grader, Verdict},
    sql_exercise::{ExerciseDatabase, SqlExercise},
};
use std::{fs, path::PathBuf};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../content/sql")
}

fn exercise_database() -> ExerciseDatabase {
    let read = |name: &str| fs::read_to_string(folder().join(name)).unwrap();
    ExerciseDatabase::read(&read("square.sql"), &read("square.toml")).unwrap()
}

fn exercises() -> Vec<SqlExercise> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let named = files.iter().filter_map(|path| Some((path.file_stem()?.to_str()?, path)));
    let all = named.filter(|(name, _)| name.starts_with("create-"));
    all.map(|(name, path)| SqlExercise::read(name, &fs::read_to_string(path).unwrap()).unwrap()).collect()
}

/// The verdict on the model of the exercise of this name, with one text in it replaced.
fn grade(name: &str, from: &str, to: &str) -> Verdict {
    let exercise = exercises().into_iter().find(|exercise| exercise.name == name).unwrap();
    assert!(exercise.model.contains(from), "{from} is not in {}", exercise.model);
    grade_whole(name, &exercise.model.replace(from, to))
}

fn grade_whole(name: &str, answer: &str) -> Verdict {
    let exercise = exercises().into_iter().find(|exercise| exercise.name == name).unwrap();
    let database = exercise_database();
    let verdict = Grader::new(&database, &exercise, None).unwrap().grade(answer);
    assert_eq!(verdict.fault, None);
    verdict
}

#[track_caller]
fn refused(verdict: &Verdict, says: &[&str]) {
    assert!(!verdict.right);
    let problems = verdict.schema_problems.join("\n");
    for part in says {
        assert!(problems.contains(part), "{part:?} is not in\n{problems}");
    }
}

#[test]
fn a_check_that_nobody_asked_for_is_named_l2_l3() {
    let verdict = grade("first-table", "likes INTEGER", "likes INTEGER CHECK (likes < 1000000)");
    refused(
        &verdict,
        &["`CHECK (likes < 1000000)` refuses a row that must be taken, as a row with 1000000 as `likes`"],
    );
    let narrower = "(expires_at > started_at AND expires_at < '2100')";
    refused(&grade("check-expiry", "(expires_at > started_at)", narrower), &["expires_at < '2100'"]);
    let verdict = grade("unique", "NOT NULL UNIQUE", "NOT NULL UNIQUE CHECK (name NOT LIKE 'Z%')");
    refused(&verdict, &["`CHECK (name NOT LIKE 'Z%')` refuses"]);
    assert!(verdict.schema_tests.iter().any(|test| !test.is_right && test.says.contains("as `name`")));
}

#[test]
fn an_index_is_judged_by_what_it_can_be_used_for_l4_w12() {
    let with = |index: &str| grade("bookmarks", "ON bookmarks (kept_on)", index);
    refused(&with("ON bookmarks (kept_on) WHERE note IS NOT NULL"), &["has a `WHERE`"]);
    refused(&with("ON bookmarks (kept_on COLLATE NOCASE)"), &["SQLite cannot use it", "COLLATE"]);
    let verdict = grade("bookmarks", "CREATE INDEX", "CREATE UNIQUE INDEX");
    refused(&verdict, &["is there, and must not be UNIQUE"]);
    assert!(!verdict.schema_problems.iter().any(|problem| problem.contains("There is no index")));
}

#[test]
fn only_integer_primary_key_takes_no_null_l5() {
    for declared in ["INT", "BIGINT"] {
        let verdict = grade("bookmarks", "post_id INTEGER", &format!("post_id {declared}"));
        refused(&verdict, &["NULL", "exactly INTEGER"]);
    }
    // A key that is a reference needs no number of its own.
    assert!(grade("bookmarks", "post_id INTEGER PRIMARY KEY", "post_id INT NOT NULL PRIMARY KEY").right);
    refused(
        &grade("primary-key", "INTEGER PRIMARY KEY", "INT NOT NULL PRIMARY KEY"),
        &["next number by itself"],
    );
}

#[test]
fn the_order_of_a_key_counts_and_a_pair_is_no_key_l6_w12() {
    let verdict = grade("likes", "(user_id, post_id)", "(post_id, user_id)");
    refused(&verdict, &["is (`post_id`, `user_id`); it is to be (`user_id`, `post_id`), in this order"]);
    let verdict = grade("likes", "PRIMARY KEY (user_id, post_id)", "UNIQUE (user_id, post_id)");
    refused(&verdict, &["`likes` has no primary key; (`user_id`, `post_id`) is to be it."]);
    assert!(!verdict.schema_problems.iter().any(|problem| problem.contains("unique")));
}

#[test]
fn restrict_forbids_what_no_action_forbids_r1() {
    assert!(grade("foreign-key", "REFERENCES posts (id)", "REFERENCES posts (id) ON DELETE RESTRICT").right);
    assert!(grade("cascade", "REFERENCES users (id)", "REFERENCES users (id) ON DELETE RESTRICT").right);
    let verdict = grade("cascade", "REFERENCES users (id)", "REFERENCES users (id) ON DELETE CASCADE");
    refused(&verdict, &["A row of `users` must not be deleted while `comments` refers to it"]);
}

#[test]
fn the_order_of_an_answer_counts_where_it_is_asked_for_w9() {
    let verdict = grade_whole("first-table", "CREATE TABLE posts (title TEXT, text TEXT, likes TEXT)");
    refused(&verdict, &["`posts.likes` has the type TEXT; INTEGER is meant."]);
    let ten = verdict.schema_tests.iter().find(|test| test.says.contains("ten is more than nine")).unwrap();
    assert!(!ten.is_right);
}

#[test]
fn triggers_and_temporary_tables_are_refused_with_a_sentence() {
    let trigger =
        ";\nCREATE TRIGGER quiet AFTER INSERT ON posts BEGIN DELETE FROM posts WHERE likes = 424242; END";
    refused(
        &grade("first-table", ");", &format!("){trigger};")),
        &["Nobody asked for a trigger, and `quiet` is one"],
    );
    refused(&grade("first-table", "CREATE TABLE", "CREATE TEMP TABLE"), &["is TEMPORARY"]);
    let view = ");\nCREATE VIEW newest AS SELECT title FROM posts;";
    refused(&grade("first-table", ");", view), &["Nobody asked for a view `newest`."]);
}

#[test]
fn sentences_that_contradict_each_other_are_found() {
    let mut verdict = grade("first-table", "likes INTEGER", "likes INTEGER CHECK (likes < 1000000)");
    assert_eq!(contradiction(&verdict), None);
    verdict.schema_tests.retain(|test| test.is_right);
    assert!(contradiction(&verdict).unwrap().contains("a row is named"));
    verdict.schema_problems.clear();
    assert!(contradiction(&verdict).unwrap().contains("without a reason"));
    verdict.right = true;
    assert_eq!(contradiction(&verdict), None);
}

#[test]
fn the_columns_of_an_index_stand_in_the_order_that_finds_the_rows() {
    let table =
        "CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL, written TEXT NOT NULL)";
    let text = format!(
        "+++\ntitle = \"t\"\nchapter = \"sql\"\nteaches = \"t\"\nkind = \"create\"\ntables = []\n\
         hints = [\"a\", \"b\", \"c\"]\n+++\nA story.\n\n~~~model\n{table};\n\
         CREATE INDEX of_author ON posts (author_id, written DESC);\n~~~\n"
    );
    let exercise = SqlExercise::read("create-01-posts", &text).unwrap();
    let database = exercise_database();
    let grader = Grader::new(&database, &exercise, None).unwrap();
    let with = |index: &str| grader.grade(&format!("{table}; CREATE INDEX of_author ON posts ({index})"));
    for right in
        ["author_id, written DESC", "author_id, written", "author_id DESC, written", "author_id, written, id"]
    {
        assert!(with(right).right, "{right}: {:?}", with(right).schema_problems);
    }
    refused(&with("written, author_id"), &["in this order: (`author_id`, `written`)"]);
    refused(&with("author_id"), &["There is no index on `posts (author_id, written)`."]);
    refused(&with("author_id, written COLLATE NOCASE"), &["COLLATE"]);
    refused(&grader.grade(table), &["There is no index on"]);
}

#[test]
fn an_index_of_an_expression_takes_different_rows_for_the_same() {
    let odd = "likes INTEGER);\nCREATE UNIQUE INDEX odd ON posts (likes % 2)";
    refused(
        &grade("first-table", "likes INTEGER\n);", odd),
        &["`odd` of `posts` takes different values for the same"],
    );
}

#[test]
fn rows_that_an_answer_leaves_and_foreign_keys_it_turns_off_are_seen() {
    let row = ");\nINSERT INTO posts (title) VALUES ('mine');";
    refused(&grade("first-table", ");", row), &["leave other rows in the tables"]);
    // The setting is one of the connection, so the tables are as good as without it.
    let exercise = exercises().into_iter().find(|exercise| exercise.name == "cascade").unwrap();
    assert!(grade_whole("cascade", &format!("PRAGMA foreign_keys = OFF; {}", exercise.model)).right);
}
