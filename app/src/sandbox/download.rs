//! One's own database, to take home: as the file that every SQLite opens, and as SQL.

use super::data_set::SETS;
use crate::{Error, ctx::Cx, learn};
use labs::sandbox::{Job, Reply};
use store::learner::sandbox::{SandboxState, find_state};

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
pub async fn image(cx: &Cx) -> Result<Vec<u8>, NotTaken> {
    match own(cx).await? {
        Some((_, image)) => Ok(image),
        None => Ok(cx.site.sandboxes.prepared(&cx.site.sandbox, &SETS[0]).await?.image.clone()),
    }
}

/// The SQL that makes it again.
///
/// # Errors
/// As `image`.
pub async fn text(cx: &Cx) -> Result<String, NotTaken> {
    let Some((learner, image)) = own(cx).await? else { return Ok(SETS[0].sql.to_owned()) };
    match cx.site.sandbox.run(learner.unsigned_abs(), &Job::Dump { image }).await? {
        Reply::Dump(text) => Ok(text),
        other => {
            tracing::error!(request = cx.visit.request_id, "a sandbox was not written down: {other:?}");
            Err(labs::sandbox::Refused::Broken.into())
        }
    }
}

/// The database of whoever asks, where they changed it.
async fn own(cx: &Cx) -> Result<Option<(i64, Vec<u8>)>, Error> {
    let Some(who) = learn::existing(cx).await? else { return Ok(None) };
    learn::count(cx, &who)?;
    let state = find_state(&cx.db, &who).await.map_err(|e| cx.blame(e))?;
    Ok(state.and_then(|SandboxState { learner, image, .. }| Some((learner, image?))))
}
