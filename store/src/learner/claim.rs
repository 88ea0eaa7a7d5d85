//! How a guest's work becomes a person's: it is copied into the site's file and then deleted from that of guests.
//!
//! No transaction reaches both files, so the order makes it safe. The guests' rows are deleted in a transaction that stays open
//! while the site's commits the copy together with a row of `claimed_guests`. A process that is killed in between leaves both
//! the copy and the original, and that row, which tells that the original is left over: `finish_claims` deletes it at the next
//! start, before anybody works on. Whoever needs both writers takes that of the guests first.

use super::{
    LearnerKey,
    copy::{Extent, copy_work},
    key::{find_in, find_or_insert_in},
    space::make_room,
};
use crate::{Db, Result};
use model::{SessionKey, Timestamp, UserId};

/// What became of a guest's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The number of the learner that the guest was.
    pub guest: i64,
    /// The number of the learner that the person is.
    pub person: i64,
    /// Whether the person had nothing before, so that everything came along.
    pub is_whole: bool,
}

const INSERT_CLAIM: &str = "\
-- Note that the guest’s work has moved
INSERT INTO claimed_guests (learner_id, claimed_at)
VALUES ($1, $2)
ON CONFLICT (learner_id) DO NOTHING";

const DELETE_LEARNER: &str = "\
-- Forget the guest, whose work has moved
DELETE FROM learners
WHERE id = $1 AND digest IS NOT NULL";

/// Gives a guest's work to the account that they signed in to or opened. An account without work of its own gets all of it.
/// One that has some gets the attempts and the shared races, and those states for which it has none of its own. None where
/// there was no work. It must be called while the guest's session still has its row, because the work is deleted with that row.
///
/// # Errors
/// The databases' own. Nothing has moved then, or all of it has and is deleted from the guests' file later.
pub async fn claim_guest(
    db: &Db,
    guest: SessionKey,
    user: UserId,
    now: Timestamp,
) -> Result<Option<Claimed>> {
    let (guest, person) = (LearnerKey::Guest(guest), LearnerKey::Person(user));
    let mut theirs = db.guests().begin().await?;
    let Some(from) = find_in(&mut theirs, &guest).await? else { return Ok(None) };
    let mut own = db.begin().await?;
    let before = find_in(&mut own, &person).await?;
    let to = find_or_insert_in(&mut own, &person, now).await?;
    let added = own.query(INSERT_CLAIM).bind(from).bind(now).run().await?;
    // Where the row was there already, the copy is, too: only the deleting did not work the last time.
    if added > 0 {
        let extent = if before.is_some() { Extent::WhatCounts } else { Extent::All };
        copy_work(&mut theirs, from, &mut own, to, extent).await?;
        make_room(&mut own, &db.room, &person, to).await?;
    }
    theirs.query(DELETE_LEARNER).bind(from).run().await?;
    own.commit().await?;
    if let Err(error) = theirs.commit().await {
        tracing::warn!(%error, "a guest’s work has moved, and its original is deleted later: {error}");
    }
    Ok(Some(Claimed { guest: from, person: to, is_whole: before.is_none() }))
}

const LIST_CLAIMS: &str = "\
-- List guests whose work has moved
SELECT learner_id
FROM claimed_guests
ORDER BY learner_id
LIMIT 100";

const DELETE_CLAIM: &str = "\
-- Nothing of this guest is left over
DELETE FROM claimed_guests
WHERE learner_id = $1";

/// Deletes what claims left in the guests' file, and then the notes about them. At the start of a site it must be called before
/// anybody is served. Returns how many there were.
///
/// # Errors
/// The databases' own. What is left over then is deleted the next time.
pub async fn finish_claims(db: &Db) -> Result<u64> {
    let mut finished = 0;
    loop {
        let claims: Vec<(i64,)> = db.query(LIST_CLAIMS).all().await?;
        if claims.is_empty() {
            return Ok(finished);
        }
        let mut theirs = db.guests().begin().await?;
        for (learner,) in &claims {
            theirs.query(DELETE_LEARNER).bind(*learner).run().await?;
        }
        theirs.commit().await?;
        // The note may go only when the deleting is on the disk. A commit of the guests' file is not; a checkpoint is.
        if !db.guests().checkpoint().await? {
            return Ok(finished);
        }
        let mut own = db.begin().await?;
        for (learner,) in &claims {
            own.query(DELETE_CLAIM).bind(*learner).run().await?;
        }
        own.commit().await?;
        finished += claims.len() as u64;
    }
}
