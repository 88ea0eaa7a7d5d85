//! The throttle on signing in: by name, by network, and by device.

use crate::{NOON, count, fresh};
use model::Timestamp;
use store::{
    Result,
    sign_in_throttle::{Key, delete_old_tries, delete_tries, insert_try},
};

const DAY: i64 = 24 * 60 * 60;

#[tokio::test]
async fn p6_two_hundred_guesses_from_many_addresses_are_heard_less_than_a_hundred_times() -> Result<()> {
    let f = fresh().await?;
    let (mut heard, mut now) = (0, NOON);
    for n in 0..200 {
        let keys = [Key::name("ana"), Key::address(&format!("198.51.{n}.0/24"))];
        match insert_try(&f.db, &keys, now).await? {
            Ok(()) => heard += 1,
            Err(wait) => now = now.plus(wait.min(60)), // an impatient guesser
        }
    }
    assert!((5..100).contains(&heard), "{heard}");
    Ok(())
}

#[tokio::test]
async fn p6_never_more_than_a_hundred_failures_in_a_row_however_patient() -> Result<()> {
    let f = fresh().await?;
    let mut now = NOON;
    let mut heard = 0;
    while let Ok(wait) = match insert_try(&f.db, &[Key::name("ana")], now).await? {
        Ok(()) => {
            heard += 1;
            Ok(1)
        }
        Err(wait) if wait < DAY / 2 => Ok(wait),
        Err(wait) => Err(wait),
    } {
        now = now.plus(wait);
        assert!(heard <= 100);
    }
    assert_eq!(heard, 100);
    Ok(())
}

#[tokio::test]
async fn p6_the_owners_device_is_not_locked_out_by_strangers() -> Result<()> {
    let f = fresh().await?;
    for _ in 0..5 {
        let _ = insert_try(&f.db, &[Key::name("ana")], NOON).await?;
    }
    assert!(insert_try(&f.db, &[Key::name("ana")], NOON).await?.is_err());
    assert!(insert_try(&f.db, &[Key::device("hers")], NOON).await?.is_ok());
    assert!(insert_try(&f.db, &[Key::name("ben")], NOON).await?.is_ok());
    Ok(())
}

#[tokio::test]
async fn p6_a_hundred_guesses_at_once_are_a_hundred_guesses() -> Result<()> {
    let f = fresh().await?;
    let key = [Key::name("ana")];
    let tries = (0..100).map(|_| insert_try(&f.db, &key, NOON));
    let heard = futures::future::try_join_all(tries).await?.iter().filter(|heard| heard.is_ok()).count();
    assert_eq!(heard, 5);
    Ok(())
}

#[tokio::test]
async fn a_success_and_a_day_both_begin_anew() -> Result<()> {
    let f = fresh().await?;
    let key = Key::name("ana");
    let fail = async |now: Timestamp| insert_try(&f.db, std::slice::from_ref(&key), now).await;
    for _ in 0..5 {
        fail(NOON).await?.expect("the first five are heard");
    }
    assert!(fail(NOON).await?.is_err());
    delete_tries(&f.db, std::slice::from_ref(&key)).await?;
    assert!(fail(NOON).await?.is_ok());
    assert_eq!(delete_old_tries(&f.db, NOON.plus(DAY)).await?, 1);
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM throttles").await?, 0);
    Ok(())
}

#[tokio::test]
async fn p6_a_school_behind_one_address_signs_in_though_some_of_it_mistype() -> Result<()> {
    let f = fresh().await?;
    for n in 0..300 {
        let keys = [Key::name(&format!("pupil_{n}")), Key::address("198.51.100.0/24")];
        assert_eq!(insert_try(&f.db, &keys, NOON).await?, Ok(()), "pupil {n}");
        if n % 10 > 0 {
            delete_tries(&f.db, &keys).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn p6_who_guesses_on_and_on_from_one_address_is_heard_once_a_minute() -> Result<()> {
    let f = fresh().await?;
    let (mut heard, mut now, end) = (0, NOON, NOON.plus(60 * 60));
    while now.0 < end.0 {
        let keys = [Key::name(&format!("somebody_{heard}")), Key::address("198.51.100.0/24")];
        match insert_try(&f.db, &keys, now).await? {
            Ok(()) => heard += 1,
            Err(wait) => now = now.plus(wait),
        }
    }
    assert!((100..170).contains(&heard), "{heard}");
    Ok(())
}
