//! Many people behind one network, such as a school's (docs/security.md, P6).

use crate::{PASSWORD, Site};
use http::StatusCode;
use std::time::{Duration, Instant};
use store::sign_in_throttle::{Key, insert_try};

/// So many people sign up at once, in groups of thirty; how many were taken.
async fn sign_up(site: &Site, people: usize) -> usize {
    let mut taken = 0;
    for group in (0..people).collect::<Vec<_>>().chunks(30) {
        let answers = group.iter().map(|n| async move {
            let name = format!("pupil_{n}");
            site.nobody().call("/api/sign_up", &[("name", &name), ("password", PASSWORD)]).await.status
        });
        let answers = futures::future::join_all(answers).await;
        taken += answers.iter().filter(|status| **status == StatusCode::OK).count();
    }
    taken
}

#[tokio::test]
async fn p6_a_class_of_thirty_signs_up_at_once_from_one_network() {
    let site = Site::fresh().await;
    assert_eq!(sign_up(&site, 30).await, 30);
}

#[tokio::test]
async fn p6_as_many_sign_up_within_ten_minutes_as_the_setting_says_and_the_next_hears_the_true_wait() {
    let site = Site::with(&["--sign-ups-per-network", "120"], |_| {}).await;
    assert_eq!(sign_up(&site, 120).await, 120);
    // One place comes back in five seconds, and this took a while. So more are asked than can have come back.
    let mut answers = Vec::new();
    for n in 0..60 {
        let name = format!("late_{n}");
        let answer = site.nobody().call("/api/sign_up", &[("name", &name), ("password", PASSWORD)]).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            answers.push(answer);
            break;
        }
    }
    let late = answers.first().expect("it does not go on for ever");
    let wait: u64 = late.header("retry-after").parse().unwrap();
    assert!((1..=6).contains(&wait), "{wait}");
    let mut browser = site.nobody();
    let fields = [("name", "late_comer"), ("password", PASSWORD)];
    let plain = browser.post_from("/sign-up", "/api/sign_up", &fields).await;
    let page = browser.get(plain.header("location")).await;
    assert!(page.body.contains("late_comer") && !page.body.contains(PASSWORD), "{}", page.body);
    assert!(page.body.contains("second"), "{}", page.body);
}

#[tokio::test]
async fn p6_a_name_that_is_taken_uses_up_nobodys_place() {
    let site = Site::with(&["--sign-ups-per-network", "1"], |_| {}).await;
    site.account("ana").await;
    for _ in 0..5 {
        let refused = site.nobody().call("/api/sign_up", &[("name", "ana"), ("password", PASSWORD)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let taken = site.nobody().call("/api/sign_up", &[("name", "ben"), ("password", PASSWORD)]).await;
    assert_eq!(taken.status, StatusCode::OK);
}

#[tokio::test]
async fn p6_after_a_hundred_wrong_passwords_of_a_network_the_right_one_lets_in_and_guesses_take_turns() {
    let site = Site::fresh().await;
    site.account("ana").await;
    for n in 0..=100 {
        let keys = [Key::name(&format!("somebody_{n}")), Key::address("")];
        insert_try(site.db(), &keys, site.state.clock.now()).await.unwrap().unwrap();
    }
    let begun = Instant::now();
    let (guess, right) =
        ([("name", "ben"), ("password", "a guess")], [("name", "ana"), ("password", PASSWORD)]);
    assert_eq!(site.nobody().call("/api/sign_in", &guess).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.nobody().call("/api/sign_in", &right).await.status, StatusCode::OK);
    assert!(begun.elapsed() >= Duration::from_secs(1), "the second waited for its turn");

    let many = (0..14).map(|_| async { site.nobody().call("/api/sign_in", &guess).await });
    let answers = futures::future::join_all(many).await;
    let refused: Vec<_> = answers.iter().filter(|a| a.status == StatusCode::TOO_MANY_REQUESTS).collect();
    assert!(!refused.is_empty(), "only so many wait");
    assert!(refused.iter().all(|a| (1..=16).contains(&a.header("retry-after").parse().unwrap())));
}
