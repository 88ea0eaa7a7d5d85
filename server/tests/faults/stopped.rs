//! A site that is stopped (`SIGSTOP`) and goes on: as a machine that sleeps, or a process that is moved.

use crate::{
    Site, rounds,
    site::{folder, run, signal, text},
};
use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// How long the site stands still. It is the fault itself, and longer than any request here takes.
const STOPPED_FOR: Duration = Duration::from_secs(2);
/// How many people write at the same time.
const WRITERS: usize = 4;

#[test]
fn nothing_is_lost_and_nothing_done_twice_by_a_site_that_was_stopped() {
    for _ in 0..rounds(1) {
        let data = folder();
        let site = Site::start(data.path());
        let (told, acknowledged) = mpsc::channel();
        let (stop, stopped) = mpsc::channel::<()>();
        let writers: Vec<_> = (0..WRITERS)
            .map(|n| {
                let mut writer = site.sign_up(&format!("writer_{n}"));
                let told = told.clone();
                thread::spawn(move || {
                    for post in 0.. {
                        let title = format!("Post {post} of writer {n}");
                        let answer = writer.publish(&title, "Words.", "");
                        assert_eq!(answer.status, 200, "{title}: {answer:?}");
                        if told.send((title, Instant::now())).is_err() {
                            return writer;
                        }
                    }
                    writer
                })
            })
            .collect();
        drop(told);

        let mut ledger: Vec<String> = acknowledged.iter().take(20).map(|(title, _)| title).collect();
        signal("STOP", site.process());
        let since = Instant::now();
        let continues = thread::spawn({
            let process = site.process();
            move || {
                // Nobody sends anything: this is a wait with an end.
                let _ = stopped.recv_timeout(STOPPED_FOR);
                signal("CONT", process);
            }
        });
        // Whatever is acknowledged after the stop was held up by it, so the fault did happen.
        let late = acknowledged.iter().inspect(|(title, _)| ledger.push(title.clone()));
        let last = late.filter(|(_, at)| *at > since + STOPPED_FOR).nth(20);
        assert!(last.is_some(), "nobody wrote on after the stop");
        continues.join().unwrap();
        drop(stop);
        // The writers end when nobody listens any more; what they were told until then counts as well.
        ledger.extend(acknowledged.try_iter().map(|(title, _)| title));
        drop(acknowledged);
        for writer in writers {
            // The sessions are the same ones.
            assert_eq!(writer.join().unwrap().get("/settings").status, 200);
        }
        site.stop();

        let listed = run(&["user", "--data", text(data.path()), "list"]);
        assert_eq!(String::from_utf8_lossy(&listed.stdout).lines().count(), WRITERS);
        let titles = crate::site::titles(data.path());
        for title in &ledger {
            let count = titles.iter().filter(|kept| *kept == title).count();
            assert_eq!(count, 1, "{title} is there {count} times");
        }
    }
}
