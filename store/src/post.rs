//! Posts: writing them, reading one, and every list of them.
//!
//! A list is one statement, however many posts are in it. It begins at a key (`id < $n`) and never at an offset, which would
//! read and throw away everything before it. The tags of each row come as one text, so they need no statement of their own.
//! The numbers of likes and comments are columns of the post; nothing is counted while reading.
//! Never here: HTML. A body is Markdown, as typed.

use crate::{Db, Error, Result, Tx, idempotency_key::keep_result};
use model::{Author, Cursor, Page, PostCard, PostDraft, PostId, Tag, Tags, Timestamp, UserId, UserName};

// The statements below have the number 21 in their texts, and five places for tags.
const _: () = assert!(Page::<PostCard>::SIZE + 1 == 21);
const _: () = assert!(Tags::COUNT_MAX == 5);

/// A post with its text, as one person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPost {
    /// The post as lists show it.
    pub card: PostCard,
    /// Markdown, as typed.
    pub body: String,
    /// What the author says of themselves; empty where there is none.
    pub author_bio: String,
    /// Whether the person who reads it follows the author.
    pub author_followed_by_viewer: bool,
    /// Whether the person who reads it wrote it.
    pub written_by_viewer: bool,
}

/// A post as its author downloads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPost {
    /// Its number.
    pub id: PostId,
    /// Its title.
    pub title: String,
    /// Markdown, as typed.
    pub body: String,
    /// Its tags, in their author's order.
    pub tags: Vec<Tag>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed, if ever.
    pub edited_at: Option<Timestamp>,
}

/// A column with the tags of `p` in their author's order, with spaces between them. No tag has a space in it.
macro_rules! tags {
    () => {
        "(SELECT string_agg(t.name, ' ' ORDER BY pt.position)
        FROM post_tags pt
        JOIN tags t ON t.id = pt.tag_id
        WHERE pt.post_id = p.id) AS tags"
    };
}

/// A statement that reads cards as `$1` sees them. The arguments are its title, columns beyond those of a card (or none), and
/// its `WHERE` with what follows.
macro_rules! cards {
    ($about:literal, $rest:literal) => {
        cards!($about, "", $rest)
    };
    ($about:literal, $more:literal, $rest:literal) => {
        concat!(
            "-- ",
            $about,
            "
SELECT p.id, p.title, p.excerpt, p.created_at, p.edited_at, p.likes, p.comments,
       u.name AS author_name, u.display_name AS author_display_name,
       EXISTS (SELECT 1
               FROM likes l
               WHERE l.post_id = p.id AND l.user_id = $1) AS liked_by_viewer,
       ",
            tags!(),
            $more,
            "
FROM posts p
LEFT JOIN users u ON u.id = p.author_id
",
            $rest
        )
    };
}

const INSERT_POST: &str = "\
-- Publish the new post
INSERT INTO posts (author_id, title, body, excerpt, created_at)
VALUES ($1, $2, $3, $4, $5)
RETURNING id";

/// Adds a post with its tags. `excerpt` is the beginning of the text without its marks; the caller makes it, since Markdown
/// is not read here.
///
/// # Errors
/// `Invalid` where the author has written as much as one may keep, or the database's own.
pub async fn insert_post(
    db: &Db,
    author: UserId,
    draft: &PostDraft,
    excerpt: &str,
    now: Timestamp,
) -> Result<PostId> {
    let mut tx = db.begin_once().await?;
    let (post,): (PostId,) = tx
        .query(INSERT_POST)
        .bind(author)
        .bind(draft.title.as_str().to_owned())
        .bind(draft.body.as_str().to_owned())
        .bind(excerpt.to_owned())
        .bind(now)
        .one()
        .await
        .map_err(Error::of_text)?
        .ok_or(sqlx::Error::RowNotFound)?;
    insert_tags(&mut tx, post, &draft.tags).await?;
    keep_result(db, &mut tx, post).await?;
    tx.commit().await?;
    Ok(post)
}

const UPDATE_POST: &str = "\
-- Change the post, if this person wrote it
UPDATE posts
SET title = $3, body = $4, excerpt = $5, edited_at = $6
WHERE id = $1 AND author_id = $2";

// A tag that no other post has goes with the post: it may be a word that its author wants gone. Its place on this post is
// deleted by the foreign key.
const DELETE_LONE_TAGS: &str = "\
-- Forget the tags that no other post has
DELETE FROM tags
WHERE id IN (SELECT pt.tag_id
             FROM post_tags pt
             WHERE pt.post_id = $1)
  AND NOT EXISTS (SELECT 1
                  FROM post_tags o
                  WHERE o.tag_id = tags.id AND o.post_id <> $1)";

const DELETE_TAGS: &str = "\
-- Take the old tags off the post
DELETE FROM post_tags
WHERE post_id = $1";

/// Replaces text and tags of a post. `false` where there is no such post by this author.
///
/// # Errors
/// `Invalid` where the author has written as much as one may keep, or the database's own.
pub async fn update_post(
    db: &Db,
    post: PostId,
    author: UserId,
    draft: &PostDraft,
    excerpt: &str,
    now: Timestamp,
) -> Result<bool> {
    let mut tx = db.begin_once().await?;
    let changed = tx
        .query(UPDATE_POST)
        .bind(post)
        .bind(author)
        .bind(draft.title.as_str().to_owned())
        .bind(draft.body.as_str().to_owned())
        .bind(excerpt.to_owned())
        .bind(now)
        .run()
        .await
        .map_err(Error::of_text)?;
    // The `WHERE` of the statement is the whole check of who wrote the post. The tags are only touched once it let one through.
    if changed == 0 {
        return Ok(false);
    }
    tx.query(DELETE_LONE_TAGS).bind(post).run().await?;
    tx.query(DELETE_TAGS).bind(post).run().await?;
    insert_tags(&mut tx, post, &draft.tags).await?;
    tx.commit().await?;
    Ok(true)
}

// Its comments and likes are deleted by their foreign keys.
const DELETE_POST: &str = "\
-- Delete the post, if this person wrote it
DELETE FROM posts
WHERE id = $1 AND author_id = $2";

const INSERT_DELETED_POST: &str = "\
-- Remember that this post was once here
INSERT INTO deleted_posts (id, deleted_at)
VALUES ($1, $2)";

/// Deletes a post, and remembers that it was there. `false` where there is no such post by this author.
///
/// # Errors
/// The database's own.
pub async fn delete_post(db: &Db, post: PostId, author: UserId, now: Timestamp) -> Result<bool> {
    let mut tx = db.begin_once().await?;
    // Whether the post is this author's is known once it is deleted, and by then nobody knows its tags. Where it is not, the
    // transaction is taken back.
    tx.query(DELETE_LONE_TAGS).bind(post).run().await?;
    if tx.query(DELETE_POST).bind(post).bind(author).run().await? == 0 {
        return Ok(false);
    }
    tx.query(INSERT_DELETED_POST).bind(post).bind(now).run().await?;
    tx.commit().await?;
    Ok(true)
}

const FIND_POST: &str = cards!(
    "Find the post, its text and who wrote it",
    ",
       p.body, COALESCE(u.bio, '') AS author_bio,
       EXISTS (SELECT 1
               FROM follows f
               WHERE f.follower_id = $1 AND f.followee_id = p.author_id) AS author_followed_by_viewer,
       COALESCE(p.author_id = $1, FALSE) AS written_by_viewer",
    "WHERE p.id = $2"
);

/// One post with everything but its comments, as `viewer` sees it.
///
/// # Errors
/// The database's own.
pub async fn find_post(db: &Db, post: PostId, viewer: Option<UserId>) -> Result<Option<FoundPost>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        #[sqlx(flatten)]
        card: CardRow,
        body: String,
        author_bio: String,
        author_followed_by_viewer: bool,
        written_by_viewer: bool,
    }
    let row: Option<Row> = db.query(FIND_POST).bind(viewer).bind(post).one().await?;
    Ok(row.map(|row| FoundPost {
        card: row.card.into(),
        body: row.body,
        author_bio: row.author_bio,
        author_followed_by_viewer: row.author_followed_by_viewer,
        written_by_viewer: row.written_by_viewer,
    }))
}

const FIND_CARD: &str = cards!("Find the post as lists show it", "WHERE p.id = $2");

/// One post as a list shows it to somebody who is not signed in.
///
/// # Errors
/// The database's own.
pub async fn find_card(db: &Db, post: PostId) -> Result<Option<PostCard>> {
    let row: Option<CardRow> = db.query(FIND_CARD).bind(None::<UserId>).bind(post).one().await?;
    Ok(row.map(PostCard::from))
}

const LIST_TITLES: &str = "\
-- List the titles of these posts
SELECT p.id, p.title
FROM posts p
WHERE p.id IN (SELECT j.value FROM json_each($1) j)";

/// The titles of these posts, in one statement; posts that are gone are left out. The caller bounds the list.
///
/// # Errors
/// The database's own.
pub async fn list_titles(db: &Db, posts: &[PostId]) -> Result<Vec<(PostId, String)>> {
    let ids: Vec<_> = posts.iter().map(|post| post.0.to_string()).collect();
    db.query(LIST_TITLES).bind(format!("[{}]", ids.join(","))).all().await
}

const WAS_DELETED: &str = "\
-- Check whether the post was here once
SELECT EXISTS (SELECT 1
               FROM deleted_posts d
               WHERE d.id = $1)";

/// Whether a post was here once and is gone. Its address is answered by 410 then, and not by 404 (RFC 9110, 15.5.11).
///
/// # Errors
/// The database's own.
pub async fn was_deleted(db: &Db, post: PostId) -> Result<bool> {
    let row: Option<(bool,)> = db.query(WAS_DELETED).bind(post).one().await?;
    Ok(row.is_some_and(|(deleted,)| deleted))
}

const LIST_FEED: &str = cards!(
    "List a page of all posts, newest first",
    "WHERE p.id < $2
ORDER BY p.id DESC
LIMIT 21"
);

/// A page of all posts, the newest first.
///
/// # Errors
/// The database's own.
pub async fn list_feed(db: &Db, viewer: Option<UserId>, after: Cursor) -> Result<Page<PostCard>> {
    Ok(page(db.query(LIST_FEED).bind(viewer).bind(after.0).all().await?))
}

// Two simpler ways were tried. Going through all posts by age until 21 fit reads a million rows for somebody who follows
// three people who seldom write. Sorting all posts of two hundred people who write a lot reads half of all rows. Instead, the
// index (author_id, id) is asked once for each person for the id of their 21st post after the cursor; what is older than that
// cannot be on this page. At most 21 ids for each person are left, all from the index, and only the 21 newest of these are
// looked up as rows. Measured among a million posts: 3 people who seldom write 0.02 ms, 200 who write a lot 0.3 ms, 9,000
// people 8 ms.
const LIST_FEED_OF_FOLLOWED: &str = cards!(
    "List a page of posts by the people this person follows",
    "WHERE p.id IN (SELECT n.id
               FROM follows f
               JOIN posts n ON n.author_id = f.followee_id
               WHERE f.follower_id = $1
                 AND n.id < $2
                 AND n.id >= COALESCE((SELECT o.id
                                       FROM posts o
                                       WHERE o.author_id = f.followee_id AND o.id < $2
                                       ORDER BY o.id DESC
                                       LIMIT 1 OFFSET 20), 0)
               ORDER BY n.id DESC
               LIMIT 21)
ORDER BY p.id DESC
LIMIT 21"
);

/// A page of posts by the people that `viewer` follows, the newest first.
///
/// # Errors
/// The database's own.
pub async fn list_feed_of_followed(db: &Db, viewer: UserId, after: Cursor) -> Result<Page<PostCard>> {
    Ok(page(db.query(LIST_FEED_OF_FOLLOWED).bind(viewer).bind(after.0).all().await?))
}

const LIST_POSTS_BY_TAG: &str = cards!(
    "List a page of posts with the tag, newest first",
    "WHERE p.id IN (SELECT pt.post_id
               FROM tags t
               JOIN post_tags pt ON pt.tag_id = t.id
               WHERE t.name = $2 AND pt.post_id < $3
               ORDER BY pt.post_id DESC
               LIMIT 21)
ORDER BY p.id DESC
LIMIT 21"
);

/// A page of posts with a tag, the newest first.
///
/// # Errors
/// The database's own.
pub async fn list_posts_by_tag(
    db: &Db,
    viewer: Option<UserId>,
    tag: &Tag,
    after: Cursor,
) -> Result<Page<PostCard>> {
    Ok(page(db.query(LIST_POSTS_BY_TAG).bind(viewer).bind(tag.clone()).bind(after.0).all().await?))
}

const LIST_POSTS_BY_AUTHOR: &str = cards!(
    "List a page of posts by one person, newest first",
    "WHERE p.author_id = $2 AND p.id < $3
ORDER BY p.id DESC
LIMIT 21"
);

/// A page of posts by one person, the newest first.
///
/// # Errors
/// The database's own.
pub async fn list_posts_by_author(
    db: &Db,
    viewer: Option<UserId>,
    author: UserId,
    after: Cursor,
) -> Result<Page<PostCard>> {
    Ok(page(db.query(LIST_POSTS_BY_AUTHOR).bind(viewer).bind(author).bind(after.0).all().await?))
}

const LIST_POSTS_OF: &str = concat!(
    "\
-- Collect this person's posts for their download
SELECT p.id, p.title, p.body, p.created_at, p.edited_at,
       ",
    tags!(),
    "
FROM posts p
WHERE p.author_id = $1 AND p.id > $2
ORDER BY p.id
LIMIT 200"
);

/// The next 200 posts of a person for the download of their data, the oldest first, beginning after the post `after`
/// (`PostId(0)` for the first ones).
///
/// # Errors
/// The database's own.
pub async fn list_posts_of(db: &Db, author: UserId, after: PostId) -> Result<Vec<OwnPost>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        id: PostId,
        title: String,
        body: String,
        created_at: Timestamp,
        edited_at: Option<Timestamp>,
        tags: Option<String>,
    }
    let rows: Vec<Row> = db.query(LIST_POSTS_OF).bind(author).bind(after).all().await?;
    let own = |row: Row| OwnPost {
        id: row.id,
        title: row.title,
        body: row.body,
        tags: split_tags(row.tags),
        created_at: row.created_at,
        edited_at: row.edited_at,
    };
    Ok(rows.into_iter().map(own).collect())
}

// A place without a tag is bound as NULL.
const INSERT_TAGS: &str = "\
-- Add the tags nobody has used before
WITH typed (name) AS (VALUES ($1), ($2), ($3), ($4), ($5))
INSERT INTO tags (name)
SELECT name
FROM typed
WHERE name IS NOT NULL
ON CONFLICT (name) DO NOTHING";

const INSERT_POST_TAGS: &str = "\
-- Put the tags on the post, in the order they were typed
WITH typed (name, position) AS (VALUES ($1, 1), ($2, 2), ($3, 3), ($4, 4), ($5, 5))
INSERT INTO post_tags (tag_id, post_id, position)
SELECT t.id, $6, typed.position
FROM typed
JOIN tags t ON t.name = typed.name";

/// Puts tags on a post that has none. It takes two statements, however many tags there are.
async fn insert_tags(tx: &mut Tx, post: PostId, tags: &Tags) -> Result<()> {
    if tags.as_slice().is_empty() {
        return Ok(());
    }
    let place = |n: usize| tags.as_slice().get(n).cloned();
    let words = tx.query(INSERT_TAGS);
    (0..Tags::COUNT_MAX).fold(words, |query, n| query.bind(place(n))).run().await?;
    let links = tx.query(INSERT_POST_TAGS);
    (0..Tags::COUNT_MAX).fold(links, |query, n| query.bind(place(n))).bind(post).run().await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct CardRow {
    id: PostId,
    title: String,
    excerpt: String,
    created_at: Timestamp,
    edited_at: Option<Timestamp>,
    likes: i64,
    comments: i64,
    #[sqlx(flatten)]
    author: AuthorRow,
    liked_by_viewer: bool,
    tags: Option<String>,
}

impl From<CardRow> for PostCard {
    fn from(row: CardRow) -> Self {
        Self {
            id: row.id,
            title: row.title,
            excerpt: row.excerpt,
            author: row.author.into(),
            created_at: row.created_at,
            edited_at: row.edited_at,
            likes: row.likes,
            comments: row.comments,
            liked_by_viewer: row.liked_by_viewer,
            tags: split_tags(row.tags),
        }
    }
}

/// The author's columns of a row, from a `LEFT JOIN`. They are NULL where the author deleted their account.
#[derive(sqlx::FromRow)]
pub(crate) struct AuthorRow {
    author_name: Option<UserName>,
    author_display_name: Option<String>,
}

impl From<AuthorRow> for Option<Author> {
    fn from(row: AuthorRow) -> Self {
        Some(Author { name: row.author_name?, display_name: row.author_display_name? })
    }
}

fn split_tags(text: Option<String>) -> Vec<Tag> {
    text.unwrap_or_default().split_whitespace().filter_map(|name| Tag::parse(name).ok()).collect()
}

fn page(rows: Vec<CardRow>) -> Page<PostCard> {
    Page::from_rows(rows.into_iter().map(PostCard::from).collect(), |card| card.id)
}
