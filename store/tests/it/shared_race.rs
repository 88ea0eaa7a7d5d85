//! Races that learners show to others.

use crate::{ANA, BEN, Fresh, NOON, count, delete_user_row, fresh};
use model::SessionKey;
use store::{
    Error, Result,
    learner::{
        LearnerKey, claim_guest,
        shared_race::{
            SHARED_MAX, delete_shared_race, find_shared_race, insert_shared_race, list_shared_races,
        },
    },
    session::insert_session,
};

#[tokio::test]
async fn a_shared_race_is_found_by_its_token_and_goes_with_its_learner() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    insert_shared_race(&db, &LearnerKey::Person(ANA), "anas".to_owned(), "{}".to_owned(), NOON).await?;
    assert_eq!(find_shared_race(&db, "anas".to_owned()).await?, Some("{}".to_owned()));
    assert_eq!(find_shared_race(&db, "ana".to_owned()).await?, None);
    delete_user_row(&db, ANA).await?;
    assert_eq!(find_shared_race(&db, "anas".to_owned()).await?, None);
    Ok(())
}

#[tokio::test]
async fn only_its_learner_takes_a_shared_race_back() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    insert_shared_race(&db, &LearnerKey::Person(ANA), "anas".to_owned(), "{}".to_owned(), NOON).await?;
    insert_shared_race(&db, &LearnerKey::Person(BEN), "bens".to_owned(), "{}".to_owned(), NOON).await?;
    assert!(!delete_shared_race(&db, &LearnerKey::Person(BEN), "anas".to_owned()).await?);
    assert!(delete_shared_race(&db, &LearnerKey::Person(ANA), "anas".to_owned()).await?);
    assert_eq!(find_shared_race(&db, "anas".to_owned()).await?, None);
    assert!(find_shared_race(&db, "bens".to_owned()).await?.is_some());
    Ok(())
}

#[tokio::test]
async fn what_a_guest_shows_is_shown_by_whom_they_turn_out_to_be() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    let guest = SessionKey("guest".to_owned());
    insert_session(&db, guest.clone(), None, "{}".to_owned(), NOON).await?;
    insert_shared_race(&db, &LearnerKey::Person(ANA), "anas".to_owned(), "{}".to_owned(), NOON).await?;
    insert_shared_race(&db, &LearnerKey::Guest(guest.clone()), "guests".to_owned(), "{}".to_owned(), NOON)
        .await?;
    assert!(find_shared_race(&db, "guests".to_owned()).await?.is_some());
    assert!(claim_guest(&db, guest, ANA, NOON).await?.is_some());
    assert!(find_shared_race(&db, "guests".to_owned()).await?.is_some());
    assert!(delete_shared_race(&db, &LearnerKey::Person(ANA), "guests".to_owned()).await?);
    Ok(())
}

#[tokio::test]
async fn the_oldest_shared_race_makes_room_and_a_huge_one_is_not_taken() -> Result<()> {
    let Fresh { db, folder: _folder } = fresh().await?;
    insert_shared_race(&db, &LearnerKey::Person(BEN), "bens".to_owned(), "{}".to_owned(), NOON).await?;
    for n in 0..=SHARED_MAX {
        let token = format!("anas{n}");
        insert_shared_race(&db, &LearnerKey::Person(ANA), token, "{}".to_owned(), NOON.plus(n)).await?;
    }
    assert_eq!(count(&db, "SELECT COUNT(*) FROM shared_races").await?, SHARED_MAX + 1);
    let listed = list_shared_races(&db, &LearnerKey::Person(ANA)).await?;
    assert_eq!((listed.len(), listed[0].0.as_str()), (20, "anas20"));
    assert_eq!(find_shared_race(&db, "anas0".to_owned()).await?, None);
    assert!(find_shared_race(&db, "bens".to_owned()).await?.is_some());
    let huge = "x".repeat(70_000);
    let refused = insert_shared_race(&db, &LearnerKey::Person(BEN), "huge".to_owned(), huge, NOON).await;
    assert!(matches!(refused, Err(Error::TooLarge)), "{refused:?}");
    Ok(())
}
