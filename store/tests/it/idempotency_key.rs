//! Idempotency keys: kept with the write or not at all, bounded, and gone with whose they are.

use crate::{ANA, BEN, Fresh, NOON, OVEN, PLOT, count, fresh};
use model::{CommentBody, SessionKey, Timestamp, UserId};
use store::{
    Db, Error, Result,
    comment::{delete_comment, insert_comment},
    idempotency_key::{IdempotencyKey, KeyOwner, LIFETIME, PER_OWNER_MAX, delete_old_keys, find_result},
    like::like_post,
    session::{delete_session, insert_session},
    user::{ContentOnDeletion, delete_user},
};

const KEYS: &str = "SELECT COUNT(*) FROM idempotency_keys";

fn key(digest: &str, owner: KeyOwner, now: Timestamp) -> IdempotencyKey {
    IdempotencyKey::new(digest.to_owned(), owner, now)
}

/// What a form led to that was sent before, as a later request finds it.
async fn found(db: &Db, digest: &str) -> Result<Option<Option<String>>> {
    find_result(db, &key(digest, KeyOwner::Bearer, NOON)).await
}

#[tokio::test]
async fn a_write_and_its_key_are_kept_together_and_the_result_with_them() -> Result<()> {
    let Fresh { db, folder } = fresh().await?;
    let body = CommentBody::parse("Good.").unwrap();
    assert_eq!(found(&db, "one").await?, None);
    let once = db.with_idempotency_key(Some(key("one", KeyOwner::Person(ANA), NOON)));
    let comment = insert_comment(&once, ANA, OVEN, None, &body, NOON).await?.unwrap();
    assert_eq!(found(&db, "one").await?, Some(Some(comment.to_string())));
    like_post(&db.with_idempotency_key(Some(key("two", KeyOwner::Person(ANA), NOON))), OVEN, ANA, NOON)
        .await?;
    assert_eq!(found(&db, "two").await?, Some(None), "a like leads to nothing that has to be kept");
    db.close().await;
    let db = Db::open(folder.path()).await?;
    assert_eq!(found(&db, "one").await?, Some(Some(comment.to_string())), "after a restart");
    Ok(())
}

#[tokio::test]
async fn what_is_refused_or_rolled_back_leaves_no_key() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let body = CommentBody::parse("Good.").unwrap();
    let comment = insert_comment(&db, ANA, OVEN, None, &body, NOON).await?.unwrap();
    let once = db.with_idempotency_key(Some(key("not Ben's", KeyOwner::Person(BEN), NOON)));
    assert_eq!(delete_comment(&once, comment, BEN).await?, None);
    assert_eq!(found(&db, "not Ben's").await?, None);
    let once = db.with_idempotency_key(Some(key("dropped", KeyOwner::Person(ANA), NOON)));
    drop(once.begin_once().await?);
    assert_eq!(found(&db, "dropped").await?, None);
    // The second try of the same request is the first that counts.
    assert!(delete_comment(&once, comment, ANA).await?.is_some());
    assert_eq!(found(&db, "dropped").await?, Some(None));
    Ok(())
}

#[tokio::test]
async fn two_requests_with_one_key_write_once() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let body = CommentBody::parse("Good.").unwrap();
    // Neither of them has asked whether the form was sent before.
    let one = db.with_idempotency_key(Some(key("same", KeyOwner::Person(ANA), NOON)));
    let two = db.with_idempotency_key(Some(key("same", KeyOwner::Person(ANA), NOON)));
    assert!(insert_comment(&one, ANA, OVEN, None, &body, NOON).await?.is_some());
    let second = insert_comment(&two, ANA, OVEN, None, &body, NOON).await;
    assert!(matches!(second, Err(Error::SentTwice)), "{second:?}");
    assert_eq!(count(&db, "SELECT COUNT(*) FROM comments").await?, 1);
    Ok(())
}

#[tokio::test]
async fn keys_are_bounded_by_owner_and_by_age() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    for n in 0..PER_OWNER_MAX + 20 {
        let once = key(&format!("ana {n}"), KeyOwner::Person(ANA), NOON.plus(n));
        like_post(&db.with_idempotency_key(Some(once)), PLOT, ANA, NOON).await?;
    }
    like_post(&db.with_idempotency_key(Some(key("ben", KeyOwner::Person(BEN), NOON))), PLOT, BEN, NOON)
        .await?;
    assert_eq!(count(&db, KEYS).await?, PER_OWNER_MAX + 1);
    assert_eq!(found(&db, "ana 0").await?, None);
    assert!(found(&db, "ana 119").await?.is_some() && found(&db, "ben").await?.is_some());
    assert_eq!(delete_old_keys(&db, NOON.plus(LIFETIME - 1)).await?, 0, "not yet");
    assert_eq!(delete_old_keys(&db, NOON.plus(LIFETIME)).await?, 1);
    assert_eq!(found(&db, "ben").await?, None);
    Ok(())
}

#[tokio::test]
async fn keys_go_with_the_account_and_with_a_guests_session() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let guest = SessionKey("guest".to_owned());
    assert!(insert_session(&db, guest.clone(), None, "{}".to_owned(), NOON).await?);
    for (digest, owner) in [
        ("ana", KeyOwner::Person(ANA)),
        ("ben", KeyOwner::Person(BEN)),
        ("guest", KeyOwner::Guest(guest.clone())),
    ] {
        like_post(&db.with_idempotency_key(Some(key(digest, owner, NOON))), PLOT, UserId(3), NOON).await?;
    }
    delete_session(&db, guest).await?;
    assert_eq!((found(&db, "guest").await?, count(&db, KEYS).await?), (None, 2));
    // The form that deletes an account is nobody's, so that it is known when it is sent again.
    let once = db.with_idempotency_key(Some(key("leave", KeyOwner::Bearer, NOON)));
    delete_user(&once, ANA, ContentOnDeletion::Delete, NOON).await?;
    assert_eq!(found(&db, "ana").await?, None);
    assert_eq!(found(&db, "leave").await?, Some(None));
    assert_eq!(count(&db, KEYS).await?, 2, "Ben's is there, too");
    Ok(())
}
