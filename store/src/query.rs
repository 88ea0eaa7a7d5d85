//! One statement: its values are bound, it runs, and the query log is told.

use crate::{
    Error, QueryLog, Result, Value,
    error::spoils_connection,
    query_log::{Failure, Statement},
    writer::Turn,
};
use sqlx::{
    Arguments, Column, ColumnOrigin, Row as _, Sqlite, SqliteConnection,
    pool::PoolConnection,
    sqlite::{SqliteArguments, SqliteColumn, SqlitePool, SqliteRow},
};
use std::{
    panic::Location,
    time::{Duration, Instant},
};

/// The connection a statement runs on.
pub(crate) enum Target<'c> {
    /// Any of the reading ones, as soon as one is free.
    Read(&'c SqlitePool),
    /// That of a transaction.
    Write(&'c mut Turn),
}

/// A statement with its values that has not run yet. Call `bind` for each parameter, and then `all`, `one` or `run`.
#[must_use]
pub struct Query<'c> {
    sql: &'static str,
    arguments: SqliteArguments,
    values: Vec<String>,
    target: Target<'c>,
    log: Option<QueryLog>,
    caller: &'static Location<'static>,
    /// The first value that could not be bound; it is returned instead of running the statement.
    error: Option<sqlx::Error>,
}

/// A type that a row of the database can be read as.
pub trait Row: for<'r> sqlx::FromRow<'r, SqliteRow> + Send + Unpin {}
impl<T: for<'r> sqlx::FromRow<'r, SqliteRow> + Send + Unpin> Row for T {}

impl<'c> Query<'c> {
    pub(crate) fn new(
        sql: &'static str,
        target: Target<'c>,
        log: Option<QueryLog>,
        caller: &'static Location<'static>,
    ) -> Self {
        Self {
            sql,
            arguments: SqliteArguments::default(),
            values: Vec::new(),
            target,
            log,
            caller,
            error: None,
        }
    }

    /// Binds the value of the next parameter: the first call binds `$1`.
    pub fn bind<T: Value>(mut self, value: T) -> Self {
        if self.log.as_ref().is_some_and(QueryLog::is_watched) {
            self.values.push(value.sql_literal());
        }
        if let Err(e) = self.arguments.add(value) {
            self.error.get_or_insert(sqlx::Error::Encode(e));
        }
        self
    }

    /// Runs the statement and returns every row. The statement itself has a LIMIT.
    ///
    /// # Errors
    /// The database's own, also where a row does not fit `T`.
    pub async fn all<T: Row>(self) -> Result<Vec<T>> {
        let (rows, _) = self.execute(FetchMode::All).await?;
        Ok(rows.iter().map(T::from_row).collect::<Result<_, _>>()?)
    }

    /// Runs the statement and returns its first row, if there is one.
    ///
    /// # Errors
    /// The database's own, also where the row does not fit `T`.
    pub async fn one<T: Row>(self) -> Result<Option<T>> {
        let (rows, _) = self.execute(FetchMode::One).await?;
        Ok(rows.first().map(T::from_row).transpose()?)
    }

    /// Runs a statement that returns no rows, and returns how many it changed.
    ///
    /// # Errors
    /// The database's own.
    pub async fn run(self) -> Result<u64> {
        let (_, changed) = self.execute(FetchMode::Execute).await?;
        Ok(changed)
    }

    /// Runs the statement and writes it to the log, whether it succeeded or failed. Returns the rows, and how many were
    /// returned or changed.
    async fn execute(self, mode: FetchMode) -> Result<(Vec<SqliteRow>, u64)> {
        let Self { sql, arguments, values, target, log, caller, error } = self;
        if let Some(e) = error {
            return Err(e.into());
        }
        // A read has two parts that the log tells apart: the wait for a connection, and the work. A statement within a
        // transaction has its connection already.
        let asked = Instant::now();
        let mut wait = Duration::ZERO;
        let in_transaction = matches!(target, Target::Write(_));
        let outcome = match target {
            Target::Read(pool) => {
                let connection = pool.acquire().await;
                wait = asked.elapsed();
                match connection {
                    Ok(connection) => mode.read(sql, arguments, connection).await,
                    Err(sqlx::Error::PoolTimedOut) => Err(Error::Locked),
                    Err(e) => Err(e.into()),
                }
            }
            Target::Write(turn) => match turn.connection() {
                Ok(connection) => {
                    mode.fetch(sql, arguments, connection).await.map_err(|error| turn.failed(error))
                }
                Err(e) => Err(e),
            },
        };
        if let Some(log) = log {
            let elapsed = asked.elapsed().saturating_sub(wait);
            let (rows, touched, failure) = match &outcome {
                Ok((found, n)) if log.is_watched() => (*n, touched(found), None),
                Ok((_, n)) => (*n, Vec::new(), None),
                // A failed statement is logged as well, since it explains what the request did next.
                Err(e) => (0, Vec::new(), Some(Failure::of(e))),
            };
            let at = log.since(asked);
            log.push_statement(Statement {
                sql,
                values,
                rows,
                at,
                wait,
                elapsed,
                caller,
                touched,
                in_transaction,
                failure,
            });
        }
        outcome
    }
}

/// The posts, comments and people in these rows. SQLite tells for each column of a result which table's column it is
/// (sqlite.org/c3ref/column_database_name.html), so no statement needs to say so itself. At most `QueryLog::TOUCHED_MAX`.
fn touched(rows: &[SqliteRow]) -> Vec<(&'static str, i64)> {
    const NOUNS: [&str; 3] = ["posts", "comments", "users"];
    let Some(first) = rows.first() else { return Vec::new() };
    let noun = |column: &SqliteColumn| match column.origin() {
        ColumnOrigin::Table(at) if *at.name == *"id" => NOUNS.into_iter().find(|noun| *at.table == **noun),
        _ => None,
    };
    let ids: Vec<_> =
        first.columns().iter().filter_map(|c| noun(c).map(|noun| (c.ordinal(), noun))).collect();
    let id = |row: &SqliteRow, n: usize| row.try_get::<Option<i64>, _>(n).ok().flatten();
    let found =
        rows.iter().flat_map(|row| ids.iter().filter_map(move |(n, noun)| Some((*noun, id(row, *n)?))));
    found.take(QueryLog::TOUCHED_MAX).collect()
}

/// How much of the result is fetched.
enum FetchMode {
    All,
    One,
    Execute,
}

impl FetchMode {
    /// As `fetch`, on a connection that is for reading. After a fault of the disk it is closed instead of being lent to the next
    /// one, for SQLite may keep to what it made of the pages then.
    async fn read(
        self,
        sql: &'static str,
        arguments: SqliteArguments,
        mut connection: PoolConnection<Sqlite>,
    ) -> Result<(Vec<SqliteRow>, u64)> {
        let outcome = self.fetch(sql, arguments, &mut connection).await;
        if outcome.as_ref().is_err_and(spoils_connection) {
            connection.close_on_drop();
        }
        Ok(outcome?)
    }

    /// The rows, and how many were returned or changed.
    async fn fetch(
        self,
        sql: &'static str,
        arguments: SqliteArguments,
        connection: &mut SqliteConnection,
    ) -> Result<(Vec<SqliteRow>, u64), sqlx::Error> {
        let query = sqlx::query_with(sql, arguments);
        let rows = match self {
            Self::All => query.fetch_all(connection).await?,
            Self::One => query.fetch_optional(connection).await?.into_iter().collect(),
            Self::Execute => return Ok((Vec::new(), query.execute(connection).await?.rows_affected())),
        };
        let n = rows.len() as u64;
        Ok((rows, n))
    }
}
