//! The tags of the week, asked of the database once a minute however many pages show them. Server only.

use model::{TagCount, Timestamp};
use std::sync::Arc;
use store::Db;
use tokio::sync::Mutex;

const FRESH_FOR: i64 = 60;

type Kept = Option<(Timestamp, Vec<TagCount>)>;

/// Cheap to clone.
#[derive(Clone, Default)]
pub struct TagsOfWeek(Arc<Mutex<Kept>>);

impl TagsOfWeek {
    /// The tags of the week as they were at most a minute ago. Who asks while another is looking waits for that look.
    pub async fn get(&self, db: &Db, now: Timestamp) -> store::Result<Vec<TagCount>> {
        let mut kept = self.0.lock().await;
        if let Some((_, tags)) = kept.as_ref().filter(|(at, _)| (0..FRESH_FOR).contains(&now.since(*at))) {
            return Ok(tags.clone());
        }
        let tags = store::tag::list_tags_of_week(db, now).await?;
        *kept = Some((now, tags.clone()));
        Ok(tags)
    }
}
