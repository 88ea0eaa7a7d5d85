//! Likes: one for each person, and counts that fit.

use crate::{ANA, BEN, CLEO, Fresh, NOBODY, NOON, OVEN, PLOT, count, fresh};
use model::{CommentBody, CommentId};
use store::{
    Result,
    comment::{find_comment, insert_comment},
    like::{like_comment, like_post, unlike_comment, unlike_post},
    post::find_card,
};

#[tokio::test]
async fn liking_a_post_twice_counts_once() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    assert_eq!(like_post(&db, PLOT, BEN, NOON).await?, Some(1));
    assert_eq!(like_post(&db, PLOT, BEN, NOON).await?, Some(1));
    assert_eq!(like_post(&db, PLOT, CLEO, NOON).await?, Some(2));
    assert_eq!(like_post(&db, OVEN, BEN, NOON).await?, Some(1));
    assert_eq!(find_card(&db, PLOT).await?.unwrap().likes, 2);
    assert_eq!(find_card(&db, OVEN).await?.unwrap().likes, 1);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM likes").await?, 3);
    Ok(())
}

#[tokio::test]
async fn taking_a_like_back_twice_counts_once() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    for user in [ANA, BEN] {
        like_post(&db, PLOT, user, NOON).await?;
        like_post(&db, OVEN, user, NOON).await?;
    }
    assert_eq!(unlike_post(&db, PLOT, BEN).await?, Some(1));
    assert_eq!(unlike_post(&db, PLOT, BEN).await?, Some(1));
    assert_eq!(unlike_post(&db, PLOT, CLEO).await?, Some(1), "Cleo never did");
    assert_eq!(find_card(&db, OVEN).await?.unwrap().likes, 2);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM likes").await?, 3);
    Ok(())
}

#[tokio::test]
async fn nobody_likes_a_post_that_is_not_there() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    assert_eq!(like_post(&db, NOBODY, BEN, NOON).await?, None);
    assert_eq!(unlike_post(&db, NOBODY, BEN).await?, None);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM likes").await?, 0);
    Ok(())
}

#[tokio::test]
async fn likes_on_comments_count_as_those_on_posts() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let body = CommentBody::parse("Good.").unwrap();
    let one = insert_comment(&db, ANA, OVEN, None, &body, NOON).await?.unwrap();
    let two = insert_comment(&db, BEN, PLOT, None, &body, NOON).await?.unwrap();
    assert_eq!(like_comment(&db, one, BEN, NOON).await?, Some((OVEN, 1)));
    assert_eq!(like_comment(&db, one, BEN, NOON).await?, Some((OVEN, 1)));
    assert_eq!(like_comment(&db, one, CLEO, NOON).await?, Some((OVEN, 2)));
    assert_eq!(like_comment(&db, two, CLEO, NOON).await?, Some((PLOT, 1)));
    assert_eq!(unlike_comment(&db, one, BEN).await?, Some((OVEN, 1)));
    assert_eq!(unlike_comment(&db, one, BEN).await?, Some((OVEN, 1)));
    assert_eq!(find_comment(&db, one, None).await?.unwrap().likes, 1);
    assert_eq!(find_comment(&db, two, None).await?.unwrap().likes, 1);
    assert_eq!(find_card(&db, OVEN).await?.unwrap().likes, 0, "the post itself has none");

    assert_eq!(like_comment(&db, CommentId(404), BEN, NOON).await?, None);
    assert_eq!(unlike_comment(&db, CommentId(404), BEN).await?, None);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM comment_likes").await?, 2);
    Ok(())
}
