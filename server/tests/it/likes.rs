//! The programs of chapter 4 that keep likes, started as the site starts them: used, stopped, left idle, killed.

use labs::likes::{Action, ActionReport, LikePrograms, ProgramCount, StateBefore};
use server::serve;
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const HOME: &str = "192.0.2.0/24";

fn likes(folder: &Path) -> LikePrograms {
    serve::likes(env!("CARGO_BIN_EXE_vitrine").into(), folder.join("lab"))
}

fn counts(told: &ActionReport) -> Option<(i64, i64)> {
    Some((told.variable?.likes, told.table?.likes))
}

fn is_there(seen: Option<ProgramCount>) -> bool {
    seen.is_some_and(|seen| Path::new(&format!("/proc/{}", seen.pid)).exists())
}

#[tokio::test]
async fn s9_what_is_stopped_and_started_has_forgotten_its_variable_and_not_its_table() {
    let folder = TempDir::new().unwrap();
    let likes = likes(folder.path());
    let perform = |action| likes.perform("ana", HOME, action);
    let first = perform(Action::Like).await.unwrap();
    assert_eq!((first.before, counts(&first)), (StateBefore::New, Some((1, 1))));
    perform(Action::Like).await.unwrap();
    let third = perform(Action::Like).await.unwrap();
    assert_eq!((third.before, counts(&third)), (StateBefore::Running, Some((3, 3))));
    assert_eq!(third.variable.unwrap().pid, first.variable.unwrap().pid, "it is the same process");
    assert!(is_there(third.variable) && is_there(third.table));

    let stopped = perform(Action::Stop).await.unwrap();
    assert_eq!(counts(&stopped), None);
    assert!(!is_there(third.variable) && !is_there(third.table), "both are gone");
    let unheard = perform(Action::Like).await.unwrap();
    assert_eq!((unheard.before, counts(&unheard)), (StateBefore::Stopped, None));
    assert_eq!(unheard.row.unwrap().likes, 3, "the row is there, and nobody heard the like");

    let again = perform(Action::Start).await.unwrap();
    assert_eq!((again.before, counts(&again)), (StateBefore::Stopped, Some((0, 3))));
    assert_ne!(again.table.unwrap().pid, third.table.unwrap().pid);
    assert_eq!(again.row.unwrap().likes, 3);
}

#[tokio::test]
async fn every_learner_has_programs_of_their_own_and_they_see_nothing_of_the_site() {
    let folder = TempDir::new().unwrap();
    let likes = likes(folder.path());
    let ana = likes.perform("ana", HOME, Action::Like).await.unwrap();
    let ben = likes.perform("ben", HOME, Action::Look).await.unwrap();
    assert_eq!((counts(&ana), counts(&ben)), (Some((1, 1)), Some((0, 0))));
    for seen in [ana.variable, ana.table] {
        let of = |name: &str| fs::read_to_string(format!("/proc/{}/{name}", seen.unwrap().pid)).unwrap();
        assert_eq!(of("environ"), "");
        let limits = of("limits");
        let limit = |name: &str| limits.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
        assert!(limit("Max file size").contains(" 1048576 "), "{limits}");
        assert!(limit("Max cpu time").contains(" 10 "), "{limits}");
        assert!(!limit("Max address space").contains("unlimited"), "{limits}");
    }
}

#[tokio::test]
async fn who_is_quiet_for_a_minute_loses_the_processes_and_after_an_hour_the_file() {
    let folder = TempDir::new().unwrap();
    let likes = likes(folder.path());
    let files = || fs::read_dir(folder.path().join("lab")).unwrap().count();
    likes.perform("ana", HOME, Action::Like).await.unwrap();
    likes.end_idle(Instant::now() + Duration::from_secs(50));
    assert!(likes.is_running("ana"));
    likes.end_idle(Instant::now() + Duration::from_secs(61));
    assert!(!likes.is_running("ana"));
    let told = likes.perform("ana", HOME, Action::Like).await.unwrap();
    assert_eq!((told.before, counts(&told)), (StateBefore::Ended, Some((1, 2))));
    assert_eq!(files(), 1);
    likes.end_idle(Instant::now() + Duration::from_secs(3_601));
    assert_eq!(files(), 0);
    let told = likes.perform("ana", HOME, Action::Look).await.unwrap();
    assert_eq!((told.before, counts(&told)), (StateBefore::New, Some((0, 0))));
    likes.hand_over("ana", "ben");
    assert_eq!((likes.is_running("ana"), likes.is_running("ben"), files()), (false, true, 1));
    likes.forget("ben");
    assert_eq!((files(), likes.is_running("ben")), (0, false));
    drop(likes);
    assert!(!folder.path().join("lab").exists(), "the folder goes with the site");
}

#[tokio::test]
async fn a_program_that_was_killed_is_started_again_and_its_table_knows() {
    let folder = TempDir::new().unwrap();
    let likes = likes(folder.path());
    let told = likes.perform("ana", HOME, Action::Like).await.unwrap();
    let table = told.table.unwrap().pid.to_string();
    let killed = std::process::Command::new("kill").args(["-9", &table]).status().unwrap();
    assert!(killed.success());
    assert!(likes.perform("ana", HOME, Action::Like).await.is_err(), "nobody answers");
    let told = likes.perform("ana", HOME, Action::Look).await.unwrap();
    assert_eq!((told.before, counts(&told)), (StateBefore::Ended, Some((0, 1))));
}

#[tokio::test]
async fn no_more_than_thirty_two_pairs_run_and_who_asks_then_is_told() {
    let folder = TempDir::new().unwrap();
    let likes = likes(folder.path());
    let look = async |learner: &str, network: &str| likes.perform(learner, network, Action::Look).await;
    for n in 0..28 {
        look(&n.to_string(), "school").await.unwrap();
    }
    let refused = look("one more pupil", "school").await.unwrap_err();
    assert!(refused.to_string().starts_with("Too many people"), "{refused}");
    for n in 28..32 {
        look(&n.to_string(), HOME).await.unwrap();
    }
    assert!(look("one more", HOME).await.is_err());
    likes.perform("7", "school", Action::Stop).await.unwrap();
    assert!(look("one more", HOME).await.is_ok());
}

#[tokio::test]
async fn s9_a_kill_between_two_statements_tears_them_apart_unless_they_are_one_transaction() {
    let folder = TempDir::new().unwrap();
    let likes = likes(folder.path());
    let without = likes.run_kill_test(HOME, false).await.unwrap();
    let torn = without.attempts.last().unwrap();
    assert!(!torn.agrees(), "{without:#?}");
    assert_eq!(torn.recovered.post.likes, torn.recovered.likes + 1);
    let with = likes.run_kill_test(HOME, true).await.unwrap();
    assert!(with.attempts.iter().any(|attempt| attempt.was_between_statements()), "{with:#?}");
    for attempt in &with.attempts {
        assert!(
            attempt.agrees() && attempt.recovered.likes >= 3 && attempt.signal == Some(9),
            "{attempt:#?}"
        );
        assert!(
            !attempt.was_between_statements() || attempt.journal_bytes.is_some() && !attempt.journal_remained
        );
    }
    assert_eq!(fs::read_dir(folder.path().join("lab")).unwrap().count(), 0, "nothing is left over");
}
