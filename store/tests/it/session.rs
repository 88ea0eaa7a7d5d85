//! Sessions: when they begin, when they are over, and that one that is over stays over.

use crate::{ANA, BEN, NOON, count, fresh};
use model::{SessionKey, Timestamp, UserName};
use store::{Result, session::*};

fn key(name: &str) -> SessionKey {
    key_of_cookie(name)
}

async fn begin(db: &store::Db, name: &str, now: Timestamp) -> Result<SessionKey> {
    assert!(insert_session(db, key(name), Some(ANA), "{}".to_owned(), now).await?);
    Ok(key(name))
}

async fn lives(db: &store::Db, key: &SessionKey, now: Timestamp) -> Result<bool> {
    Ok(find_session(db, key.clone(), now).await?.is_some())
}

#[tokio::test]
async fn a_session_knows_its_person_and_keeps_what_it_is_given() -> Result<()> {
    let f = fresh().await?;
    let key = begin(&f.db, "one", NOON).await?;
    assert!(update_session(&f.db, key.clone(), r#"{"user_id":1}"#.to_owned()).await?);
    let found = find_session(&f.db, key, NOON).await?.expect("a session that lives");
    assert_eq!(found.user_id, Some(ANA));
    assert_eq!(found.data, r#"{"user_id":1}"#);
    Ok(())
}

#[tokio::test]
async fn k4_a_session_ends_after_fourteen_idle_days_and_after_thirty_in_all() -> Result<()> {
    let f = fresh().await?;
    let idle = begin(&f.db, "idle", NOON).await?;
    assert!(lives(&f.db, &idle, NOON.plus(IDLE_MAX - 1)).await?);
    assert!(!lives(&f.db, &idle, NOON.plus(IDLE_MAX)).await?);

    let busy = begin(&f.db, "busy", NOON).await?;
    let mut now = NOON;
    while now < NOON.plus(AGE_MAX) {
        assert!(lives(&f.db, &busy, now).await?, "{now:?}");
        update_session_seen(&f.db, busy.clone(), "browser".to_owned(), "192.0.2.0/24".to_owned(), now)
            .await?;
        now = now.plus(IDLE_MAX / 2);
    }
    assert!(!lives(&f.db, &busy, NOON.plus(AGE_MAX)).await?);
    assert_eq!(delete_expired_sessions(&f.db, NOON.plus(AGE_MAX)).await?, 2);
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM sessions").await?, 0);
    Ok(())
}

#[tokio::test]
async fn k5_a_session_that_ended_is_not_brought_back_by_a_late_save() -> Result<()> {
    let f = fresh().await?;
    let key = begin(&f.db, "one", NOON).await?;
    delete_session(&f.db, key.clone()).await?;
    assert!(!update_session(&f.db, key.clone(), r#"{"late":true}"#.to_owned()).await?);
    update_session_seen(&f.db, key.clone(), String::new(), String::new(), NOON).await?;
    assert!(!lives(&f.db, &key, NOON).await?);
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM sessions").await?, 0);
    Ok(())
}

#[tokio::test]
async fn k6_who_is_kept_out_is_out_at_the_next_request() -> Result<()> {
    let f = fresh().await?;
    let key = begin(&f.db, "one", NOON).await?;
    let ana = UserName::parse("ana").unwrap();
    assert!(store::user::update_disabled(&f.db, &ana, Some(NOON)).await?);
    assert!(!lives(&f.db, &key, NOON).await?);
    assert!(store::user::update_disabled(&f.db, &ana, None).await?);
    assert!(lives(&f.db, &key, NOON).await?);
    Ok(())
}

#[tokio::test]
async fn k7_only_its_owner_sees_and_ends_a_session() -> Result<()> {
    let f = fresh().await?;
    let (first, second) = (begin(&f.db, "first", NOON).await?, begin(&f.db, "second", NOON.plus(60)).await?);
    assert!(list_sessions(&f.db, BEN, None, NOON).await?.is_empty());
    assert!(!delete_session_of(&f.db, BEN, first.clone()).await?);
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM sessions").await?, 2);

    let seen = list_sessions(&f.db, ANA, Some(&second), NOON.plus(60)).await?;
    assert_eq!(seen.iter().map(|s| s.this_one).collect::<Vec<_>>(), [true, false]);
    assert_eq!(delete_other_sessions(&f.db, ANA, Some(second.clone())).await?, 1);
    assert!(!lives(&f.db, &first, NOON).await? && lives(&f.db, &second, NOON.plus(60)).await?);
    Ok(())
}

#[tokio::test]
async fn k9_the_oldest_session_makes_room_for_the_twenty_first() -> Result<()> {
    let f = fresh().await?;
    let oldest = begin(&f.db, "0", NOON).await?;
    for n in 1..=PER_USER_MAX {
        begin(&f.db, &n.to_string(), NOON.plus(n)).await?;
    }
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM sessions").await?, PER_USER_MAX);
    assert!(!lives(&f.db, &oldest, NOON.plus(PER_USER_MAX)).await?);
    assert!(lives(&f.db, &key("1"), NOON.plus(PER_USER_MAX)).await?);
    Ok(())
}

#[tokio::test]
async fn a_key_that_is_taken_is_not_taken_over() -> Result<()> {
    let f = fresh().await?;
    begin(&f.db, "one", NOON).await?;
    assert!(!insert_session(&f.db, key("one"), Some(BEN), "{}".to_owned(), NOON).await?);
    let found = find_session(&f.db, key("one"), NOON).await?.expect("the first one");
    assert_eq!(found.user_id, Some(ANA));
    Ok(())
}

#[tokio::test]
async fn a_device_is_known_for_its_own_person_only() -> Result<()> {
    let f = fresh().await?;
    insert_device(&f.db, "digest".to_owned(), ANA, NOON).await?;
    let name = |name| UserName::parse(name).unwrap();
    assert!(is_device_of(&f.db, "digest".to_owned(), &name("ana")).await?);
    assert!(!is_device_of(&f.db, "digest".to_owned(), &name("ben")).await?);
    assert!(!is_device_of(&f.db, "another".to_owned(), &name("ana")).await?);
    Ok(())
}
