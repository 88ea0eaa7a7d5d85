//! Who is kept out at the command line, beside a running site, is out at their next request (docs/security.md, K6).

use crate::{
    Browser, Site, rounds,
    site::{folder, run, text, vitrine},
};
use std::{sync::OnceLock, thread, time::Instant};

/// How many clients ask without a pause.
const CLIENTS: usize = 8;
/// How often each of them asks after the command has ended. Of what was wrong once, the first of these requests tells.
const ASKED_AFTERWARDS: u32 = 25;

/// Whether a page was made for somebody who is signed in.
fn is_signed_in(browser: &mut Browser) -> bool {
    let page = browser.get("/");
    assert_eq!(page.status, 200, "{page:?}");
    page.body.contains("your page and settings")
}

/// Asks all the time, and so often after `kept_out` was set; how often in all, and when the last request began that was answered
/// as to somebody who is signed in.
fn ask(mut browser: Browser, kept_out: &OnceLock<Instant>) -> (u32, Option<Instant>) {
    let (mut asked, mut afterwards, mut last) = (0, 0, None);
    while afterwards < ASKED_AFTERWARDS {
        let (began, is_afterwards) = (Instant::now(), kept_out.get().is_some());
        if is_signed_in(&mut browser) {
            last = Some(began);
        }
        asked += 1;
        afterwards += u32::from(is_afterwards);
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
        let kept_out = OnceLock::new();
        let answers = thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(|| ask(ana.clone(), &kept_out))).collect();
            // Nothing here may panic before the clients are told that the command has ended.
            let said = vitrine(&["user", "--data", text(data.path()), "disable", "ana"]).output();
            let ended = *kept_out.get_or_init(Instant::now);
            assert!(said.is_ok_and(|output| output.status.success()));
            clients.into_iter().map(|client| (ended, client.join().unwrap())).collect::<Vec<_>>()
        });
        for (ended, (requests, last)) in answers {
            asked += requests;
            late.extend(last.filter(|last| *last > ended).map(|last| (round, last - ended)));
        }
    }
    println!("{asked} requests, {} late", late.len());
    assert!(late.is_empty(), "answered though they began later: {late:?}");
    site.stop();
}
