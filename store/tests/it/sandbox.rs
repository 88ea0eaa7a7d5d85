//! A learner's own database: its states, and the way back.

use crate::{ANA, BEN, NOON, count, delete_user_row, fresh};
use model::SessionKey;
use store::{
    Db, Error, QueryLog, Result,
    learner::{
        LearnerKey, claim_guest, find_or_insert_learner, insert_guest,
        sandbox::{
            CAUSE_BYTES_MAX, GUEST_BYTES_MAX, IMAGE_BYTES_MAX, PERSON_BYTES_MAX, STATES_MAX, StoredImage,
            delete_last_state, find_number, find_state, insert_state, list_history,
        },
    },
    session::insert_session,
};

const ANAS: LearnerKey = LearnerKey::Person(ANA);

async fn keep(db: &Db, who: &LearnerKey, base: i64, image: &[u8]) -> Result<bool> {
    insert_state(db, who, base, image.to_vec(), format!("SELECT {base}"), NOON.plus(base)).await
}

async fn now(db: &Db, who: &LearnerKey) -> Result<(i64, Option<Vec<u8>>)> {
    let state = find_state(db, who).await?;
    Ok(state.map_or((0, None), |state| match state.image {
        StoredImage::Bytes(bytes) => (state.number, Some(bytes)),
        StoredImage::Beginning => (state.number, None),
        StoredImage::Unreadable => panic!("state {} cannot be read", state.number),
    }))
}

/// Bytes that cannot be compressed.
fn noise(length: usize) -> Vec<u8> {
    let mut x = 88_172_645_463_325_252_u64;
    let next = || {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        x as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[tokio::test]
async fn a_state_comes_back_byte_for_byte_and_belongs_to_one_learner() -> Result<()> {
    let f = fresh().await?;
    assert_eq!(find_state(&f.db, &ANAS).await?, None);
    find_or_insert_learner(&f.db, &ANAS, NOON).await?;
    assert_eq!(now(&f.db, &ANAS).await?, (0, None));
    assert!(keep(&f.db, &ANAS, 0, b"").await?);
    assert!(keep(&f.db, &ANAS, 1, &noise(5_000)).await?);
    assert_eq!(now(&f.db, &ANAS).await?, (2, Some(noise(5_000))));
    assert_eq!(now(&f.db, &LearnerKey::Person(BEN)).await?, (0, None));
    let causes = list_history(&f.db, &ANAS).await?;
    assert_eq!(causes.iter().map(|c| c.cause.as_str()).collect::<Vec<_>>(), ["SELECT 1", "SELECT 0"]);
    assert!(list_history(&f.db, &LearnerKey::Person(BEN)).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn of_two_tabs_the_slower_one_is_told() -> Result<()> {
    let f = fresh().await?;
    assert!(keep(&f.db, &ANAS, 0, b"one").await?);
    assert!(!keep(&f.db, &ANAS, 0, b"other").await?);
    assert_eq!(now(&f.db, &ANAS).await?, (1, Some(b"one".to_vec())));
    Ok(())
}

#[tokio::test]
async fn stepping_back_goes_one_state_at_a_time_and_as_far_as_there_are_any() -> Result<()> {
    let f = fresh().await?;
    for (base, image) in [(0, b"one"), (1, b"two")] {
        keep(&f.db, &ANAS, base, image).await?;
    }
    assert!(!delete_last_state(&f.db, &ANAS, 1).await?, "only the last");
    assert!(!delete_last_state(&f.db, &LearnerKey::Person(BEN), 2).await?, "nobody else's");
    assert!(delete_last_state(&f.db, &ANAS, 2).await?);
    assert!(!delete_last_state(&f.db, &ANAS, 2).await?, "a double click");
    assert_eq!(now(&f.db, &ANAS).await?, (1, Some(b"one".to_vec())));
    assert!(delete_last_state(&f.db, &ANAS, 1).await?);
    assert_eq!(now(&f.db, &ANAS).await?, (0, None));
    Ok(())
}

#[tokio::test]
async fn the_oldest_states_go_and_then_nobody_steps_back_beyond_them() -> Result<()> {
    let f = fresh().await?;
    for base in 0..STATES_MAX + 3 {
        assert!(keep(&f.db, &ANAS, base, base.to_string().as_bytes()).await?);
    }
    let causes = list_history(&f.db, &ANAS).await?;
    assert_eq!((causes.len() as i64, causes.last().unwrap().number), (STATES_MAX, 4));
    for number in (5..=STATES_MAX + 3).rev() {
        assert!(delete_last_state(&f.db, &ANAS, number).await?, "{number}");
    }
    assert!(!delete_last_state(&f.db, &ANAS, 4).await?, "before it is nothing that is kept");
    assert_eq!(now(&f.db, &ANAS).await?.0, 4);
    Ok(())
}

#[tokio::test]
async fn large_states_make_room_and_the_newest_stays() -> Result<()> {
    let f = fresh().await?;
    let session = SessionKey("g".to_owned());
    insert_session(&f.db, session.clone(), None, "{}".to_owned(), NOON).await?;
    insert_guest(&f.db, session.clone(), "192.0.2.0/24".to_owned(), NOON).await?;
    let guest = LearnerKey::Guest(session);
    for (who, bytes, times, kept, most) in [
        (&ANAS, IMAGE_BYTES_MAX, 3, 2, PERSON_BYTES_MAX),
        (&ANAS, 2 << 20, 12, 11, PERSON_BYTES_MAX),
        (&guest, 2 << 20, 5, 3, GUEST_BYTES_MAX),
    ] {
        let (large, first) = (noise(bytes), find_number(&f.db, who).await?.map_or(0, |(_, number)| number));
        for base in first..first + times {
            assert!(keep(&f.db, who, base, &large).await?);
        }
        let history = list_history(&f.db, who).await?;
        assert_eq!(history.len(), kept, "noise grows a little when it is packed");
        assert!(history.iter().map(|cause| cause.bytes).sum::<i64>() <= most);
        assert_eq!(now(&f.db, who).await?, (first + times, Some(large)));
    }
    let larger = vec![0; IMAGE_BYTES_MAX + 1];
    assert!(matches!(keep(&f.db, &ANAS, 15, &larger).await, Err(Error::TooLarge)));
    Ok(())
}

#[tokio::test]
async fn a_long_cause_is_cut_between_two_letters() -> Result<()> {
    let f = fresh().await?;
    insert_state(&f.db, &ANAS, 0, Vec::new(), "é".repeat(CAUSE_BYTES_MAX), NOON).await?;
    let cause = list_history(&f.db, &ANAS).await?.remove(0).cause;
    assert_eq!(cause.chars().count(), CAUSE_BYTES_MAX / 2 + 1);
    Ok(())
}

#[tokio::test]
async fn a_trace_shows_neither_the_bytes_nor_the_sql() -> Result<()> {
    let f = fresh().await?;
    let log = QueryLog::default();
    log.watch(true);
    let db = f.db.with_log(log.clone());
    insert_state(&db, &ANAS, 0, b"kingfisher".to_vec(), "SELECT 'kingfisher'".to_owned(), NOON).await?;
    let noted = format!("{:?}", log.statements());
    assert!(noted.contains("'SQL, 19 bytes'") && noted.contains("bytes'"), "{noted}");
    assert!(!noted.contains("kingfisher"), "{noted}");
    Ok(())
}

#[tokio::test]
async fn a_database_moves_with_a_guest_who_signs_up_and_goes_with_its_owner() -> Result<()> {
    let f = fresh().await?;
    for (key, image) in [("g", b"first"), ("h", b"other")] {
        let session = SessionKey(key.to_owned());
        assert!(insert_session(&f.db, session.clone(), None, "{}".to_owned(), NOON).await?);
        keep(&f.db, &LearnerKey::Guest(session.clone()), 0, image).await?;
        if key == "h" {
            find_or_insert_learner(&f.db, &LearnerKey::Person(BEN), NOON).await?;
            assert!(claim_guest(&f.db, session, BEN, NOON).await?.is_some());
            assert_eq!(now(&f.db, &LearnerKey::Person(BEN)).await?, (1, Some(b"other".to_vec())));
        } else {
            assert!(claim_guest(&f.db, session, ANA, NOON).await?.is_some());
        }
        assert_eq!(now(&f.db, &ANAS).await?, (1, Some(b"first".to_vec())));
    }
    // A person who has a database of their own keeps it.
    let session = SessionKey("i".to_owned());
    assert!(insert_session(&f.db, session.clone(), None, "{}".to_owned(), NOON).await?);
    keep(&f.db, &LearnerKey::Guest(session.clone()), 0, b"third").await?;
    assert!(claim_guest(&f.db, session, ANA, NOON).await?.is_some());
    assert_eq!(now(&f.db, &ANAS).await?, (1, Some(b"first".to_vec())));
    delete_user_row(&f.db, ANA).await?;
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM sandbox_states").await?, 1);
    assert_eq!(count(&f.db.guests(), "SELECT COUNT(*) FROM sandbox_states").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_state_that_cannot_be_read_can_be_stepped_back_from_and_followed_by_another() -> Result<()> {
    let f = fresh().await?;
    for base in 0..3 {
        assert!(keep(&f.db, &ANAS, base, b"image").await?);
    }
    sqlx::query("UPDATE sandbox_states SET image = zeroblob(100) WHERE number >= 2")
        .execute(&mut f.connect().await?)
        .await?;
    let found =
        async || Ok::<_, Error>(find_state(&f.db, &ANAS).await?.map(|state| (state.number, state.image)));
    assert_eq!(found().await?, Some((3, StoredImage::Unreadable)));
    assert!(keep(&f.db, &ANAS, 3, b"anew").await?);
    assert_eq!(now(&f.db, &ANAS).await?, (4, Some(b"anew".to_vec())));
    for number in [4, 3, 2] {
        assert!(delete_last_state(&f.db, &ANAS, number).await?);
    }
    assert_eq!(now(&f.db, &ANAS).await?, (1, Some(b"image".to_vec())));
    Ok(())
}
