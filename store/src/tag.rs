//! Tags: which of them are in use. The posts with a tag are in `post.rs`.

use crate::{Db, Result};
use model::{Tag, TagCount, Timestamp};

const WEEK: i64 = 7 * 24 * 60 * 60;

// A week may have any number of posts, so only the newest thousand of it are counted. That takes half a millisecond at most
// and makes no difference to a list of six.
const LIST_TAGS_OF_WEEK: &str = "\
-- List the six tags most used in the past week
SELECT t.name AS tag, COUNT(*) AS posts
FROM (SELECT p.id
      FROM posts p
      WHERE p.created_at > $1
      ORDER BY p.created_at DESC, p.id DESC
      LIMIT 1000) AS recent
JOIN post_tags pt ON pt.post_id = recent.id
JOIN tags t ON t.id = pt.tag_id
GROUP BY t.id, t.name
ORDER BY COUNT(*) DESC, t.name
LIMIT 6";

/// The six tags that were used most during the last seven days.
///
/// # Errors
/// The database's own.
pub async fn list_tags_of_week(db: &Db, now: Timestamp) -> Result<Vec<TagCount>> {
    let rows: Vec<(Tag, i64)> = db.query(LIST_TAGS_OF_WEEK).bind(now.plus(-WEEK)).all().await?;
    Ok(rows.into_iter().map(|(tag, posts)| TagCount { tag, posts }).collect())
}
