//! Learners: who they are, and in which file their work stands. A person's is in the site's, a guest's in that of guests.

use crate::{Db, Error, Result, Secret, Tx};
use model::{SessionKey, Timestamp, UserId};

impl Db {
    /// The database that a learner's work stands in.
    pub fn of(&self, key: &LearnerKey) -> Self {
        match key {
            LearnerKey::Person(_) => self.clone(),
            LearnerKey::Guest(_) => self.guests(),
        }
    }

    /// # Errors
    /// `NoRoom` where the disk is so full that learners' work is not kept.
    pub(super) async fn check_room(&self) -> Result<()> {
        match self.room.is_short().await {
            true => Err(Error::NoRoom),
            false => Ok(()),
        }
    }
}

/// What a learner is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LearnerKey {
    /// Somebody with an account.
    Person(UserId),
    /// Somebody without one, by the session they have. What is kept for a session that has no row is cleared away.
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
    let mut tx = db.of(key).begin().await?;
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

const INSERT_GUEST: &str = "\
-- Begin to keep what this guest learns
INSERT INTO learners (digest, network, used_at, created_at)
VALUES ($1, $2, $3, $3)
ON CONFLICT (digest) DO NOTHING";

/// Begins a guest's work, and notes the network they come from, whose guests share a bound. Nothing happens where it was begun
/// before.
///
/// # Errors
/// The database's own.
pub async fn insert_guest(db: &Db, guest: SessionKey, network: String, now: Timestamp) -> Result<()> {
    let mut tx = db.guests().begin().await?;
    tx.query(INSERT_GUEST).bind(Secret::from(guest)).bind(network).bind(now).run().await?;
    tx.commit().await
}
