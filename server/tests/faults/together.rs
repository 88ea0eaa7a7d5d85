//! Those who write at the same time wait for the disk together.

use crate::{
    Browser, Site,
    site::{folder, with_injected},
};
use std::{
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

/// Each of the browsers writes so often; how long all of them take. No two write the same, for SQLite does not write what is so
/// already.
fn write(browsers: &[Browser], times: u32) -> Duration {
    let barrier = Barrier::new(browsers.len() + 1);
    let write = |writer: usize, mut browser: Browser| {
        barrier.wait();
        for n in 0..times {
            let line = format!("Line {n} of writer {writer}.");
            let fields = [("display_name", "Ana"), ("bio", line.as_str())];
            let answer = browser.call("/api/change_profile", &fields);
            assert_eq!(answer.status, 200, "{answer:?}");
        }
    };
    let began = thread::scope(|scope| {
        let write = &write;
        for (writer, browser) in browsers.iter().enumerate() {
            scope.spawn(move || write(writer, browser.clone()));
        }
        barrier.wait();
        Instant::now()
    });
    began.elapsed()
}

/// So many browsers in which the same new person is signed in.
fn browsers(site: &Site, many: usize) -> Vec<Browser> {
    vec![site.sign_up(&format!("ana{many}")); many]
}

#[test]
fn twenty_who_write_at_once_wait_for_a_slow_disk_about_twice() {
    /// What the disk takes for each sync beyond its own time.
    const SYNC: Duration = Duration::from_millis(400);
    let data = folder();
    let site = with_injected(data.path(), "fsync,fdatasync", "delay_enter=400000");
    let took = write(&browsers(&site, 20), 1);
    println!("twenty writers: {took:?}, with {SYNC:?} for each sync");
    // The first one finds nobody waiting and goes alone, and the others share the next commit. One after the other they would
    // take twenty times as long as one.
    assert!(took >= SYNC && took < SYNC * 7, "{took:?}");
    site.stop();
}

#[test]
#[ignore = "a measurement, for `cargo xtask bench faults`"]
fn on_a_slow_disk_many_write_several_times_as_much_as_one() {
    let data = folder();
    let site = with_injected(data.path(), "fsync,fdatasync", "delay_enter=1000");
    let rates = [1, 32].map(|many| {
        let took = write(&browsers(&site, many), 100);
        let rate = many as f64 * 100.0 / took.as_secs_f64();
        println!("{many} writers: {rate:.0} writes a second, with a millisecond more for each sync");
        rate
    });
    assert!(rates[1] > rates[0] * 4.0, "{rates:?}");
    site.stop();
}
