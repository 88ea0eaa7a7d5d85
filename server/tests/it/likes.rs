//! The programs of chapter 4 as the site starts them: asked, stopped, started again, left alone, killed.

use labs::likes::{Deed, Likes, Seen, Told, Was};
use server::serve;
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};
use tempfile::TempDir;

fn likes(folder: &Path) -> Likes {
    serve::likes(env!("CARGO_BIN_EXE_vitrine").into(), folder.join("lab"))
}

fn counts(told: &Told) -> Option<(i64, i64)> {
    Some((told.variable?.likes, told.table?.likes))
}

fn is_there(seen: Option<Seen>) -> bool {
    seen.is_some_and(|seen| Path::new(&format!("/proc/{}", seen.pid)).exists())
}

#[tokio::test]
async fn s9_what_is_stopped_and_started_has_forgotten_its_variable_and_not_its_table() {
    let folder = TempDir::new().unwrap();
    let likes = likes(folder.path());
    let press = |deed| likes.press("ana", deed);
    let first = press(Deed::Like).await.unwrap();
    assert_eq!((first.was, counts(&first)), (Was::New, Some((1, 1))));
    press(Deed::Like).await.unwrap();
    let third = press(Deed::Like).await.unwrap();
    assert_eq!((third.was, counts(&third)), (Was::Running, Some((3, 3))));
    assert_eq!(third.variable.unwrap().pid, first.variable.unwrap().pid, "it is the same process");
    assert!(is_there(third.variable) && is_there(third.table));

    let stopped = press(Deed::Stop).await.unwrap();
    assert_eq!(counts(&stopped), None);
    assert!(!is_there(third.variable) && !is_there(third.table), "both are gone");
    let unheard = press(Deed::Like).await.unwrap();
    assert_eq!((unheard.was, counts(&unheard)), (Was::Stopped, None));
    assert_eq!(unheard.row.unwrap().likes, 3, "the row is there, and nobody heard the like");

    let again = press(Deed::Start).await.unwrap();
    assert_eq!((again.was, counts(&again)), (Was::Stopped, Some((0, 3))));
    assert_ne!(again.table.unwrap().pid, third.table.unwrap().pid);
    assert_eq!(again.row.unwrap().likes, 3);
}

#[tokio::test]
async fn every_learner_has_programs_of_their_own_and_they_see_nothing_of_the_site() {
    let folder = TempDir::new().unwrap();
    let likes = likes(folder.path());
    let ana = likes.press("ana", Deed::Like).await.unwrap();
    let ben = likes.press("ben", Deed::Look).await.unwrap();
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
    likes.press("ana", Deed::Like).await.unwrap();
    likes.end_idle(Instant::now() + Duration::from_secs(50));
    assert!(likes.runs("ana"));
    likes.end_idle(Instant::now() + Duration::from_secs(61));
    assert!(!likes.runs("ana"));
    let told = likes.press("ana", Deed::Like).await.unwrap();
    assert_eq!((told.was, counts(&told)), (Was::Ended, Some((1, 2))));
    assert_eq!(files(), 1);
    likes.end_idle(Instant::now() + Duration::from_secs(3_601));
    assert_eq!(files(), 0);
    let told = likes.press("ana", Deed::Look).await.unwrap();
    assert_eq!((told.was, counts(&told)), (Was::New, Some((0, 0))));
    likes.hand_over("ana", "ben");
    assert_eq!((likes.runs("ana"), likes.runs("ben"), files()), (false, true, 1));
    likes.forget("ben");
    assert_eq!((files(), likes.runs("ben")), (0, false));
    drop(likes);
    assert!(!folder.path().join("lab").exists(), "the folder goes with the site");
}

#[tokio::test]
async fn a_program_that_was_killed_is_started_again_and_its_table_knows() {
    let folder = TempDir::new().unwrap();
    let likes = likes(folder.path());
    let told = likes.press("ana", Deed::Like).await.unwrap();
    let table = told.table.unwrap().pid.to_string();
    let killed = std::process::Command::new("kill").args(["-9", &table]).status().unwrap();
    assert!(killed.success());
    assert!(likes.press("ana", Deed::Like).await.is_err(), "nobody answers");
    let told = likes.press("ana", Deed::Look).await.unwrap();
    assert_eq!((told.was, counts(&told)), (Was::Ended, Some((0, 1))));
}

#[tokio::test]
async fn no_more_than_thirty_two_pairs_run_and_who_asks_then_is_told() {
    let folder = TempDir::new().unwrap();
    let likes = likes(folder.path());
    for n in 0..32 {
        likes.press(&n.to_string(), Deed::Look).await.unwrap();
    }
    let refused = likes.press("one more", Deed::Look).await.unwrap_err();
    assert!(refused.to_string().starts_with("Too many people"), "{refused}");
    likes.press("7", Deed::Stop).await.unwrap();
    assert!(likes.press("one more", Deed::Look).await.is_ok());
}

#[tokio::test]
async fn s9_a_kill_between_two_statements_tears_them_apart_unless_they_are_one_transaction() {
    let folder = TempDir::new().unwrap();
    let likes = likes(folder.path());
    let without = likes.kill(false).await.unwrap();
    let torn = without.attempts.last().unwrap();
    assert!(!torn.agrees(), "{without:#?}");
    assert_eq!(torn.found.post.likes, torn.found.likes + 1);
    let with = likes.kill(true).await.unwrap();
    assert!(with.attempts.iter().any(|attempt| attempt.fell_between()), "{with:#?}");
    for attempt in &with.attempts {
        assert!(attempt.agrees() && attempt.found.likes >= 3 && attempt.signal == Some(9), "{attempt:#?}");
        assert!(!attempt.fell_between() || attempt.journal_bytes.is_some() && !attempt.journal_stayed);
    }
    assert_eq!(fs::read_dir(folder.path().join("lab")).unwrap().count(), 0, "nothing is left over");
}
