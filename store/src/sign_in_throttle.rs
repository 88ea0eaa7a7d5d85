//! The throttle on signing in: whoever guesses passwords must wait longer and longer, and is stopped in the end.
//!
//! A try is counted as failed before its password is looked at, and the count is taken back if it succeeds. So a hundred tries
//! at the same time are a hundred tries (NIST SP 800-63B-4, 3.2.2). A device on which the person signed in before has a counter
//! of its own, so strangers who guess do not lock the owner out. The counter of a network makes nobody wait by itself: it
//! tells when tries from there take turns (`web::sign_in_turns`).
//!
//! What was typed as the name is counted by a digest: people type their password there by mistake. The digest has a random key
//! of the site's, so that no list of digests made elsewhere fits it.
//!
//! Never believed here: a time that was stored while the clock was wrong. A wait is never longer than its longest, from the
//! first look at it with the right clock.

use crate::{Db, Result, Tx, Value};
use hmac::{Hmac, Mac};
use model::Timestamp;
use sha2::Sha256;

/// After this many failures in a row an account accepts no try until they are forgotten (NIST SP 800-63B-4, 3.2.2).
const FAILURES_MAX: i64 = 100;

/// After this many failures within an hour, tries from a network take turns. A whole school may share one, so it takes many.
const NETWORK_FREE: i64 = 100;

/// A counter of failed tries.
#[derive(Clone)]
pub struct Key(Counted);

#[derive(Clone)]
enum Counted {
    /// What was typed as the name, cut to `NAME_BYTES_MAX`. It is stored by its digest alone.
    Name(String),
    Network(String),
    Device(String),
}

/// The longest typed name that is told apart from others, in bytes. No account's name is as long.
const NAME_BYTES_MAX: usize = 256;

/// How long failures make one wait.
#[derive(Clone, Copy, Debug)]
struct Backoff {
    /// This many failures have no consequence.
    free: i64,
    /// The longest wait, in seconds.
    wait_max: i64,
    /// Whether no try is accepted any more after `FAILURES_MAX` failures, until they are forgotten.
    ends_at_max: bool,
    /// Failures are forgotten when there was no try for this long, in seconds.
    forgotten_after: i64,
}

const ACCOUNT: Backoff =
    Backoff { free: 4, wait_max: 15 * 60, ends_at_max: true, forgotten_after: 24 * 60 * 60 };
/// A whole school may share one address, and must not be locked out by those in it who mistype. So failures from a network
/// cause no wait here; each account has its own counter besides.
const ADDRESS: Backoff =
    Backoff { free: i64::MAX, wait_max: 1, ends_at_max: false, forgotten_after: 60 * 60 };

impl Key {
    /// The counter of a name, whether or not there is such an account. The fifth failure is the first that makes one wait.
    pub fn name(name: &str) -> Self {
        let end = name.floor_char_boundary(NAME_BYTES_MAX);
        Self(Counted::Name(name[..end].to_owned()))
    }

    /// The counter of a network, which many people may share.
    pub fn address(network: &str) -> Self {
        Self(Counted::Network(network.to_owned()))
    }

    /// The counter of a device on which the person signed in before, by the digest of its cookie.
    pub fn device(digest: &str) -> Self {
        Self(Counted::Device(digest.to_owned()))
    }

    fn backoff(&self) -> Backoff {
        match self.0 {
            Counted::Name(_) | Counted::Device(_) => ACCOUNT,
            Counted::Network(_) => ADDRESS,
        }
    }

    /// The key as the table has it. `site_key` makes digests of names.
    fn to_bound(&self, site_key: &[u8]) -> BoundKey {
        BoundKey(match &self.0 {
            Counted::Name(name) => format!("name:{}", digest(site_key, name)),
            Counted::Network(network) => format!("address:{network}"),
            Counted::Device(digest) => format!("device:{digest}"),
        })
    }
}

/// HMAC-SHA-256 (RFC 2104) in hexadecimal.
fn digest(key: &[u8], text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of HMAC may have any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A key as it is bound to a statement. The query log may show the network that is counted. Of a name and a device it shows
/// only that it is one.
#[derive(Clone, sqlx::Type)]
#[sqlx(transparent)]
struct BoundKey(String);

impl Value for BoundKey {
    fn sql_literal(&self) -> String {
        match self.0.split_once(':') {
            Some((kind @ ("name" | "device"), _)) => format!("'{kind}:••••••••'"),
            _ => self.0.sql_literal(),
        }
    }
}

const FIND_NAME_KEY: &str = "\
-- Find the key with which names are counted unread
SELECT key
FROM site_keys
WHERE purpose = 'throttle names'";

/// The keys as the table has them.
async fn bound(tx: &mut Tx, keys: &[Key]) -> Result<Vec<BoundKey>> {
    let mut site_key = Vec::new();
    if keys.iter().any(|key| matches!(key.0, Counted::Name(_))) {
        let row: Option<(Vec<u8>,)> = tx.query(FIND_NAME_KEY).one().await?;
        // The migration made it. Without a key, digests would be those of anybody's list.
        (site_key,) = row.filter(|(key,)| !key.is_empty()).ok_or(sqlx::Error::RowNotFound)?;
    }
    Ok(keys.iter().map(|key| key.to_bound(&site_key)).collect())
}

impl Backoff {
    /// Seconds to wait after this many failures: 1, 2, 4 and so on, after those that have no consequence.
    fn wait(self, failures: i64) -> i64 {
        match failures - self.free {
            ..=0 => 0,
            _ if self.ends_at_max && failures >= FAILURES_MAX => self.forgotten_after,
            over => 1_i64
                .checked_shl(u32::try_from(over - 1).unwrap_or(u32::MAX))
                .unwrap_or(self.wait_max)
                .clamp(1, self.wait_max),
        }
    }
}

/// What a counter remembers.
#[derive(Clone, Copy, sqlx::FromRow)]
struct Tries {
    failures: i64,
    until: Timestamp,
    updated_at: Timestamp,
}

impl Tries {
    /// The counter as it is true now; None where its failures are forgotten. What was stored in the future was stored while
    /// the clock was wrong: its wait, which is never longer than its failures cause, begins now.
    fn at(self, now: Timestamp, backoff: Backoff) -> Option<Self> {
        let wait = self.until.since(self.updated_at).clamp(0, backoff.wait(self.failures));
        let written = if now.since(self.updated_at) < 0 { now } else { self.updated_at };
        let tries = Self { until: written.plus(wait), updated_at: written, ..self };
        (now.since(written) < backoff.forgotten_after).then_some(tries)
    }
}

const FIND_TRIES: &str = "\
-- See how many tries failed, and until when to wait
SELECT failures, until, updated_at
FROM throttles
WHERE key = $1";

const INSERT_TRY: &str = "\
-- Count this try as failed, until it succeeds
INSERT INTO throttles (key, failures, until, updated_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (key) DO UPDATE
SET failures = $2, until = $3, updated_at = $4";

/// Counts a try under every key. The inner `Err` is the number of seconds to wait: the try came too early, so it is refused
/// and counted nowhere.
///
/// # Errors
/// The database's own.
pub async fn insert_try(db: &Db, keys: &[Key], now: Timestamp) -> Result<Result<(), i64>> {
    let mut tx = db.begin().await?;
    let bound_keys = bound(&mut tx, keys).await?;
    let mut counted = Vec::new();
    for (key, bound) in keys.iter().zip(bound_keys) {
        let row: Option<Tries> = tx.query(FIND_TRIES).bind(bound.clone()).one().await?;
        let tries = row.and_then(|row| row.at(now, key.backoff()));
        if let Some(tries) = tries.filter(|tries| now.since(tries.until) < 0) {
            if row.is_some_and(|row| row.updated_at != tries.updated_at) {
                // Stored as it is true now, so that the wait that was told ends.
                insert(&mut tx, bound, tries).await?;
                tx.commit().await?;
            }
            return Ok(Err(tries.until.since(now)));
        }
        let failures = tries.map_or(0, |tries| tries.failures) + 1;
        counted.push((
            bound,
            Tries { failures, until: now.plus(key.backoff().wait(failures)), updated_at: now },
        ));
    }
    for (bound, tries) in counted {
        insert(&mut tx, bound, tries).await?;
    }
    tx.commit().await?;
    Ok(Ok(()))
}

async fn insert(tx: &mut Tx, key: BoundKey, tries: Tries) -> Result<()> {
    let Tries { failures, until, updated_at } = tries;
    tx.query(INSERT_TRY).bind(key).bind(failures).bind(until).bind(updated_at).run().await?;
    Ok(())
}

/// Whether so many tries from a network failed of late that those who try from there take turns.
///
/// # Errors
/// The database's own.
pub async fn takes_turns(db: &Db, network: &str, now: Timestamp) -> Result<bool> {
    let key = Key::address(network);
    let row: Option<Tries> = db.query(FIND_TRIES).bind(key.to_bound(&[])).one().await?;
    let tries = row.and_then(|row| row.at(now, key.backoff()));
    Ok(tries.is_some_and(|tries| tries.failures > NETWORK_FREE))
}

const DELETE_TRIES: &str = "\
-- Forget the failed tries, now that one succeeded
DELETE FROM throttles
WHERE key = $1";

const TAKE_TRY_BACK: &str = "\
-- Take this try back from the count of its address
UPDATE throttles
SET failures = failures - 1, until = 0
WHERE key = $1 AND failures > 0";

/// Takes a try back that succeeded. The first key is that of the account or device, whose count begins again at zero. The
/// others are addresses, which lose only this one try: somebody with an account could otherwise clear the count of a network
/// that they guess from.
///
/// # Errors
/// The database's own.
pub async fn delete_tries(db: &Db, keys: &[Key]) -> Result<()> {
    let mut tx = db.begin().await?;
    let mut keys = bound(&mut tx, keys).await?.into_iter();
    if let Some(first) = keys.next() {
        tx.query(DELETE_TRIES).bind(first).run().await?;
    }
    for other in keys {
        tx.query(TAKE_TRY_BACK).bind(other).run().await?;
    }
    tx.commit().await
}

const DELETE_OLD_TRIES: &str = "\
-- Forget failed tries from too long ago to matter
DELETE FROM throttles
WHERE updated_at <= $1";

/// Deletes counters whose failures are forgotten anyway. Returns how many there were.
///
/// # Errors
/// The database's own.
pub async fn delete_old_tries(db: &Db, now: Timestamp) -> Result<u64> {
    let mut tx = db.begin().await?;
    let gone = tx.query(DELETE_OLD_TRIES).bind(now.plus(-ACCOUNT.forgotten_after)).run().await?;
    tx.commit().await?;
    Ok(gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p6_waits_grow_from_the_fifth_failure_and_end_at_a_hundred() {
        let waits: Vec<_> = (1..=8).map(|failures| ACCOUNT.wait(failures)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8]);
        assert_eq!(ACCOUNT.wait(20), ACCOUNT.wait_max);
        assert_eq!(ACCOUNT.wait(99), ACCOUNT.wait_max);
        assert_eq!(ACCOUNT.wait(100), ACCOUNT.forgotten_after);
        assert_eq!(ADDRESS.wait(5_000), 0, "a network takes turns, and shuts nobody out");
    }

    #[test]
    fn a_typed_name_is_counted_by_a_digest_with_a_key() {
        // RFC 4231, test case 2.
        let want = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(digest(b"Jefe", "what do ya want for nothing?"), want);
        let shown = Key::name("my secret password").to_bound(b"key").sql_literal();
        assert_eq!(shown, "'name:••••••••'");
        assert_eq!(Key::device("abc").to_bound(b"key").sql_literal(), "'device:••••••••'");
        assert_eq!(Key::address("192.0.2.0/24").to_bound(b"key").sql_literal(), "'address:192.0.2.0/24'");
    }
}
