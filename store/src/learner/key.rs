//! Who learns: a person, or a guest's session until they sign up.

use crate::{Db, Result, Secret, Tx};
use model::{SessionKey, Timestamp, UserId};

/// Whose work it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LearnerKey {
    Person(UserId),
    /// The session must have its row already.
    Guest(SessionKey),
}

impl LearnerKey {
    /// What a statement binds as `user_id` and as `digest`: one of the two, the other is NULL.
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

/// The learner's number. One who did nothing before begins here.
pub async fn find_or_insert_learner(db: &Db, key: &LearnerKey, now: Timestamp) -> Result<i64> {
    let mut tx = db.begin().await?;
    let learner = find_or_insert_in(&mut tx, key, now).await?;
    tx.commit().await?;
    Ok(learner)
}

pub(super) async fn find_in(tx: &mut Tx, key: &LearnerKey) -> Result<Option<i64>> {
    let (user, digest) = key.columns();
    let found: Option<(i64,)> = tx.query(FIND_LEARNER).bind(user).bind(digest).one().await?;
    Ok(found.map(|(id,)| id))
}

/// The learner's number; a new one where this is their first deed.
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

/// Gives a guest's work to the person they turn out to be: to a new account all of it, to one with work of its own what
/// fits beside it. Says whether there was any. To be called while the guest's session still has its row.
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
