//! What the grader says, on exercises made for it.

use super::*;
use crate::{
    sandbox::Cell,
    sql_exercise::{ExerciseDatabase, SqlExercise},
};

const SQUARE: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, city TEXT);
    CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES users (id), likes INTEGER NOT NULL);
    INSERT INTO users VALUES (1, 'Ana', 'Delft'), (2, 'Ben', NULL), (3, 'Cleo', 'Delft');
    INSERT INTO posts VALUES (1, 1, 5), (2, 1, 2), (3, 3, 5);";
const POOLS: &str =
    "[pools]\n\"users.name\" = [\"Ana\", \"Ben\", \"Cleo\", \"Dirk\", \"Élise\", \"雨\", \"Fay\", \"Gus\"]";

fn exercise_database() -> ExerciseDatabase {
    ExerciseDatabase::read(SQUARE, POOLS).unwrap()
}

fn exercise(head: &str, model: &str) -> SqlExercise {
    let text = format!(
        "+++\ntitle = \"t\"\nchapter = \"sql\"\nteaches = \"t\"\n{head}\nhints = [\"a\", \"b\", \"c\"]\n+++\nA story.\n\n\
         ~~~model\n{model}\n~~~\n"
    );
    SqlExercise::read("select-01-made-here", &text).unwrap()
}

fn grade(model: &str, answer: &str) -> Verdict {
    let exercise = exercise("kind = \"select\"\ntables = [\"users\", \"posts\"]", model);
    Grader::new(&exercise_database(), &exercise, None).unwrap().grade(answer)
}

fn cause(model: &str, answer: &str) -> String {
    grade(model, answer).cause.unwrap_or_default()
}

const NAMES_AND_LIKES: &str = "SELECT name, likes FROM users JOIN posts ON author_id = users.id";

#[test]
fn a_right_answer_written_otherwise_passes_and_is_told_what_does_not_count() {
    let verdict = grade(
        NAMES_AND_LIKES,
        "SELECT p.likes AS hearts, u.name FROM posts p, users u WHERE u.id = p.author_id",
    );
    assert!(verdict.right);
    assert_eq!(verdict.notes.len(), 2, "{:?}", verdict.notes);
}

#[test]
fn a_wrong_join_is_answered_by_the_smallest_database_that_shows_it() {
    let expected = "SELECT u.name, COUNT(p.id) AS posts FROM users u LEFT JOIN posts p ON p.author_id = u.id GROUP BY u.id";
    let verdict = grade(expected, &expected.replace("LEFT JOIN", "JOIN"));
    assert!(!verdict.right);
    let counterexample = verdict.counterexample.unwrap();
    // One person without a post is all it takes.
    let rows: Vec<usize> = counterexample.tables.iter().map(|table| table.rows.len()).collect();
    assert_eq!(rows, [1, 0]);
    assert_eq!((counterexample.given.rows.len(), counterexample.expected.rows.len()), (0, 1));
    assert!(verdict.cause.unwrap().contains("plain `JOIN`"));
    assert!(verdict.difference.unwrap().rows.iter().any(|row| row.mark == DiffMark::Missing));
}

#[test]
fn the_cause_names_what_was_done() {
    let few = "SELECT id FROM posts WHERE likes < 5";
    assert!(cause(few, "SELECT id FROM posts WHERE likes <= 5").contains("`<=`"));
    assert!(cause(few, "SELECT id FROM posts").contains("no condition"));
    assert!(cause("SELECT DISTINCT likes FROM posts", "SELECT likes FROM posts").contains("more than once"));
    let nobody = "SELECT name FROM users WHERE city IS NULL";
    assert!(cause(nobody, "SELECT name FROM users WHERE city = NULL").contains("NULL"));
    assert!(
        cause(
            "SELECT city, COUNT(*) FROM users GROUP BY city",
            "SELECT city, COUNT(city) FROM users GROUP BY city"
        )
        .len()
            > 10
    );
}

#[test]
fn an_order_that_comes_by_luck_is_caught() {
    let expected = "SELECT id, name FROM users ORDER BY id";
    let verdict = grade(expected, "SELECT id, name FROM users");
    assert!(!verdict.right);
    assert!(verdict.difference.as_ref().unwrap().only_order);
    assert!(verdict.cause.unwrap().contains("ORDER BY"));
    // An order that another question gave inside does not hold outside.
    assert!(!grade(expected, "SELECT * FROM (SELECT id, name FROM users ORDER BY id)").right);
}

#[test]
fn equal_keys_may_come_in_any_order() {
    let expected = "SELECT id, likes FROM posts ORDER BY likes DESC";
    assert!(grade(expected, "SELECT id, likes FROM posts ORDER BY likes DESC, id").right);
    assert!(grade(expected, "SELECT id, likes FROM posts ORDER BY likes DESC, id DESC").right);
    assert!(!grade(expected, "SELECT id, likes FROM posts ORDER BY likes, id").right);
}

#[test]
fn an_order_by_what_is_not_shown_is_checked_all_the_same() {
    let expected = "SELECT name FROM users ORDER BY id DESC";
    assert!(grade(expected, "SELECT name FROM users ORDER BY -id").right);
    assert!(!grade(expected, "SELECT name FROM users ORDER BY name DESC").right);
}

#[test]
fn a_whole_number_is_not_a_decimal_one() {
    let verdict = grade("SELECT COUNT(*) FROM posts", "SELECT COUNT(*) * 1.0 FROM posts");
    assert!(!verdict.right);
    assert!(verdict.cause.unwrap().contains("type"));
    // Decimal numbers are the same when twelve digits are.
    assert!(grade("SELECT AVG(likes) FROM posts", "SELECT SUM(likes) * 1.0 / COUNT(*) FROM posts").right);
}

#[test]
fn the_verdict_is_the_same_every_time() {
    let run =
        || grade(NAMES_AND_LIKES, "SELECT name, likes FROM users LEFT JOIN posts ON author_id = users.id");
    assert_eq!(run(), run());
}

#[test]
fn what_is_no_question_is_refused_with_a_sentence() {
    assert!(grade(NAMES_AND_LIKES, "").refused.is_some());
    assert!(grade(NAMES_AND_LIKES, "SELECT 1; SELECT 2").refused.is_some());
    assert!(grade(NAMES_AND_LIKES, "DELETE FROM posts").refused.is_some());
    assert!(grade(NAMES_AND_LIKES, "SELECT nam FROM users").fault.is_some());
    let endless =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i, i FROM n WHERE i < 0";
    assert!(grade(NAMES_AND_LIKES, endless).fault.is_some());
}

#[test]
fn a_change_is_judged_by_the_state_it_leaves() {
    let exercise = exercise(
        "kind = \"change\"\ntables = [\"posts\"]",
        "UPDATE posts SET likes = likes + 1 WHERE likes > 2",
    );
    let exercise_database = exercise_database();
    let grader = Grader::new(&exercise_database, &exercise, None).unwrap();
    assert!(grader.grade("BEGIN; UPDATE posts SET likes = 1 + likes WHERE NOT likes <= 2; COMMIT").right);
    let verdict = grader.grade("UPDATE posts SET likes = likes + 1 WHERE likes >= 2");
    assert!(verdict.cause.unwrap().contains("`>=`"));
    let counterexample = verdict.counterexample.unwrap();
    let posts = counterexample.tables.iter().find(|table| table.name == "posts").unwrap();
    assert_eq!(posts.rows.len(), 1);
    assert_eq!(posts.rows[0][2], Cell::Integer(2));
    assert!(grader.grade("UPDATE posts SET likes = likes + 1").cause.unwrap().contains("every row"));
    assert!(!grader.grade("BEGIN; UPDATE posts SET likes = likes + 1 WHERE likes > 2").right);
}

#[test]
fn a_table_is_judged_by_its_rules_however_they_are_written() {
    let model = "CREATE TABLE plants (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, beds INTEGER CHECK (beds <= 3))";
    let text = format!(
        "+++\ntitle = \"t\"\nchapter = \"sql\"\nteaches = \"t\"\nkind = \"create\"\ntables = []\nhints = [\"a\", \"b\", \"c\"]\n\
         +++\nA story.\n\n~~~model\n{model}\n~~~\n\n~~~accept\n-- three beds\nINSERT INTO plants VALUES (1, 'kale', 3);\n~~~\n\n\
         ~~~refuse\n-- four beds\nINSERT INTO plants VALUES (2, 'leek', 4);\n-- the same name\n\
         INSERT INTO plants VALUES (3, 'kale', 1);\n~~~\n"
    );
    let exercise = SqlExercise::read("create-01-plants", &text).unwrap();
    let exercise_database = exercise_database();
    let grader = Grader::new(&exercise_database, &exercise, None).unwrap();
    let right = "CREATE TABLE Plants (id INT, name VARCHAR(20) NOT NULL, beds INTEGER, PRIMARY KEY (id), CHECK (NOT beds > 3));
                 CREATE UNIQUE INDEX once ON plants (name)";
    let verdict = grader.grade(right);
    assert!(
        verdict
            .schema_problems
            .iter()
            .all(|problem| problem.contains("`id`") || problem.contains("`plants.id`")),
        "{:?}",
        verdict.schema_problems
    );
    assert!(grader.grade(&right.replace("id INT,", "id INTEGER,")).right);
    let loose = grader.grade(&model.replace(" CHECK (beds <= 3)", ""));
    assert!(!loose.right);
    assert!(loose.schema_tests.iter().any(|test| !test.is_right && test.says == "four beds"));
    assert!(loose.schema_problems[0].contains("must refuse it"), "{:?}", loose.schema_problems);
    let nullable = grader.grade(&model.replace("TEXT NOT NULL UNIQUE", "TEXT UNIQUE"));
    assert_eq!(nullable.schema_problems, ["`plants.name` may be NULL, and must not."]);
}

#[test]
fn rules_beyond_the_result_are_kept() {
    let head = "kind = \"select\"\ntables = [\"posts\"]\nrules = [{ must_not = \"subquery\" }, { must = \"LIMIT\" }]";
    let exercise = exercise(head, "SELECT likes FROM posts ORDER BY likes DESC, id LIMIT 1");
    let exercise_database = exercise_database();
    let grader = Grader::new(&exercise_database, &exercise, None).unwrap();
    assert!(grader.grade("SELECT likes FROM posts ORDER BY likes DESC LIMIT 1").right);
    let verdict = grader
        .grade("SELECT likes FROM posts WHERE likes = (SELECT MAX(likes) FROM posts) ORDER BY likes LIMIT 1");
    assert!(verdict.refused.unwrap().contains("subquery"));
}
