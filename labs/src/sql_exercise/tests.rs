//! Reading exercises: everything that is wrong with a file is told at once, with its line.

use super::{Draft, ExerciseDatabase, Rule, SqlExercise};

/// What is told of a file, as lines.
fn told(file: &str, text: &str) -> Vec<String> {
    Draft::read(file, text).faults.iter().map(ToString::to_string).collect()
}

#[test]
fn x10_all_faults_of_a_file_are_told_in_one_reading_each_with_its_line() {
    let text = "+++\ntitle = \"Trips\"\nkind = \"query\"\ntables = [\"boats\"]\ntabels = 1\nhints = [\"a\", \"b\"]\n+++\nWhat?\n\n\
                ~~~model\nSELECT nmae FROM boats\n~~~\n\n~~~modle\nSELECT 1\n~~~\n\n~~~wrong\nSELECT 1\n~~~\n\n~~~other\nSELECT 2";
    let told = told("select-1-trips", text);
    let begins = [
        "line 1: The key `teaches` is missing.",
        "line 3: `query` is no kind; it is `select`, `change` or `create`.",
        "line 5: `tabels` is no key of an exercise",
        "line 6: There are exactly three hints: a nudge, an idea, the shape. Here are 2.",
        "line 14: `modle` is no block",
        "line 19: A block `wrong` begins with `-- because: …`",
        "line 22: The block `other` has no end.",
    ];
    assert_eq!(told.len(), begins.len(), "{told:#?}");
    for (told, begins) in told.iter().zip(begins) {
        assert!(told.starts_with(begins), "{told} is not {begins}");
    }
}

#[test]
fn a_name_that_is_no_address_is_refused_and_so_is_a_file_without_front_matter() {
    for file in ["trips", "select-trips", "walk-1-trips", "select-1-Long Trips", "select-1-", "select-1-../x"]
    {
        assert!(told(file, "+++\n+++\n").iter().any(|told| told.contains("group-step-name")), "{file}");
    }
    let told = told("select-1-trips", "What?\n~~~model\nSELECT 1\n~~~\n");
    assert_eq!(told, ["line 1: It begins with its front matter between two lines of `+++`."]);
}

#[test]
fn a_mistake_of_tomls_own_is_told_with_its_line() {
    let told = told(
        "select-1-trips",
        "+++\ntitle = \"Trips\"\nteaches = no quotes\n+++\nWhat?\n~~~model\nSELECT 1\n~~~\n",
    );
    assert!(told.len() == 1 && told[0].starts_with("line 3: The TOML has a mistake"), "{told:?}");
}

#[test]
fn every_key_and_every_block_is_read() {
    let text = "+++\r\ntitle = \"T\"\r\nchapter = \"sql\"\nteaches = \"S.\"\nkind = \"change\"\ntables = [\"a\", \"b\"]\nnames = true\nplaces = true\n\
                own = true\nrules = [{ must = \"JOIN\" }, { must_not = \"IN\" }, { statements_max = 2 }, { uses_index = \"i\" }, { no_scan = \"a\" }]\n\
                hints = [\"x\", \"y\", \"z\"]\nseeds = [7, 1003]\n[pools]\n\"a.b\" = [\"1\", \"2\"]\n+++\nWhat?\n\
                ~~~before\nSELECT 1;\n~~~\n~~~model\n\nSELECT 2\n~~~\n~~~other\nSELECT 3\n~~~\n~~~starter\nSELECT 4\n~~~\n\
                ~~~wrong\n-- because: it is\nSELECT 5\n~~~\n~~~accept\n-- one\nSELECT 6;\n-- another\nSELECT 7;\n~~~\n";
    let exercise = SqlExercise::read("change-3-new-boats", text).unwrap();
    assert_eq!(
        (exercise.name.as_str(), exercise.step, exercise.chapter.as_deref()),
        ("new-boats", 3, Some("sql"))
    );
    assert_eq!(exercise.rules.len(), 5);
    assert_eq!(exercise.rules[2], Rule::StatementsMax(2));
    assert_eq!((exercise.seeds, exercise.pools["a.b"].len()), (vec![7, 1003], 2));
    assert!(exercise.column_names_matter && exercise.column_order_matters && exercise.shows_own_rows);
    let lines = &exercise.lines;
    assert_eq!((lines.keys["rules"], lines.keys["pools"]), (10, 13));
    assert_eq!((lines.setup, lines.model, lines.alternatives[0], lines.starter), (18, 22, 25, 28));
    assert_eq!((lines.mistakes[0], lines.schema_tests.as_slice()), (32, &[36, 38][..]));
}

#[test]
fn x3_the_words_of_a_schema_may_be_in_small_letters() {
    let sql = "create table boats (id integer primary key);\ninsert into boats values (1);\nCreate View few as select 1";
    let database = ExerciseDatabase::read(sql, "").unwrap();
    assert_eq!(
        database.schema,
        "create table boats (id integer primary key);\nCreate View few as select 1;\n"
    );
    assert_eq!(database.sample, "insert into boats values (1);\n");
}
