//! Compares statements that make tables, by the schema they leave, however it is written, and by tests of that schema: rows
//! that it must accept or refuse, and queries that it must answer.

use super::{
    generated_database::{DatabaseRows, Generator},
    result_rows::{Table, bag},
    state,
};
use crate::{
    sandbox::{Database, Fault, Schema, SchemaColumn, SchemaTable},
    sql_exercise::{Expectation, SchemaTest, SqlExercise},
};
use serde::{Deserialize, Serialize};

/// How a schema did in one test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SchemaTestResult {
    /// What the test tries, in words.
    pub says: String,
    pub sql: String,
    /// Whether the statement must be refused.
    pub must_fail: bool,
    /// Whether it is a query, which must give the rows that the model's tables give.
    pub is_question: bool,
    /// Whether the schema did as the model's does.
    pub is_right: bool,
}

/// How a schema compares with the model's.
#[derive(Clone, Debug, Default)]
pub(super) struct SchemaVerdict {
    /// What is not as asked, in sentences.
    pub problems: Vec<String>,
    /// Empty where a table is missing, since then hardly any test can run.
    pub schema_tests: Vec<SchemaTestResult>,
}

impl SchemaVerdict {
    /// Whether nothing is wrong.
    pub fn is_right(&self) -> bool {
        self.problems.is_empty() && self.schema_tests.iter().all(|test| test.is_right)
    }
}

/// Makes the tables of the model and those of the answer, and compares them.
///
/// # Errors
/// The first error of SQLite in one of the two.
pub(super) fn grade_schema(
    exercise: &SqlExercise,
    generator: &Generator,
    data: &DatabaseRows,
    answer: &str,
) -> Result<SchemaVerdict, Fault> {
    let open = |sql: &str| {
        let database = generator.open(data).map_err(|e| Fault::of(&e))?;
        state::run(&database, sql)?;
        Ok::<_, Fault>(database)
    };
    let (model, given) = (open(&exercise.model)?, open(answer)?);
    let schema = |database: &Database| Schema::of(database.connection()).map_err(|e| Fault::of(&e));
    let problems = compare(&schema(&model)?, &schema(&given)?);
    let schema_tests = if problems.iter().any(|problem| problem.starts_with("There is no table")) {
        Vec::new()
    } else {
        exercise.schema_tests.iter().map(|test| run_test(test, &model, &given)).collect()
    };
    Ok(SchemaVerdict { problems, schema_tests })
}

/// Runs one test on both databases. What is expected is what the model does, so a test that the model itself fails cannot
/// judge an answer.
fn run_test(test: &SchemaTest, model: &Database, given: &Database) -> SchemaTestResult {
    // Each test may depend on the rows that earlier ones inserted, so what works stays. What fails is undone as a whole.
    let works = |database: &Database| {
        let run =
            database.connection().execute_batch(&format!("SAVEPOINT attack; {}; RELEASE attack", test.sql));
        if run.is_err() {
            let _ = database.connection().execute_batch("ROLLBACK TO attack; RELEASE attack");
        }
        run.is_ok()
    };
    let is_right = match test.expected {
        Expectation::Accept | Expectation::Refuse => {
            let (model, given) = (works(model), works(given));
            model == given
        }
        Expectation::Show => match (Table::run(model, &test.sql), Table::run(given, &test.sql)) {
            (Ok(expected), Ok(given)) => bag(&expected.rows) == bag(&given.rows),
            _ => false,
        },
    };
    SchemaTestResult {
        says: test.says.clone(),
        sql: test.sql.clone(),
        must_fail: test.expected == Expectation::Refuse,
        is_question: test.expected == Expectation::Show,
        is_right,
    }
}

/// What the given schema lacks, and what it has that nobody asked for.
fn compare(expected: &Schema, given: &Schema) -> Vec<String> {
    let mut problems = Vec::new();
    for table in &expected.tables {
        match given.table(&table.name) {
            Some(other) if other.is_view == table.is_view => compare_table(table, other, &mut problems),
            Some(_) => problems.push(format!(
                "`{}` is to be a {}.",
                table.name,
                if table.is_view { "view" } else { "table" }
            )),
            None => problems.push(format!("There is no table `{}`.", table.name)),
        }
    }
    // The other way round: whatever nobody asked for is reported too.
    for table in &given.tables {
        if expected.table(&table.name).is_none() {
            problems.push(format!("Nobody asked for a table `{}`.", table.name));
        }
    }
    problems
}

/// Adds what is wrong with one table.
fn compare_table(expected: &SchemaTable, given: &SchemaTable, problems: &mut Vec<String>) {
    let name = &expected.name;
    for column in &expected.columns {
        match given.columns.iter().find(|other| other.name.eq_ignore_ascii_case(&column.name)) {
            Some(other) => compare_column(name, column, other, problems),
            None => problems.push(format!("`{name}` has no column `{}`.", column.name)),
        }
    }
    for column in &given.columns {
        if !expected.columns.iter().any(|other| other.name.eq_ignore_ascii_case(&column.name)) {
            problems.push(format!("Nobody asked for a column `{}` in `{name}`.", column.name));
        }
    }
    // Foreign keys and indexes have no names that matter: they are the same where they do the same.
    for key in &expected.foreign_keys {
        let there = given.foreign_keys.iter().any(|other| {
            let same_columns = same_names(&other.columns, &key.columns);
            same_columns && other.table.eq_ignore_ascii_case(&key.table) && other.on_delete == key.on_delete
        });
        if !there {
            let columns = key.columns.join(", ");
            let ending = if key.on_delete == "NO ACTION" {
                String::new()
            } else {
                format!(", with ON DELETE {}", key.on_delete)
            };
            problems.push(format!("`{name}.{columns}` is to refer to `{}`{ending}.", key.table));
        }
    }
    if given.foreign_keys.len() > expected.foreign_keys.len() {
        problems.push(format!("`{name}` refers to more tables than the story says."));
    }
    for index in expected.indexes.iter().filter(|index| !index.of_constraint) {
        let there =
            given.indexes.iter().any(|other| other.columns == index.columns && other.unique == index.unique);
        if !there {
            let columns = index.columns.iter().flatten().cloned().collect::<Vec<_>>().join(", ");
            let unique = if index.unique { "unique " } else { "" };
            problems.push(format!("There is no {unique}index on `{name} ({columns})`."));
        }
    }
    let (wanted, had) = (unique_columns(expected), unique_columns(given));
    for columns in wanted.iter().filter(|columns| !had.contains(columns)) {
        problems.push(format!("Two rows of `{name}` may have the same {}.", columns.join(" and ")));
    }
    for columns in had.iter().filter(|columns| !wanted.contains(columns)) {
        problems.push(format!("In `{name}` {} must not be unique.", columns.join(" and ")));
    }
}

/// The sets of columns that must be unique, besides the primary key, which is compared column by column. How `UNIQUE` is written,
/// and in which order the columns come, does not matter.
fn unique_columns(table: &SchemaTable) -> Vec<Vec<String>> {
    let sorted = |names: &mut dyn Iterator<Item = &String>| {
        let mut columns: Vec<String> = names.map(|name| name.to_ascii_lowercase()).collect();
        columns.sort();
        columns
    };
    let key = table.columns.iter().filter(|column| column.primary_key > 0);
    let key = sorted(&mut key.map(|column| &column.name));
    let indexes = table.indexes.iter().filter(|index| index.unique && !index.is_partial);
    let mut all: Vec<Vec<String>> =
        indexes.map(|index| sorted(&mut index.columns.iter().flatten())).collect();
    all.retain(|columns| *columns != key);
    all.sort();
    all.dedup();
    all
}

/// Adds what is wrong with one column: its type, its place in the primary key, and whether it may be NULL.
fn compare_column(table: &str, expected: &SchemaColumn, given: &SchemaColumn, problems: &mut Vec<String>) {
    let name = &expected.name;
    let (want, have) = (affinity(&expected.declared), affinity(&given.declared));
    if want != have {
        let has = if given.declared.is_empty() {
            "no type".to_owned()
        } else {
            format!("the type {}", given.declared)
        };
        problems.push(format!("`{table}.{name}` has {has}; {want} is meant."));
    }
    if (expected.primary_key > 0) != (given.primary_key > 0) {
        let is = if expected.primary_key > 0 { "belongs to" } else { "is no part of" };
        problems.push(format!("`{table}.{name}` {is} the primary key."));
    }
    // An INTEGER PRIMARY KEY is never NULL, whether NOT NULL is written or not (<https://sqlite.org/lang_createtable.html>,
    // section 5).
    let never_null = |column: &SchemaColumn| {
        column.not_null || (column.primary_key > 0 && affinity(&column.declared) == "INTEGER")
    };
    if never_null(expected) && !never_null(given) {
        problems.push(format!("`{table}.{name}` may be NULL, and must not."));
    }
    if never_null(given) && !never_null(expected) {
        problems.push(format!("`{table}.{name}` must be allowed to be NULL."));
    }
}

fn same_names(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().all(|name| b.iter().any(|other| other.eq_ignore_ascii_case(name)))
}

/// The affinity of a declared type (<https://sqlite.org/datatype3.html>, section 3.1). Two types with the same affinity are the
/// same here: SQLite stores the same values in both.
fn affinity(declared: &str) -> &'static str {
    let declared = declared.to_ascii_uppercase();
    let has = |part: &str| declared.contains(part);
    if has("INT") {
        "INTEGER"
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        "TEXT"
    } else if has("BLOB") || declared.is_empty() {
        "BLOB"
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        "REAL"
    } else {
        "NUMERIC"
    }
}
