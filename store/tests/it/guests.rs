//! Guests' work in its own file: it moves with who signs up, goes with its session, keeps its bounds, and its room goes back.

use crate::{ANA, Fresh, NOON, count, fresh};
use model::{SessionKey, Timestamp};
use std::{
    convert::Infallible,
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use store::{
    Db, Error, Result, Room, Space,
    idempotency_key::{IdempotencyKey, KeyOwner, find_result},
    learner::{
        Attempt, LEARNER_BYTES_MAX, LearnerKey, change_exercise, change_state, claim_guest, delete_orphans,
        find_work, finish_claims, give_space_back, guests_bytes, insert_guest, list_attempts_of,
        move_old_guests,
        sandbox::{StoredImage, find_state, insert_state, list_history},
    },
    session::{GUEST_SESSIONS_MAX, delete_session, insert_session},
    sign_in_throttle::{Key, TRIES_MAX, insert_try},
};
use tempfile::TempDir;

const ANAS: LearnerKey = LearnerKey::Person(ANA);

/// A guest whose session and learner were begun from a network.
async fn guest(db: &Db, name: &str, network: &str, at: Timestamp) -> Result<LearnerKey> {
    let key = SessionKey(name.to_owned());
    assert!(insert_session(db, key.clone(), None, "{}".to_owned(), at).await?);
    insert_guest(db, key.clone(), network.to_owned(), at).await?;
    Ok(LearnerKey::Guest(key))
}

/// Bytes that no packing makes smaller, other ones for each seed.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut x = 88_172_645_463_325_252 ^ (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut bytes = vec![0; length];
    for eight in bytes.chunks_mut(8) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        eight.copy_from_slice(&x.to_le_bytes()[..eight.len()]);
    }
    bytes
}

async fn keep(db: &Db, who: &LearnerKey, base: i64, image: Vec<u8>, at: Timestamp) -> Result<()> {
    assert!(insert_state(db, who, base, image, format!("SELECT {base}"), at).await?);
    Ok(())
}

async fn answer(db: &Db, who: &LearnerKey, at: i64) -> Result<()> {
    let attempt = Attempt {
        exercise: "order".to_owned(),
        variant: at,
        answer: format!("\"{at}\""),
        is_right: true,
        hints: 0,
    };
    let change = |_: Option<&str>| Ok::<_, Infallible>(("{}".to_owned(), Some(attempt)));
    change_exercise(db, who, "order", NOON.plus(at), change).await?.expect("nothing refuses");
    Ok(())
}

/// A database whose guests together may keep so many bytes.
async fn with_budget(bytes: u64) -> Result<Fresh> {
    let folder = TempDir::new()?;
    let db = Db::open_with(folder.path(), Room::of_folder(folder.path(), bytes, Some(0))).await?;
    Ok(Fresh { db, folder })
}

/// The bytes that the rows say, and those that the rows really have.
async fn counted_and_summed(db: &Db) -> Result<[i64; 2]> {
    const SUMMED: &str = "SELECT
        (SELECT COALESCE(SUM(OCTET_LENGTH(state) + 100), 0) FROM lab_states)
      + (SELECT COALESCE(SUM(OCTET_LENGTH(answer) + 100), 0) FROM attempts)
      + (SELECT COALESCE(SUM(OCTET_LENGTH(image) + OCTET_LENGTH(cause) + 100), 0) FROM sandbox_states)
      + (SELECT COALESCE(SUM(OCTET_LENGTH(race) + 100), 0) FROM shared_races)";
    Ok([count(db, "SELECT COALESCE(SUM(bytes), 0) FROM learners").await?, count(db, SUMMED).await?])
}

#[tokio::test]
async fn a_guests_work_stands_in_the_guests_file_and_a_persons_in_the_sites() -> Result<()> {
    let f = fresh().await?;
    let who = guest(&f.db, "g", "192.0.2.0/24", NOON).await?;
    for who in [&who, &ANAS] {
        answer(&f.db, who, 1).await?;
        keep(&f.db, who, 0, noise(0, 500), NOON).await?;
    }
    for db in [&f.db, &f.db.guests()] {
        for sql in ["SELECT COUNT(*) FROM learners", "SELECT COUNT(*) FROM sandbox_states"] {
            assert_eq!(count(db, sql).await?, 1, "{sql}");
        }
    }
    // No guest ever has the number of a person: answers in memory are found by it.
    let numbers = [find_state(&f.db, &who).await?, find_state(&f.db, &ANAS).await?];
    assert!(numbers[0].as_ref().unwrap().learner > 1 << 40 && numbers[1].as_ref().unwrap().learner < 1 << 40);
    Ok(())
}

#[tokio::test]
async fn r1_the_bytes_in_the_rows_are_those_of_the_rows_whatever_happened() -> Result<()> {
    let f = fresh().await?;
    let who = guest(&f.db, "g", "192.0.2.0/24", NOON).await?;
    for at in 0..5 {
        for who in [&who, &ANAS] {
            answer(&f.db, who, at).await?;
            keep(&f.db, who, at, noise(0, 700), NOON).await?;
            let state = "x".repeat(100 * usize::try_from(at).unwrap());
            let change = |_: Option<&str>| Ok::<_, Infallible>((format!("\"{state}\""), ()));
            change_state(&f.db, who, "jar", NOON, change).await?.unwrap();
        }
    }
    for db in [&f.db, &f.db.guests()] {
        let [counted, summed] = counted_and_summed(db).await?;
        assert!(counted == summed && counted > 4_000, "{counted} counted, {summed} there");
    }
    let of_networks = "SELECT SUM(bytes) FROM networks";
    assert_eq!(count(&f.db.guests(), of_networks).await?, counted_and_summed(&f.db.guests()).await?[0]);
    claim_guest(&f.db, SessionKey("g".to_owned()), ANA, NOON).await?.expect("there is work");
    let [counted, summed] = counted_and_summed(&f.db).await?;
    assert_eq!(counted, summed);
    assert_eq!(count(&f.db.guests(), "SELECT COUNT(*) FROM networks").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_claim_that_was_cut_off_between_the_files_is_finished_and_doubles_nothing() -> Result<()> {
    let f = fresh().await?;
    let who = guest(&f.db, "g", "192.0.2.0/24", NOON).await?;
    answer(&f.db, &who, 1).await?;
    keep(&f.db, &who, 0, noise(0, 500), NOON).await?;
    // The guests' file as it was before the claim is what a kill between the two commits leaves.
    let path = f.folder.path().join("guests.db");
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut f.connect_to("guests.db").await?).await?;
    let before = std::fs::read(&path)?;
    let claimed = claim_guest(&f.db, SessionKey("g".to_owned()), ANA, NOON).await?.expect("there is work");
    assert!(claimed.is_whole);
    f.db.close().await;
    for ending in ["guests.db-wal", "guests.db-shm"] {
        let _ = std::fs::remove_file(f.folder.path().join(ending));
    }
    std::fs::write(&path, before)?;

    let db = Db::open(f.folder.path()).await?;
    assert_eq!(count(&db.guests(), "SELECT COUNT(*) FROM learners").await?, 1);
    assert_eq!(finish_claims(&db).await?, 1);
    assert_eq!(count(&db.guests(), "SELECT COUNT(*) FROM learners").await?, 0);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM claimed_guests").await?, 0);
    // What the guest does after that in the same session is new, and counts once as well.
    answer(&db, &who, 2).await?;
    claim_guest(&db, SessionKey("g".to_owned()), ANA, NOON).await?.expect("there is work");
    let variants: Vec<_> =
        list_attempts_of(&db, ANA, 0).await?.iter().map(|attempt| attempt.variant).collect();
    assert_eq!(variants, [1, 2]);
    Ok(())
}

#[tokio::test]
async fn a_claim_whose_original_was_left_over_copies_nothing_twice() -> Result<()> {
    let f = fresh().await?;
    let who = guest(&f.db, "g", "192.0.2.0/24", NOON).await?;
    answer(&f.db, &who, 1).await?;
    let learner = find_state(&f.db, &who).await?.unwrap().learner;
    claim_guest(&f.db, SessionKey("g".to_owned()), ANA, NOON).await?.expect("there is work");
    // The deleting of the original was lost: it stands there again under its number.
    sqlx::query("INSERT INTO learners (id, digest, created_at) VALUES ($1, 'g', 0)")
        .bind(learner)
        .execute(&mut f.connect_to("guests.db").await?)
        .await?;
    answer(&f.db, &who, 1).await?;
    claim_guest(&f.db, SessionKey("g".to_owned()), ANA, NOON).await?.expect("there is a learner");
    assert_eq!(list_attempts_of(&f.db, ANA, 0).await?.len(), 1);
    assert_eq!(count(&f.db.guests(), "SELECT COUNT(*) FROM learners").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_guests_form_that_is_sent_again_counts_once_in_their_own_file() -> Result<()> {
    let f = fresh().await?;
    let who = guest(&f.db, "g", "192.0.2.0/24", NOON).await?;
    let key = || IdempotencyKey::new("k".to_owned(), KeyOwner::Guest(SessionKey("g".to_owned())), NOON);
    let (first, second) = (key(), key());
    assert_eq!(find_result(&f.db, &first).await?, None);
    answer(&f.db.with_idempotency_key(Some(first)), &who, 1).await?;
    let again = answer(&f.db.with_idempotency_key(Some(second.clone())), &who, 1).await;
    assert!(matches!(again, Err(Error::SentTwice)), "{again:?}");
    assert_eq!(find_result(&f.db, &second).await?, Some(None));
    assert_eq!(count(&f.db.guests(), "SELECT COUNT(*) FROM attempts").await?, 1);
    delete_session(&f.db, SessionKey("g".to_owned())).await?;
    assert_eq!(count(&f.db.guests(), "SELECT COUNT(*) FROM idempotency_keys").await?, 0);
    Ok(())
}

#[tokio::test]
async fn what_a_session_leaves_behind_goes_with_it_or_at_the_next_tidying() -> Result<()> {
    let f = fresh().await?;
    for name in ["ended", "expired", "alive"] {
        let who = guest(&f.db, name, "192.0.2.0/24", NOON).await?;
        answer(&f.db, &who, 1).await?;
    }
    delete_session(&f.db, SessionKey("ended".to_owned())).await?;
    assert_eq!(count(&f.db.guests(), "SELECT COUNT(*) FROM learners").await?, 2);
    sqlx::query("DELETE FROM sessions WHERE digest = 'expired'").execute(&mut f.connect().await?).await?;
    assert_eq!(delete_orphans(&f.db).await?, 1);
    assert_eq!(count(&f.db.guests(), "SELECT COUNT(*) FROM learners WHERE digest = 'alive'").await?, 1);
    assert_eq!(count(&f.db.guests(), "SELECT COUNT(*) FROM attempts").await?, 1);
    Ok(())
}

#[tokio::test]
async fn r1_a_networks_guests_lose_steps_back_first_and_others_lose_nothing() -> Result<()> {
    let f = with_budget(8 << 20).await?; // one MiB for a network
    let quiet = guest(&f.db, "quiet", "198.51.100.0/24", NOON).await?;
    keep(&f.db, &quiet, 0, noise(99, 50_000), NOON).await?;
    keep(&f.db, &quiet, 1, noise(98, 50_000), NOON).await?;
    let mut guests = Vec::new();
    for n in 0..4 {
        guests.push(guest(&f.db, &format!("g{n}"), "192.0.2.0/24", NOON).await?);
    }
    for base in 0..8 {
        for (n, who) in guests.iter().enumerate() {
            keep(&f.db, who, base, noise(n as u64, 50_000), NOON.plus(base * 10 + n as i64)).await?;
            let bytes = count(&f.db.guests(), "SELECT MAX(bytes) FROM networks").await?;
            assert!(bytes <= 1 << 20, "{bytes}");
        }
    }
    for who in &guests {
        assert!(matches!(find_state(&f.db, who).await?.unwrap().image, StoredImage::Bytes(_)), "{who:?}");
    }
    assert_eq!(list_history(&f.db, &quiet).await?.len(), 2);
    Ok(())
}

/// 200 guests, or as many as `VITRINE_GUESTS` says: with 10,000 it takes minutes, and the budget is the usual one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_ten_thousand_rude_guests_in_small_end_below_the_budget_and_the_site_writes_on() -> Result<()> {
    const AT_ONCE: u64 = 8;
    let many: u64 = std::env::var("VITRINE_GUESTS").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    let (budget, bytes) = if many > 200 { (Room::GUESTS_BYTES_MAX, 400_000) } else { (4 << 20, 40_000) };
    let f = with_budget(budget).await?;
    let who = crate::insert_user(&f.db, "ana", "").await?;
    let (mut most, mut slowest) = (0, std::time::Duration::ZERO);
    for begin in (0..many).step_by(AT_ONCE as usize) {
        let guests = (begin..begin + AT_ONCE).map(|n| {
            let db = f.db.clone();
            tokio::spawn(async move {
                // Each has a network of its own, so that the bound of all is the one that holds.
                let key =
                    guest(&db, &format!("g{n}"), &format!("10.{}.{}.0/24", n >> 8, n & 255), NOON).await?;
                for base in 0..3 {
                    keep(&db, &key, base, noise(n, bytes), NOON.plus(n as i64)).await?;
                }
                Ok::<_, Error>(())
            })
        });
        let guests: Vec<_> = guests.collect();
        let began = std::time::Instant::now();
        crate::write(&f.db, who, "A post", "garden").await?;
        slowest = slowest.max(began.elapsed());
        for guest in guests {
            guest.await.expect("a guest does not panic")?;
        }
        most = most.max(guests_bytes(&f.db).await?.1);
        assert!(most <= budget, "{most} bytes");
    }
    println!(
        "{many} guests: at most {} MiB in use, slowest post {slowest:?}, {:?}",
        most >> 20,
        f.db.file_bytes()
    );
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM posts").await? as u64, many.div_ceil(AT_ONCE));
    // The newest guest still has their work, and nothing of all this stands in the site's file.
    let newest = LearnerKey::Guest(SessionKey(format!("g{}", many - 1)));
    assert_eq!(find_state(&f.db, &newest).await?.expect("a learner").number, 3);
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM sandbox_states").await?, 0);
    Ok(())
}

#[tokio::test]
async fn the_file_becomes_small_again_when_guests_are_gone() -> Result<()> {
    let f = fresh().await?;
    for n in 0..20_u64 {
        let who = guest(&f.db, &format!("g{n}"), "192.0.2.0/24", NOON).await?;
        keep(&f.db, &who, 0, noise(n, 400_000), NOON).await?;
    }
    let path = f.folder.path().join("guests.db");
    sqlx::query("DELETE FROM sessions").execute(&mut f.connect().await?).await?;
    assert_eq!(delete_orphans(&f.db).await?, 20);
    let before = std::fs::metadata(&path)?.len();
    assert!(before > 7_000_000, "{before}");
    assert!(give_space_back(&f.db).await? > 1_900);
    let after = std::fs::metadata(&path)?.len();
    assert!(after < 400_000, "{before} bytes became {after}");
    assert_eq!(give_space_back(&f.db).await?, 0);
    Ok(())
}

#[tokio::test]
async fn below_the_floor_of_free_space_learners_work_is_refused_and_the_site_goes_on() -> Result<()> {
    let folder = TempDir::new()?;
    let free = Arc::new(AtomicU64::new(10 << 20));
    let probed = free.clone();
    let probe = move || Ok::<_, io::Error>(Space { free: probed.load(Ordering::SeqCst), all: 100 << 30 });
    let room = Room::with_probe(1 << 30, Some(20 << 20), Box::new(probe));
    let f = Fresh { db: Db::open_with(folder.path(), room).await?, folder };
    let ana = crate::insert_user(&f.db, "ana", "").await?;
    let who = guest(&f.db, "g", "192.0.2.0/24", NOON).await?;
    for who in [&who, &ANAS] {
        let state = insert_state(&f.db, who, 0, b"x".to_vec(), String::new(), NOON).await;
        assert!(matches!(state, Err(Error::NoRoom)), "{state:?}");
        assert!(matches!(answer(&f.db, who, 1).await, Err(Error::NoRoom)));
        assert!(find_work(&f.db, who).await?.states.is_empty());
    }
    crate::write(&f.db, ana, "A post", "garden").await?;
    delete_session(&f.db, SessionKey("g".to_owned())).await?;
    Ok(())
}

#[tokio::test]
async fn r1_one_learner_keeps_so_much_and_then_is_told() -> Result<()> {
    let f = fresh().await?;
    answer(&f.db, &ANAS, 1).await?;
    sqlx::query("UPDATE learners SET bytes = $1")
        .bind(LEARNER_BYTES_MAX + 1_000)
        .execute(&mut f.connect().await?)
        .await?;
    assert!(matches!(answer(&f.db, &ANAS, 2).await, Err(Error::LearnerFull)));
    assert_eq!(list_attempts_of(&f.db, ANA, 0).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn r1_there_are_only_so_many_sessions_of_guests_and_the_longest_idle_go_first() -> Result<()> {
    let f = fresh().await?;
    sqlx::query(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < $1)
         INSERT INTO sessions (digest, data, created_at, last_seen) SELECT 'old' || n, '{}', n, n FROM n",
    )
    .bind(GUEST_SESSIONS_MAX + 100)
    .execute(&mut f.connect().await?)
    .await?;
    assert!(insert_session(&f.db, SessionKey("new".to_owned()), None, "{}".to_owned(), NOON).await?);
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM sessions").await?, GUEST_SESSIONS_MAX);
    assert_eq!(count(&f.db, "SELECT MIN(last_seen) FROM sessions").await?, 102);
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM sessions WHERE digest = 'new'").await?, 1);
    Ok(())
}

#[tokio::test]
async fn r1_there_are_only_so_many_counters_of_tries_and_the_oldest_go_first() -> Result<()> {
    let f = fresh().await?;
    sqlx::query(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < $1)
         INSERT INTO throttles (key, failures, until, updated_at) SELECT 'old' || n, 1, 0, n FROM n",
    )
    .bind(TRIES_MAX + 100)
    .execute(&mut f.connect().await?)
    .await?;
    let tried = insert_try(&f.db, &[Key::address("192.0.2.0/24")], NOON).await?;
    assert_eq!(tried, Ok(()));
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM throttles").await?, TRIES_MAX);
    assert_eq!(count(&f.db, "SELECT MIN(updated_at) FROM throttles").await?, 102);
    Ok(())
}

#[tokio::test]
async fn what_older_versions_kept_of_guests_comes_over_once() -> Result<()> {
    let f = fresh().await?;
    // Guests as they stood in the site's file before.
    for n in 0..25 {
        let key = SessionKey(format!("g{n}"));
        assert!(insert_session(&f.db, key, None, "{}".to_owned(), NOON).await?);
    }
    sqlx::raw_sql(
        "UPDATE sessions SET address = '192.0.2.0/24';
         INSERT INTO learners (digest, created_at) SELECT digest, 5 FROM sessions;
         INSERT INTO lab_states (learner_id, name, state, updated_at) SELECT id, 'jar', '{}', 5 FROM learners;
         INSERT INTO attempts (learner_id, exercise, variant, answer, is_right, is_first, hints, created_at)
         SELECT id, 'order', 1, '{}', 1, 1, 0, 5 FROM learners;
         INSERT INTO sandbox_states (learner_id, number, image, cause, created_at)
         SELECT id, 7, x'78', 'SELECT 1', 5 FROM learners;",
    )
    .execute(&mut f.connect().await?)
    .await?;
    answer(&f.db, &ANAS, 1).await?;
    assert_eq!(move_old_guests(&f.db).await?, 25);
    assert_eq!(move_old_guests(&f.db).await?, 0);
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM learners").await?, 1);
    let guests = f.db.guests();
    for sql in [
        "SELECT COUNT(*) FROM learners",
        "SELECT COUNT(*) FROM lab_states",
        "SELECT COUNT(*) FROM sandbox_states",
    ] {
        assert_eq!(count(&guests, sql).await?, 25, "{sql}");
    }
    assert_eq!(count(&guests, "SELECT COUNT(*) FROM learners WHERE network = '192.0.2.0/24'").await?, 25);
    let who = LearnerKey::Guest(SessionKey("g7".to_owned()));
    assert_eq!(find_work(&f.db, &who).await?.states.len(), 1);
    assert_eq!(list_history(&f.db, &who).await?[0].number, 7);
    Ok(())
}
