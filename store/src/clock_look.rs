//! When the site last looked at the clock. It is kept so that a jump is noticed across a restart, too.
//!
//! Never here: the clock itself, and what a look means (`server/src/clock.rs`).

use crate::{Db, Result};
use model::Timestamp;

/// A look at the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ClockLook {
    /// What the clock said.
    pub at: Timestamp,
    /// Since when, by this clock, it has run evenly.
    pub steady_since: Timestamp,
}

const FIND_CLOCK_LOOK: &str = "\
-- See what the clock said at the last look
SELECT at, steady_since
FROM clock_looks
WHERE id = 1";

/// The last look, if there was one.
///
/// # Errors
/// The database's own.
pub async fn find_clock_look(db: &Db) -> Result<Option<ClockLook>> {
    db.query(FIND_CLOCK_LOOK).one().await
}

const UPDATE_CLOCK_LOOK: &str = "\
-- Note what the clock says
INSERT INTO clock_looks (id, at, steady_since)
VALUES (1, $1, $2)
ON CONFLICT (id) DO UPDATE
SET at = $1, steady_since = $2";

/// Keeps a look in place of the last one.
///
/// # Errors
/// The database's own.
pub async fn update_clock_look(db: &Db, look: ClockLook) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.query(UPDATE_CLOCK_LOOK).bind(look.at).bind(look.steady_since).run().await?;
    tx.commit().await
}
