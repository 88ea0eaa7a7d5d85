//! Learners: their states and attempts, starting over, and a guest who signs up.

use crate::{ANA, BEN, NOON, count, delete_user_row, fresh};
use model::SessionKey;
use std::convert::Infallible;
use store::{
    Db, Error, Result,
    learner::{
        ATTEMPTS_MAX, Attempt, LearnerKey, STATE_BYTES_MAX, change_exercise, change_state, claim_guest,
        find_work, insert_reset, list_attempts_of, list_progress, undo_last_reset,
    },
    session::{delete_session, insert_session},
};

async fn keep(db: &Db, who: &LearnerKey, name: &str, state: &str) -> Result<()> {
    let changed = change_state(db, who, name, NOON, |_| Ok::<_, Infallible>((state.to_owned(), ()))).await?;
    changed.expect("nothing refuses");
    Ok(())
}

async fn answer(db: &Db, who: &LearnerKey, exercise: &str, is_right: bool, at: i64) -> Result<()> {
    let attempt = Attempt {
        exercise: exercise.to_owned(),
        variant: at / 5,
        answer: "{}".to_owned(),
        is_right,
        hints: 0,
    };
    let state = format!("{{\"at\":{at}}}");
    let changed =
        change_exercise(db, who, exercise, NOON.plus(at), |_| Ok::<_, Infallible>((state, Some(attempt))));
    changed.await?.expect("nothing refuses");
    Ok(())
}

async fn states(db: &Db, who: &LearnerKey) -> Result<Vec<String>> {
    Ok(find_work(db, who).await?.states.into_iter().map(|s| format!("{} {}", s.name, s.state)).collect())
}

async fn guest(db: &Db, key: &str) -> Result<LearnerKey> {
    let key = SessionKey(key.to_owned());
    assert!(insert_session(db, key.clone(), None, "{}".to_owned(), NOON).await?);
    Ok(LearnerKey::Guest(key))
}

#[tokio::test]
async fn what_one_learner_does_no_other_sees() -> Result<()> {
    let f = fresh().await?;
    let (ana, ben, guest) = (LearnerKey::Person(ANA), LearnerKey::Person(BEN), guest(&f.db, "g").await?);
    for (who, state) in [(&ana, "1"), (&ben, "2"), (&guest, "3")] {
        keep(&f.db, who, "counter", state).await?;
        answer(&f.db, who, "order", state == "1", 0).await?;
    }
    for (who, state, right) in [(&ana, "1", 1), (&ben, "2", 0), (&guest, "3", 0)] {
        assert_eq!(states(&f.db, who).await?, [format!("counter {state}"), "order {\"at\":0}".to_owned()]);
        let progress = list_progress(&f.db, who).await?;
        assert_eq!((progress.len(), progress[0].attempts, progress[0].right), (1, 1, right));
    }
    Ok(())
}

#[tokio::test]
async fn a_change_sees_the_state_before_it_and_a_refusal_keeps_nothing() -> Result<()> {
    let f = fresh().await?;
    let ana = LearnerKey::Person(ANA);
    let refused = change_state(&f.db, &ana, "jar", NOON, |_| Err::<(String, ()), _>("no")).await?;
    assert_eq!(refused, Err("no"));
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM learners").await?, 0);
    keep(&f.db, &ana, "jar", "{}").await?;
    let seen = change_state(&f.db, &ana, "jar", NOON, |before| {
        Ok::<_, Infallible>(("{\"n\":1}".to_owned(), before.map(str::to_owned)))
    });
    assert_eq!(seen.await?, Ok(Some("{}".to_owned())));
    let large = "x".repeat(STATE_BYTES_MAX + 1);
    assert!(matches!(keep(&f.db, &ana, "jar", &large).await, Err(Error::TooLarge)));
    assert_eq!(states(&f.db, &ana).await?, ["jar {\"n\":1}"]);
    Ok(())
}

#[tokio::test]
async fn progress_sums_up_right_and_wrong_and_what_came_last() -> Result<()> {
    let f = fresh().await?;
    let ana = LearnerKey::Person(ANA);
    // The last answer corrects a wrong one to the same question, so it is not the first.
    for (is_right, at) in [(true, 0), (false, 5), (true, 9)] {
        answer(&f.db, &ana, "order", is_right, at).await?;
    }
    let progress = list_progress(&f.db, &ana).await?;
    let order = &progress[0];
    assert_eq!((order.attempts, order.right, order.understood), (3, 2, 1));
    assert_eq!((order.last_at, order.last_is_right), (NOON.plus(9), true));
    assert_eq!(order.last_wrong_at, Some(NOON.plus(5)));
    Ok(())
}

#[tokio::test]
async fn the_oldest_attempt_makes_room_for_one_too_many() -> Result<()> {
    let f = fresh().await?;
    for at in 0..=ATTEMPTS_MAX {
        answer(&f.db, &LearnerKey::Person(ANA), "order", false, at).await?;
    }
    let attempts = list_attempts_of(&f.db, ANA, 0).await?;
    assert_eq!((attempts.len() as i64, attempts[0].created_at), (ATTEMPTS_MAX, NOON.plus(1)));
    Ok(())
}

#[tokio::test]
async fn starting_over_can_be_taken_back() -> Result<()> {
    let f = fresh().await?;
    let (ana, ben) = (LearnerKey::Person(ANA), LearnerKey::Person(BEN));
    for who in [&ana, &ben] {
        keep(&f.db, who, "counter", "old").await?;
        keep(&f.db, who, "jar", "stays").await?;
        answer(&f.db, who, "order", true, 0).await?;
    }
    insert_reset(&f.db, &ana, "chapter 1".to_owned(), &["counter", "order"], NOON).await?;
    assert_eq!(states(&f.db, &ana).await?, ["jar stays"]);
    assert_eq!(list_progress(&f.db, &ana).await?, []);
    assert_eq!(states(&f.db, &ben).await?.len(), 3);
    assert_eq!(find_work(&f.db, &ana).await?.last_reset.as_deref(), Some("chapter 1"));
    keep(&f.db, &ana, "counter", "new").await?;
    assert_eq!(undo_last_reset(&f.db, &ana).await?.as_deref(), Some("chapter 1"));
    assert_eq!(states(&f.db, &ana).await?, ["counter old", "jar stays", "order {\"at\":0}"]);
    assert_eq!(list_progress(&f.db, &ana).await?.len(), 1);
    assert_eq!(undo_last_reset(&f.db, &ana).await?, None);
    Ok(())
}

#[tokio::test]
async fn signing_up_keeps_what_the_guest_did() -> Result<()> {
    let f = fresh().await?;
    let who = guest(&f.db, "g").await?;
    keep(&f.db, &who, "counter", "guest").await?;
    answer(&f.db, &who, "order", true, 0).await?;
    assert!(claim_guest(&f.db, SessionKey("g".to_owned()), ANA).await?);
    delete_session(&f.db, SessionKey("g".to_owned())).await?;
    assert_eq!(states(&f.db, &LearnerKey::Person(ANA)).await?, ["counter guest", "order {\"at\":0}"]);
    assert_eq!(list_progress(&f.db, &LearnerKey::Person(ANA)).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn signing_in_puts_the_guests_work_beside_ones_own() -> Result<()> {
    let f = fresh().await?;
    let (who, ana) = (guest(&f.db, "g").await?, LearnerKey::Person(ANA));
    keep(&f.db, &ana, "counter", "own").await?;
    keep(&f.db, &who, "counter", "guest").await?;
    keep(&f.db, &who, "jar", "guest").await?;
    answer(&f.db, &who, "order", false, 0).await?;
    assert!(claim_guest(&f.db, SessionKey("g".to_owned()), ANA).await?);
    assert_eq!(states(&f.db, &ana).await?, ["counter own", "jar guest", "order {\"at\":0}"]);
    assert_eq!(count(&f.db, "SELECT COUNT(*) FROM learners").await?, 1);
    assert!(!claim_guest(&f.db, SessionKey("g".to_owned()), ANA).await?);
    Ok(())
}

#[tokio::test]
async fn a_learners_work_goes_with_the_account_or_the_guests_session() -> Result<()> {
    let f = fresh().await?;
    let who = guest(&f.db, "g").await?;
    for who in [&LearnerKey::Person(ANA), &who] {
        keep(&f.db, who, "counter", "{}").await?;
        answer(&f.db, who, "order", true, 0).await?;
    }
    delete_user_row(&f.db, ANA).await?;
    delete_session(&f.db, SessionKey("g".to_owned())).await?;
    for sql in
        ["SELECT COUNT(*) FROM learners", "SELECT COUNT(*) FROM lab_states", "SELECT COUNT(*) FROM attempts"]
    {
        assert_eq!(count(&f.db, sql).await?, 0, "{sql}");
    }
    Ok(())
}
