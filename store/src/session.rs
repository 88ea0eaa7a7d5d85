//! Sessions: the row behind the cookie.
//!
//! The cookie is a random id and nothing else. The table has only its digest, so somebody who can read the table cannot sign
//! in as anybody. What the session remembers is JSON text (`model::SessionData`), which a learner can read. A row is made when
//! somebody signs in, or when a guest first needs one, and never for a cookie that is not known. Saving changes a row that is
//! there: a session that was ended stays ended, even where a request that began before is saved after.
//! Never here: HTTP. `server/src/session.rs` lends these functions to tower-sessions.

use crate::{Db, Result, Secret, idempotency_key::keep_result};
use model::{Device, SessionKey, SessionView, Timestamp, UserId, UserName};

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

/// A session that was not used for this long is over. Seconds.
pub const IDLE_MAX: i64 = 14 * DAY;
/// A session is over this long after signing in, however much it is used (NIST SP 800-63B-4, 2.1.3). Seconds.
pub const AGE_MAX: i64 = 30 * DAY;
/// The most sessions of one person. One more ends the oldest.
pub const PER_USER_MAX: i64 = 20;
/// While a session is in use, `last_seen` is written again when it is older than this, in seconds: once a minute and not at
/// every click.
pub const SEEN_EVERY: i64 = MINUTE;

/// The row of a session that is alive.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct FoundSession {
    /// Whose it is; none for a guest's session.
    pub user_id: Option<UserId>,
    /// JSON text, as `model::SessionData` reads it.
    pub data: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen: Timestamp,
}

const INSERT_SESSION: &str = "\
-- Begin a new session
INSERT INTO sessions (digest, user_id, data, created_at, last_seen)
VALUES ($1, $2, $3, $4, $4)
ON CONFLICT (digest) DO NOTHING";

const DELETE_OLDEST_SESSIONS: &str = "\
-- End this person's oldest sessions if there are too many
DELETE FROM sessions
WHERE user_id = $1
  AND digest NOT IN (SELECT digest
                     FROM sessions
                     WHERE user_id = $1
                     ORDER BY created_at DESC, last_seen DESC, digest
                     LIMIT $2)";

/// Adds a session. `false` where the key is taken, because a session must never be given to two people. Where a person has too
/// many, their oldest ones end.
///
/// # Errors
/// The database's own.
pub async fn insert_session(
    db: &Db,
    key: SessionKey,
    user: Option<UserId>,
    data: String,
    now: Timestamp,
) -> Result<bool> {
    let mut tx = db.begin().await?;
    let added =
        tx.query(INSERT_SESSION).bind(Secret::from(key)).bind(user).bind(data).bind(now).run().await?;
    if let Some(user) = user {
        tx.query(DELETE_OLDEST_SESSIONS).bind(user).bind(PER_USER_MAX).run().await?;
    }
    tx.commit().await?;
    Ok(added == 1)
}

const FIND_SESSION: &str = "\
-- Find the session behind the cookie
SELECT s.user_id, s.data, s.created_at, s.last_seen
FROM sessions s
WHERE s.digest = $1
  AND s.last_seen > $2
  AND s.created_at > $3
  AND NOT EXISTS (SELECT 1
                  FROM users u
                  WHERE u.id = s.user_id
                    AND u.disabled_at IS NOT NULL)";

/// The session behind a cookie. None where there is none, where it is over, or where its person was shut out.
///
/// # Errors
/// The database's own.
pub async fn find_session(db: &Db, key: SessionKey, now: Timestamp) -> Result<Option<FoundSession>> {
    db.query(FIND_SESSION)
        .bind(Secret::from(key))
        .bind(now.plus(-IDLE_MAX))
        .bind(now.plus(-AGE_MAX))
        .one()
        .await
}

const UPDATE_SESSION: &str = "\
-- Save what the session remembers
UPDATE sessions
SET data = $2
WHERE digest = $1";

/// Stores what a session remembers. `false` where the session was ended meanwhile; it stays so.
///
/// # Errors
/// The database's own.
pub async fn update_session(db: &Db, key: SessionKey, data: String) -> Result<bool> {
    let mut tx = db.begin().await?;
    let changed = tx.query(UPDATE_SESSION).bind(Secret::from(key)).bind(data).run().await?;
    tx.commit().await?;
    Ok(changed == 1)
}

const UPDATE_SESSION_SEEN: &str = "\
-- Note when and from where the session was last used
UPDATE sessions
SET last_seen = $2,
    user_agent = $3,
    address = $4,
    created_at = CASE WHEN created_at > $2 THEN $2 ELSE created_at END
WHERE digest = $1";

/// Stores when and from where a session was last used. One that began in the future, while the clock was ahead, begins now,
/// so that it ends as any other does. Where a form began it, the
/// session is what the form led to.
///
/// # Errors
/// The database's own.
pub async fn update_session_seen(
    db: &Db,
    key: SessionKey,
    user_agent: String,
    address: String,
    now: Timestamp,
) -> Result<()> {
    let mut tx = db.begin_once().await?;
    tx.query(UPDATE_SESSION_SEEN)
        .bind(Secret::from(key.clone()))
        .bind(now)
        .bind(user_agent)
        .bind(address)
        .run()
        .await?;
    keep_result(db, &mut tx, &key.0).await?;
    tx.commit().await
}

const DELETE_SESSION: &str = "\
-- End the session behind the cookie
DELETE FROM sessions
WHERE digest = $1";

/// Ends a session, whoever is signed in by it. The caller holds its cookie, which is proof enough.
///
/// # Errors
/// The database's own.
pub async fn delete_session(db: &Db, key: SessionKey) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.query(DELETE_SESSION).bind(Secret::from(key)).run().await?;
    tx.commit().await
}

const DELETE_SESSION_OF: &str = "\
-- End the chosen session, if it is this person's own
DELETE FROM sessions
WHERE digest = $1 AND user_id = $2";

/// Ends one session of a person. `false` where it is not theirs or has ended already.
///
/// # Errors
/// The database's own.
pub async fn delete_session_of(db: &Db, user: UserId, key: SessionKey) -> Result<bool> {
    let mut tx = db.begin_once().await?;
    if tx.query(DELETE_SESSION_OF).bind(Secret::from(key)).bind(user).run().await? == 0 {
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}

pub(crate) const DELETE_OTHER_SESSIONS: &str = "\
-- End this person's sessions, all but the one they keep
DELETE FROM sessions
WHERE user_id = $1 AND digest <> COALESCE($2, '')";

/// Ends every session of a person but `keep`, or all of them where that is none. Returns how many ended.
///
/// # Errors
/// The database's own.
pub async fn delete_other_sessions(db: &Db, user: UserId, keep: Option<SessionKey>) -> Result<u64> {
    let mut tx = db.begin_once().await?;
    let gone = tx.query(DELETE_OTHER_SESSIONS).bind(user).bind(keep.map(Secret::from)).run().await?;
    tx.commit().await?;
    Ok(gone)
}

const UPDATE_FUTURE_SESSIONS: &str = "\
-- Let sessions that began in the future begin now
UPDATE sessions
SET created_at = CASE WHEN created_at > $1 THEN $1 ELSE created_at END,
    last_seen = CASE WHEN last_seen > $1 THEN $1 ELSE last_seen END
WHERE created_at > $1 OR last_seen > $1";

/// Brings sessions that were begun or used while the clock was ahead back to the present, so that they end in time although
/// nobody uses them. Returns how many there were.
///
/// # Errors
/// The database's own.
pub async fn update_future_sessions(db: &Db, now: Timestamp) -> Result<u64> {
    let mut tx = db.begin().await?;
    let changed = tx.query(UPDATE_FUTURE_SESSIONS).bind(now).run().await?;
    tx.commit().await?;
    Ok(changed)
}

const DELETE_EXPIRED_SESSIONS: &str = "\
-- Clear away the sessions that are over
DELETE FROM sessions
WHERE last_seen <= $1 OR created_at <= $2";

/// Deletes the rows of sessions that are over, which nobody can use any more. Returns how many there were.
///
/// # Errors
/// The database's own.
pub async fn delete_expired_sessions(db: &Db, now: Timestamp) -> Result<u64> {
    let mut tx = db.begin().await?;
    let gone =
        tx.query(DELETE_EXPIRED_SESSIONS).bind(now.plus(-IDLE_MAX)).bind(now.plus(-AGE_MAX)).run().await?;
    tx.commit().await?;
    Ok(gone)
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    digest: SessionKey,
    user_agent: String,
    address: String,
    created_at: Timestamp,
    last_seen: Timestamp,
}

const LIST_SESSIONS: &str = "\
-- List this person's sessions, the last used first
SELECT digest, user_agent, address, created_at, last_seen
FROM sessions
WHERE user_id = $1
  AND last_seen > $2
  AND created_at > $3
ORDER BY last_seen DESC, digest
LIMIT $4";

/// The sessions of a person that are not over, the last used first; `this` is the session of the request that asks.
///
/// # Errors
/// The database's own.
pub async fn list_sessions(
    db: &Db,
    user: UserId,
    this: Option<&SessionKey>,
    now: Timestamp,
) -> Result<Vec<SessionView>> {
    let rows: Vec<SessionRow> = db
        .query(LIST_SESSIONS)
        .bind(user)
        .bind(now.plus(-IDLE_MAX))
        .bind(now.plus(-AGE_MAX))
        .bind(PER_USER_MAX)
        .all()
        .await?;
    let view = |row: SessionRow| SessionView {
        this_one: this == Some(&row.digest),
        device: Device::from_user_agent(&row.user_agent),
        key: row.digest,
        address: row.address,
        created_at: row.created_at,
        last_seen: row.last_seen,
    };
    Ok(rows.into_iter().map(view).collect())
}

const INSERT_DEVICE: &str = "\
-- Remember the device this person signed in on
INSERT INTO devices (digest, user_id, created_at)
VALUES ($1, $2, $3)";

const DELETE_OLDEST_DEVICES: &str = "\
-- Forget this person's oldest devices if there are too many
DELETE FROM devices
WHERE user_id = $1
  AND digest NOT IN (SELECT digest
                     FROM devices
                     WHERE user_id = $1
                     ORDER BY created_at DESC, digest
                     LIMIT $2)";

/// Remembers a device on which a person signed in, by the digest of the device's own cookie.
///
/// # Errors
/// The database's own.
pub async fn insert_device(db: &Db, digest: String, user: UserId, now: Timestamp) -> Result<()> {
    /// The most devices of one person that are remembered. One more forgets the oldest.
    const DEVICES_MAX: i64 = 50;
    let mut tx = db.begin().await?;
    tx.query(INSERT_DEVICE).bind(Secret(digest)).bind(user).bind(now).run().await?;
    tx.query(DELETE_OLDEST_DEVICES).bind(user).bind(DEVICES_MAX).run().await?;
    tx.commit().await
}

const LIST_DEVICES: &str = "\
-- Collect the devices this person signed in on for their download
SELECT d.created_at
FROM devices d
WHERE d.user_id = $1
ORDER BY d.created_at
LIMIT 50";

/// Since when each device of a person is remembered, the oldest first; at most 50. Of a device nothing else is known that
/// would say anything to its owner.
///
/// # Errors
/// The database's own.
pub async fn list_devices(db: &Db, user: UserId) -> Result<Vec<Timestamp>> {
    let rows: Vec<(Timestamp,)> = db.query(LIST_DEVICES).bind(user).all().await?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

const IS_DEVICE_OF: &str = "\
-- Check whether this person has used this device before
SELECT 1
FROM devices d
JOIN users u ON u.id = d.user_id
WHERE d.digest = $1 AND u.name = $2";

/// Whether the person with this name signed in on this device before.
///
/// # Errors
/// The database's own.
pub async fn is_device_of(db: &Db, digest: String, name: &UserName) -> Result<bool> {
    let row: Option<(i64,)> = db.query(IS_DEVICE_OF).bind(Secret(digest)).bind(name.clone()).one().await?;
    Ok(row.is_some())
}

/// The key of the session whose cookie has this value: its SHA-256 digest, as the table has it. A fast hash is enough, since
/// the value is random and cannot be guessed.
pub fn key_of_cookie(value: &str) -> SessionKey {
    use sha2::{Digest, Sha256};
    SessionKey(Sha256::digest(value).iter().map(|byte| format!("{byte:02x}")).collect())
}
