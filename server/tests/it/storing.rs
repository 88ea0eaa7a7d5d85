//! The experiments of chapter 4, sent through the whole router as plain forms, without scripts.

use crate::{Site, chapter_page::ChapterPage};
use http::StatusCode;

const PAGE: ChapterPage = ChapterPage("/learn/sql");

#[tokio::test]
async fn likes_survive_a_restart_in_the_table_alone_and_the_guess_stays_beside_it() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    assert!(PAGE.figure(&mut ana, "likes-restart").await.contains("No process runs."));
    PAGE.press(&mut ana, "likes-restart", &[("guess", "both"), ("action", "like")]).await;
    let two = PAGE.press(&mut ana, "likes-restart", &[("guess", ""), ("action", "like")]).await;
    assert!(two.contains("The variable says 2 likes, the table says 2 likes."), "{two}");
    let stopped = PAGE.press(&mut ana, "likes-restart", &[("guess", ""), ("action", "stop")]).await;
    assert!(stopped.contains("No process runs.") && !stopped.contains("what happened"), "{stopped}");
    let started = PAGE.press(&mut ana, "likes-restart", &[("guess", ""), ("action", "start")]).await;
    assert!(started.contains("The variable says 0 likes, the table says 2 likes."), "{started}");
    for said in ["your guess", "what happened", "does what its first line says", "SELECT id, title, likes"] {
        assert!(started.contains(said), "{said}: {started}");
    }
    let kept: (String,) = site
        .db()
        .query("SELECT state FROM lab_states WHERE name = 'likes-restart'")
        .one()
        .await
        .unwrap()
        .unwrap();
    assert!(kept.0.contains("\"guess\":\"both\"") && kept.0.contains("\"outcome\":\"table\""), "{}", kept.0);
}

#[tokio::test]
async fn processes_that_ended_are_said_to_have_and_start_again_with_the_next_press() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    PAGE.press(&mut guest, "likes-restart", &[("guess", "table"), ("action", "like")]).await;
    site.state.site.labs.likes.end_idle(std::time::Instant::now() + std::time::Duration::from_secs(61));
    let quiet = PAGE.figure(&mut guest, "likes-restart").await;
    assert!(quiet.contains("Neither runs any more"), "{quiet}");
    let again = PAGE.press(&mut guest, "likes-restart", &[("guess", ""), ("action", "look")]).await;
    assert!(again.contains("The site had ended both; two new processes were started."), "{again}");
    assert!(again.contains("The variable says 0 likes, the table says 1 like."), "{again}");
    // Starting over ends them and removes the file.
    guest.post_from("/learn/sql", "/api/reset_learning", &[("what", "likes-restart")]).await;
    let fresh = PAGE.press(&mut guest, "likes-restart", &[("guess", "table"), ("action", "look")]).await;
    assert!(fresh.contains("The variable says 0 likes, the table says 0 likes."), "{fresh}");
}

#[tokio::test]
async fn a_killed_program_leaves_torn_tables_without_a_transaction_and_whole_ones_with_it() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let torn = PAGE.press(&mut guest, "kill-nine", &[("guess", "agree"), ("action", "without")]).await;
    for said in ["Nothing will ever mend that.", "SIGKILL", ": torn", "what happened", "Simulated slowness"] {
        assert!(torn.contains(said), "{said}: {torn}");
    }
    let both = PAGE.press(&mut guest, "kill-nine", &[("guess", ""), ("action", "with")]).await;
    for said in ["Killed 8 times", "Post and likes agree each time.", "put the old pages back"] {
        assert!(both.contains(said), "{said}: {both}");
    }
}

#[tokio::test]
async fn four_tables_are_attacked_and_the_numbers_are_there_as_text() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let before = PAGE.figure(&mut guest, "passwords").await;
    assert!(!before.contains("sunshine"), "{before}");
    let after = PAGE.press(&mut guest, "passwords", &[("guess", "none"), ("action", "attack")]).await;
    for said in
        ["10 of 10", "8 of 10", "none needed", "went through all of it", "$argon2id$v=19$m=19456,t=2,p=1$"]
    {
        assert!(after.contains(said), "{said}: {after}");
    }
    assert!(after.contains("your guess") && after.contains("what happened"), "{after}");
}

#[tokio::test]
async fn the_slow_table_is_kept_as_the_site_keeps_its_own() {
    let password = model::NewPassword::parse(model::Field::Password, crate::PASSWORD).unwrap();
    let hasher = store::password::Hasher::default();
    let own = hasher.hash(model::Field::Password, password, Vec::new()).await.unwrap();
    let theirs = labs::passwords::PasswordRow::new("ana", "sunshine", labs::passwords::Scheme::Slow).text;
    let parameters = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(parameters(&own), parameters(&theirs));
    assert_eq!(own.len(), theirs.len(), "salt and hash are as long");
}

#[tokio::test]
async fn who_keeps_the_machine_busy_is_slowed_down() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    let who = web::rate_limit::RateLimitKey::User(ana.user.unwrap());
    for _ in 0..12 {
        site.state.site.limits.check(who.clone(), web::rate_limit::LimitedAction::HeavyLesson).unwrap();
    }
    for experiment in ["kill-nine", "passwords"] {
        for action in ["without", "attack"] {
            let form = [("experiment", experiment), ("action", action)];
            let answer = ana.call("/api/run_experiment", &form).await;
            let runs = (experiment == "kill-nine") == (action == "without");
            assert_eq!(answer.status == StatusCode::TOO_MANY_REQUESTS, runs, "{experiment}: {}", answer.body);
        }
    }
}
