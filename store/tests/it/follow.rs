//! Following: who follows whom, and what it does to a feed.

use crate::{ANA, BEN, CLEO, Fresh, NOON, OVEN, PLOT, count, fresh};
use model::UserId;
use store::{
    Db, Result,
    follow::{follow_user, unfollow_user},
    post::find_post,
};

/// Whether the viewer follows Ana, and Ben.
async fn follows(db: &Db, viewer: UserId) -> Result<(bool, bool)> {
    let ana = find_post(db, PLOT, Some(viewer)).await?.expect("Ana's post");
    let ben = find_post(db, OVEN, Some(viewer)).await?.expect("Ben's post");
    Ok((ana.author_followed_by_viewer, ben.author_followed_by_viewer))
}

#[tokio::test]
async fn following_goes_one_way_and_ends() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    follow_user(&db, ANA, BEN, NOON).await?;
    follow_user(&db, ANA, BEN, NOON).await?;
    follow_user(&db, CLEO, BEN, NOON).await?;
    assert_eq!(count(&db, "SELECT COUNT(*) FROM follows").await?, 2);
    assert_eq!(follows(&db, ANA).await?, (false, true));
    assert_eq!(follows(&db, BEN).await?, (false, false));

    unfollow_user(&db, ANA, BEN).await?;
    unfollow_user(&db, ANA, BEN).await?;
    assert_eq!(follows(&db, ANA).await?, (false, false));
    assert_eq!(follows(&db, CLEO).await?, (false, true));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM follows").await?, 1);
    Ok(())
}

#[tokio::test]
async fn nobody_follows_themselves_or_a_stranger() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    follow_user(&db, ANA, ANA, NOON).await?;
    follow_user(&db, ANA, UserId(404), NOON).await?;
    assert_eq!(count(&db, "SELECT COUNT(*) FROM follows").await?, 0);
    Ok(())
}
