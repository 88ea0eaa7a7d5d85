//! Inserts the demo: the people and posts of `content/demo/`, as if they had come one by one.
//!
//! The files say how long ago something happened, so the site looks the same whenever it is filled.

use super::demo_content::{DemoComment, DemoContent, DemoPost};
use anyhow::{Context, Result};
use futures::future::try_join_all;
use model::{CommentId, Field, NewPassword, PostId, Timestamp, UserId};
use std::fmt;
use store::{
    Db,
    password::Hasher,
    seed::{
        Comment, CommentLike, Follow, Like, Person, Post, insert_comment_likes, insert_comments,
        insert_follows, insert_likes, insert_people, insert_posts, refresh_statistics,
    },
};

/// The password of everybody in the demo.
pub const PASSWORD: &str = "the oven is warm on saturday";

const PEOPLE: (&str, &str) = ("content/demo/people.md", include_str!("../../../../content/demo/people.md"));

/// One file for each week, in any order: the moments in them say what came first.
const WEEKS: [(&str, &str); 5] = [
    ("content/demo/week_5.md", include_str!("../../../../content/demo/week_5.md")),
    ("content/demo/week_4.md", include_str!("../../../../content/demo/week_4.md")),
    ("content/demo/week_3.md", include_str!("../../../../content/demo/week_3.md")),
    ("content/demo/week_2.md", include_str!("../../../../content/demo/week_2.md")),
    ("content/demo/week_1.md", include_str!("../../../../content/demo/week_1.md")),
];

/// The rows of the demo, with every span of time counted back from one moment.
#[derive(Default)]
struct DemoRows {
    people: Vec<Person>,
    follows: Vec<Follow>,
    posts: Vec<Post>,
    likes: Vec<Like>,
    comments: Vec<Comment>,
    comment_likes: Vec<CommentLike>,
}

/// How many rows of each kind were inserted.
#[derive(Debug, PartialEq, Eq)]
pub struct RowCounts {
    people: usize,
    follows: usize,
    posts: usize,
    likes: usize,
    comments: usize,
}

impl fmt::Display for RowCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { people, follows, posts, likes, comments } = self;
        write!(f, "{people} people, {follows} follows, {posts} posts, {likes} likes, {comments} comments")
    }
}

/// Fills an empty database, in one transaction.
///
/// # Errors
/// A sentence with file and line, where the content breaks a rule; or the database's own.
pub async fn fill(db: &Db, now: Timestamp) -> Result<RowCounts> {
    let rows = DemoRows::new(&DemoContent::parse(PEOPLE, &WEEKS)?, now);
    let password = NewPassword::parse(Field::Password, PASSWORD).context("the password of the demo")?;
    let hasher = Hasher::default();
    let hash = |_: &Person| hasher.hash(Field::Password, password.clone(), Vec::new());
    let hashes = try_join_all(rows.people.iter().map(hash)).await?;

    let mut tx = db.begin().await?;
    for (person, hash) in rows.people.iter().zip(hashes) {
        insert_people(&mut tx, std::slice::from_ref(person), hash).await?;
    }
    insert_follows(&mut tx, &rows.follows).await?;
    insert_posts(&mut tx, &rows.posts).await?;
    insert_likes(&mut tx, &rows.likes).await?;
    insert_comments(&mut tx, &rows.comments).await?;
    insert_comment_likes(&mut tx, &rows.comment_likes).await?;
    tx.commit().await?;
    refresh_statistics(db).await?;
    Ok(RowCounts {
        people: rows.people.len(),
        follows: rows.follows.len(),
        posts: rows.posts.len(),
        likes: rows.likes.len() + rows.comment_likes.len(),
        comments: rows.comments.len(),
    })
}

impl DemoRows {
    fn new(content: &DemoContent, now: Timestamp) -> Self {
        let mut rows = Self::default();
        for (id, person) in (1..).map(UserId).zip(&content.people) {
            let created_at = now.plus(-person.ago);
            rows.people.push(Person {
                id,
                name: person.name.clone(),
                display_name: person.display_name.clone(),
                bio: person.bio.clone(),
                created_at,
            });
            // A person can be followed once both have joined.
            for followee in &person.follows {
                let both_here = person.ago.min(content.people[*followee].ago);
                let follow = Follow {
                    follower: id,
                    followee: user(*followee),
                    created_at: some_time(now, both_here, *followee, content.people.len()),
                };
                rows.follows.push(follow);
            }
        }
        // Ids grow with time, as on a real site, whatever the order in the files.
        let mut posts: Vec<_> = content.posts.iter().collect();
        posts.sort_by_key(|post| -post.ago);
        let mut comments = Vec::new();
        for (id, post) in (1..).map(PostId).zip(posts) {
            rows.add_post(id, post, now);
            comments.extend(post.comments.iter().enumerate().map(|(place, comment)| (id, place, comment)));
        }
        comments.sort_by_key(|(_, _, comment)| -comment.ago);
        for (id, (post, _, comment)) in (1..).map(CommentId).zip(&comments) {
            let question = |place: usize| {
                let at = comments.iter().position(|(p, n, _)| p == post && *n == place);
                at.map(|at| CommentId(at as i64 + 1))
            };
            rows.add_comment(id, *post, comment.answers.and_then(question), comment, now);
        }
        rows
    }

    fn add_post(&mut self, id: PostId, post: &DemoPost, now: Timestamp) {
        self.posts.push(Post {
            id,
            author: user(post.author),
            draft: post.draft.clone(),
            excerpt: web::markdown::excerpt(post.draft.body.as_str()),
            created_at: now.plus(-post.ago),
            edited_at: post.edited.map(|ago| now.plus(-ago)),
            likes: post.likes.len() as i64,
            comments: post.comments.len() as i64,
        });
        for (turn, who) in post.likes.iter().enumerate() {
            let created_at = some_time(now, post.ago, turn, post.likes.len());
            self.likes.push(Like { post: id, user: user(*who), created_at });
        }
    }

    fn add_comment(
        &mut self,
        id: CommentId,
        post: PostId,
        answers: Option<CommentId>,
        comment: &DemoComment,
        now: Timestamp,
    ) {
        self.comments.push(Comment {
            id,
            post,
            answers,
            author: user(comment.author),
            body: comment.body.clone(),
            created_at: now.plus(-comment.ago),
            edited_at: comment.edited.map(|ago| now.plus(-ago)),
            likes: comment.likes.len() as i64,
        });
        for (turn, who) in comment.likes.iter().enumerate() {
            let created_at = some_time(now, comment.ago, turn, comment.likes.len());
            self.comment_likes.push(CommentLike { comment: id, user: user(*who), created_at });
        }
    }
}

/// The id of a person by their index in the list.
fn user(place: usize) -> UserId {
    UserId(place as i64 + 1)
}

/// The moment of number `turn` of `of` things that happened between `ago` seconds ago and now, the first ones close
/// together: a post gets most of its likes soon.
fn some_time(now: Timestamp, ago: i64, turn: usize, of: usize) -> Timestamp {
    let share = (turn + 1) as i64;
    let of = of as i64 + 1;
    now.plus(-ago + ago * share * share / (of * of))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    const NOON: Timestamp = Timestamp(1_795_435_200); // 2026-11-23T12:00:00Z
    const WEEK: i64 = 7 * 24 * 60 * 60;

    fn rows() -> DemoRows {
        DemoRows::new(&DemoContent::parse(PEOPLE, &WEEKS).unwrap(), NOON)
    }

    #[test]
    fn the_content_keeps_the_rules_and_makes_a_community() {
        let rows = rows();
        assert_eq!(rows.people.len(), 14);
        assert!((45..=60).contains(&rows.posts.len()), "{}", rows.posts.len());
        assert!((140..=200).contains(&rows.comments.len()), "{}", rows.comments.len());
        assert!(rows.posts.iter().all(|post| post.created_at > NOON.plus(-5 * WEEK)), "five weeks");
        assert_eq!(rows.posts.iter().filter(|post| post.likes == 0).count(), 1, "one post that nobody likes");
        let followed: HashSet<_> = rows.follows.iter().map(|follow| follow.followee.0).collect();
        assert_eq!(followed.len(), rows.people.len() - 1, "one person whom nobody follows");
        let all: String = rows.posts.iter().map(|post| post.draft.body.as_str()).collect();
        for kind in ["```sql\n", "```python\n", "\n- ", "\n1. ", "\n> ", "|--", "**", "~~", "### "] {
            assert!(all.contains(kind), "no post has {kind:?}");
        }
        assert!(!all.contains('!') && rows.comments.iter().all(|c| !c.body.as_str().contains('!')));
    }

    #[test]
    fn ids_grow_with_time_and_nothing_is_from_the_future() {
        let rows = rows();
        assert!(rows.posts.is_sorted_by_key(|post| (post.created_at, post.id)));
        assert!(rows.comments.is_sorted_by_key(|comment| (comment.created_at, comment.id)));
        let moments =
            rows.likes.iter().map(|l| l.created_at).chain(rows.follows.iter().map(|f| f.created_at));
        assert!(moments.chain(rows.comment_likes.iter().map(|l| l.created_at)).all(|moment| moment < NOON));
        for comment in &rows.comments {
            let Some(CommentId(id)) = comment.answers else { continue };
            let question = &rows.comments[id as usize - 1];
            assert!(question.post == comment.post && question.answers.is_none(), "{comment:?}");
        }
    }

    #[tokio::test]
    async fn the_demo_fills_an_empty_database() {
        let folder = tempfile::TempDir::new().unwrap();
        let db = Db::open(folder.path()).await.unwrap();
        let made = fill(&db, NOON).await.unwrap();
        assert_eq!(made.people, 14);
        assert!(!store::seed::is_empty(&db).await.unwrap());
        let wrong: Option<(i64,)> = db
            .query(
                "SELECT (SELECT COUNT(*) FROM posts p
                         WHERE p.likes <> (SELECT COUNT(*) FROM likes l WHERE l.post_id = p.id)
                            OR p.comments <> (SELECT COUNT(*) FROM comments c WHERE c.post_id = p.id))
                      + (SELECT COUNT(*) FROM comments c
                         WHERE c.likes <> (SELECT COUNT(*) FROM comment_likes l WHERE l.comment_id = c.id))
                      + (SELECT COUNT(*) FROM pragma_foreign_key_check)",
            )
            .one()
            .await
            .unwrap();
        assert_eq!(wrong, Some((0,)));
        let ana = model::UserName::parse("ana").unwrap();
        let account = store::user::find_account(&db, &ana).await.unwrap().unwrap();
        let hash = Some(account.password_hash);
        assert!(Hasher::default().verify(hash, PASSWORD.to_owned()).await.unwrap());
    }
}
