//! Seeding: 200 people, 1,000 posts, 3,000 likes and 2,000 comments, whose content is computed from their numbers.

use crate::{NOON, count, draft};
use model::{Bio, CommentBody, CommentId, DisplayName, PostId, SearchQuery, UserId, UserName};
use store::{
    Db, Result,
    post::find_card,
    search::find_hits,
    seed::{
        Comment, CommentLike, Follow, Like, Person, Post, insert_comment_likes, insert_comments,
        insert_follows, insert_likes, insert_people, insert_posts, is_empty, refresh_statistics,
    },
};
use tempfile::TempDir;

const PEOPLE: i64 = 200;
const POSTS: i64 = 1_000;
const LIKES: i64 = 3_000;
const COMMENTS: i64 = 2_000;
/// Rows in one step. It divides none of the numbers above, so that the last step is a partial one.
const STEP: usize = 333;

fn people() -> Vec<Person> {
    let person = |n: i64| Person {
        id: UserId(n),
        name: UserName::parse(&format!("reader_{n}")).expect("a name"),
        display_name: DisplayName::parse(&format!("Reader \"{n}\"")).expect("a name for bylines"),
        bio: Bio::parse("").expect("no bio"),
        created_at: NOON.plus(n),
    };
    (1..=PEOPLE).map(person).collect()
}

fn follows() -> Vec<Follow> {
    let follow = |n: i64| Follow {
        follower: UserId(n),
        followee: UserId(n % PEOPLE + 1),
        created_at: NOON.plus(PEOPLE + n),
    };
    (1..=PEOPLE).map(follow).collect()
}

/// Post 1 has one like and comment of every three; the others share the rest.
fn post_of(n: i64) -> PostId {
    PostId(if n % 3 == 0 { 1 } else { n % (POSTS - 1) + 2 })
}

fn likes() -> Vec<Like> {
    // Nobody likes a post twice: the same post comes back after so many that the person is another one.
    let like = |n: i64| Like {
        post: if n <= PEOPLE { PostId(1) } else { PostId(n % (POSTS - 1) + 2) },
        user: UserId(if n <= PEOPLE { n } else { n / (POSTS - 1) + 1 }),
        created_at: NOON.plus(n),
    };
    (1..=LIKES).map(like).collect()
}

fn comments() -> Vec<Comment> {
    let comment = |n: i64| Comment {
        id: CommentId(n),
        post: post_of(n),
        answers: (n % 6 == 0).then_some(CommentId(3)).filter(|_| n > 3),
        author: UserId(n % PEOPLE + 1),
        body: CommentBody::parse(&format!("Comment {n}: it’s “quoted”,\nwith a \\ and a marrow."))
            .expect("a comment"),
        created_at: NOON.plus(n),
        edited_at: (n % 50 == 0).then_some(NOON.plus(n + 60)),
        likes: i64::from(n <= 10),
    };
    (1..=COMMENTS).map(comment).collect()
}

fn posts(likes: &[Like], comments: &[Comment]) -> Vec<Post> {
    let post = |n: i64| Post {
        id: PostId(n),
        author: UserId(n % PEOPLE + 1),
        draft: draft(
            &format!("Post {n}"),
            if n == 7 { "A wheelbarrow, at last." } else { "Beans.\n\nAnd more beans." },
            if n % 2 == 0 { "zinc, oven, waiting list" } else { "" },
        ),
        excerpt: "Beans.".to_owned(),
        created_at: NOON.plus(n),
        edited_at: (n % 100 == 0).then_some(NOON.plus(n + 60)),
        likes: likes.iter().filter(|like| like.post.0 == n).count() as i64,
        comments: comments.iter().filter(|comment| comment.post.0 == n).count() as i64,
    };
    (1..=POSTS).map(post).collect()
}

async fn seeded() -> Result<(Db, TempDir)> {
    let folder = TempDir::new()?;
    let db = Db::open(folder.path()).await?;
    let (likes, comments) = (likes(), comments());
    let mut tx = db.begin().await?;
    insert_people(&mut tx, &people(), "a hash".to_owned()).await?;
    for step in follows().chunks(STEP) {
        insert_follows(&mut tx, step).await?;
    }
    for step in posts(&likes, &comments).chunks(STEP) {
        insert_posts(&mut tx, step).await?;
    }
    for step in likes.chunks(STEP) {
        insert_likes(&mut tx, step).await?;
    }
    for step in comments.chunks(STEP) {
        insert_comments(&mut tx, step).await?;
    }
    let like = |n| CommentLike { comment: CommentId(n), user: UserId(n + 1), created_at: NOON.plus(n) };
    insert_comment_likes(&mut tx, &(1..=10).map(like).collect::<Vec<_>>()).await?;
    tx.commit().await?;
    refresh_statistics(&db).await?;
    Ok((db, folder))
}

/// Everything in every table that was filled, one line for each row.
async fn dump(db: &Db) -> Result<Vec<(String,)>> {
    db.query(
        "SELECT json_array('user', id, name, display_name, bio, password_hash, role, created_at) FROM users
         UNION ALL SELECT json_array('follow', follower_id, followee_id, created_at) FROM follows
         UNION ALL SELECT json_array('post', id, author_id, title, body, excerpt, created_at, edited_at, likes,
                                     comments) FROM posts
         UNION ALL SELECT json_array('tag', pt.post_id, pt.position, t.id, t.name)
                   FROM post_tags pt JOIN tags t ON t.id = pt.tag_id
         UNION ALL SELECT json_array('like', post_id, user_id, created_at) FROM likes
         UNION ALL SELECT json_array('comment', id, post_id, answers_id, author_id, body, created_at, edited_at,
                                     likes) FROM comments
         UNION ALL SELECT json_array('comment like', comment_id, user_id, created_at) FROM comment_likes
         ORDER BY 1
         LIMIT 100000",
    )
    .all()
    .await
}

#[tokio::test]
async fn many_rows_at_once_are_all_there_and_counted_rightly() -> Result<()> {
    let (db, _folder) = seeded().await?;
    for (sql, want) in [
        ("SELECT COUNT(*) FROM users", PEOPLE),
        ("SELECT COUNT(*) FROM follows", PEOPLE),
        ("SELECT COUNT(*) FROM posts", POSTS),
        ("SELECT COUNT(*) FROM likes", LIKES),
        ("SELECT COUNT(*) FROM comments", COMMENTS),
        ("SELECT COUNT(*) FROM comment_likes", 10),
        ("SELECT COUNT(*) FROM post_tags", 3 * POSTS / 2),
        ("SELECT COUNT(*) FROM tags", 3),
        ("SELECT MIN(likes) FROM posts", 2),
        ("SELECT MAX(likes) FROM posts", PEOPLE),
        ("SELECT COUNT(*) FROM posts WHERE edited_at > created_at", 10),
        ("SELECT COUNT(*) FROM comments WHERE edited_at > created_at", 40),
        ("SELECT COUNT(*) FROM comments WHERE answers_id IS NOT NULL", COMMENTS / 6),
        (
            "SELECT COUNT(*) FROM posts p
             WHERE p.likes <> (SELECT COUNT(*) FROM likes l WHERE l.post_id = p.id)
                OR p.comments <> (SELECT COUNT(*) FROM comments c WHERE c.post_id = p.id)",
            0,
        ),
        (
            "SELECT COUNT(*) FROM comments c
             WHERE c.likes <> (SELECT COUNT(*) FROM comment_likes l WHERE l.comment_id = c.id)",
            0,
        ),
    ] {
        assert_eq!(count(&db, sql).await?, want, "{sql}");
    }
    let card = find_card(&db, PostId(8)).await?.unwrap();
    assert_eq!(
        card.tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(),
        ["zinc", "oven", "waiting-list"]
    );
    let body: Option<(String,)> = db.query("SELECT body FROM comments WHERE id = 1").one().await?;
    assert_eq!(body.unwrap().0, "Comment 1: it’s “quoted”,\nwith a \\ and a marrow.");
    Ok(())
}

#[tokio::test]
async fn a_database_filled_at_once_is_sound_and_searchable() -> Result<()> {
    let (db, _folder) = seeded().await?;
    let sound: Vec<(String,)> = db.query("PRAGMA integrity_check").all().await?;
    assert_eq!(sound, [("ok".to_owned(),)]);
    let orphans: Vec<(String, Option<i64>, String, i64)> = db.query("PRAGMA foreign_key_check").all().await?;
    assert_eq!(orphans, []);
    assert!(count(&db, "SELECT COUNT(*) FROM sqlite_stat1").await? > 0, "statistics are there");

    // Compares the index with the texts that it was made of (FTS5, 6.5).
    let mut tx = db.begin().await?;
    tx.query("INSERT INTO posts_search (posts_search, rank) VALUES ('integrity-check', 1)").run().await?;
    tx.query("INSERT INTO comments_search (comments_search, rank) VALUES ('integrity-check', 1)")
        .run()
        .await?;
    tx.commit().await?;
    let hits = find_hits(&db, &SearchQuery::parse("wheelbarrow").unwrap()).await?;
    assert_eq!(hits.iter().map(|hit| (hit.post, hit.in_comment)).collect::<Vec<_>>(), [(PostId(7), false)]);
    let hits = find_hits(&db, &SearchQuery::parse("marrow").unwrap()).await?;
    assert!(hits.len() == 50 && hits.iter().all(|hit| hit.in_comment));
    Ok(())
}

#[tokio::test]
async fn the_same_rows_twice_make_the_same_database() -> Result<()> {
    let ((one, _first), (two, _second)) = (seeded().await?, seeded().await?);
    let (one, two) = (dump(&one).await?, dump(&two).await?);
    assert_eq!(one.len() as i64, PEOPLE + PEOPLE + POSTS + 3 * POSTS / 2 + LIKES + COMMENTS + 10);
    assert!(one == two, "the two differ");
    Ok(())
}

#[tokio::test]
async fn a_database_with_anybody_in_it_is_not_empty() -> Result<()> {
    let folder = TempDir::new()?;
    let db = Db::open(folder.path()).await?;
    assert!(is_empty(&db).await?);
    let mut tx = db.begin().await?;
    insert_people(&mut tx, &people()[..1], "a hash".to_owned()).await?;
    tx.commit().await?;
    assert!(!is_empty(&db).await?);
    Ok(())
}
