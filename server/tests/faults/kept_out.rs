//! Who is kept out at the command line, beside a running site, is out at their next request (docs/security.md, K6).

use crate::{
    Browser, Site, rounds,
    site::{folder, run, text, vitrine},
};
use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

/// How many clients ask without a pause.
const CLIENTS: usize = 8;
/// How long they go on asking afterwards. A stale page was kept for the rest of its second.
const AFTER: Duration = Duration::from_millis(200);

/// Whether a page was made for somebody who is signed in.
fn is_signed_in(browser: &mut Browser) -> bool {
    let page = browser.get("/");
    assert_eq!(page.status, 200, "{page:?}");
    page.body.contains("your page and settings")
}

/// Asks until `is_over`; when the last request began that was answered as to somebody who is signed in.
fn ask(mut browser: Browser, is_over: &AtomicBool) -> (u32, Option<Instant>) {
    let (mut asked, mut last) = (0, None);
    while !is_over.load(Ordering::Acquire) {
        let began = Instant::now();
        if is_signed_in(&mut browser) {
            last = Some(began);
        }
        asked += 1;
    }
    (asked, last)
}

#[test]
fn k6_who_is_kept_out_at_the_command_line_is_out_at_the_next_request() {
    let data = folder();
    let site = Site::start(data.path());
    let mut ana = site.sign_up("ana");
    let (mut late, mut asked) = (Vec::new(), 0);
    for round in 0..rounds(4) {
        run(&["user", "--data", text(data.path()), "enable", "ana"]);
        assert!(is_signed_in(&mut ana), "round {round}");
        let is_over = AtomicBool::new(false);
        let (kept_out, answers) = thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(|| ask(ana.clone(), &is_over))).collect();
            // Nothing here may panic before the clients are told that it is over.
            let said = vitrine(&["user", "--data", text(data.path()), "disable", "ana"]).output();
            let kept_out = Instant::now();
            // What follows began later, for all clients alike.
            thread::sleep(AFTER);
            is_over.store(true, Ordering::Release);
            assert!(said.is_ok_and(|output| output.status.success()));
            (kept_out, clients.into_iter().map(|client| client.join().unwrap()).collect::<Vec<_>>())
        });
        for (requests, last) in answers {
            asked += requests;
            late.extend(last.filter(|last| *last > kept_out).map(|last| (round, last - kept_out)));
        }
    }
    println!("{asked} requests, {} late", late.len());
    assert!(late.is_empty(), "answered though they began later: {late:?}");
    site.stop();
}
