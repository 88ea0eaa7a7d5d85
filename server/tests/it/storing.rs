//! The experiments of chapter 4, sent through the whole router as plain forms, without scripts.

use crate::{Actor, Site};
use http::StatusCode;

/// Sends the form of an experiment as a browser without scripts does, and reads the figure on the page it leads to.
async fn press(actor: &mut Actor, experiment: &str, guess: &str, action: &str) -> String {
    let form = [("experiment", experiment), ("guess", guess), ("action", action)];
    let answer = actor.post_from("/learn/sql", "/api/run_experiment", &form).await;
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
    assert!(answer.header("location").starts_with("/learn/sql"), "{:?}", answer.headers);
    figure(actor, experiment).await
}

async fn figure(actor: &mut Actor, experiment: &str) -> String {
    let page = actor.get("/learn/sql").await;
    assert_eq!(page.status, StatusCode::OK);
    let begin = page.body.find(&format!("id=\"{experiment}\"")).expect("the figure");
    let rest = &page.body[begin..];
    rest[..rest.find("</figure>").unwrap()].to_owned()
}

#[tokio::test]
async fn likes_survive_a_restart_in_the_table_alone_and_the_guess_stays_beside_it() {
    let site = Site::fresh().await;
    let mut ana = site.as_user("ana").await;
    assert!(figure(&mut ana, "likes-restart").await.contains("No process runs."));
    press(&mut ana, "likes-restart", "both", "like").await;
    let two = press(&mut ana, "likes-restart", "", "like").await;
    assert!(two.contains("The variable says 2 likes, the table says 2 likes."), "{two}");
    let stopped = press(&mut ana, "likes-restart", "", "stop").await;
    assert!(stopped.contains("No process runs.") && !stopped.contains("what happened"), "{stopped}");
    let started = press(&mut ana, "likes-restart", "", "start").await;
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
    press(&mut guest, "likes-restart", "table", "like").await;
    site.state.site.labs.likes.end_idle(std::time::Instant::now() + std::time::Duration::from_secs(61));
    let quiet = figure(&mut guest, "likes-restart").await;
    assert!(quiet.contains("Neither runs any more"), "{quiet}");
    let again = press(&mut guest, "likes-restart", "", "look").await;
    assert!(again.contains("The site had ended both; two new processes were started."), "{again}");
    assert!(again.contains("The variable says 0 likes, the table says 1 like."), "{again}");
    // Starting over ends them and removes the file.
    guest.post_from("/learn/sql", "/api/reset_learning", &[("what", "likes-restart")]).await;
    let fresh = press(&mut guest, "likes-restart", "table", "look").await;
    assert!(fresh.contains("The variable says 0 likes, the table says 0 likes."), "{fresh}");
}

#[tokio::test]
async fn a_killed_program_leaves_torn_tables_without_a_transaction_and_whole_ones_with_it() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let torn = press(&mut guest, "kill-nine", "agree", "without").await;
    for said in ["Nothing will ever mend that.", "SIGKILL", ": torn", "what happened", "Simulated slowness"] {
        assert!(torn.contains(said), "{said}: {torn}");
    }
    let both = press(&mut guest, "kill-nine", "", "with").await;
    for said in ["Killed 8 times", "Post and likes agree each time.", "put the old pages back"] {
        assert!(both.contains(said), "{said}: {both}");
    }
}

#[tokio::test]
async fn four_tables_are_attacked_and_the_numbers_are_there_as_text() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let before = figure(&mut guest, "passwords").await;
    assert!(!before.contains("sunshine"), "{before}");
    let after = press(&mut guest, "passwords", "none", "attack").await;
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
