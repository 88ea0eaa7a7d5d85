//! The states of experiments and exercises: JSON text under a name, one for each learner and name.

use super::{LearnerKey, key::find_or_insert_in, space::make_room};
use crate::{Db, Error, Result, Tx, Value};
use model::Timestamp;

/// The largest state, answer or shared race, in bytes of JSON text.
pub const STATE_BYTES_MAX: usize = 64 << 10;

/// A state and the name of its experiment or exercise.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SavedState {
    /// The name of the experiment or exercise.
    pub name: String,
    /// JSON text.
    pub state: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What a learner is working on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// The states that no reset has hidden, by name.
    pub states: Vec<SavedState>,
    /// What they started over with last, in words. They can undo it.
    pub last_reset: Option<String>,
}

#[derive(sqlx::FromRow)]
struct WorkRow {
    name: Option<String>,
    state: Option<String>,
    updated_at: Option<Timestamp>,
    last_reset: Option<String>,
}

const FIND_WORK: &str = "\
-- Read how far this learner’s experiments and exercises are
SELECT s.name, s.state, s.updated_at,
       (SELECT r.what
        FROM resets r
        WHERE r.learner_id = l.id
        ORDER BY r.id DESC
        LIMIT 1) AS last_reset
FROM learners l
LEFT JOIN lab_states s ON s.learner_id = l.id AND s.reset_id = 0
WHERE l.user_id = $1 OR l.digest = $2
ORDER BY s.name
LIMIT 500";

/// Everything that a learner is working on; at most 500 states.
///
/// # Errors
/// The database's own.
pub async fn find_work(db: &Db, key: &LearnerKey) -> Result<Work> {
    let (user, digest) = key.columns();
    let rows: Vec<WorkRow> = db.of(key).query(FIND_WORK).bind(user).bind(digest).all().await?;
    let last_reset = rows.first().and_then(|row| row.last_reset.clone());
    let states = rows.into_iter().filter_map(|row| {
        Some(SavedState { name: row.name?, state: row.state?, updated_at: row.updated_at? })
    });
    Ok(Work { states: states.collect(), last_reset })
}

/// A state as the person whose it is downloads it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StateRow {
    /// The name of the experiment or exercise.
    pub name: String,
    /// The number of the reset that put it aside; 0 where it is the present one.
    pub reset_id: i64,
    /// JSON text.
    pub state: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

const LIST_STATES: &str = "\
-- Collect this person's experiments and exercises for their download
SELECT s.name, s.reset_id, s.state, s.updated_at
FROM learners l
JOIN lab_states s ON s.learner_id = l.id
WHERE l.user_id = $1 AND (s.name, s.reset_id) > ($2, $3)
ORDER BY s.name, s.reset_id
LIMIT 50";

/// The next 50 states of a person for the download of their data, those that were put aside included, by name, beginning
/// after the state with this name and reset (`""` and 0 for the first ones).
///
/// # Errors
/// The database's own.
pub async fn list_states_of(
    db: &Db,
    user: model::UserId,
    after_name: String,
    after_reset: i64,
) -> Result<Vec<StateRow>> {
    db.query(LIST_STATES).bind(user).bind(after_name).bind(after_reset).all().await
}

pub(super) const FIND_STATE: &str = "\
-- Read the state of this experiment or exercise
SELECT name, state, updated_at
FROM lab_states
WHERE learner_id = $1 AND name = $2 AND reset_id = 0";

const UPDATE_STATE: &str = "\
-- Keep the state of this experiment or exercise
INSERT INTO lab_states (learner_id, name, reset_id, state, updated_at)
VALUES ($1, $2, 0, $3, $4)
ON CONFLICT (learner_id, name, reset_id) DO UPDATE
SET state = excluded.state, updated_at = excluded.updated_at";

/// Changes one state. `change` gets the state as it is, or none, and returns the new one with a value for the caller. Nothing
/// else can change it in between: two tabs of one learner take turns. Where `change` refuses, nothing is stored.
///
/// # Errors
/// `TooLarge` where the new state is larger than `STATE_BYTES_MAX`, or the database's own. The inner result has the error of
/// `change`.
pub async fn change_state<T, E>(
    db: &Db,
    key: &LearnerKey,
    name: &str,
    now: Timestamp,
    change: impl FnOnce(Option<&str>) -> std::result::Result<(String, T), E> + Send,
) -> Result<std::result::Result<T, E>> {
    db.check_room().await?;
    let mut tx = db.of(key).begin_once().await?;
    let learner = find_or_insert_in(&mut tx, key, now).await?;
    let before: Option<SavedState> = tx.query(FIND_STATE).bind(learner).bind(name.to_owned()).one().await?;
    let (state, made) = match change(before.as_ref().map(|before| before.state.as_str())) {
        Ok(changed) => changed,
        Err(refused) => return Ok(Err(refused)),
    };
    update_state(&mut tx, learner, name.to_owned(), state, now).await?;
    make_room(&mut tx, &db.room, key, learner).await?;
    tx.commit().await?;
    Ok(Ok(made))
}

/// Stores a state within a transaction.
///
/// # Errors
/// `TooLarge`, or the database's own.
pub(super) async fn update_state(
    tx: &mut Tx,
    learner: i64,
    name: String,
    state: String,
    now: Timestamp,
) -> Result<()> {
    if state.len() > STATE_BYTES_MAX {
        return Err(Error::TooLarge);
    }
    tx.query(UPDATE_STATE).bind(learner).bind(name).bind(StateJson(state)).bind(now).run().await?;
    Ok(())
}

/// A state as it is bound. The query log shows only how long it is, because some states contain what their learner must not
/// know, for example the keys of the server in the lesson about forged cookies.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
struct StateJson(String);

impl Value for StateJson {
    fn sql_literal(&self) -> String {
        format!("'JSON, {} bytes'", self.0.len())
    }
}
