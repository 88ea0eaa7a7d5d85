//! A learner's own database: its present state, and the states before it, which can be gone back to.
//!
//! A state is the content of an SQLite file, compressed. The query log shows only its length, since what somebody tries out is
//! nobody else's business. States are numbered from 1. A run stores its result only if the state it began with is still the
//! last one; of two tabs that run something at the same time, one is told that the other was faster.
//! Never here: running SQL that a person typed. It comes here as a text and is stored as one.

use super::{
    LearnerKey,
    key::{find_in, find_or_insert_in},
    space::make_room,
};
use crate::{Db, Error, Result, Tx, Value};
use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use model::Timestamp;
use std::io::{Read, Write};

/// The most states of one learner. One more deletes the oldest.
pub const STATES_MAX: i64 = 20;
/// The most that the states of a guest take together, in bytes after compression. The newest one is kept in any case.
pub const GUEST_BYTES_MAX: i64 = 8 << 20;
/// The same for a person: two databases of the largest size, however badly they can be compressed, so that there is always a
/// step back; of smaller ones as many as fit.
pub const PERSON_BYTES_MAX: i64 = 24 << 20;
/// The largest database that is stored, in bytes before compression.
pub const IMAGE_BYTES_MAX: usize = 10 << 20;
/// The most that is stored of the SQL that led to a state, in bytes.
pub const CAUSE_BYTES_MAX: usize = 4_000;

/// The present state of a learner's database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxState {
    /// The number of the learner.
    pub learner: i64,
    /// The number of the state; 0 where there is none yet.
    pub number: i64,
    /// The content of the file.
    pub image: StoredImage,
}

/// What is stored of a learner's database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredImage {
    /// Nothing: the learner has what everybody begins with.
    Beginning,
    /// The bytes of the file.
    Bytes(Vec<u8>),
    /// Bytes that cannot be unpacked. The learner can step back, or begin anew.
    Unreadable,
}

/// A state in a learner's history, and what led to it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct HistoryEntry {
    /// The number of the state.
    pub number: i64,
    /// The SQL that was run, cut after `CAUSE_BYTES_MAX` bytes.
    pub cause: String,
    /// The size of the state, in bytes after compression.
    pub bytes: i64,
    /// When it was stored.
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct StateRow {
    learner: i64,
    number: i64,
    image: Option<Vec<u8>>,
}

/// The content of a file as it is bound. The query log shows its length.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
pub(super) struct Image(pub(super) Vec<u8>);

impl Value for Image {
    fn sql_literal(&self) -> String {
        format!("x'…, {} bytes'", self.0.len())
    }
}

/// A learner's SQL as it is bound. The query log shows its length.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
pub(super) struct LearnerSql(pub(super) String);

impl Value for LearnerSql {
    fn sql_literal(&self) -> String {
        format!("'SQL, {} bytes'", self.0.len())
    }
}

const FIND_STATE: &str = "\
-- Read this learner’s own database as it is now
SELECT l.id AS learner, COALESCE(s.number, 0) AS number, s.image
FROM learners l
LEFT JOIN sandbox_states s ON s.learner_id = l.id
WHERE l.user_id = $1 OR l.digest = $2
ORDER BY s.number DESC
LIMIT 1";

/// The present state of a learner's database; none for somebody who did nothing in the lessons before.
///
/// # Errors
/// The database's own.
pub async fn find_state(db: &Db, key: &LearnerKey) -> Result<Option<SandboxState>> {
    let (user, digest) = key.columns();
    let row: Option<StateRow> = db.of(key).query(FIND_STATE).bind(user).bind(digest).one().await?;
    let Some(StateRow { learner, number, image }) = row else { return Ok(None) };
    let image = match image {
        Some(packed) => match in_background(move || unpacked(&packed)).await? {
            Ok(bytes) => StoredImage::Bytes(bytes),
            Err(error) => {
                tracing::error!(learner, number, %error, "a learner’s database cannot be read: {error}");
                StoredImage::Unreadable
            }
        },
        None => StoredImage::Beginning,
    };
    Ok(Some(SandboxState { learner, number, image }))
}

const FIND_LAST_NUMBER: &str = "\
-- See at which state this learner’s own database is
SELECT l.id AS learner, COALESCE(MAX(s.number), 0) AS number
FROM learners l
LEFT JOIN sandbox_states s ON s.learner_id = l.id
WHERE l.user_id = $1 OR l.digest = $2
GROUP BY l.id";

/// The number of the learner and of their present state, which is 0 where there is none; none for somebody who did nothing in
/// the lessons before. The database itself is not read: it may have ten MiB.
///
/// # Errors
/// The database's own.
pub async fn find_number(db: &Db, key: &LearnerKey) -> Result<Option<(i64, i64)>> {
    let (user, digest) = key.columns();
    db.of(key).query(FIND_LAST_NUMBER).bind(user).bind(digest).one().await
}

const FIND_NUMBER: &str = "\
-- Count up to this learner’s last state
SELECT COALESCE(MAX(number), 0)
FROM sandbox_states
WHERE learner_id = $1";

pub(super) const INSERT_STATE: &str = "\
-- Keep this learner’s database as the run left it
INSERT INTO sandbox_states (learner_id, number, image, cause, created_at)
VALUES ($1, $2, $3, $4, $5)";

const DELETE_OLDEST_STATES: &str = "\
-- Forget the oldest states if they are too many or too large
DELETE FROM sandbox_states
WHERE learner_id = $1
  AND number IN (SELECT number
                 FROM (SELECT number,
                              ROW_NUMBER() OVER newest                AS place,
                              SUM(LENGTH(image)) OVER newest          AS bytes
                       FROM sandbox_states
                       WHERE learner_id = $1
                       WINDOW newest AS (ORDER BY number DESC)) AS counted
                 WHERE place > 1 AND (place > $2 OR bytes > $3))";

/// Stores what a run made of the state with the number `base`. `false` where that is no longer the last one, because another
/// tab was faster; nothing is stored then.
///
/// # Errors
/// `TooLarge` where the image is larger than `IMAGE_BYTES_MAX`, or the database's own.
pub async fn insert_state(
    db: &Db,
    key: &LearnerKey,
    base: i64,
    image: Vec<u8>,
    cause: String,
    now: Timestamp,
) -> Result<bool> {
    if image.len() > IMAGE_BYTES_MAX {
        return Err(Error::TooLarge);
    }
    // Compressed before the transaction begins: nobody should wait for the one writer while this takes its time.
    let packed = in_background(move || packed(&image)).await??;
    db.check_room().await?;
    let mut tx = db.of(key).begin_once().await?;
    let learner = find_or_insert_in(&mut tx, key, now).await?;
    if last_number(&mut tx, learner).await? != base {
        return Ok(false);
    }
    tx.query(INSERT_STATE)
        .bind(learner)
        .bind(base + 1)
        .bind(Image(packed))
        .bind(LearnerSql(cut(cause)))
        .bind(now)
        .run()
        .await?;
    tx.query(DELETE_OLDEST_STATES).bind(learner).bind(STATES_MAX).bind(bytes_max(key)).run().await?;
    make_room(&mut tx, &db.room, key, learner).await?;
    tx.commit().await?;
    Ok(true)
}

fn bytes_max(key: &LearnerKey) -> i64 {
    match key {
        LearnerKey::Person(_) => PERSON_BYTES_MAX,
        LearnerKey::Guest(_) => GUEST_BYTES_MAX,
    }
}

pub(super) async fn last_number(tx: &mut Tx, learner: i64) -> Result<i64> {
    let found: Option<(i64,)> = tx.query(FIND_NUMBER).bind(learner).one().await?;
    Ok(found.map_or(0, |(number,)| number))
}

// Before the first state there is the database that everybody begins with, so it can always be gone back from. A later state
// can only be gone back from while the one before it is still stored.
const DELETE_LAST_STATE: &str = "\
-- Step back to this learner’s database as it was before
DELETE FROM sandbox_states
WHERE learner_id = $1
  AND number = $2
  AND number = (SELECT MAX(number)
                FROM sandbox_states
                WHERE learner_id = $1)
  AND (number = 1
       OR EXISTS (SELECT 1
                  FROM sandbox_states
                  WHERE learner_id = $1 AND number < $2))";

/// Goes back from the state with this number, if it is the last one and there is something before it. `false` where it is
/// not. The number makes a double click go back once and not twice.
///
/// # Errors
/// The database's own.
pub async fn delete_last_state(db: &Db, key: &LearnerKey, number: i64) -> Result<bool> {
    let mut tx = db.of(key).begin_once().await?;
    let Some(learner) = find_in(&mut tx, key).await? else { return Ok(false) };
    let gone = tx.query(DELETE_LAST_STATE).bind(learner).bind(number).run().await?;
    tx.commit().await?;
    Ok(gone > 0)
}

const LIST_HISTORY: &str = "\
-- List what led this learner’s database to where it is, the last first
SELECT s.number, s.cause, LENGTH(s.image) AS bytes, s.created_at
FROM learners l
JOIN sandbox_states s ON s.learner_id = l.id
WHERE l.user_id = $1 OR l.digest = $2
ORDER BY s.number DESC
LIMIT 20";

/// The states that are stored and what led to each of them, the last one first; at most `STATES_MAX`.
///
/// # Errors
/// The database's own.
pub async fn list_history(db: &Db, key: &LearnerKey) -> Result<Vec<HistoryEntry>> {
    let (user, digest) = key.columns();
    db.of(key).query(LIST_HISTORY).bind(user).bind(digest).all().await
}

/// Runs `work` on a blocking thread. Compressing ten MiB takes a few tenths of a second, and this thread would answer no
/// other request in that time.
async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::Io(std::io::Error::other(e)))
}

fn packed(image: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(image)?;
    Ok(encoder.finish()?)
}

/// # Errors
/// `TooLarge` before more than `IMAGE_BYTES_MAX` is in memory, whatever the stored bytes claim.
fn unpacked(packed: &[u8]) -> Result<Vec<u8>> {
    let mut image = Vec::new();
    ZlibDecoder::new(packed).take(IMAGE_BYTES_MAX as u64 + 1).read_to_end(&mut image)?;
    if image.len() > IMAGE_BYTES_MAX {
        return Err(Error::TooLarge);
    }
    Ok(image)
}

fn cut(mut cause: String) -> String {
    if cause.len() > CAUSE_BYTES_MAX {
        cause.truncate(cause.floor_char_boundary(CAUSE_BYTES_MAX));
        cause.push('…');
    }
    cause
}
