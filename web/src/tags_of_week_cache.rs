//! The tags of the week. They are read from the database once a minute at most, however many pages show them. Server
//! only.

use model::{TagCount, Timestamp};
use std::sync::Arc;
use store::Db;
use tokio::sync::Mutex;

/// After how many seconds the tags are read again.
const MAX_AGE_SECONDS: i64 = 60;

type Cached = Option<(Timestamp, Vec<TagCount>)>;

/// The tags, cached. Cheap to clone.
#[derive(Clone, Default)]
pub struct TagsOfWeek(Arc<Mutex<Cached>>);

impl TagsOfWeek {
    /// The tags of the week as they were at most a minute ago. A caller that arrives while they are being read waits
    /// for that read and does not start its own.
    ///
    /// # Errors
    /// When the database fails; what was cached stays.
    pub async fn get(&self, db: &Db, now: Timestamp) -> store::Result<Vec<TagCount>> {
        let mut cached = self.0.lock().await;
        if let Some((_, tags)) =
            cached.as_ref().filter(|(at, _)| (0..MAX_AGE_SECONDS).contains(&now.since(*at)))
        {
            return Ok(tags.clone());
        }
        let tags = store::tag::list_tags_of_week(db, now).await?;
        *cached = Some((now, tags.clone()));
        Ok(tags)
    }
}
