//! Starting over with an experiment, an exercise or a chapter, and undoing that.
//!
//! Rows that count have the `reset_id` 0. Starting over gives them the number of the reset, and undoing gives them 0 again.

use super::{LearnerKey, key::find_in};
use crate::{Db, Result};
use model::Timestamp;

/// How many resets of a learner can be undone, one after another. What older ones have hidden is deleted.
pub const RESETS_MAX: i64 = 10;

const INSERT_RESET: &str = "\
-- Note that this learner starts over
INSERT INTO resets (learner_id, what, created_at)
VALUES ($1, $2, $3)
RETURNING id";

// The names are bound as one JSON array, so that starting over with a whole chapter takes no more statements than with one
// exercise. In PostgreSQL the function is called json_array_elements_text.
const HIDE_STATES: &str = "\
-- Put the old states aside
UPDATE lab_states
SET reset_id = $3
WHERE learner_id = $1
  AND reset_id = 0
  AND name IN (SELECT value FROM json_each($2))";

const HIDE_ATTEMPTS: &str = "\
-- Put the old attempts aside
UPDATE attempts
SET reset_id = $3
WHERE learner_id = $1
  AND reset_id = 0
  AND exercise IN (SELECT value FROM json_each($2))";

const DELETE_OLDEST_RESETS: &str = "\
-- Forget the oldest resets if there are too many
DELETE FROM resets
WHERE id IN (SELECT id
             FROM resets
             WHERE learner_id = $1
             ORDER BY id DESC
             LIMIT 1000 OFFSET $2)";

const DELETE_HIDDEN_STATES: &str = "\
-- Forget the states that can’t be brought back any more
DELETE FROM lab_states
WHERE learner_id = $1
  AND reset_id <> 0
  AND reset_id NOT IN (SELECT id FROM resets WHERE learner_id = $1)";

const DELETE_HIDDEN_ATTEMPTS: &str = "\
-- Forget the attempts that can’t be brought back any more
DELETE FROM attempts
WHERE learner_id = $1
  AND reset_id <> 0
  AND reset_id NOT IN (SELECT id FROM resets WHERE learner_id = $1)";

/// Hides the states and attempts of a learner under these names. `what` says in words what they start over with. Nothing
/// happens where they have none.
///
/// # Errors
/// The database's own.
pub async fn insert_reset(
    db: &Db,
    key: &LearnerKey,
    what: String,
    names: &[&str],
    now: Timestamp,
) -> Result<()> {
    let mut tx = db.begin_once().await?;
    let Some(learner) = find_in(&mut tx, key).await? else { return Ok(()) };
    let Some((reset,)) = tx.query(INSERT_RESET).bind(learner).bind(what).bind(now).one::<(i64,)>().await?
    else {
        return Ok(());
    };
    let names = serde_json::to_string(names)?;
    tx.query(HIDE_STATES).bind(learner).bind(names.clone()).bind(reset).run().await?;
    tx.query(HIDE_ATTEMPTS).bind(learner).bind(names).bind(reset).run().await?;
    tx.query(DELETE_OLDEST_RESETS).bind(learner).bind(RESETS_MAX).run().await?;
    tx.query(DELETE_HIDDEN_STATES).bind(learner).run().await?;
    tx.query(DELETE_HIDDEN_ATTEMPTS).bind(learner).run().await?;
    tx.commit().await
}

const FIND_LAST_RESET: &str = "\
-- Find what this learner started over with last
SELECT id, what
FROM resets
WHERE learner_id = $1
ORDER BY id DESC
LIMIT 1";

const DELETE_NEWER_STATES: &str = "\
-- What was begun since gives way to what comes back
DELETE FROM lab_states
WHERE learner_id = $1
  AND reset_id = 0
  AND name IN (SELECT name
               FROM lab_states
               WHERE learner_id = $1 AND reset_id = $2)";

const SHOW_STATES: &str = "\
-- Bring the old states back
UPDATE lab_states
SET reset_id = 0
WHERE learner_id = $1 AND reset_id = $2";

const SHOW_ATTEMPTS: &str = "\
-- Bring the old attempts back
UPDATE attempts
SET reset_id = 0
WHERE learner_id = $1 AND reset_id = $2";

const DELETE_RESET: &str = "\
-- Forget the reset that was taken back
DELETE FROM resets
WHERE id = $1";

/// Undoes the last reset, and returns what it was in words; none where there is none to undo. A state that was begun since is
/// replaced by the one that comes back. Attempts made since stay beside those that come back.
///
/// # Errors
/// The database's own.
pub async fn undo_last_reset(db: &Db, key: &LearnerKey) -> Result<Option<String>> {
    let mut tx = db.begin_once().await?;
    let Some(learner) = find_in(&mut tx, key).await? else { return Ok(None) };
    let found: Option<(i64, String)> = tx.query(FIND_LAST_RESET).bind(learner).one().await?;
    let Some((reset, what)) = found else { return Ok(None) };
    tx.query(DELETE_NEWER_STATES).bind(learner).bind(reset).run().await?;
    tx.query(SHOW_STATES).bind(learner).bind(reset).run().await?;
    tx.query(SHOW_ATTEMPTS).bind(learner).bind(reset).run().await?;
    tx.query(DELETE_RESET).bind(reset).run().await?;
    tx.commit().await?;
    Ok(Some(what))
}

const LIST_RESETS: &str = "\
-- Collect when this person started over for their download
SELECT r.id, r.what, r.created_at
FROM learners l
JOIN resets r ON r.learner_id = l.id
WHERE l.user_id = $1
ORDER BY r.id
LIMIT 10";

/// When a person started over, and with what.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ResetRow {
    /// The number that the rows it put aside carry.
    pub id: i64,
    /// What they started over with, in words.
    pub what: String,
    /// When.
    pub created_at: Timestamp,
}

/// The resets of a person that can be undone, the oldest first; at most `RESETS_MAX`.
///
/// # Errors
/// The database's own.
pub async fn list_resets_of(db: &Db, user: model::UserId) -> Result<Vec<ResetRow>> {
    db.query(LIST_RESETS).bind(user).all().await
}
