//! The file with one's own data, and the list of words for passphrases.

use crate::Site;
use http::StatusCode;
use serde_json::Value;

#[tokio::test]
async fn a_person_takes_home_what_is_theirs_and_nothing_of_anybody_else() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let ben = site.as_user("ben").await;
    site.write_post(ana.user.unwrap(), "Half a plot").await;
    let bread = site.write_post(ben.user.unwrap(), "Bread on Friday").await;
    let (ana_id, now) = (ana.user.unwrap(), site.state.clock.now());
    store::like::like_post(site.db(), bread, ana_id, now).await.unwrap();
    store::like::like_post(site.db(), bread, ben.user.unwrap(), now).await.unwrap();
    let answer = ana.get("/settings/data.json").await;
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"vitrine-ana.json\"");
    let data: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(data["name"], "ana");
    assert_eq!(data["posts"].as_array().unwrap().len(), 1);
    assert_eq!(data["posts"][0]["title"], "Half a plot");
    assert_eq!(data["likes"].as_array().unwrap().len(), 1);
    assert_eq!(data["likes"][0]["post"], format!("http://square.test/post/{bread}"));
    assert_eq!(data["sessions"].as_array().unwrap().len(), 1);
    assert!(data["sessions"][0]["this_one"].as_bool().unwrap());
    for foreign in ["Bread", "argon2", &crate::site::key(&ana.jar["vitrine"]).0] {
        assert!(!answer.body.contains(foreign), "{foreign}");
    }
}

#[tokio::test]
async fn a_guest_has_nothing_to_take_home_and_a_person_not_too_often() {
    let site = Site::fresh().await;
    assert_eq!(site.nobody().get("/settings/data.json").await.status, StatusCode::UNAUTHORIZED);
    let mut ana = site.as_user("ana").await;
    for _ in 0..5 {
        assert_eq!(ana.get("/settings/data.json").await.status, StatusCode::OK);
    }
    assert_eq!(ana.get("/settings/data.json").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn there_are_2048_words_each_once() {
    let site = Site::fresh().await;
    let answer = site.nobody().get("/words.txt").await;
    let words: std::collections::HashSet<_> = answer.body.lines().collect();
    assert_eq!(words.len(), 2_048);
    assert!(
        words
            .iter()
            .all(|word| (3..=8).contains(&word.len()) && word.chars().all(|c| c.is_ascii_lowercase()))
    );
    assert!(answer.header("cache-control").contains("immutable"));
}
