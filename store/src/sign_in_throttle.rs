//! The throttle on signing in: whoever guesses passwords must wait longer and longer, and is stopped in the end.
//!
//! A try is counted as failed before its password is looked at, and the count is taken back if it succeeds. So a hundred tries
//! at the same time are a hundred tries (NIST SP 800-63B-4, 3.2.2). A device on which the person signed in before has a counter
//! of its own, so strangers who guess do not lock the owner out.

use crate::{Db, Result, Value, session::COUNTED_EVERY};
use model::Timestamp;
use std::sync::atomic::Ordering;

/// After this many failures in a row an account accepts no try until they are forgotten (NIST SP 800-63B-4, 3.2.2).
const FAILURES_MAX: i64 = 100;

/// The most counters at a time; beyond that the oldest go. They are looked at with every `COUNTED_EVERY`th try. Each try costs
/// a hash, so whoever wants to push a counter out by others needs hours, and the counters that are in use are the newest.
pub const TRIES_MAX: i64 = 100_000;

/// A counter of failed tries: its name, and how long failures make one wait.
#[derive(Clone, Debug)]
pub struct Key {
    text: String,
    backoff: Backoff,
}

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
/// A whole school may share one address, and must not be locked out by those in it who mistype. Guessing from it is slowed
/// down to one try a minute and never stopped; each account has its own counter besides.
const ADDRESS: Backoff = Backoff { free: 100, wait_max: 60, ends_at_max: false, forgotten_after: 60 * 60 };

impl Key {
    /// The counter of a name, whether or not there is such an account. The fifth failure is the first that makes one wait.
    pub fn name(name: &str) -> Self {
        Self { text: format!("name:{name}"), backoff: ACCOUNT }
    }

    /// The counter of a network, which many people may share.
    pub fn address(network: &str) -> Self {
        Self { text: format!("address:{network}"), backoff: ADDRESS }
    }

    /// The counter of a device on which the person signed in before, by the digest of its cookie.
    pub fn device(digest: &str) -> Self {
        Self { text: format!("device:{digest}"), backoff: ACCOUNT }
    }
}

/// A key as it is bound to a statement. The query log may show the name or the network that is counted. Of a
/// device it shows only that it is one.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
struct BoundKey(String);

impl Value for BoundKey {
    fn sql_literal(&self) -> String {
        if self.0.starts_with("device:") {
            "'device:••••••••'".to_owned()
        } else {
            self.0.sql_literal()
        }
    }
}

impl Key {
    fn to_bound(&self) -> BoundKey {
        BoundKey(self.text.clone())
    }
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

const DELETE_OLDEST_TRIES: &str = "\
-- Forget the oldest failed tries if there are too many
DELETE FROM throttles
WHERE key IN (SELECT key
              FROM throttles
              ORDER BY updated_at DESC
              LIMIT 1000 OFFSET $1)";

/// Counts a try under every key. The inner `Err` is the number of seconds to wait: the try came too early, so it is refused
/// and counted nowhere.
///
/// # Errors
/// The database's own.
pub async fn insert_try(db: &Db, keys: &[Key], now: Timestamp) -> Result<Result<(), i64>> {
    let mut tx = db.begin().await?;
    for key in keys {
        let row: Option<(i64, i64, Timestamp)> = tx.query(FIND_TRIES).bind(key.to_bound()).one().await?;
        let (failures, until) = match row {
            Some((failures, until, updated_at)) if now.since(updated_at) < key.backoff.forgotten_after => {
                (failures, until)
            }
            _ => (0, 0),
        };
        if until > now.0 {
            // The transaction is dropped, which takes back what was counted under the keys before this one.
            return Ok(Err(until - now.0));
        }
        tx.query(INSERT_TRY)
            .bind(key.to_bound())
            .bind(failures + 1)
            .bind(now.plus(key.backoff.wait(failures + 1)))
            .bind(now)
            .run()
            .await?;
    }
    if db.room.tries_noted.fetch_add(1, Ordering::Relaxed) % COUNTED_EVERY == 0 {
        tx.query(DELETE_OLDEST_TRIES).bind(TRIES_MAX).run().await?;
    }
    tx.commit().await?;
    Ok(Ok(()))
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
    let Some((first, others)) = keys.split_first() else { return Ok(()) };
    let mut tx = db.begin().await?;
    tx.query(DELETE_TRIES).bind(first.to_bound()).run().await?;
    for key in others {
        tx.query(TAKE_TRY_BACK).bind(key.to_bound()).run().await?;
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
        assert_eq!(ADDRESS.wait(100), 0);
        assert_eq!(ADDRESS.wait(101), 1);
        assert_eq!(ADDRESS.wait(5_000), 60);
    }
}
