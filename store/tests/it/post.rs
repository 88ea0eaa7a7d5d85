//! Posts: every list of them, and writing, changing and deleting one.

use crate::{
    ANA, BEN, CLEO, Fresh, NOBODY, NOON, OVEN, PLOT, count, delete_user_row, draft, fresh, insert_user, write,
};
use model::{CommentBody, Cursor, Field, Invalid, Page, PostCard, PostId, Reason, Tag};
use store::{
    Db, Error, QueryLog, Result,
    comment::{insert_comment, update_comment},
    follow::follow_user,
    like::like_post,
    post::{
        delete_post, find_card, find_post, insert_post, list_feed, list_feed_of_followed,
        list_posts_by_author, list_posts_by_tag, list_posts_of, update_post, was_deleted,
    },
};

fn tag(name: &str) -> Tag {
    Tag::parse(name).expect("a tag within the rules")
}

fn tag_names(card: &PostCard) -> Vec<&str> {
    card.tags.iter().map(Tag::as_str).collect()
}

fn ids(page: &Page<PostCard>) -> Vec<i64> {
    page.items.iter().map(|card| card.id.0).collect()
}

#[tokio::test]
async fn a_post_comes_back_as_it_was_written() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let found = find_post(&db, PLOT, None).await?.unwrap();
    assert_eq!(found.body, "The **pump** is new.");
    assert_eq!(found.author_bio, "Grows beans.");
    assert_eq!(found.card.title, "Half a plot, by the pump");
    assert_eq!(found.card.excerpt, "The pump is new.");
    assert_eq!(found.card.author.as_ref().unwrap().name.as_str(), "ana");
    assert_eq!(found.card.author.as_ref().unwrap().display_name, "Ana");
    assert_eq!((found.card.created_at, found.card.edited_at), (NOON.plus(-120), None));
    assert_eq!(tag_names(&found.card), ["garden", "waiting-list"]);
    assert_eq!(find_card(&db, PLOT).await?.unwrap(), found.card);

    assert_eq!(find_post(&db, NOBODY, None).await?, None);
    assert_eq!(find_card(&db, NOBODY).await?, None);
    Ok(())
}

#[tokio::test]
async fn a_post_keeps_its_tags_in_the_order_typed() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let five = write(&db, CLEO, "Five", "zinc, oven, apple, garden, bell").await?;
    let none = write(&db, CLEO, "None", "").await?;
    assert_eq!(tag_names(&find_card(&db, five).await?.unwrap()), ["zinc", "oven", "apple", "garden", "bell"]);
    assert_eq!(tag_names(&find_card(&db, none).await?.unwrap()), [""; 0]);
    assert_eq!(tag_names(&find_card(&db, OVEN).await?.unwrap()), ["oven", "garden"]);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM tags").await?, 6, "a word is kept once");
    Ok(())
}

#[tokio::test]
async fn what_a_post_says_of_the_viewer_is_about_the_viewer() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    like_post(&db, PLOT, BEN, NOON).await?;
    follow_user(&db, BEN, ANA, NOON).await?;
    let seen = async |viewer| -> Result<_> {
        let post = find_post(&db, PLOT, viewer).await?.unwrap();
        Ok((
            post.card.likes,
            post.card.liked_by_viewer,
            post.author_followed_by_viewer,
            post.written_by_viewer,
        ))
    };
    assert_eq!(seen(None).await?, (1, false, false, false));
    assert_eq!(seen(Some(ANA)).await?, (1, false, false, true));
    assert_eq!(seen(Some(BEN)).await?, (1, true, true, false));
    assert_eq!(seen(Some(CLEO)).await?, (1, false, false, false));

    let feed = list_feed(&db, Some(BEN), Cursor::START).await?;
    let liked: Vec<_> = feed.items.iter().map(|card| (card.id, card.liked_by_viewer)).collect();
    assert_eq!(liked, [(OVEN, false), (PLOT, true)]);
    Ok(())
}

#[tokio::test]
async fn only_the_author_edits_a_post() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let before = find_post(&db, PLOT, None).await?;
    let other = draft("Mine now", "No.", "bell");
    let later = NOON.plus(60);
    assert!(!update_post(&db, PLOT, BEN, &other, "No.", later).await?);
    assert!(!update_post(&db, NOBODY, BEN, &other, "No.", later).await?);
    assert_eq!(find_post(&db, PLOT, None).await?, before);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM tags WHERE name = 'bell'").await?, 0);

    let whole = draft("A whole plot", "Both halves.", "waiting list, bell");
    assert!(update_post(&db, PLOT, ANA, &whole, "Both.", later).await?);
    let after = find_post(&db, PLOT, None).await?.unwrap();
    assert_eq!((after.card.title.as_str(), after.card.excerpt.as_str()), ("A whole plot", "Both."));
    assert_eq!(after.body, "Both halves.");
    assert_eq!((after.card.created_at, after.card.edited_at), (NOON.plus(-120), Some(later)));
    assert_eq!(tag_names(&after.card), ["waiting-list", "bell"]);
    assert_eq!(find_card(&db, OVEN).await?.unwrap().edited_at, None);
    Ok(())
}

#[tokio::test]
async fn only_the_author_deletes_a_post() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    assert!(!delete_post(&db, PLOT, BEN, NOON).await?);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM posts").await?, 2);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM deleted_posts").await?, 0);
    assert!(!was_deleted(&db, PLOT).await?);

    assert!(delete_post(&db, PLOT, ANA, NOON).await?);
    assert!(!delete_post(&db, PLOT, ANA, NOON).await?, "gone is gone");
    assert_eq!(find_post(&db, PLOT, Some(ANA)).await?, None);
    assert!(find_post(&db, OVEN, Some(ANA)).await?.is_some());
    assert!(was_deleted(&db, PLOT).await?);
    assert!(!was_deleted(&db, OVEN).await?);
    assert!(!was_deleted(&db, NOBODY).await?);
    Ok(())
}

#[tokio::test]
async fn what_hangs_on_a_post_goes_with_it() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    for post in [PLOT, OVEN] {
        like_post(&db, post, CLEO, NOON).await?;
        let body = CommentBody::parse("Good.").unwrap();
        let comment = insert_comment(&db, CLEO, post, None, &body, NOON).await?;
        insert_comment(&db, BEN, post, comment, &body, NOON).await?;
    }
    assert!(delete_post(&db, PLOT, ANA, NOON).await?);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM likes").await?, 1);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM comments").await?, 2);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM post_tags").await?, 2);
    Ok(())
}

#[tokio::test]
async fn an_id_is_never_given_out_twice() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    assert!(delete_post(&db, OVEN, BEN, NOON).await?);
    assert_eq!(write(&db, BEN, "Again", "").await?, PostId(3));
    Ok(())
}

#[tokio::test]
async fn nobody_is_the_author_of_what_was_left_behind() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    delete_user_row(&db, ANA).await?;
    let post = find_post(&db, PLOT, None).await?.unwrap();
    assert_eq!((post.card.author, post.author_bio.as_str(), post.written_by_viewer), (None, "", false));
    let feed = list_feed(&db, Some(BEN), Cursor::START).await?;
    let named: Vec<_> = feed.items.iter().map(|card| card.author.is_some()).collect();
    assert_eq!(named, [true, false]);
    Ok(())
}

#[tokio::test]
async fn paging_shows_each_post_once_while_new_ones_arrive() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    for n in 3..=45 {
        assert_eq!(write(&db, if n % 2 == 0 { ANA } else { BEN }, "One of many", "").await?, PostId(n));
    }
    let mut seen = Vec::new();
    let mut after = Cursor::START;
    for _ in 0..3 {
        let page = list_feed(&db, None, after).await?;
        seen.extend(ids(&page));
        write(&db, CLEO, "Just in", "").await?;
        let Some(next) = page.next else { break };
        after = next;
    }
    assert_eq!(seen, (1..=45).rev().collect::<Vec<_>>());
    Ok(())
}

/// Ana writes every even id up to 70, Ben the odd ones; all of them have the tag `tide`, those of Ana `bell` as well.
async fn seventy_posts(db: &Db) -> Result<()> {
    for n in 3..=70 {
        let (author, tags) = if n % 2 == 0 { (ANA, "tide, bell") } else { (BEN, "tide") };
        assert_eq!(write(db, author, "One of many", tags).await?, PostId(n));
    }
    Ok(())
}

#[tokio::test]
async fn a_tag_lists_its_posts_newest_first() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    seventy_posts(&db).await?;
    let first = list_posts_by_tag(&db, None, &tag("bell"), Cursor::START).await?;
    assert_eq!(ids(&first), (4..=70).rev().filter(|n| n % 2 == 0).take(20).collect::<Vec<_>>());
    assert_eq!(tag_names(&first.items[0]), ["tide", "bell"], "a card has all its tags");
    let second = list_posts_by_tag(&db, None, &tag("bell"), first.next.unwrap()).await?;
    assert_eq!(ids(&second), (4..=30).rev().filter(|n| n % 2 == 0).collect::<Vec<_>>());
    assert_eq!(second.next, None);
    assert_eq!(ids(&list_posts_by_tag(&db, None, &tag("nowhere"), Cursor::START).await?), [0; 0]);
    Ok(())
}

#[tokio::test]
async fn a_person_lists_their_posts_newest_first() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    seventy_posts(&db).await?;
    let first = list_posts_by_author(&db, None, BEN, Cursor::START).await?;
    assert_eq!(ids(&first), (1..=69).rev().filter(|n| n % 2 == 1).take(20).collect::<Vec<_>>());
    let second = list_posts_by_author(&db, None, BEN, first.next.unwrap()).await?;
    // OVEN, the second post, is Ben's as well.
    assert_eq!(ids(&second), (3..=29).rev().filter(|n| n % 2 == 1).chain([OVEN.0]).collect::<Vec<_>>());
    assert_eq!(ids(&list_posts_by_author(&db, None, CLEO, Cursor::START).await?), [0; 0]);
    Ok(())
}

#[tokio::test]
async fn the_feed_of_followed_people_is_theirs_alone() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let dora = insert_user(&db, "dora", "").await?;
    assert_eq!(ids(&list_feed_of_followed(&db, CLEO, Cursor::START).await?), [0; 0]);

    // Dora wrote once, long ago; Ana and Ben write all the time; Cleo follows Dora and Ana.
    let once = write(&db, dora, "Long ago", "").await?;
    for _ in 0..60 {
        write(&db, ANA, "Busy", "").await?;
        write(&db, BEN, "Busy", "").await?;
    }
    follow_user(&db, CLEO, dora, NOON).await?;
    follow_user(&db, CLEO, ANA, NOON).await?;
    follow_user(&db, ANA, BEN, NOON).await?;

    let mut seen = Vec::new();
    let mut after = Cursor::START;
    for _ in 0..4 {
        let page = list_feed_of_followed(&db, CLEO, after).await?;
        assert!(page.items.len() <= Page::<PostCard>::SIZE);
        seen.extend(ids(&page));
        let Some(next) = page.next else { break };
        after = next;
    }
    let busy = (once.0 + 1..=once.0 + 120).rev().step_by(2).map(|n| n - 1);
    assert_eq!(seen, busy.chain([once.0, PLOT.0]).collect::<Vec<_>>());
    assert_eq!(list_feed_of_followed(&db, ANA, Cursor::START).await?.items.len(), 20);
    Ok(())
}

#[tokio::test]
async fn a_list_is_one_statement_however_long_it_is() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    seventy_posts(&db).await?;
    follow_user(&db, CLEO, ANA, NOON).await?;
    let log = QueryLog::default();
    let db = db.with_log(log.clone());
    list_feed(&db, Some(CLEO), Cursor::START).await?;
    list_feed_of_followed(&db, CLEO, Cursor::START).await?;
    list_posts_by_tag(&db, Some(CLEO), &tag("tide"), Cursor::START).await?;
    list_posts_by_author(&db, Some(CLEO), ANA, Cursor::START).await?;
    find_post(&db, PLOT, Some(CLEO)).await?;
    let rows: Vec<_> = log.statements().iter().map(|statement| statement.rows).collect();
    assert_eq!(rows, [21, 21, 21, 21, 1]);
    Ok(())
}

#[tokio::test]
async fn a_person_takes_home_what_they_wrote_and_nothing_else() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let untagged = insert_post(&db, ANA, &draft("Second", "More.", ""), "More.", NOON).await?;
    let own = list_posts_of(&db, ANA, PostId(0)).await?;
    assert_eq!(own.iter().map(|post| post.id).collect::<Vec<_>>(), [PLOT, untagged]);
    assert_eq!(
        (own[0].title.as_str(), own[0].body.as_str()),
        ("Half a plot, by the pump", "The **pump** is new.")
    );
    assert_eq!(own[0].tags, [tag("garden"), tag("waiting list")]);
    assert_eq!((own[1].created_at, own[1].edited_at, own[1].tags.len()), (NOON, None, 0));
    assert_eq!(list_posts_of(&db, CLEO, PostId(0)).await?, []);
    assert_eq!(
        list_posts_of(&db, ANA, PLOT).await?.iter().map(|post| post.id).collect::<Vec<_>>(),
        [untagged]
    );
    Ok(())
}

#[tokio::test]
async fn r1_a_person_keeps_so_many_bytes_of_text_and_then_is_told_and_another_is_not() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    const WRITTEN: &str = "\
SELECT u.written_bytes
     - (SELECT COALESCE(SUM(OCTET_LENGTH(p.title) + OCTET_LENGTH(p.excerpt) + OCTET_LENGTH(p.body) + 100), 0)
        FROM posts p WHERE p.author_id = u.id)
     - (SELECT COALESCE(SUM(OCTET_LENGTH(c.body) + 100), 0) FROM comments c WHERE c.author_id = u.id)
FROM users u
WHERE u.id = 1";
    let text = CommentBody::parse("Good beans.").unwrap();
    let comment = insert_comment(&db, ANA, OVEN, None, &text, NOON).await?.unwrap();
    let post = write(&db, ANA, "One more", "").await?;
    update_post(&db, post, ANA, &draft("Longer", &"word ".repeat(90), ""), "word", NOON).await?;
    update_comment(&db, comment, ANA, &CommentBody::parse("Good beans, all of them.").unwrap(), NOON).await?;
    assert_eq!(count(&db, WRITTEN).await?, 0, "the sum is that of the rows");

    // As if Ana had written nearly all that she may.
    let mut tx = db.begin().await?;
    tx.query("UPDATE users SET written_bytes = 33554432 - 150 WHERE id = 1").run().await?;
    tx.commit().await?;
    let full = Invalid::new(Field::Body, Reason::TooMuchWritten);
    let refused = |result: Result<()>| match result {
        Err(Error::Invalid(invalid)) => invalid,
        other => panic!("{other:?}"),
    };
    let long = draft("Too long", &"word ".repeat(100), "");
    assert_eq!(refused(insert_post(&db, ANA, &long, "word", NOON).await.map(|_| ())), full);
    assert_eq!(refused(update_post(&db, PLOT, ANA, &long, "word", NOON).await.map(|_| ())), full);
    let long = CommentBody::parse(&"word ".repeat(100)).unwrap();
    assert_eq!(refused(insert_comment(&db, ANA, OVEN, None, &long, NOON).await.map(|_| ())), full);
    assert_eq!(refused(update_comment(&db, comment, ANA, &long, NOON).await.map(|_| ())), full);
    // A transaction that was refused leaves nothing, and what is taken away makes room.
    assert_eq!(count(&db, "SELECT COUNT(*) FROM posts WHERE title = 'Too long'").await?, 0);
    insert_comment(&db, BEN, PLOT, None, &long, NOON).await?.unwrap();
    assert!(delete_post(&db, post, ANA, NOON).await?);
    assert!(insert_comment(&db, ANA, OVEN, None, &long, NOON).await?.is_some());
    Ok(())
}
