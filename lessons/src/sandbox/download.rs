//! One's own database, to take home: as the file that every SQLite opens, and as SQL.

use crate::learner;
use crate::sandbox::run_job;
use labs::own_database::SETS;
use labs::sandbox::DumpDatabase;
use store::learner::sandbox::{SandboxState, find_state};
use web::{Error, context::RequestContext};

/// Why there is nothing to take.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    #[error(transparent)]
    Site(#[from] Error),
    #[error(transparent)]
    Sandbox(#[from] labs::sandbox::Refused),
}

/// The bytes of the file.
///
/// # Errors
/// When the bytes cannot be read or made just now.
pub async fn image(cx: &RequestContext) -> Result<Vec<u8>, NotTaken> {
    match own(cx).await? {
        Some((_, image)) => Ok(image),
        None => Ok(cx.site.sandboxes.prepared(&cx.site.sandbox, &SETS[0]).await?.image.clone()),
    }
}

/// The SQL that makes it again.
///
/// # Errors
/// As `image`.
pub async fn text(cx: &RequestContext) -> Result<String, NotTaken> {
    let Some((learner, image)) = own(cx).await? else { return Ok(SETS[0].sql.to_owned()) };
    Ok(run_job(cx, learner.unsigned_abs(), &DumpDatabase { image }).await?)
}

/// The database of whoever asks, where they changed it.
async fn own(cx: &RequestContext) -> Result<Option<(i64, Vec<u8>)>, Error> {
    let Some(who) = learner::existing(cx).await? else { return Ok(None) };
    learner::count(cx, &who)?;
    let state = find_state(&cx.db, &who).await?;
    Ok(state.and_then(|SandboxState { learner, image, .. }| Some((learner, image?))))
}
