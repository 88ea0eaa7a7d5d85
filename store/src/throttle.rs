//! Guessing passwords gets slower and slower, and stops; the owner's own device is not locked out by it.
//!
//! Every try counts as failed until it succeeds, and counts before its password is looked at: a hundred tries at once
//! are a hundred tries (NIST SP 800-63B-4, 3.2.2).

use crate::{Db, Result, Value};
use model::Timestamp;

/// So many failures in a row for one account, and it is over until they are forgotten.
const FAILURES_MAX: i64 = 100;

/// Who is trying: the counter's name, and what failures backoff.
#[derive(Clone, Debug)]
pub struct Key {
    text: String,
    backoff: Backoff,
}

#[derive(Clone, Copy, Debug)]
struct Backoff {
    /// So many failures backoff nothing.
    free: i64,
    /// No wait is longer than this, in seconds; at `FAILURES_MAX` it lasts until all is forgotten, where that counts.
    wait_max: i64,
    ends_at_max: bool,
    /// Failures count as "in a row" while there is less than this between them, in seconds.
    forgotten_after: i64,
}

const ACCOUNT: Backoff =
    Backoff { free: 4, wait_max: 15 * 60, ends_at_max: true, forgotten_after: 24 * 60 * 60 };
/// A whole school may sit behind one address, and is not locked out by those in it who mistype: guessing gets slow, at one
/// a minute, and each account keeps its own count besides.
const ADDRESS: Backoff = Backoff { free: 100, wait_max: 60, ends_at_max: false, forgotten_after: 60 * 60 };

impl Key {
    /// An account name, whether or not it exists: the fifth failure is the first that costs time.
    pub fn name(name: &str) -> Self {
        Self { text: format!("name:{name}"), backoff: ACCOUNT }
    }

    /// A network; many people may sit behind one.
    pub fn address(network: &str) -> Self {
        Self { text: format!("address:{network}"), backoff: ADDRESS }
    }

    /// A device that signed in to this account before.
    pub fn device(digest: &str) -> Self {
        Self { text: format!("device:{digest}"), backoff: ACCOUNT }
    }
}

/// A key as it is bound: a trace may show whose name or which network is counted, and of a device that it is one.
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
    /// Seconds to wait after so many failures.
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

/// Counts a try under every key. `Err(seconds)` inside: too early, the try is not heard and nothing is counted.
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
            return Ok(Err(until - now.0)); // dropping the transaction takes the other keys' counts back
        }
        tx.query(INSERT_TRY)
            .bind(key.to_bound())
            .bind(failures + 1)
            .bind(now.plus(key.backoff.wait(failures + 1)))
            .bind(now)
            .run()
            .await?;
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

/// A try succeeded: the first key, its account or device, begins anew; an address keeps its count but for this one try.
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

/// Removes counters that no longer count.
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
