//! The file of guests' work (`guests.db`): what dead sessions left is cleared away, free space goes back to the disk, and what
//! older versions kept in the site's file is brought over.

use super::{
    LearnerKey,
    copy::{Extent, copy_work},
    key::find_in,
    space::make_room,
};
use crate::{Db, Result, Secret};
use model::{SessionKey, Timestamp};

const DELETE_GUEST: &str = "\
-- Forget what the guest of this session learned
DELETE FROM learners
WHERE digest = $1";

/// Deletes the work of a guest whose session has ended.
///
/// # Errors
/// The database's own. The next tidying up does it then.
pub(crate) async fn delete_guest(db: &Db, guest: SessionKey) -> Result<()> {
    const FIND_GUEST: &str = "\
-- See whether the session’s guest learned anything
SELECT id
FROM learners
WHERE digest = $1";
    let guests = db.guests();
    let found: Option<(i64,)> = guests.query(FIND_GUEST).bind(Secret::from(guest.clone())).one().await?;
    if found.is_none() {
        return Ok(());
    }
    let mut tx = guests.begin().await?;
    tx.query(DELETE_GUEST).bind(Secret::from(guest)).run().await?;
    tx.commit().await
}

const LIST_GUESTS: &str = "\
-- List guests by their number
SELECT id, digest
FROM learners
WHERE id > $1
ORDER BY id
LIMIT 100";

const LIST_LIVING: &str = "\
-- List which of these sessions there are
SELECT digest
FROM sessions
WHERE digest IN (SELECT value FROM json_each($1))
LIMIT 100";

/// Deletes the work of guests whose session has no row any more, a hundred learners at a time. Returns how many there were.
///
/// # Errors
/// The databases' own.
pub async fn delete_orphans(db: &Db) -> Result<u64> {
    let (guests, mut after, mut gone) = (db.guests(), 0, 0);
    loop {
        // A session gets its row before its learner does, so whoever is found here and has no session is over.
        let some: Vec<(i64, SessionKey)> = guests.query(LIST_GUESTS).bind(after).all().await?;
        let Some((last, _)) = some.last() else { return Ok(gone) };
        after = *last;
        let digests: Vec<&str> = some.iter().map(|(_, digest)| digest.0.as_str()).collect();
        let digests = Secret(serde_json::to_string(&digests)?);
        let living: Vec<(SessionKey,)> = db.query(LIST_LIVING).bind(digests).all().await?;
        let dead: Vec<_> =
            some.into_iter().filter(|(_, digest)| !living.iter().any(|(alive,)| alive == digest)).collect();
        if dead.is_empty() {
            continue;
        }
        gone += dead.len() as u64;
        let mut tx = guests.begin().await?;
        for (_, digest) in dead {
            tx.query(DELETE_GUEST).bind(Secret::from(digest)).run().await?;
        }
        tx.commit().await?;
    }
}

const COUNT_FREE: &str = "\
-- Count the file’s pages that hold nothing
SELECT freelist_count
FROM pragma_freelist_count";

const GIVE_BACK: &str = "\
-- Give pages that hold nothing back to the disk
PRAGMA incremental_vacuum(500)";

/// Gives what is free in the guests' file back to the disk, two MiB at a time, so that nobody waits long in between. Returns
/// how many pages of 4 KiB that were.
///
/// # Errors
/// The database's own.
pub async fn give_space_back(db: &Db) -> Result<u64> {
    let guests = db.guests();
    let free = || async {
        let found: Option<(i64,)> = guests.query(COUNT_FREE).one().await?;
        Ok::<_, crate::Error>(found.map_or(0, |(pages,)| pages.unsigned_abs()))
    };
    let begun_with = free().await?;
    let mut left = begun_with;
    while left > 0 {
        let mut tx = guests.begin().await?;
        tx.query(GIVE_BACK).run().await?;
        tx.commit().await?;
        let now = free().await?;
        // Somebody else may have filled or emptied pages meanwhile; what does not become less is left for the next time.
        if now >= left {
            break;
        }
        left = now;
    }
    if begun_with > 0 {
        // The file becomes shorter when the log is written back into it.
        guests.checkpoint().await?;
    }
    Ok(begun_with - left)
}

const FIND_FILE: &str = "\
-- See how large the guests’ file is, and how much of it is in use
SELECT p.page_count * s.page_size, (p.page_count - f.freelist_count) * s.page_size
FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s";

/// How large the guests' file is, and how much of it is in use, in bytes.
///
/// # Errors
/// The database's own.
pub async fn guests_bytes(db: &Db) -> Result<(u64, u64)> {
    let found: Option<(i64, i64)> = db.guests().query(FIND_FILE).one().await?;
    Ok(found.map_or((0, 0), |(file, used)| (file.unsigned_abs(), used.unsigned_abs())))
}

const LIST_OLD_GUESTS: &str = "\
-- List guests whose work older versions kept here
SELECT l.id, l.digest, COALESCE(s.address, ''), l.created_at
FROM learners l
LEFT JOIN sessions s ON s.digest = l.digest
WHERE l.digest IS NOT NULL
ORDER BY l.id
LIMIT 10";

const DELETE_OLD_GUEST: &str = "\
-- The guest’s work stands in their own file now
DELETE FROM learners
WHERE id = $1 AND digest IS NOT NULL";

const INSERT_OLD_GUEST: &str = "\
-- Bring a guest over from the site’s file
INSERT INTO learners (digest, network, used_at, created_at)
VALUES ($1, $2, $3, $3)
RETURNING id";

/// Brings over the guests' work that versions before this one kept in the site's file, at most ten learners in one
/// transaction. Killed in between it goes on where it was: who is in the new file already is only deleted from the old one.
/// Returns how many there were.
///
/// # Errors
/// The databases' own.
pub async fn move_old_guests(db: &Db) -> Result<u64> {
    let (guests, mut moved) = (db.guests(), 0);
    loop {
        let some: Vec<(i64, SessionKey, String, Timestamp)> = db.query(LIST_OLD_GUESTS).all().await?;
        if some.is_empty() {
            return Ok(moved);
        }
        let mut theirs = guests.begin().await?;
        let mut own = db.begin().await?;
        for (old, digest, network, at) in &some {
            if find_in(&mut theirs, &LearnerKey::Guest(digest.clone())).await?.is_none() {
                let added: Option<(i64,)> = theirs
                    .query(INSERT_OLD_GUEST)
                    .bind(Secret::from(digest.clone()))
                    .bind(network.clone())
                    .bind(*at)
                    .one()
                    .await?;
                if let Some((new,)) = added {
                    copy_work(&mut own, *old, &mut theirs, new, Extent::All).await?;
                    make_room(&mut theirs, &db.room, &LearnerKey::Guest(digest.clone()), new).await?;
                }
            }
            own.query(DELETE_OLD_GUEST).bind(*old).run().await?;
        }
        theirs.commit().await?;
        if !guests.checkpoint().await? {
            return Ok(moved);
        }
        own.commit().await?;
        moved += some.len() as u64;
    }
}
