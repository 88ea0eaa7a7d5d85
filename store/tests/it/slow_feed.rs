//! The feed of the lesson about JOINs: which of its statements say the same.

use crate::{ANA, BEN, CLEO, Fresh, NOON, OVEN, PLOT, delete_user_row, fresh, write};
use model::CommentBody;
use store::{
    Result,
    comment::insert_comment,
    like::like_post,
    slow_feed::{CountedPost, Fetch, list, list_counted},
};

/// Two comments and two likes under one post, a like alone under the other, nothing under a third whose author left.
async fn community() -> Result<Fresh> {
    let fresh = fresh().await?;
    let body = CommentBody::parse("Good.").expect("a body within the rules");
    for (commenter, liker) in [(ANA, ANA), (CLEO, BEN)] {
        insert_comment(&fresh.db, commenter, OVEN, None, &body, NOON).await?;
        like_post(&fresh.db, OVEN, liker, NOON).await?;
    }
    like_post(&fresh.db, PLOT, BEN, NOON).await?;
    write(&fresh.db, CLEO, "Left behind", "").await?;
    delete_user_row(&fresh.db, CLEO).await?;
    Ok(fresh)
}

async fn fetched(fetch: Fetch) -> Result<Vec<(String, Option<String>, i64)>> {
    let Fresh { db, folder: _folder } = community().await?;
    let posts = list(&db, fetch).await?;
    Ok(posts.into_iter().map(|post| (post.title, post.author, post.comments)).collect())
}

fn row(title: &str, author: Option<&str>, comments: i64) -> (String, Option<String>, i64) {
    (title.to_owned(), author.map(str::to_owned), comments)
}

#[tokio::test]
async fn the_loop_and_one_of_the_joins_say_the_same() -> Result<()> {
    let all = [
        row("Left behind", None, 0),
        row("Bread on Friday", Some("Ben"), 2),
        row("Half a plot, by the pump", Some("Ana"), 0),
    ];
    assert_eq!(fetched(Fetch::Loop).await?, all);
    assert_eq!(fetched(Fetch::Left).await?, all);
    let Fresh { db, folder: _folder } = community().await?;
    let counted = list_counted(&db).await?;
    assert_eq!(
        counted.iter().map(|counted| counted.post.clone()).collect::<Vec<_>>(),
        list(&db, Fetch::Loop).await?
    );
    assert_eq!(counted.iter().map(CountedPost::joined_rows).collect::<Vec<_>>(), [1, 4, 1]);
    Ok(())
}

#[tokio::test]
async fn the_other_joins_go_wrong_as_they_are_meant_to() -> Result<()> {
    assert_eq!(fetched(Fetch::Plain).await?, [row("Bread on Friday", Some("Ben"), 2)]);
    let counting = fetched(Fetch::CountRows).await?;
    assert_eq!(counting.iter().map(|(.., comments)| *comments).collect::<Vec<_>>(), [1, 2, 1]);
    let with_likes = fetched(Fetch::WithLikes).await?;
    assert_eq!(with_likes.iter().map(|(.., comments)| *comments).collect::<Vec<_>>(), [0, 4, 0]);
    Ok(())
}

#[tokio::test]
async fn no_join_reads_the_whole_of_a_table_but_the_posts() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    for fetch in Fetch::JOINS {
        let plan = db.plan(fetch.statements()[0]).await?;
        let plan: Vec<&str> = plan.iter().map(|row| row.detail.as_str()).collect();
        assert!(plan.iter().all(|step| !step.starts_with("SCAN") || *step == "SCAN p"), "{plan:?}");
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:?}");
    }
    Ok(())
}
