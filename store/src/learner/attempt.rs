//! Attempts at exercises, and the progress they add up to.

use super::{
    LearnerKey, STATE_BYTES_MAX,
    key::find_or_insert_in,
    state::{FIND_STATE, SavedState, update_state},
};
use crate::{Db, Error, Result, Tx};
use model::Timestamp;

/// The most attempts of a learner at one exercise. One more deletes the oldest.
pub const ATTEMPTS_MAX: i64 = 200;

/// An answer that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The name of the exercise.
    pub exercise: String,
    /// The variant of the exercise that the learner was given.
    pub variant: i64,
    /// JSON text.
    pub answer: String,
    /// Whether it was right.
    pub is_right: bool,
    /// How many hints were open; the fourth is the worked solution.
    pub hints: i64,
}

// Whether an answer is the first one to its question is decided by the statement itself, so that nothing can come in
// between. A double click makes one first answer and not two.
const INSERT_ATTEMPT: &str = "\
-- Note this attempt at an exercise
INSERT INTO attempts (learner_id, exercise, variant, answer, is_right, hints, created_at, is_first)
VALUES ($1, $2, $3, $4, $5, $6, $7,
        NOT EXISTS (SELECT 1
                    FROM attempts a
                    WHERE a.learner_id = $1 AND a.exercise = $2 AND a.variant = $3))";

const DELETE_OLDEST_ATTEMPTS: &str = "\
-- Forget the oldest attempts at this exercise if there are too many
DELETE FROM attempts
WHERE id IN (SELECT id
             FROM attempts
             WHERE learner_id = $1 AND reset_id = 0 AND exercise = $2
             ORDER BY id DESC
             LIMIT 1000 OFFSET $3)";

/// As `change_state`, for an exercise. `change` may return an attempt, which is stored together with the state or not at all.
///
/// # Errors
/// `TooLarge` where the new state or the answer is larger than `STATE_BYTES_MAX`, or the database's own. The inner result has
/// the error of `change`.
pub async fn change_exercise<E>(
    db: &Db,
    key: &LearnerKey,
    exercise: &str,
    now: Timestamp,
    change: impl FnOnce(Option<&str>) -> std::result::Result<(String, Option<Attempt>), E> + Send,
) -> Result<std::result::Result<(), E>> {
    let mut tx = db.begin_once().await?;
    let learner = find_or_insert_in(&mut tx, key, now).await?;
    let before: Option<SavedState> =
        tx.query(FIND_STATE).bind(learner).bind(exercise.to_owned()).one().await?;
    let (state, attempt) = match change(before.as_ref().map(|before| before.state.as_str())) {
        Ok(changed) => changed,
        Err(refused) => return Ok(Err(refused)),
    };
    if let Some(attempt) = attempt {
        insert_attempt(&mut tx, learner, attempt, now).await?;
    }
    update_state(&mut tx, learner, exercise.to_owned(), state, now).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

async fn insert_attempt(tx: &mut Tx, learner: i64, attempt: Attempt, now: Timestamp) -> Result<()> {
    let Attempt { exercise, variant, answer, is_right, hints } = attempt;
    if answer.len() > STATE_BYTES_MAX {
        return Err(Error::TooLarge);
    }
    tx.query(INSERT_ATTEMPT)
        .bind(learner)
        .bind(exercise.clone())
        .bind(variant)
        .bind(answer)
        .bind(is_right)
        .bind(hints)
        .bind(now)
        .run()
        .await?;
    tx.query(DELETE_OLDEST_ATTEMPTS).bind(learner).bind(exercise).bind(ATTEMPTS_MAX).run().await?;
    Ok(())
}

/// What the attempts of a learner at one exercise add up to.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Progress {
    /// The name of the exercise.
    pub exercise: String,
    /// How many attempts there were.
    pub attempts: i64,
    /// How many of them were right.
    pub right: i64,
    /// How many of those were the first answer to their question, given without the worked solution.
    pub understood: i64,
    /// When the last attempt was made.
    pub last_at: Timestamp,
    /// Whether it was right.
    pub last_is_right: bool,
    /// When the last wrong answer was given, if there was one.
    pub last_wrong_at: Option<Timestamp>,
}

const LIST_PROGRESS: &str = "\
-- Sum up this learner's attempts by exercise
SELECT a.exercise,
       COUNT(*)                                                  AS attempts,
       COUNT(CASE WHEN a.is_right THEN 1 END)                    AS right,
       COUNT(CASE WHEN a.is_right AND a.is_first AND a.hints < 4
                  THEN 1 END)                                    AS understood,
       MAX(a.created_at)                                         AS last_at,
       COALESCE(MAX(CASE WHEN a.is_right THEN a.id END), 0)
         = MAX(a.id)                                             AS last_is_right,
       MAX(CASE WHEN a.is_right THEN NULL ELSE a.created_at END) AS last_wrong_at
FROM learners l
JOIN attempts a ON a.learner_id = l.id AND a.reset_id = 0
WHERE l.user_id = $1 OR l.digest = $2
GROUP BY a.exercise
ORDER BY a.exercise
LIMIT 500";

/// The progress of a learner in every exercise that they tried; at most 500.
///
/// # Errors
/// The database's own.
pub async fn list_progress(db: &Db, key: &LearnerKey) -> Result<Vec<Progress>> {
    let (user, digest) = key.columns();
    db.query(LIST_PROGRESS).bind(user).bind(digest).all().await
}

/// An attempt as the person who made it downloads it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AttemptRow {
    /// Its number.
    pub id: i64,
    /// The name of the exercise.
    pub exercise: String,
    /// The variant of the exercise that the learner was given.
    pub variant: i64,
    /// JSON text.
    pub answer: String,
    /// Whether it was right.
    pub is_right: bool,
    /// Whether it was the first answer to its question.
    pub is_first: bool,
    /// How many hints were open.
    pub hints: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// The number of the reset that put it aside; 0 where it counts.
    pub reset_id: i64,
}

const LIST_ATTEMPTS: &str = "\
-- Collect this person's attempts for their download
SELECT a.id, a.exercise, a.variant, a.answer, a.is_right, a.is_first, a.hints, a.created_at, a.reset_id
FROM learners l
JOIN attempts a ON a.learner_id = l.id
WHERE l.user_id = $1 AND a.id > $2
ORDER BY a.id
LIMIT 200";

/// The next 200 attempts of a person for the download of their data, those that were put aside included, the oldest first,
/// beginning after the attempt `after` (0 for the first ones).
///
/// # Errors
/// The database's own.
pub async fn list_attempts_of(db: &Db, user: model::UserId, after: i64) -> Result<Vec<AttemptRow>> {
    db.query(LIST_ATTEMPTS).bind(user).bind(after).all().await
}
