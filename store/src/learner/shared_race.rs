//! Races that learners chose to show to others.
//!
//! A race is JSON text under a random token, which is the last part of its address.

use super::{LearnerKey, STATE_BYTES_MAX, key::find_or_insert_in};
use crate::{Db, Error, Result, Tx};
use model::Timestamp;

/// The most races that one learner shows at a time. One more deletes the oldest.
pub const SHARED_MAX: i64 = 20;

// `LIST_SHARED_RACES` has the number 20 in its text.
const _: () = assert!(SHARED_MAX == 20);

const INSERT_SHARED_RACE: &str = "\
-- Keep this race under its new address
INSERT INTO shared_races (token, learner_id, created_at, race)
VALUES ($1, $2, $3, $4)";

const DELETE_OLDEST_SHARED_RACES: &str = "\
-- Forget this learner’s oldest shared races if there are too many
DELETE FROM shared_races
WHERE token IN (SELECT r.token
                FROM shared_races r
                WHERE r.learner_id = $1
                ORDER BY r.created_at DESC, r.token
                LIMIT 1000 OFFSET $2)";

/// Adds a race under its token.
///
/// # Errors
/// `TooLarge` where the race is larger than `STATE_BYTES_MAX`, or the database's own.
pub async fn insert_shared_race(
    db: &Db,
    key: &LearnerKey,
    token: String,
    race: String,
    now: Timestamp,
) -> Result<()> {
    if race.len() > STATE_BYTES_MAX {
        return Err(Error::TooLarge);
    }
    let mut tx = db.begin_once().await?;
    let learner = find_or_insert_in(&mut tx, key, now).await?;
    tx.query(INSERT_SHARED_RACE).bind(token).bind(learner).bind(now).bind(race).run().await?;
    tx.query(DELETE_OLDEST_SHARED_RACES).bind(learner).bind(SHARED_MAX).run().await?;
    tx.commit().await
}

const MOVE_SHARED_RACES: &str = "\
-- Put the guest's shared races to this person's own
UPDATE shared_races
SET learner_id = $2
WHERE learner_id = $1";

/// Gives the shared races of a guest to a person.
pub(super) async fn move_shared_races(tx: &mut Tx, from: i64, to: i64) -> Result<()> {
    tx.query(MOVE_SHARED_RACES).bind(from).bind(to).run().await?;
    tx.query(DELETE_OLDEST_SHARED_RACES).bind(to).bind(SHARED_MAX).run().await?;
    Ok(())
}

const DELETE_SHARED_RACE: &str = "\
-- Take the shared race back, if it is this learner’s own
DELETE FROM shared_races
WHERE token = $1
  AND learner_id = (SELECT l.id
                    FROM learners l
                    WHERE l.user_id = $2 OR l.digest = $3)";

/// Deletes a race. `false` where there is none under this token that is this learner's.
///
/// # Errors
/// The database's own.
pub async fn delete_shared_race(db: &Db, key: &LearnerKey, token: String) -> Result<bool> {
    let (user, digest) = key.columns();
    let mut tx = db.begin_once().await?;
    if tx.query(DELETE_SHARED_RACE).bind(token).bind(user).bind(digest).run().await? == 0 {
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}

const FIND_SHARED_RACE: &str = "\
-- Find the race that somebody shows at this address
SELECT r.race
FROM shared_races r
WHERE r.token = $1";

/// The race under a token, as JSON text.
///
/// # Errors
/// The database's own.
pub async fn find_shared_race(db: &Db, token: String) -> Result<Option<String>> {
    let found: Option<(String,)> = db.query(FIND_SHARED_RACE).bind(token).one().await?;
    Ok(found.map(|(race,)| race))
}

const LIST_SHARED_RACES: &str = "\
-- List the races that this learner shows
SELECT r.token, r.created_at
FROM shared_races r
JOIN learners l ON l.id = r.learner_id
WHERE l.user_id = $1 OR l.digest = $2
ORDER BY r.created_at DESC, r.token
LIMIT 20";

/// The tokens of the races that a learner shows, and since when; the newest first, at most `SHARED_MAX`.
///
/// # Errors
/// The database's own.
pub async fn list_shared_races(db: &Db, key: &LearnerKey) -> Result<Vec<(String, Timestamp)>> {
    let (user, digest) = key.columns();
    db.query(LIST_SHARED_RACES).bind(user).bind(digest).all().await
}
