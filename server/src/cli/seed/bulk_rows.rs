//! The rows that `vitrine seed` inserts in bulk, in the order of their ids.
//!
//! The same numbers and the same `until` give the same rows. All people join before the first post. Posts spread over the
//! year before `until` and become more frequent towards its end, so that about one in seven is from the last week. A few
//! people write much, and a few posts have many likes and comments.
//!
//! A post's row holds how many likes and comments it has, and is inserted before them. So the counts are made first; which
//! post a comment belongs to comes from a stream of random numbers of its own, which is walked a second time for the rows.
//!
//! Never here: SQL, and memory that grows by more than twelve bytes a post.

use super::{random_numbers::Random, random_text};
use anyhow::{Context, Result, bail};
use model::{
    Bio, CommentBody, CommentId, DisplayName, Invalid, PostDraft, PostId, Timestamp, UserId, UserName,
};
use store::seed::{Comment, Follow, Like, Person, Post};

const DAY: i64 = 24 * 60 * 60;
const YEAR: i64 = 365 * DAY;
/// So many comments, the first ones, are all under post 1, for whoever wants to measure a post with many.
const COMMENTS_ON_FIRST: u64 = 50;
const FOLLOWS_MIN: u64 = 5;
const FOLLOWS_MAX: u64 = 15;

// Streams of random numbers, one for each kind of choice, so that more of one kind does not change the others.
const NAMES: u64 = 1;
const FOLLOWS: u64 = 2;
const TEXTS: u64 = 3;
const LIKED: u64 = 4;
const LIKES: u64 = 5;
const PLACES: u64 = 6;
const COMMENTS: u64 = 7;

/// How many rows of each kind there are, and how they spread.
pub struct BulkRows {
    pub users: u64,
    pub posts: u64,
    pub likes: u64,
    pub comments: u64,
    /// The moment of the newest post.
    until: Timestamp,
    /// By post, the first one at index 0.
    likes_of: Vec<u32>,
    comments_of: Vec<u32>,
}

impl BulkRows {
    /// Counts the likes and comments of every post.
    ///
    /// # Errors
    /// One sentence, if the numbers do not fit together.
    pub fn new(users: u64, posts: u64, likes: u64, comments: u64, until: Timestamp) -> Result<Self> {
        if users > u64::from(u32::MAX) || posts > u64::from(u32::MAX) || comments > u64::from(u32::MAX) {
            bail!("that is more than four billion of a kind");
        }
        if users == 0 && posts > 0 {
            bail!("posts need somebody to write them: --users must be 1 or more");
        }
        if posts == 0 && comments > 0 {
            bail!("comments need something to stand under: --posts must be 1 or more");
        }
        if likes > users * posts {
            bail!("{users} people can like {posts} posts {} times at most, not {likes} times", users * posts);
        }
        let mut rows = Self { users, posts, likes, comments, until, likes_of: vec![], comments_of: vec![] };
        rows.likes_of = rows.count_likes();
        let mut comments_of = vec![0; posts as usize];
        rows.places().for_each(|(post, _)| comments_of[post as usize - 1] += 1);
        rows.comments_of = comments_of;
        Ok(rows)
    }

    /// When the `n`th of `of` things happened, if they became more and more frequent during the year.
    fn at(&self, n: u64, of: u64) -> Timestamp {
        let left = 1.0 - n as f64 / of as f64;
        self.until.plus(-((YEAR as f64 * left * left) as i64))
    }

    /// A moment between `moment` and the end, more likely a near one.
    fn after(&self, moment: Timestamp, random: &mut Random) -> Timestamp {
        let left = self.until.since(moment).max(0);
        moment.plus(random.low(left as u64 + 1, 4) as i64)
    }

    /// Everybody.
    pub fn people(&self) -> impl Iterator<Item = Result<Person>> {
        let mut random = Random::new(NAMES);
        (1..=self.users).map(move |n| self.person(n, &mut random).with_context(|| format!("reader {n}")))
    }

    fn person(&self, n: u64, random: &mut Random) -> Result<Person, Invalid> {
        Ok(Person {
            id: UserId(n as i64),
            name: UserName::parse(&format!("reader_{n}"))?,
            display_name: DisplayName::parse(&random_text::name(random))?,
            bio: Bio::parse(&random_text::bio(random))?,
            created_at: self.until.plus(-YEAR - DAY - random.below(YEAR as u64) as i64),
        })
    }

    /// Who follows whom: five to fifteen each, more often the first people, so that a few have many followers.
    pub fn follows(&self) -> impl Iterator<Item = Follow> {
        let mut random = Random::new(FOLLOWS);
        (1..=self.users).flat_map(move |follower| {
            let wanted = FOLLOWS_MIN + random.below(FOLLOWS_MAX - FOLLOWS_MIN + 1);
            let mut followees: Vec<_> = (0..wanted).map(|_| random.low(self.users, 2) + 1).collect();
            followees.sort_unstable();
            followees.dedup();
            followees.retain(|followee| *followee != follower);
            let follow = |followee| Follow {
                follower: UserId(follower as i64),
                followee: UserId(followee as i64),
                created_at: self.until.plus(-(random.below(YEAR as u64) as i64)),
            };
            followees.into_iter().map(follow).collect::<Vec<_>>()
        })
    }

    /// The posts, in the order of their moments.
    pub fn posts(&self) -> impl Iterator<Item = Result<Post>> {
        let mut random = Random::new(TEXTS);
        (1..=self.posts).map(move |n| {
            let (title, body, tags) = (
                random_text::title(&mut random),
                random_text::body(&mut random),
                random_text::tags(&mut random),
            );
            let draft = PostDraft::parse(&title, &body, &tags).with_context(|| format!("post {n}"))?;
            let created_at = self.at(n, self.posts);
            let place = n as usize - 1;
            Ok(Post {
                id: PostId(n as i64),
                author: UserId(random.low(self.users, 2) as i64 + 1),
                excerpt: web::markdown::excerpt(draft.body.as_str()),
                draft,
                created_at,
                edited_at: random.one_in(20).then(|| self.after(created_at, &mut random)),
                likes: self.likes_of[place].into(),
                comments: self.comments_of[place].into(),
            })
        })
    }

    /// How many likes each post has: half of them spread evenly, half go to popular posts.
    fn count_likes(&self) -> Vec<u32> {
        let mut random = Random::new(LIKED);
        let mut counts = vec![0_u32; self.posts as usize];
        let mut with_room = 0;
        for _ in 0..self.likes {
            let rank = if random.one_in(2) { random.below(self.posts) } else { random.low(self.posts, 2) };
            // Popular posts are spread over the whole year: multiplying by a prime scatters neighbouring ranks.
            let mut place = (rank * 7_919 % self.posts) as usize;
            // Nobody likes a post twice, so a post has room for as many likes as there are people.
            if u64::from(counts[place]) >= self.users {
                while u64::from(counts[with_room]) >= self.users {
                    with_room += 1;
                }
                place = with_room;
            }
            counts[place] += 1;
        }
        counts
    }

    /// The likes, by post.
    pub fn likes(&self) -> impl Iterator<Item = Like> {
        let mut random = Random::new(LIKES);
        self.likes_of.iter().zip(1..).flat_map(move |(count, n)| {
            let created_at = self.at(n, self.posts);
            // A step that shares no factor with the number of people meets everybody once before it meets anybody twice.
            let (first, step) = (random.below(self.users), stride(self.users, &mut random));
            let like = |turn: u64| Like {
                post: PostId(n as i64),
                user: UserId(((first + turn * step) % self.users) as i64 + 1),
                created_at: self.after(created_at, &mut random),
            };
            (0..u64::from(*count)).map(like).collect::<Vec<_>>()
        })
    }

    /// For each comment its post, and the comment that it answers. Most belong to posts that were new at the time; one post
    /// in sixteen has more than its share.
    fn places(&self) -> impl Iterator<Item = (u64, Option<u64>)> {
        let mut random = Random::new(PLACES);
        let mut questions = vec![0_u32; self.posts as usize];
        (1..=self.comments).map(move |n| {
            // The newest post at the time when the comment was written.
            let newest = (n * self.posts / self.comments).max(1);
            let mut post = newest - random.low(newest, 8);
            if random.one_in(2) && post >= 16 {
                post -= post % 16;
            }
            if self.comments >= COMMENTS_ON_FIRST {
                let first = n <= COMMENTS_ON_FIRST;
                post = if first { 1 } else { post.max(newest.min(2)) };
            }
            // An answer belongs to the last comment of the post that is no answer itself.
            let question = &mut questions[post as usize - 1];
            if *question > 0 && random.one_in(3) {
                return (post, Some(u64::from(*question)));
            }
            *question = n as u32;
            (post, None)
        })
    }

    /// The comments, in the order of their moments.
    pub fn comments(&self) -> impl Iterator<Item = Result<Comment>> {
        let mut random = Random::new(COMMENTS);
        self.places().zip(1..).map(move |((post, answers), n)| {
            let body = CommentBody::parse(&random_text::comment(&mut random));
            // Not earlier than the post, which was written when as large a share of all posts was there.
            let created_at = self.at(n, self.comments).max(self.at(post, self.posts));
            Ok(Comment {
                id: CommentId(n as i64),
                post: PostId(post as i64),
                answers: answers.map(|n| CommentId(n as i64)),
                author: UserId(random.low(self.users, 2) as i64 + 1),
                body: body.with_context(|| format!("comment {n}"))?,
                created_at,
                edited_at: random.one_in(30).then(|| self.after(created_at, &mut random)),
                likes: 0,
            })
        })
    }
}

/// A number below `n` that shares no factor with it.
fn stride(n: u64, random: &mut Random) -> u64 {
    fn gcd(a: u64, b: u64) -> u64 {
        if b == 0 { a } else { gcd(b, a % b) }
    }
    let mut step = random.below(n) + 1;
    while gcd(step, n) != 1 {
        step = step % n + 1;
    }
    step
}
