//! Sessions: the row behind the cookie.
//!
//! The cookie is only a random id, and here stands only its digest: who reads the table can sign in as nobody. What the
//! session holds is JSON text. A row is made by signing in (or by a guest's first lab) and never by an unknown cookie;
//! saving changes a row that is there and never brings back one that was ended, however late the request that saves.
//! Never here: HTTP. `server/src/session.rs` lends these functions to tower-sessions.

use crate::{Db, Result, Secret};
use model::{Device, Role, SessionKey, SessionView, Timestamp, UserId, UserName, Viewer};

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

/// A session nobody used for this long is over.
pub const IDLE_MAX: i64 = 14 * DAY;
/// However busy, a session is over this long after signing in (NIST SP 800-63B-4, 2.1.3).
pub const AGE_MAX: i64 = 30 * DAY;
/// A person has at most so many; the oldest goes when one more begins.
pub const PER_USER_MAX: i64 = 20;
/// `last_seen` is at most so old while a session is in use: one write a minute, not one a click.
pub const SEEN_EVERY: i64 = MINUTE;

/// A session that is alive.
#[derive(Clone)]
pub struct FoundSession {
    /// Who is signed in by it; a guest's session has nobody.
    pub viewer: Option<Viewer>,
    /// JSON text.
    pub data: String,
    pub created_at: Timestamp,
    pub last_seen: Timestamp,
}

#[derive(sqlx::FromRow)]
struct FoundSessionRow {
    data: String,
    created_at: Timestamp,
    last_seen: Timestamp,
    id: Option<UserId>,
    name: Option<UserName>,
    display_name: Option<String>,
    role: Option<Role>,
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

/// Adds a session; `false` where the key is taken. A person's oldest sessions make room.
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
-- Find the session behind the cookie, and whose it is
SELECT s.data, s.created_at, s.last_seen,
       u.id, u.name, u.display_name, u.role
FROM sessions s
LEFT JOIN users u ON u.id = s.user_id
WHERE s.digest = $1
  AND s.last_seen > $2
  AND s.created_at > $3
  AND u.disabled_at IS NULL";

/// The session behind a cookie, with its person, if it is alive and its person may come in.
pub async fn find_session(db: &Db, key: SessionKey, now: Timestamp) -> Result<Option<FoundSession>> {
    let row: Option<FoundSessionRow> = db
        .query(FIND_SESSION)
        .bind(Secret::from(key))
        .bind(now.plus(-IDLE_MAX))
        .bind(now.plus(-AGE_MAX))
        .one()
        .await?;
    Ok(row.map(|row| FoundSession {
        viewer: match (row.id, row.name, row.display_name, row.role) {
            (Some(id), Some(name), Some(display_name), Some(role)) => {
                Some(Viewer { id, name, display_name, role })
            }
            _ => None,
        },
        data: row.data,
        created_at: row.created_at,
        last_seen: row.last_seen,
    }))
}

const UPDATE_SESSION: &str = "\
-- Save what the session remembers
UPDATE sessions
SET data = $2
WHERE digest = $1";

/// Keeps what a session holds. A session that was ended meanwhile stays ended.
pub async fn update_session(db: &Db, key: SessionKey, data: String) -> Result<bool> {
    let mut tx = db.begin().await?;
    let changed = tx.query(UPDATE_SESSION).bind(Secret::from(key)).bind(data).run().await?;
    tx.commit().await?;
    Ok(changed == 1)
}

const UPDATE_SESSION_SEEN: &str = "\
-- Note when and from where the session was last used
UPDATE sessions
SET last_seen = $2, user_agent = $3, address = $4
WHERE digest = $1";

/// Notes that a session is in use, and from where.
pub async fn update_session_seen(
    db: &Db,
    key: SessionKey,
    user_agent: String,
    address: String,
    now: Timestamp,
) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.query(UPDATE_SESSION_SEEN)
        .bind(Secret::from(key))
        .bind(now)
        .bind(user_agent)
        .bind(address)
        .run()
        .await?;
    tx.commit().await
}

const DELETE_SESSION: &str = "\
-- End the session behind the cookie
DELETE FROM sessions
WHERE digest = $1";

/// Ends a session, whoever's it is: the way out for the one who holds its cookie.
pub async fn delete_session(db: &Db, key: SessionKey) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.query(DELETE_SESSION).bind(Secret::from(key)).run().await?;
    tx.commit().await
}

const DELETE_SESSION_OF: &str = "\
-- End the chosen session, if it is this person's own
DELETE FROM sessions
WHERE digest = $1 AND user_id = $2";

/// Ends one session of a person; `false` where it is not theirs or already over.
pub async fn delete_session_of(db: &Db, user: UserId, key: SessionKey) -> Result<bool> {
    let mut tx = db.begin().await?;
    let gone = tx.query(DELETE_SESSION_OF).bind(Secret::from(key)).bind(user).run().await?;
    tx.commit().await?;
    Ok(gone == 1)
}

pub(crate) const DELETE_OTHER_SESSIONS: &str = "\
-- End this person's sessions, all but the one they keep
DELETE FROM sessions
WHERE user_id = $1 AND digest <> COALESCE($2, '')";

/// Ends every session of a person but one (`None` ends all of them); says how many.
pub async fn delete_other_sessions(db: &Db, user: UserId, keep: Option<SessionKey>) -> Result<u64> {
    let mut tx = db.begin().await?;
    let gone = tx.query(DELETE_OTHER_SESSIONS).bind(user).bind(keep.map(Secret::from)).run().await?;
    tx.commit().await?;
    Ok(gone)
}

const DELETE_EXPIRED_SESSIONS: &str = "\
-- Clear away the sessions that are over
DELETE FROM sessions
WHERE last_seen <= $1 OR created_at <= $2";

/// Removes the rows of sessions that are over anyway; says how many.
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

/// A person's living sessions, the last seen first; `this` is the one that asks.
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

/// Remembers a device that signed in, by the digest of its own cookie.
pub async fn insert_device(db: &Db, digest: String, user: UserId, now: Timestamp) -> Result<()> {
    /// A person's devices that are remembered; the oldest goes.
    const DEVICES_MAX: i64 = 50;
    let mut tx = db.begin().await?;
    tx.query(INSERT_DEVICE).bind(Secret(digest)).bind(user).bind(now).run().await?;
    tx.query(DELETE_OLDEST_DEVICES).bind(user).bind(DEVICES_MAX).run().await?;
    tx.commit().await
}

const IS_DEVICE_OF: &str = "\
-- Check whether this person has used this device before
SELECT 1
FROM devices d
JOIN users u ON u.id = d.user_id
WHERE d.digest = $1 AND u.name = $2";

/// Whether this device signed in as this person before.
pub async fn is_device_of(db: &Db, digest: String, name: &UserName) -> Result<bool> {
    let row: Option<(i64,)> = db.query(IS_DEVICE_OF).bind(Secret(digest)).bind(name.clone()).one().await?;
    Ok(row.is_some())
}

/// The key of the session whose cookie has this value: the digest that stands in the table.
pub fn key_of_cookie(value: &str) -> SessionKey {
    use sha2::{Digest, Sha256};
    SessionKey(Sha256::digest(value).iter().map(|byte| format!("{byte:02x}")).collect())
}
