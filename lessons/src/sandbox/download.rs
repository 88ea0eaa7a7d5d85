//! A learner's own database to take home: as a file that every SQLite opens, and as SQL.

use super::job::{NotDone, run_job_made};
use crate::learner;
use labs::own_database::DATA_SETS;
use labs::sandbox::{ClaimKind, DumpDatabase, Refused};
use store::learner::{
    LearnerKey,
    sandbox::{SandboxState, StoredImage, find_number, find_state},
};
use web::{Error, context::RequestContext};

/// The database as the bytes of a file.
///
/// # Errors
/// When the bytes cannot be read or made just now.
pub async fn image(cx: &RequestContext) -> Result<Vec<u8>, NotDone> {
    match changed_one(cx).await? {
        Some(learner_key) => own_image(cx, &learner_key).await,
        None => {
            Ok(cx.site.labs.sandboxes.prepared(&cx.site.labs.sandbox, &DATA_SETS[0]).await?.image.clone())
        }
    }
}

/// The SQL that makes the database again.
///
/// # Errors
/// As `image`.
pub async fn text(cx: &RequestContext) -> Result<String, NotDone> {
    let Some(learner_key) = changed_one(cx).await? else { return Ok(DATA_SETS[0].sql.to_owned()) };
    let made = async { Ok::<_, NotDone>(DumpDatabase { image: own_image(cx, &learner_key).await? }) };
    run_job_made(cx, learner::claim(cx, &learner_key, ClaimKind::Run), made).await
}

/// The learner behind this request, where they have a database that they changed.
async fn changed_one(cx: &RequestContext) -> Result<Option<LearnerKey>, NotDone> {
    let Some(learner_key) = learner::find_learner(cx).await? else { return Ok(None) };
    learner::count_action(cx, &learner_key)?;
    let found = find_number(&cx.db, &learner_key).await.map_err(Error::from)?;
    Ok(Some(learner_key).filter(|_| found.is_some_and(|(_, number)| number > 0)))
}

async fn own_image(cx: &RequestContext, learner_key: &LearnerKey) -> Result<Vec<u8>, NotDone> {
    match find_state(&cx.db, learner_key).await.map_err(Error::from)? {
        Some(SandboxState { image: StoredImage::Bytes(image), .. }) => Ok(image),
        Some(SandboxState { image: StoredImage::Unreadable, .. }) => Err(Refused::Unreadable.into()),
        // They stepped back to the beginning in this very moment.
        None | Some(SandboxState { image: StoredImage::Beginning, .. }) => Ok(Vec::new()),
    }
}
