//! Forms that were sent before: the second half of an idempotency key, whose first half is a field of every form.
//!
//! A request that carries a key gets a [`Db`] that knows it ([`Db::with_idempotency_key`]). The functions of the store that
//! are not the same when done twice begin their transaction by [`Db::begin_once`], which writes the key down beside what
//! they do. Both are kept or neither, also by a power cut, so a key that stands in the table is the proof that its form has
//! done its work. Whoever answers the request asks for it first ([`find_result`]).
//!
//! The term is that of the IETF's draft "The Idempotency-Key HTTP Header Field".

use crate::{Db, Error, Result, Secret, Tx};
use model::{SessionKey, Timestamp, UserId};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Seconds for which a key is remembered.
pub const LIFETIME: i64 = 24 * 60 * 60;
/// The most keys that are remembered of one person or one guest. One more forgets the oldest.
pub const PER_OWNER_MAX: i64 = 100;
/// The most keys that are remembered of `KeyOwner::Bearer`; they are counted when old ones are deleted, every ten minutes.
pub const BEARERS_MAX: i64 = 10_000;

/// Whose form it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyOwner {
    /// Somebody who is signed in.
    Person(UserId),
    /// A guest, by their session, whose row must exist.
    Guest(SessionKey),
    /// Whoever knows the key, for forms that change who is signed in.
    Bearer,
}

/// The key of the form that a request carries. Clones are the same key.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// The digest of the key and of everything that came with it.
    digest: String,
    owner: KeyOwner,
    now: Timestamp,
    /// Whether its row was written: before this request, or by an earlier transaction of it.
    is_known: AtomicBool,
}

impl IdempotencyKey {
    /// The key with this digest, which covers the key itself, the address, all fields and the owner.
    pub fn new(digest: String, owner: KeyOwner, now: Timestamp) -> Self {
        Self(Arc::new(Inner { digest, owner, now, is_known: AtomicBool::new(false) }))
    }

    /// The digest.
    pub fn digest(&self) -> &str {
        &self.0.digest
    }
}

const FIND_RESULT: &str = "\
-- Has this form been sent before?
SELECT k.result
FROM idempotency_keys k
WHERE k.digest = $1";

/// What the form with this key led to, if it was sent before: the outer value is there then, and the inner one where
/// whoever wrote it kept a result.
///
/// # Errors
/// The database's own.
pub async fn find_result(db: &Db, key: &IdempotencyKey) -> Result<Option<Option<String>>> {
    let found: Option<(Option<String>,)> =
        db.query(FIND_RESULT).bind(Secret(key.0.digest.clone())).one().await?;
    key.0.is_known.store(found.is_some(), Ordering::Release);
    Ok(found.map(|(result,)| result))
}

const INSERT_KEY: &str = "\
-- Note that this form has been sent, so that it counts once
INSERT INTO idempotency_keys (digest, user_id, session, created_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (digest) DO NOTHING";

const DELETE_OLDEST_KEYS_OF_USER: &str = "\
-- Forget the forms this person sent long ago, if they are too many
DELETE FROM idempotency_keys
WHERE digest IN (SELECT k.digest
                 FROM idempotency_keys k
                 WHERE k.user_id = $1
                 ORDER BY k.created_at DESC
                 LIMIT 1000 OFFSET $2)";

const DELETE_OLDEST_KEYS_OF_SESSION: &str = "\
-- Forget the forms this guest sent long ago, if they are too many
DELETE FROM idempotency_keys
WHERE digest IN (SELECT k.digest
                 FROM idempotency_keys k
                 WHERE k.session = $1
                 ORDER BY k.created_at DESC
                 LIMIT 1000 OFFSET $2)";

impl Db {
    /// As `begin`, for what a form must not do twice: the form's key is kept with the transaction. Without a key it is
    /// `begin`. A request may begin several, since each is a part of what the form does.
    ///
    /// # Errors
    /// As `begin`; `SentTwice` where another request with the same key was faster.
    #[track_caller]
    pub fn begin_once(&self) -> impl Future<Output = Result<Tx>> + Send {
        let began = self.begin();
        async move {
            let mut tx = began.await?;
            if let Some(key) = self.idempotency_key() {
                insert_key(&mut tx, &key).await?;
            }
            Ok(tx)
        }
    }
}

async fn insert_key(tx: &mut Tx, key: &IdempotencyKey) -> Result<()> {
    let Inner { digest, owner, now, is_known } = &*key.0;
    let (user, session) = match owner {
        KeyOwner::Person(id) => (Some(*id), None),
        KeyOwner::Guest(key) => (None, Some(Secret::from(key.clone()))),
        KeyOwner::Bearer => (None, None),
    };
    let insert = tx.query(INSERT_KEY).bind(Secret(digest.clone())).bind(user).bind(session).bind(*now);
    if insert.run().await? == 0 && !is_known.load(Ordering::Acquire) {
        return Err(Error::SentTwice);
    }
    is_known.store(true, Ordering::Release);
    match owner {
        KeyOwner::Person(id) => {
            tx.query(DELETE_OLDEST_KEYS_OF_USER).bind(*id).bind(PER_OWNER_MAX).run().await?;
        }
        KeyOwner::Guest(key) => {
            let oldest = tx.query(DELETE_OLDEST_KEYS_OF_SESSION).bind(Secret::from(key.clone()));
            oldest.bind(PER_OWNER_MAX).run().await?;
        }
        KeyOwner::Bearer => {}
    }
    Ok(())
}

const UPDATE_RESULT: &str = "\
-- Keep what the form led to
UPDATE idempotency_keys
SET result = $2
WHERE digest = $1";

/// Keeps what a form led to, for the answer to the same form sent again. Does nothing without a key.
///
/// # Errors
/// The database's own.
pub(crate) async fn keep_result(db: &Db, tx: &mut Tx, result: impl ToString) -> Result<()> {
    if let Some(key) = db.idempotency_key() {
        let digest = Secret(key.0.digest.clone());
        tx.query(UPDATE_RESULT).bind(digest).bind(Secret(result.to_string())).run().await?;
    }
    Ok(())
}

const LIST_KEYS_OF: &str = "\
-- List when this person sent forms, for their download
SELECT k.created_at
FROM idempotency_keys k
WHERE k.user_id = $1
ORDER BY k.created_at
LIMIT 1000";

/// When a person sent the forms that are remembered, the oldest first. Their digests are of no use to anybody but the site.
///
/// # Errors
/// The database's own.
pub async fn list_keys_of(db: &Db, user: UserId) -> Result<Vec<Timestamp>> {
    let rows: Vec<(Timestamp,)> = db.query(LIST_KEYS_OF).bind(user).all().await?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

const DELETE_OLD_KEYS: &str = "\
-- Forget the forms that were sent more than a day ago
DELETE FROM idempotency_keys
WHERE created_at <= $1";

const DELETE_OLDEST_KEYS_OF_BEARERS: &str = "\
-- Forget the oldest forms that belong to whoever knows their key, if they are too many
DELETE FROM idempotency_keys
WHERE digest IN (SELECT k.digest
                 FROM idempotency_keys k
                 WHERE k.user_id IS NULL AND k.session IS NULL
                 ORDER BY k.created_at DESC
                 LIMIT 1000000 OFFSET $1)";

/// Deletes the keys that are past their lifetime, and those of `KeyOwner::Bearer` that are more than `BEARERS_MAX`. Returns how
/// many there were.
///
/// # Errors
/// The database's own.
pub async fn delete_old_keys(db: &Db, now: Timestamp) -> Result<u64> {
    let mut tx = db.begin().await?;
    let old = tx.query(DELETE_OLD_KEYS).bind(now.plus(-LIFETIME)).run().await?;
    let many = tx.query(DELETE_OLDEST_KEYS_OF_BEARERS).bind(BEARERS_MAX).run().await?;
    tx.commit().await?;
    Ok(old + many)
}
