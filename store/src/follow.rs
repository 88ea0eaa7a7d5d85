//! Who follows whom.

use crate::{Db, Result};
use model::{Timestamp, UserId};

// Adds nothing where the other person is gone, is the same person, or is followed already.
const INSERT_FOLLOW: &str = "\
-- Note that this person now follows the other one
INSERT INTO follows (follower_id, followee_id, created_at)
SELECT $1, u.id, $3
FROM users u
WHERE u.id = $2 AND u.id <> $1
ON CONFLICT (follower_id, followee_id) DO NOTHING";

/// Lets one person follow another. Doing so a second time changes nothing, and nobody can follow themselves.
///
/// # Errors
/// The database's own.
pub async fn follow_user(db: &Db, follower: UserId, followee: UserId, now: Timestamp) -> Result<()> {
    let mut tx = db.begin_once().await?;
    tx.query(INSERT_FOLLOW).bind(follower).bind(followee).bind(now).run().await?;
    tx.commit().await
}

const DELETE_FOLLOW: &str = "\
-- Forget that this person followed the other one
DELETE FROM follows
WHERE follower_id = $1 AND followee_id = $2";

/// Ends that one person follows another.
///
/// # Errors
/// The database's own.
pub async fn unfollow_user(db: &Db, follower: UserId, followee: UserId) -> Result<()> {
    let mut tx = db.begin_once().await?;
    tx.query(DELETE_FOLLOW).bind(follower).bind(followee).run().await?;
    tx.commit().await
}
