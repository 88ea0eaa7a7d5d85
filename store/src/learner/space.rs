//! What learners may keep, in bytes: one learner, the guests of one network, and all guests together.
//!
//! The sums stand in the rows (`learners.bytes`, `networks.bytes`) and are kept by triggers, so the check is one look. Where a
//! bound of guests is passed, the transaction that passed it makes room down to seven eighths: first the steps back that guests
//! could take in their databases go, the oldest first, and then the whole work of those who were away longest. So each byte
//! that is written pays for the search only now and then, and the learner at work loses nothing but steps back.

use super::LearnerKey;
use crate::{Error, Result, Room, Tx};

/// What a guest may keep, in bytes: their database with its history (`sandbox::GUEST_BYTES_MAX`), and as much again for states,
/// attempts and shared races.
pub const GUEST_BYTES_MAX: i64 = 16 << 20;
/// What a person may keep, in bytes: as a guest, with a larger database (`sandbox::PERSON_BYTES_MAX`).
pub const PERSON_BYTES_MAX: i64 = 32 << 20;

const FIND_BYTES: &str = "\
-- See how much this learner keeps
SELECT bytes
FROM learners
WHERE id = $1";

const DELETE_HIDDEN_STATES: &str = "\
-- Make room: forget the states that were put aside
DELETE FROM lab_states
WHERE learner_id = $1 AND reset_id <> 0";

const DELETE_OLDER_ATTEMPTS: &str = "\
-- Make room: forget the older half of the attempts
DELETE FROM attempts
WHERE learner_id = $1
  AND id <= (SELECT AVG(id) FROM attempts WHERE learner_id = $1)";

/// Makes room after a learner's work was written, and before it is kept.
///
/// # Errors
/// `LearnerFull` where the learner keeps too much even so; the caller drops the transaction. The database's own.
pub(super) async fn make_room(tx: &mut Tx, room: &Room, key: &LearnerKey, learner: i64) -> Result<()> {
    let bytes_max = match key {
        LearnerKey::Person(_) => PERSON_BYTES_MAX,
        LearnerKey::Guest(_) => GUEST_BYTES_MAX,
    };
    if bytes(tx, learner).await? > bytes_max {
        tx.query(DELETE_HIDDEN_STATES).bind(learner).run().await?;
        if bytes(tx, learner).await? > bytes_max {
            tx.query(DELETE_OLDER_ATTEMPTS).bind(learner).run().await?;
        }
        if bytes(tx, learner).await? > bytes_max {
            return Err(Error::LearnerFull);
        }
    }
    match key {
        LearnerKey::Person(_) => Ok(()),
        LearnerKey::Guest(_) => make_room_for_guests(tx, room, learner).await,
    }
}

async fn bytes(tx: &mut Tx, learner: i64) -> Result<i64> {
    let found: Option<(i64,)> = tx.query(FIND_BYTES).bind(learner).one().await?;
    Ok(found.map_or(0, |(bytes,)| bytes))
}

/// The network of a guest, what its guests keep, and what the file has in use, in bytes.
#[derive(sqlx::FromRow)]
struct Use {
    network: String,
    network_bytes: i64,
    file_bytes: i64,
}

const FIND_USE: &str = "\
-- See how much the guests of this network and all guests keep
SELECT n.network, n.bytes AS network_bytes,
       (SELECT (p.page_count - f.freelist_count) * s.page_size
        FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s) AS file_bytes
FROM learners l
JOIN networks n ON n.network = l.network
WHERE l.id = $1";

const DELETE_HISTORY_OF_NETWORK: &str = "\
-- Make room: forget the oldest steps back of this network’s guests
DELETE FROM sandbox_states
WHERE rowid IN (SELECT row
                FROM (SELECT s.rowid AS row,
                             SUM(OCTET_LENGTH(s.image)) OVER (ORDER BY s.created_at, s.rowid)
                               - OCTET_LENGTH(s.image) AS older
                      FROM learners l
                      JOIN sandbox_states s ON s.learner_id = l.id
                      WHERE l.network = $1
                        AND s.number < (SELECT MAX(n.number)
                                        FROM sandbox_states n
                                        WHERE n.learner_id = l.id)) AS counted
                WHERE older < $2)";

const DELETE_IDLE_OF_NETWORK: &str = "\
-- Make room: forget the work of this network’s guests who were away longest
DELETE FROM learners
WHERE id IN (SELECT id
             FROM (SELECT id, SUM(bytes) OVER (ORDER BY used_at, id) - bytes AS older
                   FROM learners
                   WHERE network = $1 AND id <> $3) AS counted
             WHERE older < $2)";

const DELETE_HISTORY: &str = "\
-- Make room: forget the oldest steps back of guests
DELETE FROM sandbox_states
WHERE rowid IN (SELECT row
                FROM (SELECT s.rowid AS row,
                             SUM(OCTET_LENGTH(s.image)) OVER (ORDER BY s.created_at, s.rowid)
                               - OCTET_LENGTH(s.image) AS older
                      FROM sandbox_states s
                      WHERE s.number < (SELECT MAX(n.number)
                                        FROM sandbox_states n
                                        WHERE n.learner_id = s.learner_id)) AS counted
                WHERE older < $1)";

const DELETE_IDLE: &str = "\
-- Make room: forget the work of guests who were away longest
DELETE FROM learners
WHERE id IN (SELECT id
             FROM (SELECT id, SUM(bytes) OVER (ORDER BY used_at, id) - bytes AS older
                   FROM learners
                   WHERE id <> $2) AS counted
             WHERE older < $1)";

async fn make_room_for_guests(tx: &mut Tx, room: &Room, learner: i64) -> Result<()> {
    let Some(Use { network, network_bytes, file_bytes }) = find_use(tx, learner).await? else {
        return Ok(());
    };
    if let Some(too_much) = excess(network_bytes, room.network_bytes_max()) {
        tx.query(DELETE_HISTORY_OF_NETWORK).bind(network.clone()).bind(too_much).run().await?;
        let left =
            find_use(tx, learner).await?.and_then(|now| excess(now.network_bytes, room.network_bytes_max()));
        if let Some(too_much) = left {
            tx.query(DELETE_IDLE_OF_NETWORK).bind(network).bind(too_much).bind(learner).run().await?;
        }
    }
    if excess(file_bytes, room.guests_bytes_max).is_none() {
        return Ok(());
    }
    let too_much = |now: &Use| excess(now.file_bytes, room.guests_bytes_max);
    if let Some(too_much) = find_use(tx, learner).await?.as_ref().and_then(too_much) {
        tx.query(DELETE_HISTORY).bind(too_much).run().await?;
    }
    if let Some(too_much) = find_use(tx, learner).await?.as_ref().and_then(too_much) {
        tx.query(DELETE_IDLE).bind(too_much).bind(learner).run().await?;
    }
    Ok(())
}

async fn find_use(tx: &mut Tx, learner: i64) -> Result<Option<Use>> {
    tx.query(FIND_USE).bind(learner).one().await
}

/// How much must go so that seven eighths of the bound are left; none where the bound is kept.
fn excess(bytes: i64, max: u64) -> Option<i64> {
    let max = i64::try_from(max).unwrap_or(i64::MAX);
    (bytes > max).then(|| bytes - max / 8 * 7)
}

#[cfg(test)]
mod tests {
    use super::excess;

    #[test]
    fn room_is_made_down_to_seven_eighths() {
        assert_eq!(excess(800, 800), None);
        assert_eq!(excess(801, 800), Some(101));
    }
}
