//! Which tables the model of an exercise touches, as SQLite says when it prepares the statements, and whether those are the
//! tables that the exercise names.

use super::prove::at_key;
use crate::{
    sandbox::{Database, Schema},
    sql,
    sql_exercise::{ExerciseDatabase, ExerciseFault, SqlExercise, SqlExerciseKind},
};
use rusqlite::{
    Connection,
    hooks::{AuthAction, AuthContext, Authorization},
};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

/// What is wrong with the tables that an exercise names.
///
/// A name that is no table is a fault, and so is a table that the model uses and the exercise does not name: it would be
/// empty in every generated database, and every answer would be right. One that it names and the model does not use would make
/// learners look for what is not there. A `create` exercise makes its tables itself.
pub(super) fn table_faults(
    exercise_database: &ExerciseDatabase,
    exercise: &SqlExercise,
) -> Vec<ExerciseFault> {
    let Ok(database) = Database::empty() else { return Vec::new() };
    // Where the schema does not run, the grader says so.
    if database.connection().execute_batch(&exercise_database.schema).is_err() {
        return Vec::new();
    }
    let Ok(schema) = Schema::of(database.connection()) else { return Vec::new() };
    let mut faults = Vec::new();
    for name in &exercise.tables {
        if schema.table(name).is_none() {
            let all: Vec<_> = schema.tables.iter().map(|table| table.name.as_str()).collect();
            let says =
                format!("`tables` names `{name}`, and there is no such table; there are {}.", all.join(", "));
            faults.push(at_key(exercise, "tables", says));
        }
    }
    if exercise.kind == SqlExerciseKind::Create || exercise.tables.is_empty() {
        return faults;
    }
    let filled = filled(&schema, &exercise.tables);
    let Some(used) = tables_used(exercise_database, exercise) else { return faults };
    for name in
        used.iter().filter(|name| !filled.contains(*name) && schema.table(name).is_some_and(|t| !t.is_view))
    {
        let says = format!("The model uses the table `{name}`, which `tables` does not name.");
        faults.push(at_key(exercise, "tables", says));
    }
    // A view is never used itself; what it reads is.
    let is_unused = |name: &&String| {
        schema
            .table(name)
            .is_some_and(|table| !table.is_view && !used.contains(&table.name.to_ascii_lowercase()))
    };
    for name in exercise.tables.iter().filter(is_unused) {
        let says = format!("`tables` names `{name}`, and the model does not use it.");
        faults.push(at_key(exercise, "tables", says));
    }
    faults
}

/// These tables and all that they refer to, in small letters: the tables that generated databases fill.
fn filled(schema: &Schema, names: &[String]) -> BTreeSet<String> {
    let mut filled = BTreeSet::new();
    let mut open: Vec<&str> = names.iter().map(String::as_str).collect();
    while let Some(name) = open.pop() {
        if let Some(table) = schema.table(name)
            && filled.insert(table.name.to_ascii_lowercase())
        {
            open.extend(table.foreign_keys.iter().map(|key| key.table.as_str()));
        }
    }
    filled
}

/// The tables that the model and the setup read or write, in small letters; none where the model does not run.
fn tables_used(exercise_database: &ExerciseDatabase, exercise: &SqlExercise) -> Option<BTreeSet<String>> {
    // The sandbox's own connection has an authorizer already, and a connection has one at most. Nothing runs on this one but
    // the schema; the model is only prepared.
    let connection = Connection::open_in_memory().ok()?;
    let database = Database::empty().ok()?;
    database.connection().execute_batch(&exercise_database.schema).ok()?;
    database.connection().execute_batch(&exercise.setup_sql).ok()?;
    let schema = Schema::of(database.connection()).ok()?;
    for table in &schema.tables {
        connection.execute_batch(&table.sql).ok()?;
    }
    let used = Arc::new(Mutex::new(BTreeSet::new()));
    let note = used.clone();
    let authorizer = move |context: AuthContext<'_>| {
        let table = match context.action {
            AuthAction::Read { table_name, .. }
            | AuthAction::Insert { table_name }
            | AuthAction::Delete { table_name }
            | AuthAction::Update { table_name, .. } => table_name,
            _ => return Authorization::Allow,
        };
        note.lock().unwrap_or_else(PoisonError::into_inner).insert(table.to_ascii_lowercase());
        Authorization::Allow
    };
    connection.authorizer(Some(authorizer)).ok()?;
    for span in sql::split(&exercise.model) {
        connection.prepare(&exercise.model[span]).ok()?;
    }
    // What the setup makes is there already, so some of its statements cannot be prepared again.
    for span in sql::split(&exercise.setup_sql) {
        let _ = connection.prepare(&exercise.setup_sql[span]);
    }
    drop(connection);
    let used = used.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Some(used)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path};

    #[test]
    fn every_exercise_of_the_site_names_the_tables_that_its_model_uses() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content/sql");
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        let database = ExerciseDatabase::read(&read("square.sql"), &read("square.toml")).unwrap();
        let mut count = 0;
        for entry in fs::read_dir(&folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let Some(file) = name.strip_suffix(".md") else { continue };
            let exercise = SqlExercise::read(file, &read(&name)).unwrap();
            assert_eq!(table_faults(&database, &exercise), [], "{name}");
            count += 1;
        }
        assert!(count >= 60, "{count}");
    }

    #[test]
    fn what_a_view_reads_is_read_by_whoever_asks_the_view() {
        let sql = "CREATE TABLE a (b); CREATE TABLE c (d); CREATE VIEW v AS SELECT d FROM c;";
        let database = ExerciseDatabase::read(sql, "").unwrap();
        let text = |tables: &str| {
            format!(
                "+++\ntitle = \"t\"\nteaches = \"t\"\nkind = \"select\"\ntables = {tables}\nhints = [\"a\", \"b\", \"c\"]\n+++\nS.\n~~~model\nSELECT * FROM a, V\n~~~\n"
            )
        };
        let told = |tables: &str| {
            let exercise = SqlExercise::read("select-1-x", &text(tables)).unwrap();
            table_faults(&database, &exercise).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(told("[\"A\", \"c\"]"), [] as [&str; 0]);
        assert_eq!(
            told("[\"a\", \"v\"]"),
            ["line 5: The model uses the table `c`, which `tables` does not name."]
        );
    }
}
