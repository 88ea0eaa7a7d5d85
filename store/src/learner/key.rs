//! Learners: who they are, and how a guest's work becomes a person's.

use crate::{Db, Result, Secret, Tx};
use model::{SessionKey, Timestamp, UserId};

/// What a learner is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LearnerKey {
    /// Somebody with an account.
    Person(UserId),
    /// Somebody without one, by the session they have. Its row must exist.
    Guest(SessionKey),
}

impl LearnerKey {
    /// The values for the columns `user_id` and `digest`. One of them is NULL.
    pub(super) fn columns(&self) -> (Option<UserId>, Option<Secret>) {
        match self {
            Self::Person(id) => (Some(*id), None),
            Self::Guest(key) => (None, Some(Secret::from(key.clone()))),
        }
    }
}

const FIND_LEARNER: &str = "\
-- Find this person or guest among the learners
SELECT id
FROM learners
WHERE user_id = $1 OR digest = $2";

const INSERT_LEARNER: &str = "\
-- Begin to keep what this person or guest learns
INSERT INTO learners (user_id, digest, created_at)
VALUES ($1, $2, $3)
RETURNING id";

/// The number of a learner. Somebody who did nothing in the lessons before gets one.
///
/// # Errors
/// The database's own.
pub async fn find_or_insert_learner(db: &Db, key: &LearnerKey, now: Timestamp) -> Result<i64> {
    let mut tx = db.begin().await?;
    let learner = find_or_insert_in(&mut tx, key, now).await?;
    tx.commit().await?;
    Ok(learner)
}

/// The number of a learner; none for somebody who did nothing in the lessons before.
pub(super) async fn find_in(tx: &mut Tx, key: &LearnerKey) -> Result<Option<i64>> {
    let (user, digest) = key.columns();
    let found: Option<(i64,)> = tx.query(FIND_LEARNER).bind(user).bind(digest).one().await?;
    Ok(found.map(|(id,)| id))
}

/// As `find_or_insert_learner`, within a transaction.
pub(super) async fn find_or_insert_in(tx: &mut Tx, key: &LearnerKey, now: Timestamp) -> Result<i64> {
    if let Some(id) = find_in(tx, key).await? {
        return Ok(id);
    }
    let (user, digest) = key.columns();
    let added: Option<(i64,)> = tx.query(INSERT_LEARNER).bind(user).bind(digest).bind(now).one().await?;
    added.map(|(id,)| id).ok_or_else(|| sqlx::Error::RowNotFound.into())
}

const UPDATE_LEARNER: &str = "\
-- What the guest learned is this person's from now on
UPDATE learners
SET user_id = $2, digest = NULL
WHERE id = $1";

const MOVE_ATTEMPTS: &str = "\
-- Put the guest's attempts to this person's own
UPDATE attempts
SET learner_id = $2
WHERE learner_id = $1 AND reset_id = 0";

const MOVE_STATES: &str = "\
-- Put the guest's experiments to this person's own, where they have none yet
UPDATE lab_states
SET learner_id = $2
WHERE learner_id = $1
  AND reset_id = 0
  AND name NOT IN (SELECT name
                   FROM lab_states
                   WHERE learner_id = $2 AND reset_id = 0)";

const DELETE_LEARNER: &str = "\
-- Forget the guest, whose work has moved
DELETE FROM learners
WHERE id = $1";

/// Gives a guest's work to the account that they signed in to or opened. An account without work of its own gets all of it.
/// One that has some gets the attempts and the shared races, and those states for which it has none of its own. Returns
/// whether there was any work. It must be called while the guest's session still has its row, because the work is deleted
/// with that row.
///
/// # Errors
/// The database's own.
pub async fn claim_guest(db: &Db, guest: SessionKey, user: UserId) -> Result<bool> {
    let mut tx = db.begin().await?;
    let Some(from) = find_in(&mut tx, &LearnerKey::Guest(guest)).await? else { return Ok(false) };
    match find_in(&mut tx, &LearnerKey::Person(user)).await? {
        None => {
            tx.query(UPDATE_LEARNER).bind(from).bind(user).run().await?;
        }
        Some(to) => {
            tx.query(MOVE_ATTEMPTS).bind(from).bind(to).run().await?;
            tx.query(MOVE_STATES).bind(from).bind(to).run().await?;
            super::sandbox::move_states(&mut tx, from, to).await?;
            super::shared_race::move_shared_races(&mut tx, from, to).await?;
            tx.query(DELETE_LEARNER).bind(from).run().await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}
