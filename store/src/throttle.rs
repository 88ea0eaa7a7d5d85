//! Guessing passwords gets slower and slower, and stops; the owner's own device is not locked out by it.
//!
//! Every try counts as failed until it succeeds, and counts before its password is looked at: a hundred tries at once
//! are a hundred tries (NIST SP 800-63B-4, 3.2.2).

use crate::{Db, Result};
use model::Timestamp;

const DAY: i64 = 24 * 60 * 60;
/// No wait but the last is longer than this.
const WAIT_MAX: i64 = 15 * 60;
/// So many failures in a row, and it is over until `FORGOTTEN_AFTER`.
const FAILURES_MAX: i64 = 100;
/// Failures count as "in a row" while there is less than this between them.
const FORGOTTEN_AFTER: i64 = DAY;

/// Who is trying: the counter's name, and how many failures cost nothing.
#[derive(Clone, Debug)]
pub struct Key {
    text: String,
    free: i64,
}

impl Key {
    /// An account name, whether or not it exists: the fifth failure is the first that costs time.
    pub fn name(name: &str) -> Self {
        Self { text: format!("name:{name}"), free: 4 }
    }

    /// A network; many people may sit behind one.
    pub fn address(network: &str) -> Self {
        Self { text: format!("address:{network}"), free: 50 }
    }

    /// A device that signed in to this account before.
    pub fn device(digest: &str) -> Self {
        Self { text: format!("device:{digest}"), free: 4 }
    }
}

/// Seconds to wait after so many failures.
fn wait(failures: i64, free: i64) -> i64 {
    match failures - free {
        ..=0 => 0,
        _ if failures >= FAILURES_MAX => FORGOTTEN_AFTER,
        over => 1_i64
            .checked_shl(u32::try_from(over - 1).unwrap_or(u32::MAX))
            .unwrap_or(WAIT_MAX)
            .clamp(1, WAIT_MAX),
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
        let row: Option<(i64, i64, Timestamp)> = tx.query(FIND_TRIES).bind(key.text.clone()).one().await?;
        let (failures, until) = match row {
            Some((failures, until, updated_at)) if now.since(updated_at) < FORGOTTEN_AFTER => {
                (failures, until)
            }
            _ => (0, 0),
        };
        if until > now.0 {
            return Ok(Err(until - now.0)); // dropping the transaction takes the other keys' counts back
        }
        tx.query(INSERT_TRY)
            .bind(key.text.clone())
            .bind(failures + 1)
            .bind(now.plus(wait(failures + 1, key.free)))
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

/// A try succeeded: its account or device begins anew. An address keeps its count but for this one try.
pub async fn delete_tries(db: &Db, key: &Key) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.query(DELETE_TRIES).bind(key.text.clone()).run().await?;
    tx.commit().await
}

const DELETE_OLD_TRIES: &str = "\
-- Forget failed tries from too long ago to matter
DELETE FROM throttles
WHERE updated_at <= $1";

/// Removes counters that no longer count.
pub async fn delete_old_tries(db: &Db, now: Timestamp) -> Result<u64> {
    let mut tx = db.begin().await?;
    let gone = tx.query(DELETE_OLD_TRIES).bind(now.plus(-FORGOTTEN_AFTER)).run().await?;
    tx.commit().await?;
    Ok(gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p6_waits_grow_from_the_fifth_failure_and_end_at_a_hundred() {
        let waits: Vec<_> = (1..=8).map(|failures| wait(failures, 4)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8]);
        assert_eq!(wait(20, 4), WAIT_MAX);
        assert_eq!(wait(99, 4), WAIT_MAX);
        assert_eq!(wait(100, 4), FORGOTTEN_AFTER);
        assert_eq!(wait(50, 50), 0);
        assert_eq!(wait(51, 50), 1);
    }
}
