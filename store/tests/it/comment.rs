//! Comments: threads, counts, and who may change what.

use crate::{ANA, BEN, CLEO, Fresh, NOBODY, NOON, OVEN, PLOT, count, delete_user_row, fresh};
use model::{CommentBody, CommentId, CommentView, PostId, UserId};
use store::{
    Db, Result,
    comment::{
        delete_comment, find_comment, insert_comment, list_comments, list_comments_of, update_comment,
    },
    like::like_comment,
    post::find_card,
};

fn body(text: &str) -> CommentBody {
    CommentBody::parse(text).expect("a comment within the rules")
}

async fn say(db: &Db, author: UserId, post: PostId, answers: Option<CommentId>) -> Result<Option<CommentId>> {
    insert_comment(db, author, post, answers, &body("Good."), NOON).await
}

/// The number of comments in the row of each post, which must be what counting the comments gives.
async fn comments(db: &Db) -> Result<(i64, i64)> {
    let plot = find_card(db, PLOT).await?.expect("a post of every fixture").comments;
    let oven = find_card(db, OVEN).await?.expect("a post of every fixture").comments;
    assert_eq!(plot, count(db, "SELECT COUNT(*) FROM comments WHERE post_id = 1").await?);
    assert_eq!(oven, count(db, "SELECT COUNT(*) FROM comments WHERE post_id = 2").await?);
    Ok((plot, oven))
}

#[tokio::test]
async fn a_comment_comes_back_as_it_was_written() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let id = insert_comment(&db, BEN, PLOT, None, &body("*Which* pump?"), NOON).await?.unwrap();
    like_comment(&db, id, CLEO, NOON).await?;
    let comment = find_comment(&db, id, None).await?.unwrap();
    assert_eq!((comment.id, comment.post, comment.answers), (id, PLOT, None));
    assert_eq!(comment.body, "*Which* pump?");
    assert_eq!(comment.author.as_ref().unwrap().name.as_str(), "ben");
    assert_eq!((comment.created_at, comment.edited_at, comment.likes), (NOON, None, 1));

    let seen = async |viewer| -> Result<_> {
        let comment = find_comment(&db, id, viewer).await?.unwrap();
        Ok((comment.liked_by_viewer, comment.written_by_viewer))
    };
    assert_eq!(seen(None).await?, (false, false));
    assert_eq!(seen(Some(ANA)).await?, (false, false));
    assert_eq!(seen(Some(BEN)).await?, (false, true));
    assert_eq!(seen(Some(CLEO)).await?, (true, false));
    assert_eq!(find_comment(&db, CommentId(404), None).await?, None);
    Ok(())
}

#[tokio::test]
async fn a_post_counts_its_own_comments() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let first = say(&db, BEN, PLOT, None).await?;
    say(&db, ANA, PLOT, first).await?;
    say(&db, CLEO, OVEN, None).await?;
    assert_eq!(comments(&db).await?, (2, 1));
    Ok(())
}

#[tokio::test]
async fn a_comment_needs_its_post_and_what_it_answers() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let there = say(&db, ANA, OVEN, None).await?;
    assert_eq!(say(&db, BEN, NOBODY, None).await?, None);
    assert_eq!(say(&db, BEN, PLOT, Some(CommentId(404))).await?, None);
    assert_eq!(say(&db, BEN, PLOT, there).await?, None, "that one stands under another post");
    assert_eq!(comments(&db).await?, (0, 1));
    Ok(())
}

#[tokio::test]
async fn an_answer_to_an_answer_joins_the_same_thread() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let question = say(&db, BEN, PLOT, None).await?;
    let answer = say(&db, ANA, PLOT, question).await?;
    let further = say(&db, BEN, PLOT, answer).await?.unwrap();
    assert_eq!(find_comment(&db, further, None).await?.unwrap().answers, question);
    Ok(())
}

#[tokio::test]
async fn comments_stand_oldest_first_with_answers_below() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let one = say(&db, ANA, PLOT, None).await?;
    let two = say(&db, BEN, PLOT, None).await?;
    let elsewhere = say(&db, BEN, OVEN, None).await?;
    let to_two = say(&db, ANA, PLOT, two).await?;
    let to_one = say(&db, CLEO, PLOT, one).await?;
    let to_one_too = say(&db, BEN, PLOT, to_one).await?;
    let shown: Vec<_> = list_comments(&db, PLOT, None).await?.into_iter().map(|c| Some(c.id)).collect();
    assert_eq!(shown, [one, to_one, to_one_too, two, to_two]);
    let shown: Vec<_> = list_comments(&db, OVEN, None).await?.into_iter().map(|c| Some(c.id)).collect();
    assert_eq!(shown, [elsewhere]);
    assert_eq!(list_comments(&db, NOBODY, None).await?, []);
    Ok(())
}

#[tokio::test]
async fn a_page_shows_so_many_comments_and_no_more() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let mut tx = db.begin().await?;
    tx.query(
        "WITH RECURSIVE ns (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM ns WHERE n < 600)
         INSERT INTO comments (post_id, answers_id, author_id, body, created_at)
         SELECT 1, CASE WHEN n > 550 THEN n - 550 END, 2, 'Good.', 0 FROM ns",
    )
    .run()
    .await?;
    tx.commit().await?;
    let shown = list_comments(&db, PLOT, None).await?;
    assert_eq!(shown.len(), CommentView::SHOWN_MAX);
    assert!(shown.iter().zip(1..).all(|(comment, n)| comment.id == CommentId(n)), "the oldest are shown");
    Ok(())
}

#[tokio::test]
async fn only_the_author_edits_a_comment() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let comment = say(&db, BEN, PLOT, None).await?.unwrap();
    let other = say(&db, ANA, OVEN, None).await?.unwrap();
    let before = (find_comment(&db, comment, None).await?, find_comment(&db, other, None).await?);
    let text = body("Better.");
    assert_eq!(update_comment(&db, comment, ANA, &text, NOON.plus(9)).await?, None);
    assert_eq!(update_comment(&db, CommentId(404), ANA, &text, NOON.plus(9)).await?, None);
    assert_eq!((find_comment(&db, comment, None).await?, find_comment(&db, other, None).await?), before);

    assert_eq!(update_comment(&db, comment, BEN, &text, NOON.plus(9)).await?, Some(PLOT));
    let after = find_comment(&db, comment, None).await?.unwrap();
    assert_eq!((after.body.as_str(), after.edited_at), ("Better.", Some(NOON.plus(9))));
    assert_eq!(find_comment(&db, other, None).await?, before.1);
    Ok(())
}

#[tokio::test]
async fn only_the_author_deletes_a_comment() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let comment = say(&db, BEN, PLOT, None).await?.unwrap();
    say(&db, ANA, PLOT, None).await?;
    say(&db, BEN, OVEN, None).await?;
    assert_eq!(delete_comment(&db, comment, ANA).await?, None, "not even the author of the post");
    assert_eq!(comments(&db).await?, (2, 1));
    assert_eq!(delete_comment(&db, comment, BEN).await?, Some((PLOT, 1)));
    assert_eq!(delete_comment(&db, comment, BEN).await?, None);
    assert_eq!(comments(&db).await?, (1, 1));
    Ok(())
}

#[tokio::test]
async fn a_comment_goes_with_its_answers_and_the_count_knows() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let question = say(&db, BEN, PLOT, None).await?;
    let stays = say(&db, CLEO, PLOT, None).await?;
    say(&db, ANA, PLOT, question).await?;
    say(&db, CLEO, PLOT, question).await?;
    assert_eq!(comments(&db).await?, (4, 0));
    assert_eq!(delete_comment(&db, question.unwrap(), BEN).await?, Some((PLOT, 1)));
    assert_eq!(comments(&db).await?, (1, 0));
    assert_eq!(Some(list_comments(&db, PLOT, None).await?[0].id), stays);
    Ok(())
}

#[tokio::test]
async fn nobody_is_the_author_of_a_comment_left_behind() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let left = say(&db, BEN, PLOT, None).await?;
    say(&db, ANA, PLOT, left).await?;
    delete_user_row(&db, BEN).await?;
    let named: Vec<_> = list_comments(&db, PLOT, None).await?.iter().map(|c| c.author.is_some()).collect();
    assert_eq!(named, [false, true]);
    assert_eq!(comments(&db).await?, (2, 0));
    Ok(())
}

#[tokio::test]
async fn a_person_takes_home_what_they_commented_and_nothing_else() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let one = insert_comment(&db, BEN, PLOT, None, &body("One."), NOON).await?;
    say(&db, ANA, PLOT, one).await?;
    let two = insert_comment(&db, BEN, OVEN, None, &body("Two."), NOON.plus(1)).await?;
    let own = list_comments_of(&db, BEN, CommentId(0)).await?;
    assert_eq!(own.iter().map(|c| Some(c.id)).collect::<Vec<_>>(), [one, two]);
    assert_eq!(
        (own[1].post, own[1].body.as_str(), own[1].created_at, own[1].edited_at),
        (OVEN, "Two.", NOON.plus(1), None)
    );
    assert_eq!(list_comments_of(&db, CLEO, CommentId(0)).await?, []);
    Ok(())
}
