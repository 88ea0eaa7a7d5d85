//! The throttle on signing in: by name, by network, and by device.

use crate::{NOON, count, fresh};
use model::Timestamp;
use store::{
    QueryLog, Result,
    sign_in_throttle::{Key, delete_old_tries, delete_tries, insert_try, takes_turns},
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
async fn p6_after_a_hundred_failures_a_network_takes_turns_for_an_hour_and_nobody_there_is_shut_out()
-> Result<()> {
    let f = fresh().await?;
    let network = "198.51.100.0/24";
    let guess = async |n: i64| {
        insert_try(&f.db, &[Key::name(&format!("somebody_{n}")), Key::address(network)], NOON).await
    };
    for n in 0..100 {
        assert_eq!(guess(n).await?, Ok(()));
        assert!(!takes_turns(&f.db, network, NOON).await?, "{n}");
    }
    assert_eq!(guess(100).await?, Ok(()));
    assert!(takes_turns(&f.db, network, NOON).await?);
    assert_eq!(guess(101).await?, Ok(()), "the counter itself refuses nobody");
    assert!(!takes_turns(&f.db, "203.0.113.0/24", NOON).await?);
    assert!(!takes_turns(&f.db, network, NOON.plus(60 * 60)).await?);
    Ok(())
}

#[tokio::test]
async fn p6_a_wait_written_while_the_clock_was_ahead_is_worth_no_more_than_now() -> Result<()> {
    let f = fresh().await?;
    let key = [Key::name("ben")];
    let ahead = NOON.plus(400 * DAY);
    for n in 0..7 {
        let tried = insert_try(&f.db, &key, ahead.plus(n * 10)).await?;
        assert_eq!(tried, Ok(()), "try {n}");
    }
    // The seventh failure costs four seconds, whatever the clock said.
    assert_eq!(insert_try(&f.db, &key, NOON).await?, Err(4));
    assert_eq!(insert_try(&f.db, &key, NOON.plus(1)).await?, Err(3), "the wait goes by");
    assert_eq!(insert_try(&f.db, &key, NOON.plus(4)).await?, Ok(()));
    assert_eq!(insert_try(&f.db, &key, NOON.plus(4)).await?, Err(8), "and nothing was forgotten");
    Ok(())
}

#[tokio::test]
async fn p6_no_stored_wait_is_longer_than_its_failures_cause() -> Result<()> {
    let f = fresh().await?;
    let key = [Key::device("hers")];
    for _ in 0..5 {
        insert_try(&f.db, &key, NOON).await?.expect("five are heard");
    }
    let mut tx = f.db.begin().await?;
    tx.query("UPDATE throttles SET until = until + 1000000").run().await?;
    tx.commit().await?;
    assert_eq!(insert_try(&f.db, &key, NOON).await?, Err(1));
    assert_eq!(insert_try(&f.db, &key, NOON.plus(1)).await?, Ok(()));
    Ok(())
}

#[tokio::test]
async fn p6_what_is_typed_as_the_name_stands_nowhere_in_the_files() -> Result<()> {
    const TYPED: &str = "my secret pass phrase of plums";
    let f = fresh().await?;
    let log = QueryLog::default();
    log.watch(true);
    let db = f.db.with_log(log.clone());
    let keys = [Key::name(TYPED), Key::address("198.51.100.0/24")];
    insert_try(&db, &keys, NOON).await?.expect("the first is heard");
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM throttles WHERE key LIKE 'name:%'").await?, 1);
    let seen = format!("{:?}", log.take());
    assert!(seen.contains("'name:••••••••'") && !seen.contains(TYPED), "{seen}");
    for file in std::fs::read_dir(f.folder.path())? {
        let (path, typed) = (file?.path(), TYPED.as_bytes());
        let bytes = std::fs::read(&path)?;
        assert!(!bytes.windows(typed.len()).any(|piece| piece == typed), "{}", path.display());
    }
    Ok(())
}

#[tokio::test]
async fn each_site_counts_names_under_a_key_of_its_own() -> Result<()> {
    let (here, there) = (fresh().await?, fresh().await?);
    let mut digests = Vec::new();
    for f in [&here, &there] {
        insert_try(&f.db, &[Key::name("ana")], NOON).await?.expect("the first is heard");
        let row: Option<(String,)> = f.db.query("SELECT key FROM throttles").one().await?;
        digests.extend(row);
    }
    assert_eq!(digests.len(), 2);
    assert_ne!(digests[0], digests[1]);
    Ok(())
}
