//! Attempts at exercises, and what they add up to.

use super::{
    LearnerKey, STATE_BYTES_MAX,
    key::find_or_insert_in,
    state::{FIND_STATE, SavedState, update_state},
};
use crate::{Db, Error, Result, Tx};
use model::Timestamp;

/// Attempts at one exercise that are kept; the oldest goes.
pub const ATTEMPTS_MAX: i64 = 200;

/// A checked answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub exercise: String,
    /// Which of the exercise's questions it was.
    pub variant: i64,
    /// JSON text.
    pub answer: String,
    pub is_right: bool,
    /// Hints that were open.
    pub hints: i64,
}

// Which answer is the first to a question is seen here, where nothing comes in between: a double click is one first answer.
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

/// As `change_state`, for an exercise: `change` may add an attempt, which is noted with the state or not at all.
pub async fn change_exercise<E>(
    db: &Db,
    key: &LearnerKey,
    exercise: &str,
    now: Timestamp,
    change: impl FnOnce(Option<&str>) -> std::result::Result<(String, Option<Attempt>), E> + Send,
) -> Result<std::result::Result<(), E>> {
    let mut tx = db.begin().await?;
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

/// How an exercise went so far.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Progress {
    pub exercise: String,
    pub attempts: i64,
    /// Right answers, and among them those that were right at once and without the worked solution.
    pub right: i64,
    pub understood: i64,
    pub last_at: Timestamp,
    pub last_is_right: bool,
    /// The last wrong answer, where there was one.
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

/// How every exercise went that a learner tried.
pub async fn list_progress(db: &Db, key: &LearnerKey) -> Result<Vec<Progress>> {
    let (user, digest) = key.columns();
    db.query(LIST_PROGRESS).bind(user).bind(digest).all().await
}

/// An attempt with its time, for its maker to take home.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AttemptRow {
    pub exercise: String,
    pub variant: i64,
    pub answer: String,
    pub is_right: bool,
    pub is_first: bool,
    pub hints: i64,
    pub created_at: Timestamp,
}

const LIST_ATTEMPTS: &str = "\
-- List every attempt of this person's, the oldest first
SELECT a.exercise, a.variant, a.answer, a.is_right, a.is_first, a.hints, a.created_at
FROM learners l
JOIN attempts a ON a.learner_id = l.id
WHERE l.user_id = $1
ORDER BY a.id
LIMIT 100000";

/// All attempts of a person, those before a reset included.
pub async fn list_attempts_of(db: &Db, user: model::UserId) -> Result<Vec<AttemptRow>> {
    db.query(LIST_ATTEMPTS).bind(user).all().await
}
