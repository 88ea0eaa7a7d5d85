//! People and their accounts: signing up, profiles, passwords, roles, and deleting an account.

use crate::{Db, Result, Secret, idempotency_key::keep_result, session::DELETE_OTHER_SESSIONS};
use model::{
    Bio, DisplayName, Field, Invalid, Profile, Reason, Role, SessionKey, Timestamp, UserId, UserName, Viewer,
};

/// What signing in needs to know of an account. It contains a secret, so it has neither `Debug` nor serde and can be neither
/// printed nor sent by mistake.
pub struct Account {
    /// The person's number.
    pub id: UserId,
    /// The hash of their password, a string in the PHC format.
    pub password_hash: String,
    /// The name in bylines.
    pub display_name: String,
    /// Whether the person is shut out.
    pub disabled: bool,
}

/// What happens to the posts and comments of a person who deletes their account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentOnDeletion {
    /// They are deleted, with the comments and answers of others under them.
    Delete,
    /// They stay without an author, as those of a former member.
    Anonymize,
}

const INSERT_USER: &str = "\
-- Open an account for a new person
INSERT INTO users (name, display_name, password_hash, role, created_at)
VALUES ($1, $2, $3, $4, $5)
RETURNING id";

/// Adds a person and returns their number.
///
/// # Errors
/// `Invalid` where somebody has the name already, or the database's own.
pub async fn insert_user(
    db: &Db,
    name: &UserName,
    display_name: &DisplayName,
    password_hash: String,
    role: Role,
    now: Timestamp,
) -> Result<UserId> {
    let mut tx = db.begin_once().await?;
    let added: Result<Option<(UserId,)>> = tx
        .query(INSERT_USER)
        .bind(name.clone())
        .bind(display_name.as_str().to_owned())
        .bind(Secret(password_hash))
        .bind(role_text(role).to_owned())
        .bind(now)
        .one()
        .await;
    match added {
        Ok(Some((id,))) => tx.commit().await.map(|()| id),
        Ok(None) => Err(sqlx::Error::RowNotFound.into()),
        Err(e) if e.violates_unique("users.name") => Err(Invalid::new(Field::Name, Reason::NameTaken).into()),
        Err(e) => Err(e),
    }
}

fn role_text(role: Role) -> &'static str {
    match role {
        Role::Person => "person",
        Role::Admin => "admin",
    }
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: UserId,
    password_hash: String,
    display_name: String,
    disabled: bool,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        let AccountRow { id, password_hash, display_name, disabled } = row;
        Self { id, password_hash, display_name, disabled }
    }
}

const FIND_VIEWER: &str = "\
-- Find who is signed in
SELECT u.id, u.name, u.display_name, u.role
FROM users u
WHERE u.id = $1
  AND u.disabled_at IS NULL";

/// The person with this number, as pages name who is signed in. None where they left or were shut out.
///
/// # Errors
/// The database's own.
pub async fn find_viewer(db: &Db, user: UserId) -> Result<Option<Viewer>> {
    let row: Option<(UserId, UserName, String, Role)> = db.query(FIND_VIEWER).bind(user).one().await?;
    Ok(row.map(|(id, name, display_name, role)| Viewer { id, name, display_name, role }))
}

const FIND_ACCOUNT: &str = "\
-- Find the account behind the name
SELECT id, password_hash, display_name, disabled_at IS NOT NULL AS disabled
FROM users
WHERE name = $1";

/// The account with this name.
///
/// # Errors
/// The database's own.
pub async fn find_account(db: &Db, name: &UserName) -> Result<Option<Account>> {
    let row: Option<AccountRow> = db.query(FIND_ACCOUNT).bind(name.clone()).one().await?;
    Ok(row.map(Account::from))
}

const FIND_PROFILE: &str = "\
-- Find a person's profile and count their posts and follows
SELECT u.id, u.name, u.display_name, u.bio, u.created_at,
       (SELECT COUNT(*) FROM posts p WHERE p.author_id = u.id) AS posts,
       (SELECT COUNT(*) FROM follows f WHERE f.followee_id = u.id) AS followers,
       (SELECT COUNT(*) FROM follows f WHERE f.follower_id = u.id) AS following,
       EXISTS (SELECT 1
               FROM follows f
               WHERE f.follower_id = $2 AND f.followee_id = u.id) AS followed_by_viewer
FROM users u
WHERE u.name = $1";

/// A person as their own page shows them to `viewer`.
///
/// # Errors
/// The database's own.
pub async fn find_profile(db: &Db, name: &UserName, viewer: Option<UserId>) -> Result<Option<Profile>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        id: UserId,
        name: UserName,
        display_name: String,
        bio: String,
        created_at: Timestamp,
        posts: i64,
        followers: i64,
        following: i64,
        followed_by_viewer: bool,
    }
    let row: Option<Row> = db.query(FIND_PROFILE).bind(name.clone()).bind(viewer).one().await?;
    Ok(row.map(|row| Profile {
        id: row.id,
        name: row.name,
        display_name: row.display_name,
        bio: row.bio,
        created_at: row.created_at,
        posts: row.posts,
        followers: row.followers,
        following: row.following,
        followed_by_viewer: row.followed_by_viewer,
    }))
}

const UPDATE_PROFILE: &str = "\
-- Save what this person is called and says of themselves
UPDATE users
SET display_name = $2, bio = $3
WHERE id = $1";

/// Changes a user's display name and bio.
///
/// # Errors
/// The database's own.
pub async fn update_profile(db: &Db, user: UserId, display_name: &DisplayName, bio: &Bio) -> Result<()> {
    let mut tx = db.begin_once().await?;
    tx.query(UPDATE_PROFILE)
        .bind(user)
        .bind(display_name.as_str().to_owned())
        .bind(bio.as_str().to_owned())
        .run()
        .await?;
    tx.commit().await
}

const UPDATE_PASSWORD: &str = "\
-- Give this person their new password
UPDATE users
SET password_hash = $2
WHERE id = $1";

const DELETE_DEVICES: &str = "\
-- Forget the devices this person signed in on
DELETE FROM devices
WHERE user_id = $1";

/// Changes a password. With `end_others`, every session but `keep` ends in the same transaction, and the devices are forgotten
/// on which the person signed in: whoever knows the old password is out.
///
/// # Errors
/// The database's own.
pub async fn update_password(
    db: &Db,
    user: UserId,
    password_hash: String,
    end_others: bool,
    keep: Option<SessionKey>,
) -> Result<()> {
    let mut tx = db.begin_once().await?;
    tx.query(UPDATE_PASSWORD).bind(user).bind(Secret(password_hash)).run().await?;
    if let Some(keep) = &keep {
        keep_result(db, &mut tx, &keep.0).await?;
    }
    if end_others {
        tx.query(DELETE_OTHER_SESSIONS).bind(user).bind(keep.map(Secret::from)).run().await?;
        tx.query(DELETE_DEVICES).bind(user).run().await?;
    }
    tx.commit().await
}

// The likes themselves are deleted with the account. The counts beside posts and comments must be lowered before.
const UNLIKE_POSTS: &str = "\
-- Take this person's likes off the counts of posts
UPDATE posts
SET likes = likes - 1
WHERE id IN (SELECT post_id
             FROM likes
             WHERE user_id = $1)";

const UNLIKE_COMMENTS: &str = "\
-- Take this person's likes off the counts of comments
UPDATE comments
SET likes = likes - 1
WHERE id IN (SELECT comment_id
             FROM comment_likes
             WHERE user_id = $1)";

const INSERT_DELETED_POSTS: &str = "\
-- Remember that this person's posts were once here
INSERT INTO deleted_posts (id, deleted_at)
SELECT id, $2
FROM posts
WHERE author_id = $1";

// A comment is deleted with the answers under it, so the answers of others are subtracted as well.
const COUNT_COMMENTS: &str = "\
-- Take this person's comments off the counts of posts
UPDATE posts
SET comments = comments - (SELECT COUNT(*)
                           FROM comments c
                           LEFT JOIN comments q ON q.id = c.answers_id
                           WHERE c.post_id = posts.id AND (c.author_id = $1 OR q.author_id = $1))
WHERE id IN (SELECT post_id
             FROM comments
             WHERE author_id = $1)";

const DELETE_COMMENTS: &str = "\
-- Delete this person's comments
DELETE FROM comments
WHERE author_id = $1";

const DELETE_TAGS: &str = "\
-- Forget the tags that nobody else's posts have
DELETE FROM tags
WHERE id IN (SELECT pt.tag_id
             FROM posts p
             JOIN post_tags pt ON pt.post_id = p.id
             WHERE p.author_id = $1)
  AND NOT EXISTS (SELECT 1
                  FROM post_tags o
                  JOIN posts q ON q.id = o.post_id
                  WHERE o.tag_id = tags.id AND (q.author_id IS NULL OR q.author_id <> $1))";

const DELETE_POSTS: &str = "\
-- Delete this person's posts
DELETE FROM posts
WHERE author_id = $1";

// The foreign keys do the rest: they delete sessions, likes and follows, and take the author off posts and comments that stay.
const DELETE_USER: &str = "\
-- Delete this person's account
DELETE FROM users
WHERE id = $1";

/// Deletes a person with everything that is theirs alone, and corrects the counts of others. What happens to their posts and
/// comments is their choice. The writer overwrites what it deletes, and the write-ahead log, in which it still stands, is
/// emptied soon afterwards: then no file of the site has a word of it.
///
/// # Errors
/// The database's own.
pub async fn delete_user(db: &Db, user: UserId, content: ContentOnDeletion, now: Timestamp) -> Result<()> {
    let mut tx = db.begin_once().await?;
    for sql in [UNLIKE_POSTS, UNLIKE_COMMENTS] {
        tx.query(sql).bind(user).run().await?;
    }
    if content == ContentOnDeletion::Delete {
        tx.query(INSERT_DELETED_POSTS).bind(user).bind(now).run().await?;
        for sql in [COUNT_COMMENTS, DELETE_COMMENTS, DELETE_TAGS, DELETE_POSTS] {
            tx.query(sql).bind(user).run().await?;
        }
    }
    tx.query(DELETE_USER).bind(user).run().await?;
    tx.commit().await?;
    db.truncate_log_soon().await;
    Ok(())
}

const UPDATE_DISABLED: &str = "\
-- Keep this person out, or let them back in
UPDATE users
SET disabled_at = $2
WHERE name = $1";

/// Shuts a person out since a moment, or lets them in again where there is none. Somebody who is shut out is signed out from
/// their next request on. `false` where there is no such name.
///
/// # Errors
/// The database's own.
pub async fn update_disabled(db: &Db, name: &UserName, disabled_at: Option<Timestamp>) -> Result<bool> {
    let mut tx = db.begin().await?;
    let changed = tx.query(UPDATE_DISABLED).bind(name.clone()).bind(disabled_at).run().await?;
    tx.commit().await?;
    Ok(changed == 1)
}

const UPDATE_ROLE: &str = "\
-- Change what this person may do
UPDATE users
SET role = $2
WHERE name = $1";

const DELETE_SESSIONS: &str = "\
-- End all of this person's sessions
DELETE FROM sessions
WHERE user_id = (SELECT id
                 FROM users
                 WHERE name = $1)";

/// Changes what a person may do, and ends their sessions, so that no session goes on with another role than it began with.
/// `false` where there is no such name.
///
/// # Errors
/// The database's own.
pub async fn update_role(db: &Db, name: &UserName, role: Role) -> Result<bool> {
    let mut tx = db.begin().await?;
    let changed = tx.query(UPDATE_ROLE).bind(name.clone()).bind(role_text(role).to_owned()).run().await?;
    tx.query(DELETE_SESSIONS).bind(name.clone()).run().await?;
    tx.commit().await?;
    Ok(changed == 1)
}

/// A person in the list that the command line shows.
#[derive(sqlx::FromRow)]
pub struct ListedUser {
    /// The name they sign in with.
    pub name: UserName,
    /// The name in bylines.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// When they signed up.
    pub created_at: Timestamp,
    /// Since when they are shut out, if they are.
    pub disabled_at: Option<Timestamp>,
}

const LIST_USERS: &str = "\
-- List a page of people, by name
SELECT name, display_name, role, created_at, disabled_at
FROM users
WHERE name > $1
ORDER BY name
LIMIT $2";

/// People in the order of their names, at most `limit` of them, beginning after the name `after` (`""` for the first page).
///
/// # Errors
/// The database's own.
pub async fn list_users(db: &Db, after: &str, limit: i64) -> Result<Vec<ListedUser>> {
    db.query(LIST_USERS).bind(after.to_owned()).bind(limit).all().await
}

const LIST_FOLLOWED: &str = "\
-- Collect whom this person follows for their download
SELECT f.followee_id AS id, u.name, f.created_at
FROM follows f
JOIN users u ON u.id = f.followee_id
WHERE f.follower_id = $1 AND f.followee_id > $2
ORDER BY f.followee_id
LIMIT 1000";

/// Somebody whom a person follows, as the download of their data lists them.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct FollowedUser {
    /// Their number.
    pub id: UserId,
    /// Their name.
    pub name: UserName,
    /// Since when.
    pub created_at: Timestamp,
}

/// The next 1,000 people that somebody follows for the download of their data, by number, beginning after the person
/// `after` (`UserId(0)` for the first ones).
///
/// # Errors
/// The database's own.
pub async fn list_followed(db: &Db, user: UserId, after: UserId) -> Result<Vec<FollowedUser>> {
    db.query(LIST_FOLLOWED).bind(user).bind(after).all().await
}
