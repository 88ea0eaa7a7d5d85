//! The workers that run learners' SQL, started as the site starts them: confined, bounded, and gone afterwards
//! (docs/security.md, X).

use labs::{
    race::{Batch, Lane, PageLength, Way},
    sandbox::{Cell, Claim, ClaimKind, Fault, Job, Pool, Refused, RunScript, Stopped},
};
use server::serve;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};
use tokio::task::JoinSet;

const SQUARE: &str = include_str!("../../../content/sql/square.sql");

fn pool() -> Pool {
    serve::sandbox(env!("CARGO_BIN_EXE_vitrine").into(), 1)
}

fn guest(person: u64) -> Claim {
    Claim { network: "192.0.2.0/24".to_owned(), person, is_member: false, kind: ClaimKind::Run }
}

fn job(sql: &str) -> RunScript {
    RunScript { image: Vec::new(), sql: sql.to_owned() }
}

#[tokio::test]
async fn x16_a_worker_can_do_nothing_but_compute() {
    assert_eq!(pool().self_test().await, Ok(()));
}

#[tokio::test]
async fn a_run_comes_back_with_its_rows() {
    let ran = pool().run(guest(1), &job("SELECT 1 + 1, date('now') > '2020'")).await.unwrap();
    let rows = ran.outcomes[0].rows.clone().unwrap();
    assert_eq!(rows.rows, [[Cell::Integer(2), Cell::Integer(1)]]);
}

#[tokio::test]
async fn x8_what_runs_for_ever_is_ended_and_said() {
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT sum(i) FROM n";
    let ran = pool().run(guest(1), &job(endless)).await.unwrap();
    assert_eq!(ran.outcomes[0].fault, Some(Fault::Stopped(Stopped::Time)));
}

#[tokio::test]
async fn x9_what_cannot_be_interrupted_is_killed() {
    // Few steps, too few to look at the clock: in each, every character of one text is looked for in all of another.
    let text = |n: usize, of: &str| format!("replace(hex(zeroblob({n})), '0', '{of}')");
    let long = |n: usize| format!("trim({}, {} || 'b')", text(n, "b"), text(4_000, "a"));
    let sql = &format!("SELECT {}", (49_000..49_009).map(long).collect::<Vec<_>>().join(", "));
    let pool = pool();
    let result = pool.run(guest(1), &job(sql)).await;
    assert!(matches!(result, Err(Refused::Killed)), "{result:?}");
    assert!(pool.run(guest(1), &job("SELECT 1")).await.is_ok());
}

#[tokio::test]
async fn x15_one_person_has_one_worker_and_few_places_in_the_queue() {
    let pool = pool();
    let slow = job("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT sum(i) FROM n");
    let mine: Vec<_> = (0..6).map(|_| pool.run(guest(1), &slow)).collect();
    let other = pool.run(guest(2), &slow);
    let (mine, other) = tokio::join!(futures::future::join_all(mine), other);
    assert_eq!(mine.iter().filter(|result| **result == Err(Refused::TooManyWaiting)).count(), 2);
    assert!(other.is_ok());
}

#[tokio::test]
async fn x15_a_member_waits_for_one_run_of_sixty_guests_at_most() {
    let pool = pool();
    let slow = job("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT sum(i) FROM n");
    let [asked, ended] = [0, 0].map(|count| Arc::new(AtomicUsize::new(count)));
    let mut guests = JoinSet::new();
    for person in 1..=60 {
        let (pool, slow, asked, ended) = (pool.clone(), slow.clone(), asked.clone(), ended.clone());
        guests.spawn(async move {
            asked.fetch_add(1, Relaxed);
            let _ = pool.run(guest(person), &slow).await;
            ended.fetch_add(1, Relaxed);
        });
    }
    // They stand in the queue before the member asks, one of them with the only worker.
    while asked.load(Relaxed) < 60 {
        tokio::task::yield_now().await;
    }
    let member = Claim { is_member: true, ..guest(100) };
    let ran = pool.run(member, &job("SELECT 40 + 2")).await.unwrap();
    assert_eq!(ran.outcomes[0].rows.as_ref().unwrap().rows, [[Cell::Integer(42)]]);
    assert_eq!(ended.load(Relaxed), 1, "one run was under way, and no other went before the member's");
}

#[tokio::test]
async fn a_batch_answers_from_a_worker_as_it_does_here() {
    let lanes = vec![Lane { way: Way::Collected, indexed: true }];
    let page = PageLength::Newest(20);
    let batch = Batch { image: Vec::new(), square_sql: SQUARE.to_owned(), rows: 1_000, page, lanes, seed: 1 };
    let there = pool().run(Claim { kind: ClaimKind::Batch, ..guest(1) }, &batch).await.unwrap();
    let here = batch.clone().run().unwrap();
    let counts = |batch_results: &labs::race::BatchResults| {
        batch_results.points.iter().map(|point| (point.statements, point.visited)).collect::<Vec<_>>()
    };
    assert_eq!((counts(&there), &there.plans), (counts(&here), &here.plans));
    let without_a_community = Batch { square_sql: "SELECT".to_owned(), ..batch };
    let result = pool().run(guest(1), &without_a_community).await;
    assert!(matches!(&result, Err(Refused::Failed(why)) if why.starts_with("the square: ")), "{result:?}");
}
