//! Copying a guest's work from one file to the other, within a transaction of each.
//!
//! Rows travel as JSON arrays of at most `ROWS_AT_ONCE`, so that a learner with thousands of attempts costs the writer few
//! statements. The query log shows how long the arrays are, and not what is in them.

use super::{
    sandbox::{INSERT_STATE, Image, LearnerSql, last_number},
    shared_race::{DELETE_OLDEST_SHARED_RACES, SHARED_MAX},
};
use crate::{Result, Tx, Value};
use model::Timestamp;
use serde_json::json;

/// How many rows one statement copies.
const ROWS_AT_ONCE: usize = 200;

/// Rows as a JSON array of arrays.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
struct RowsJson(String);

impl Value for RowsJson {
    fn sql_literal(&self) -> String {
        format!("'JSON, {} bytes'", self.0.len())
    }
}

/// What is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Everything, for somebody who has nothing yet: what starting over has hidden comes along, and can be brought back.
    All,
    /// What counts now, beside somebody's own: attempts and shared races are put to theirs, and a state or a database comes
    /// along where they have none.
    WhatCounts,
}

/// Copies the work of learner `of` in `from` to learner `to` in `into`.
///
/// # Errors
/// The databases' own.
pub(super) async fn copy_work(from: &mut Tx, of: i64, into: &mut Tx, to: i64, extent: Extent) -> Result<()> {
    let mut resets = vec![(0, 0)];
    if extent == Extent::All {
        copy_resets(from, of, into, to, &mut resets).await?;
    }
    copy_states(from, of, into, to, &resets).await?;
    copy_attempts(from, of, into, to, &resets).await?;
    if last_number(into, to).await? == 0 {
        copy_databases(from, of, into, to).await?;
    }
    copy_shared_races(from, of, into, to).await
}

const LIST_RESETS: &str = "\
-- List what the guest started over with
SELECT id, what, created_at
FROM resets
WHERE learner_id = $1
ORDER BY id
LIMIT 100";

const INSERT_RESET: &str = "\
-- Bring along that the guest started over
INSERT INTO resets (learner_id, what, created_at)
VALUES ($1, $2, $3)
RETURNING id";

/// Copies the resets, and adds the number of each in the one file with that in the other.
async fn copy_resets(
    from: &mut Tx,
    of: i64,
    into: &mut Tx,
    to: i64,
    numbers: &mut Vec<(i64, i64)>,
) -> Result<()> {
    let resets: Vec<(i64, String, Timestamp)> = from.query(LIST_RESETS).bind(of).all().await?;
    for (number, what, at) in resets {
        let added: Option<(i64,)> = into.query(INSERT_RESET).bind(to).bind(what).bind(at).one().await?;
        numbers.extend(added.map(|(added,)| (number, added)));
    }
    Ok(())
}

const LIST_STATES: &str = "\
-- Read the guest’s experiments
SELECT name, reset_id, state, updated_at
FROM lab_states
WHERE learner_id = $1
ORDER BY name, reset_id
LIMIT 5000";

const INSERT_STATES: &str = "\
-- Put the guest’s experiments to this person’s own, where they have none yet
INSERT INTO lab_states (learner_id, name, reset_id, state, updated_at)
SELECT $1, value ->> 0, value ->> 1, value ->> 2, value ->> 3
FROM json_each($2)
WHERE TRUE
ON CONFLICT (learner_id, name, reset_id) DO NOTHING";

async fn copy_states(from: &mut Tx, of: i64, into: &mut Tx, to: i64, resets: &[(i64, i64)]) -> Result<()> {
    let states: Vec<(String, i64, String, i64)> = from.query(LIST_STATES).bind(of).all().await?;
    let rows: Vec<_> = states
        .into_iter()
        .filter_map(|(name, reset, state, at)| Some(json!([name, number(resets, reset)?, state, at])))
        .collect();
    for some in rows.chunks(ROWS_AT_ONCE) {
        into.query(INSERT_STATES).bind(to).bind(RowsJson(serde_json::to_string(some)?)).run().await?;
    }
    Ok(())
}

const LIST_ATTEMPTS: &str = "\
-- Read the guest’s attempts, the oldest first
SELECT id, exercise, reset_id, variant, answer, is_right, is_first, hints, created_at
FROM attempts
WHERE learner_id = $1 AND id > $2
ORDER BY id
LIMIT 200";

const INSERT_ATTEMPTS: &str = "\
-- Put the guest’s attempts to this person’s own
INSERT INTO attempts (learner_id, exercise, reset_id, variant, answer, is_right, is_first, hints, created_at)
SELECT $1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
FROM json_each($2)";

type AttemptColumns = (i64, String, i64, i64, String, i64, i64, i64, i64);

async fn copy_attempts(from: &mut Tx, of: i64, into: &mut Tx, to: i64, resets: &[(i64, i64)]) -> Result<()> {
    let mut after = 0;
    loop {
        let some: Vec<AttemptColumns> = from.query(LIST_ATTEMPTS).bind(of).bind(after).all().await?;
        let Some(last) = some.last() else { return Ok(()) };
        after = last.0;
        let rows: Vec<_> = some
            .into_iter()
            .filter_map(|(_, exercise, reset, variant, answer, right, first, hints, at)| {
                Some(json!([exercise, number(resets, reset)?, variant, answer, right, first, hints, at]))
            })
            .collect();
        into.query(INSERT_ATTEMPTS).bind(to).bind(RowsJson(serde_json::to_string(&rows)?)).run().await?;
    }
}

/// The number of a reset in the other file; none where the reset did not come along, so that its rows stay behind too.
fn number(resets: &[(i64, i64)], reset: i64) -> Option<i64> {
    resets.iter().find(|(known, _)| *known == reset).map(|(_, number)| *number)
}

const LIST_DATABASES: &str = "\
-- Read the guest’s own database and what led to it
SELECT number, image, cause, created_at
FROM sandbox_states
WHERE learner_id = $1
ORDER BY number
LIMIT 20";

async fn copy_databases(from: &mut Tx, of: i64, into: &mut Tx, to: i64) -> Result<()> {
    let states: Vec<(i64, Vec<u8>, String, Timestamp)> = from.query(LIST_DATABASES).bind(of).all().await?;
    for (number, image, cause, at) in states {
        into.query(INSERT_STATE)
            .bind(to)
            .bind(number)
            .bind(Image(image))
            .bind(LearnerSql(cause))
            .bind(at)
            .run()
            .await?;
    }
    Ok(())
}

const LIST_SHARED: &str = "\
-- Read the races that the guest shows
SELECT token, created_at, race
FROM shared_races
WHERE learner_id = $1
ORDER BY created_at DESC, token
LIMIT 20";

const INSERT_SHARED: &str = "\
-- Put the guest’s shared race to this person’s own
INSERT INTO shared_races (token, learner_id, created_at, race)
VALUES ($1, $2, $3, $4)
ON CONFLICT (token) DO NOTHING";

async fn copy_shared_races(from: &mut Tx, of: i64, into: &mut Tx, to: i64) -> Result<()> {
    let races: Vec<(String, Timestamp, String)> = from.query(LIST_SHARED).bind(of).all().await?;
    if races.is_empty() {
        return Ok(());
    }
    for (token, at, race) in races {
        into.query(INSERT_SHARED).bind(token).bind(to).bind(at).bind(race).run().await?;
    }
    into.query(DELETE_OLDEST_SHARED_RACES).bind(to).bind(SHARED_MAX).run().await?;
    Ok(())
}
