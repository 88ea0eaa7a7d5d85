//! A job that runs statements of which some may be refused.

use crate::sandbox::{Cell, Database, Fault, Job, Schema, quote_name};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long all statements may take together.
const TIME: Duration = Duration::from_millis(500);
/// The most rows of the table that are given back.
const ROWS_MAX: usize = 50;

/// Runs statements on a new database, each by itself: what one of them was refused does not keep the next from running.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TryStatements {
    /// Statements of ours, which make what the others need. They must not fail.
    pub setup: String,
    /// The statements to try, each a text of one statement or several. Where one of several fails, none of them is done.
    pub statements: Vec<String>,
    /// The table whose rows are given back.
    pub table: String,
}

/// What became of the statements.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// For each statement why it was refused; none where it was done.
    pub faults: Vec<Option<Fault>>,
    /// The tables afterwards.
    pub schema: Schema,
    /// The columns of the table, and its rows by the order in which they came; at most `ROWS_MAX`. Empty where there is no
    /// such table.
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
    /// Whether the table has more rows than these.
    pub has_more: bool,
}

impl Job for TryStatements {
    type Answer = Tried;
    const NAME: &'static str = "try-statements";

    fn run(self) -> Result<Tried, String> {
        let say = |e: rusqlite::Error| e.to_string();
        let database = Database::empty().map_err(say)?;
        let connection = database.connection();
        connection.execute_batch(&self.setup).map_err(say)?;
        database.limit_time(TIME).map_err(say)?;
        let faults = self.statements.iter().map(|sql| attempt(&database, sql).err()).collect();
        // A statement may have turned the foreign keys off, or used up the time. Reading has time of its own.
        database.limit_time(TIME).map_err(say)?;
        let schema = Schema::of(connection).map_err(say)?;
        // The name is written as the table has it, so that the result is headed by the learner's own columns.
        let table = schema.table(&self.table).map(|table| table.name.clone());
        let (columns, mut rows) =
            table.map(|table| read(&database, &table)).transpose().map_err(say)?.unwrap_or_default();
        let has_more = rows.len() > ROWS_MAX;
        rows.truncate(ROWS_MAX);
        Ok(Tried { faults, schema, columns, rows, has_more })
    }
}

/// Runs one text of statements as a transaction.
///
/// # Errors
/// The first error of SQLite. Nothing of the text is done then.
fn attempt(database: &Database, sql: &str) -> Result<(), Fault> {
    let connection = database.connection();
    let fault = |e: rusqlite::Error| Fault::of(&e);
    connection.execute_batch("SAVEPOINT attempt").map_err(fault)?;
    let done = crate::sql::split(sql).into_iter().try_for_each(|span| {
        let mut statement = connection.prepare(&sql[span])?;
        let mut rows = statement.raw_query();
        while rows.next()?.is_some() {}
        Ok(())
    });
    // Releasing the savepoint is where a foreign key is checked that may be broken until the end.
    let done = done.and_then(|()| connection.execute_batch("RELEASE attempt"));
    done.map_err(|e| {
        let said = Fault::of(&e);
        // A statement of the learner's may have ended the savepoint by a COMMIT or ROLLBACK. Then nothing is left to undo.
        let _ = connection.execute_batch("ROLLBACK TO attempt; RELEASE attempt");
        said
    })
}

/// The columns and the rows of a table: one row more than are given back, where there are more.
fn read(database: &Database, table: &str) -> rusqlite::Result<(Vec<String>, Vec<Vec<Cell>>)> {
    let sql = format!("SELECT * FROM {} LIMIT {}", quote_name(table), ROWS_MAX + 1);
    let mut statement = database.connection().prepare(&sql)?;
    let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    let mut found = statement.raw_query();
    while let Some(row) = found.next()? {
        let cells = (0..columns.len()).map(|at| row.get_ref(at).map(|value| Cell::of(value).shortened()));
        rows.push(cells.collect::<rusqlite::Result<_>>()?);
    }
    Ok((columns, rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(statements: &[&str]) -> Tried {
        let statements = statements.iter().map(|sql| (*sql).to_owned()).collect();
        let setup = "CREATE TABLE t (a INTEGER NOT NULL)".to_owned();
        TryStatements { setup, statements, table: "T".to_owned() }.run().unwrap()
    }

    #[test]
    fn what_is_refused_does_not_keep_the_next_from_running() {
        let answer =
            tried(&["INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (NULL)", "INSERT INTO t VALUES (3)"]);
        assert_eq!(answer.faults.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, false]);
        assert_eq!(answer.rows, [[Cell::Integer(1)], [Cell::Integer(3)]]);
    }

    #[test]
    fn of_several_statements_in_one_text_all_are_done_or_none() {
        let answer =
            tried(&["INSERT INTO t VALUES (1); INSERT INTO t VALUES (NULL)", "INSERT INTO t VALUES (2)"]);
        assert_eq!(answer.rows, [[Cell::Integer(2)]]);
        let without = tried(&["DROP TABLE t"]);
        assert_eq!((without.columns.len(), without.rows.len(), without.faults), (0, 0, vec![None]));
    }

    #[test]
    fn a_statement_without_an_end_is_stopped() {
        let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n";
        let answer = tried(&[endless]);
        assert!(matches!(answer.faults[0], Some(Fault::Stopped(_))), "{:?}", answer.faults);
    }
}
