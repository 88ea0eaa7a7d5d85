//! Stories of the X-ray that people chose to show to others.
//!
//! A story is JSON text under a random token, which is the last part of its address. Whoever has the address can read it, so
//! the caller redacts the story before it comes here.

use crate::{Db, Result, idempotency_key::keep_result};
use model::{Timestamp, UserId};

/// The most stories that one person shows at a time; one more deletes the oldest.
pub const PER_USER_MAX: i64 = 50;

const INSERT_SHARED_TRACE: &str = "\
-- Keep the redacted story under its new address
INSERT INTO shared_traces (token, user_id, created_at, story)
VALUES ($1, $2, $3, $4)";

const DELETE_OLDEST_SHARED_TRACES: &str = "\
-- Forget this person's oldest shared stories if there are too many
DELETE FROM shared_traces
WHERE token IN (SELECT t.token
                FROM shared_traces t
                WHERE t.user_id = $1
                ORDER BY t.created_at DESC, t.token
                LIMIT 1000 OFFSET $2)";

/// Adds a story under its token.
///
/// # Errors
/// The database's own.
pub async fn insert_shared_trace(
    db: &Db,
    token: String,
    user: UserId,
    now: Timestamp,
    story: String,
) -> Result<()> {
    let mut tx = db.begin_once().await?;
    keep_result(db, &mut tx, &token).await?;
    tx.query(INSERT_SHARED_TRACE).bind(token).bind(user).bind(now).bind(story).run().await?;
    tx.query(DELETE_OLDEST_SHARED_TRACES).bind(user).bind(PER_USER_MAX).run().await?;
    tx.commit().await
}

/// A story that somebody shows.
#[derive(Debug, sqlx::FromRow)]
pub struct SharedTrace {
    /// Who shows it.
    pub user_id: UserId,
    /// Since when.
    pub created_at: Timestamp,
    /// JSON text, whose shape only the X-ray knows.
    pub story: String,
}

const FIND_SHARED_TRACE: &str = "\
-- Find the story that somebody shows at this address
SELECT t.user_id, t.created_at, t.story
FROM shared_traces t
WHERE t.token = $1";

/// The story under a token.
///
/// # Errors
/// The database's own.
pub async fn find_shared_trace(db: &Db, token: String) -> Result<Option<SharedTrace>> {
    db.query(FIND_SHARED_TRACE).bind(token).one().await
}

const LIST_SHARED_TRACES: &str = "\
-- Collect the stories this person shows for their download
SELECT t.token, t.created_at, t.story
FROM shared_traces t
WHERE t.user_id = $1
ORDER BY t.created_at, t.token
LIMIT 50";

/// The stories that a person shows: token, since when, JSON text. The oldest first, at most `PER_USER_MAX`.
///
/// # Errors
/// The database's own.
pub async fn list_shared_traces(db: &Db, user: UserId) -> Result<Vec<(String, Timestamp, String)>> {
    db.query(LIST_SHARED_TRACES).bind(user).all().await
}

const DELETE_SHARED_TRACE: &str = "\
-- Take the shared story back, if it is this person's own
DELETE FROM shared_traces
WHERE token = $1 AND user_id = $2";

/// Deletes a story. `false` where there is none under this token that is this person's.
///
/// # Errors
/// The database's own.
pub async fn delete_shared_trace(db: &Db, token: String, user: UserId) -> Result<bool> {
    let mut tx = db.begin_once().await?;
    if tx.query(DELETE_SHARED_TRACE).bind(token).bind(user).run().await? == 0 {
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}
