//! Compares statements that change rows, by the state in which they leave all tables.

use super::{
    generated_database::{DatabaseRows, Generator},
    result_rows::{TIME, Table, bag},
};
use crate::{
    sandbox::{Database, Fault, Schema},
    sql,
};
use std::collections::BTreeMap;

/// The rows of every table, by the name of the table.
pub(super) type State = BTreeMap<String, Table>;

/// Runs the statements on a database with these rows, and reads the state that they leave.
///
/// # Errors
/// The first error of SQLite.
pub(super) fn after(generator: &Generator, data: &DatabaseRows, text: &str) -> Result<State, Fault> {
    let database = generator.open(data).map_err(|e| Fault::of(&e))?;
    run(&database, text)?;
    read(&database)
}

/// Runs every statement of a text to its end. A transaction that is open at the end is rolled back.
///
/// # Errors
/// The first error of SQLite.
pub(super) fn run(database: &Database, text: &str) -> Result<(), Fault> {
    let connection = database.connection();
    database.limit_time(TIME).map_err(|e| Fault::of(&e))?;
    for span in sql::split(text) {
        let step = || {
            let mut statement = connection.prepare(&text[span])?;
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            rusqlite::Result::Ok(())
        };
        step().map_err(|e| Fault::of(&e))?;
    }
    if !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK").map_err(|e| Fault::of(&e))?;
    }
    Ok(())
}

/// The rows of every table of a database. Views are left out, since they hold nothing of their own.
///
/// # Errors
/// The error of SQLite.
pub(super) fn read(database: &Database) -> Result<State, Fault> {
    let schema = Schema::of(database.connection()).map_err(|e| Fault::of(&e))?;
    let tables = schema.tables.iter().filter(|table| !table.is_view);
    tables
        .map(|table| {
            let rows =
                Table::run(database, &format!("SELECT * FROM {}", crate::sandbox::quote_name(&table.name)))?;
            Ok((table.name.clone(), rows))
        })
        .collect()
}

/// Whether two states hold the same rows in the same tables.
pub(super) fn same(a: &State, b: &State) -> bool {
    a.len() == b.len()
        && a.iter().all(|(name, table)| {
            b.get(name)
                .is_some_and(|other| table.columns == other.columns && bag(&table.rows) == bag(&other.rows))
        })
}

/// The first table whose rows are not as expected: its name, what is expected, and what was given.
pub(super) fn first_difference<'a>(
    expected: &'a State,
    given: &'a State,
) -> Option<(&'a str, &'a Table, Table)> {
    expected.iter().find_map(|(name, table)| {
        let other = given.get(name).cloned().unwrap_or_default();
        (bag(&table.rows) != bag(&other.rows)).then_some((name.as_str(), table, other))
    })
}
