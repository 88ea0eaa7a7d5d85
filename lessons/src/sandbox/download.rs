//! A learner's own database to take home: as a file that every SQLite opens, and as SQL.

use crate::learner;
use crate::sandbox::run_job;
use labs::own_database::DATA_SETS;
use labs::sandbox::{ClaimKind, DumpDatabase, Refused};
use store::learner::{
    LearnerKey,
    sandbox::{SandboxState, StoredImage, find_state},
};
use web::{Error, context::RequestContext};

/// Why there is nothing to take home.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// The site refused the request.
    #[error(transparent)]
    Site(#[from] Error),
    /// No worker could make it.
    #[error(transparent)]
    Sandbox(#[from] Refused),
}

/// The database as the bytes of a file.
///
/// # Errors
/// When the bytes cannot be read or made just now.
pub async fn image(cx: &RequestContext) -> Result<Vec<u8>, NotTaken> {
    match own(cx).await? {
        Some((_, image)) => Ok(image),
        None => {
            Ok(cx.site.labs.sandboxes.prepared(&cx.site.labs.sandbox, &DATA_SETS[0]).await?.image.clone())
        }
    }
}

/// The SQL that makes the database again.
///
/// # Errors
/// As `image`.
pub async fn text(cx: &RequestContext) -> Result<String, NotTaken> {
    let Some((learner_key, image)) = own(cx).await? else { return Ok(DATA_SETS[0].sql.to_owned()) };
    Ok(run_job(cx, learner::claim(cx, &learner_key, ClaimKind::Run), &DumpDatabase { image }).await?)
}

/// The learner and the bytes of their database, where they changed it.
async fn own(cx: &RequestContext) -> Result<Option<(LearnerKey, Vec<u8>)>, NotTaken> {
    let Some(learner_key) = learner::find_learner(cx).await? else { return Ok(None) };
    learner::count_action(cx, &learner_key)?;
    let state = find_state(&cx.db, &learner_key).await.map_err(Error::from)?;
    match state {
        None | Some(SandboxState { image: StoredImage::Beginning, .. }) => Ok(None),
        Some(SandboxState { image: StoredImage::Bytes(image), .. }) => Ok(Some((learner_key, image))),
        Some(SandboxState { image: StoredImage::Unreadable, .. }) => Err(Refused::Unreadable.into()),
    }
}
