//! Stories of the X-ray that people show to others.

use crate::{ANA, BEN, NOON, count, fresh};
use store::{
    Result,
    shared_trace::{PER_USER_MAX, delete_shared_trace, find_shared_trace, insert_shared_trace},
};

#[tokio::test]
async fn only_its_owner_takes_a_shared_story_back() -> Result<()> {
    let f = fresh().await?;
    for (token, owner) in [("a", ANA), ("b", BEN)] {
        insert_shared_trace(&f.db, token.to_owned(), owner, NOON, "{}".to_owned()).await?;
    }
    assert!(!delete_shared_trace(&f.db, "a".to_owned(), BEN).await?);
    assert!(find_shared_trace(&f.db, "a".to_owned()).await?.is_some_and(|found| found.user_id == ANA));
    assert!(delete_shared_trace(&f.db, "a".to_owned(), ANA).await?);
    assert!(find_shared_trace(&f.db, "a".to_owned()).await?.is_none());
    assert!(find_shared_trace(&f.db, "b".to_owned()).await?.is_some());
    Ok(())
}

#[tokio::test]
async fn the_oldest_shared_story_makes_room_for_one_too_many() -> Result<()> {
    let f = fresh().await?;
    insert_shared_trace(&f.db, "bens".to_owned(), BEN, NOON, "{}".to_owned()).await?;
    for n in 0..=PER_USER_MAX {
        insert_shared_trace(&f.db, format!("anas{n}"), ANA, NOON.plus(n), "{}".to_owned()).await?;
    }
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM shared_traces").await?, PER_USER_MAX + 1);
    assert!(find_shared_trace(&f.db, "anas0".to_owned()).await?.is_none());
    Ok(())
}
