use crate::{ANA, BEN, Fresh, NOON, draft, fresh};
use store::{Result, post::insert_post, tag::list_tags_of_week};

const DAY: i64 = 24 * 60 * 60;

#[tokio::test]
async fn the_tags_of_the_week_are_those_most_posts_have() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?; // waiting-list, oven, twice garden
    let write = async |author, days: i64, tags| {
        insert_post(&db, author, &draft("Of a week", "Text.", tags), "Text.", NOON.plus(days * DAY)).await
    };
    for days in [-9, -8, -7] {
        write(ANA, days, "last week").await?;
    }
    write(BEN, -6, "oven, bell, apple, zinc").await?;
    write(ANA, -1, "oven, mint").await?;
    let week = list_tags_of_week(&db, NOON).await?;
    let week: Vec<_> = week.iter().map(|count| (count.tag.as_str(), count.posts)).collect();
    assert_eq!(
        week,
        [("oven", 3), ("garden", 2), ("apple", 1), ("bell", 1), ("mint", 1), ("waiting-list", 1)]
    );
    Ok(())
}

#[tokio::test]
async fn a_week_without_posts_has_no_tags() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    assert_eq!(list_tags_of_week(&db, NOON.plus(8 * DAY)).await?, []);
    Ok(())
}
