//! One statement: its values are bound, it runs, and the query log learns of it.

use crate::{
    QueryLog, Result, Value,
    query_log::{Failure, Statement},
};
use sqlx::{
    Arguments, Column, ColumnOrigin, Row as _, SqliteConnection,
    sqlite::{SqliteArguments, SqliteColumn, SqlitePool, SqliteRow},
};
use std::{
    panic::Location,
    time::{Duration, Instant},
};

/// The connection a statement runs on.
pub(crate) enum Target<'c> {
    Read(&'c SqlitePool),
    Write(&'c mut SqliteConnection),
}

/// A statement with its values, not yet run. Build it by `bind`, end it by `all`, `one` or `run`.
#[must_use]
pub struct Query<'c> {
    sql: &'static str,
    arguments: SqliteArguments,
    values: Vec<String>,
    target: Target<'c>,
    log: Option<QueryLog>,
    caller: &'static Location<'static>,
    error: Option<sqlx::Error>,
}

/// A row of the database as a Rust type.
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

    /// The value of the next parameter: the first call is `$1`.
    pub fn bind<T: Value>(mut self, value: T) -> Self {
        if self.log.as_ref().is_some_and(QueryLog::is_watched) {
            self.values.push(value.sql_literal());
        }
        if let Err(e) = self.arguments.add(value) {
            self.error.get_or_insert(sqlx::Error::Encode(e));
        }
        self
    }

    /// Every row. The statement itself has a LIMIT.
    pub async fn all<T: Row>(self) -> Result<Vec<T>> {
        let (rows, _) = self.execute(FetchMode::All).await?;
        Ok(rows.iter().map(T::from_row).collect::<Result<_, _>>()?)
    }

    /// The first row, if there is one.
    pub async fn one<T: Row>(self) -> Result<Option<T>> {
        let (rows, _) = self.execute(FetchMode::One).await?;
        Ok(rows.first().map(T::from_row).transpose()?)
    }

    /// Runs a statement that returns no rows; says how many it changed.
    pub async fn run(self) -> Result<u64> {
        let (_, changed) = self.execute(FetchMode::Execute).await?;
        Ok(changed)
    }

    async fn execute(self, mode: FetchMode) -> Result<(Vec<SqliteRow>, u64)> {
        let Self { sql, arguments, values, target, log, caller, error } = self;
        if let Some(e) = error {
            return Err(e.into());
        }
        let asked = Instant::now();
        let mut wait = Duration::ZERO;
        let outcome = match target {
            Target::Read(pool) => {
                let connection = pool.acquire().await;
                wait = asked.elapsed();
                match connection {
                    Ok(mut connection) => mode.fetch(sql, arguments, &mut connection).await,
                    Err(e) => Err(e),
                }
            }
            Target::Write(connection) => mode.fetch(sql, arguments, connection).await,
        };
        if let Some(log) = log {
            let elapsed = asked.elapsed().saturating_sub(wait);
            let (rows, touched, failure) = match &outcome {
                Ok((found, n)) if log.is_watched() => (*n, touched(found), None),
                Ok((_, n)) => (*n, Vec::new(), None),
                // A statement that failed is told as well: it is often the most telling one.
                Err(e) => (0, Vec::new(), Some(Failure::of(e))),
            };
            let at = log.since(asked);
            log.push_statement(Statement { sql, values, rows, at, wait, elapsed, caller, touched, failure });
        }
        Ok(outcome?)
    }
}

/// Whose rows these are: SQLite itself tells which table's column stands behind each of the answer's.
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

/// How much of the answer is mode.
enum FetchMode {
    All,
    One,
    Execute,
}

impl FetchMode {
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
