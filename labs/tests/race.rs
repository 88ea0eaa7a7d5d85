//! Batches of the largest size, in a process of their own: SQLite has one bound for all its memory in a process.

use labs::{
    race::{Batch, BatchResults, Lane, PageLength, Way},
    sandbox::{Database, run_script},
};
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

const SQUARE: &str = include_str!("../../content/sql/square.sql");
/// As much as is taken of anybody: long titles in wide letters, twelve likes of some posts and three at the mean.
const MUCH: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER, title TEXT);
    CREATE TABLE likes (user_id INTEGER, post_id INTEGER);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
    INSERT INTO users SELECT i, 'Somebody with a very long name, number ' || i FROM n;
    INSERT INTO posts SELECT id, id, replace(hex(zeroblob(100)), '0', '文') FROM users;
    INSERT INTO likes SELECT (p.id + 80 * n.id) % 1000 + 1, p.id FROM posts AS p JOIN users AS n ON n.id <= 12
        WHERE p.id % 4 = 0;";

/// One at a time: they share a bound.
fn batch(image: Vec<u8>, page: PageLength, lanes: &[Lane]) -> BatchResults {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let (square_sql, lanes) = (SQUARE.to_owned(), lanes.to_vec());
    Batch { image, square_sql, rows: 100_000, page, lanes, seed: 1 }
        .run_until(Instant::now() + Duration::from_secs(600))
        .expect("the ways answer alike")
}

fn point(batch_results: &BatchResults, way: Way, indexed: bool) -> &labs::race::Point {
    batch_results
        .points
        .iter()
        .find(|point| point.lane == Lane { way, indexed })
        .expect("every lane has a point")
}

#[test]
fn a_page_of_a_hundred_thousand_posts_costs_what_is_on_it() {
    let batch_results = batch(Vec::new(), PageLength::Newest(20), &Lane::ALL);
    for way in Way::ALL {
        let point = point(&batch_results, way, true);
        assert!(!point.stopped && point.visited < 200, "{point:?}");
    }
    // Each of the twenty posts reads all likes.
    assert!(batch_results.points.iter().any(|point| point.stopped || point.visited > 20 * 100_000));
}

#[test]
fn as_much_as_is_taken_of_anybody_fits() {
    let database = Database::empty().unwrap();
    let image = run_script(&database, MUCH).unwrap().image.unwrap();
    let batch_results = batch(image, PageLength::All, &[Lane { way: Way::Join, indexed: true }]);
    assert!(batch_results.own);
    assert_eq!(batch_results.points.len(), 1);
}

#[test]
fn a_query_for_each_of_a_hundred_thousand_posts_is_stopped() {
    let batch_results = batch(Vec::new(), PageLength::All, &[Lane { way: Way::Loop, indexed: false }]);
    let point = point(&batch_results, Way::Loop, false);
    assert!(point.stopped && point.times_ns.is_empty(), "{point:?}");
}
