//! Backups under load, a restore that is killed, and a site whose file is taken away.

use crate::{
    Site, rounds,
    site::{folder, killed_at, number, run, text, titles},
};
use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// What the writers of the drill say of themselves: titles that were sent, and those of them that were acknowledged.
#[derive(Default)]
struct Ledger {
    sent: Mutex<BTreeSet<String>>,
    acknowledged: Mutex<BTreeSet<String>>,
}

#[test]
fn every_backup_of_a_site_that_is_written_to_agrees_with_the_ledger() {
    const WRITERS: usize = 4;
    let (data, place) = (folder(), folder());
    let site = Site::start(data.path());
    let people: Vec<_> = (0..WRITERS).map(|n| site.sign_up(&format!("writer_{n}"))).collect();
    let (ledger, done) = (Ledger::default(), AtomicBool::new(false));
    let count = rounds(4);
    let mut posts = Vec::new();
    thread::scope(|scope| {
        for (n, mut person) in people.into_iter().enumerate() {
            let (ledger, done) = (&ledger, &done);
            scope.spawn(move || {
                for at in 0.. {
                    if done.load(Ordering::Relaxed) {
                        return;
                    }
                    let title = format!("Post {at} of writer {n}");
                    ledger.sent.lock().unwrap().insert(title.clone());
                    if person.publish(&title, "Bread on Friday.", "oven").status == 200 {
                        ledger.acknowledged.lock().unwrap().insert(title);
                    }
                    person.like(1);
                }
            });
        }
        let drill = || {
            for round in 0..count {
                let before = ledger.acknowledged.lock().unwrap().clone();
                let pack: &[&str] = if round % 2 == 0 { &[] } else { &["--pack"] };
                let file = place.path().join(format!("{round}.db"));
                run(&[&["backup", text(&file), "--data", text(data.path())], pack].concat());
                let after = ledger.sent.lock().unwrap().clone();
                let restored = place.path().join(format!("{round}"));
                run(&["restore", text(&file), "--data", text(&restored)]);
                let there: BTreeSet<_> = titles(&restored).into_iter().collect();
                let lost: Vec<_> = before.difference(&there).collect();
                let made_up: Vec<_> = there.difference(&after).collect();
                assert!(lost.is_empty() && made_up.is_empty(), "round {round}: {lost:?} {made_up:?}");
                // One moment of the site: no post without those that were kept before it, and each with its likes.
                assert_eq!(
                    number(&restored, "SELECT COALESCE(MAX(id), 0) - COUNT(*) FROM posts"),
                    0,
                    "round {round}"
                );
                let wrong = "SELECT COUNT(*) FROM posts p
                             WHERE likes <> (SELECT COUNT(*) FROM likes l WHERE l.post_id = p.id)";
                assert_eq!(number(&restored, wrong), 0, "round {round}");
                posts.push(there.len());
                fs::remove_file(&file).unwrap();
                fs::remove_dir_all(&restored).unwrap();
            }
        };
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(drill));
        done.store(true, Ordering::Relaxed);
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
    println!("{count} backups, of {} to {} posts: 0 differences", posts[0], posts[posts.len() - 1]);
    assert!(
        posts.is_sorted() && posts[posts.len() - 1] > posts[0],
        "nothing was written meanwhile: {posts:?}"
    );
    site.stop();
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn a_restore_that_is_killed_leaves_the_old_site_or_the_new_one() {
    let place = folder();
    let (old, new) = (place.path().join("old"), place.path().join("new"));
    for (data, posts) in [(&old, 2), (&new, 3)] {
        let site = Site::start(data);
        let mut ana = site.sign_up("ana");
        for n in 0..posts {
            assert_eq!(ana.publish(&format!("Post {n}"), "Bread.", "").status, 200);
        }
        // Killed, so that there is a log beside the database.
        site.kill();
        assert!(fs::metadata(data.join("vitrine.db-wal")).unwrap().len() > 0);
    }
    let backup = place.path().join("backup.db");
    run(&["backup", text(&backup), "--data", text(&new)]);
    let data = place.path().join("data");
    let words = ["restore", text(&backup), "--data", text(&data)];
    let mut ended = [0, 0];
    for calls in ["?rename,?renameat,?renameat2", "fsync,fdatasync", "pwrite64", "?unlink,unlinkat"] {
        for round in 1..=rounds(8) {
            copy_folder(&old, &data);
            // Each of the first calls, and then fewer and fewer: some kinds are made hundreds of times.
            let n = round * (round + 1) / 2;
            let output = killed_at(calls, n, &words).output().unwrap();
            run(&["migrate", "--data", text(&data)]);
            run(&["check", "--data", text(&data)]);
            match titles(&data).len() {
                2 => ended[0] += 1,
                3 => ended[1] += 1,
                posts => panic!("{calls} {n}: {posts} posts are neither the old site nor the new one"),
            }
            fs::remove_dir_all(&data).unwrap();
            if output.status.success() {
                break;
            }
        }
    }
    println!("{} times the old site, {} times the new one", ended[0], ended[1]);
    assert!(ended.iter().all(|times| *times > 4), "too few kills on one side of the decision: {ended:?}");
}

#[test]
fn f3_a_site_whose_file_is_deleted_takes_nothing_any_more_within_five_seconds() {
    let data = folder();
    let site = Site::start(data.path());
    let mut ana = site.sign_up("ana");
    assert_eq!(ana.publish("Half a plot", "By the pump.", "").status, 200);
    fs::remove_file(data.path().join("vitrine.db")).unwrap();
    let deleted = Instant::now();
    let refused = loop {
        let answer = ana.publish("Bread on Friday", "From six.", "");
        if answer.status != 200 {
            break answer;
        }
        assert!(deleted.elapsed() < Duration::from_secs(60), "it still says that it saves");
    };
    let noticed = deleted.elapsed();
    println!("noticed after {noticed:?}");
    assert!(noticed < Duration::from_secs(5), "noticed after {noticed:?}");
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(refused.body.contains("has lost the file"), "{refused:?}");
    let health = site.nobody().get("/healthz");
    assert_eq!(health.status, 503, "{health:?}");
    // Reading goes on, and says why nothing can be saved.
    let page = ana.get("/");
    assert!(page.status == 200 && page.body.contains("The site has lost the file"), "{page:?}");
}
