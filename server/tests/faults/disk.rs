//! A disk that is full, and one that fails.
//!
//! The ledger is one line that somebody writes about themselves, with a number in it: it must be the last one that was
//! acknowledged. One that was said to have failed must not be there, unless the answer said that it may be.

use crate::{
    Browser, Site,
    browser::PASSWORD,
    rounds,
    site::{folder, serve_words, text, vitrine_under, with_injected},
};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// Somebody who writes a line about themselves, again and again.
struct Writer {
    browser: Browser,
    /// The number of the last line that was sent.
    sent: u32,
    /// The numbers of the lines that may be there: the one that was acknowledged, or after an unclear answer two.
    may_stand: Vec<u32>,
    /// How many answers were unclear.
    unclear: u32,
}

impl Writer {
    fn sign_up(site: &Site) -> Self {
        let mut writer = Self { browser: site.sign_up("ana"), sent: 0, may_stand: Vec::new(), unclear: 0 };
        assert_eq!(writer.write(), 200);
        writer
    }

    /// Writes the next line, and looks at what stands there afterwards; the status of the answer.
    fn write(&mut self) -> u16 {
        self.sent += 1;
        let line = format!("Line {} of many.", self.sent);
        let answer = self.browser.call("/api/change_profile", &[("display_name", "Ana"), ("bio", &line)]);
        match answer.status {
            200 => self.may_stand = vec![self.sent],
            500 if answer.body.contains("MaybeSaved") => {
                self.may_stand.push(self.sent);
                self.unclear += 1;
            }
            500 | 507 => {}
            _ => panic!("line {} was answered by {answer:?}", self.sent),
        }
        self.check();
        answer.status
    }

    fn check(&mut self) {
        let page = self.browser.get("/user/ana");
        assert_eq!(page.status, 200, "reading goes on: {page:?}");
        let stands = |number: &u32| page.body.contains(&format!("Line {number} of many."));
        let standing: Vec<_> = (0..=self.sent).filter(stands).collect();
        let [number] = standing[..] else { panic!("{standing:?} stand there") };
        assert!(self.may_stand.contains(&number), "{number} stands there, not one of {:?}", self.may_stand);
    }

    /// Writes until a line fails, and then once more, which must succeed.
    fn write_until_it_fails_and_once_more(&mut self, mend: impl FnOnce()) {
        const TRIES_MAX: u32 = 200;
        let failed = (0..TRIES_MAX).any(|_| self.write() != 200);
        assert!(failed, "{TRIES_MAX} lines were written, and none met the fault");
        mend();
        assert_eq!(self.write(), 200, "line {} after the fault", self.sent);
    }
}

/// Fills the disk that a file would be on to its last byte.
fn fill(path: &Path) {
    let mut file = fs::File::create(path).unwrap();
    for size in [64 << 10, 4 << 10, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
}

/// A running site whose folder is a disk of its own, of six megabytes, and the path by which the test sees that disk.
///
/// The disk is in memory, and mounted where only that process sees it. That takes no rights but those that a user namespace
/// gives to everybody (`unshare`); where a machine forbids those, this test fails and says so.
fn on_a_small_disk(data: &Path) -> (Site, PathBuf) {
    const MOUNT: &str = "mount -t tmpfs -o size=6m none \"$0\" && exec \"$@\"";
    let before = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MOUNT, text(data)];
    let site = Site::start_as(vitrine_under(&before, &serve_words(data)));
    let seen = PathBuf::from(format!("/proc/{}/root{}", site.process(), text(data)));
    assert!(seen.join("vitrine.db").exists(), "the disk cannot be seen: may users make namespaces here?");
    (site, seen)
}

#[test]
fn after_a_full_disk_the_next_write_is_kept_without_a_restart() {
    let data = folder();
    let (site, disk) = on_a_small_disk(data.path());
    let mut writer = Writer::sign_up(&site);
    for round in 0..rounds(3) {
        // An account that is deleted leaves an empty write-ahead log, so that the next write needs room on the disk.
        let mut leaver = site.sign_up(&format!("leaver{round}"));
        let fields = [("password", PASSWORD), ("legacy", "delete")];
        assert_eq!(leaver.call("/api/delete_account", &fields).status, 200);

        fill(&disk.join("fill"));
        writer.write_until_it_fails_and_once_more(|| fs::remove_file(disk.join("fill")).unwrap());
    }
    assert_eq!(writer.unclear, 0, "without room nothing is unclear");
    site.stop();
}

/// Meets a fault again and again; after each the next write is kept. Then the site is killed, and what was kept is there.
fn meet(call: &str, rule: &str) {
    let data = folder();
    let site = Site::start(data.path());
    let mut writer = Writer::sign_up(&site);
    site.stop();
    let site = with_injected(data.path(), call, rule);
    writer.browser = writer.browser.at(&site.address);
    for _ in 0..rounds(3) {
        writer.write_until_it_fails_and_once_more(|| {});
    }
    println!("{call} {rule}: {} lines, {} unclear", writer.sent, writer.unclear);
    site.kill();
    let site = Site::start(data.path());
    writer.browser = writer.browser.at(&site.address);
    writer.check();
    site.stop();
}

#[test]
fn after_a_sync_that_failed_the_next_write_is_kept_without_a_restart() {
    meet("fsync,fdatasync", "error=EIO:when=5+5");
}

#[test]
fn after_a_write_to_the_disk_that_failed_the_next_one_is_kept_without_a_restart() {
    meet("pwrite64", "error=EIO:when=30+11");
}

#[test]
fn after_a_write_without_room_the_next_one_is_kept_without_a_restart() {
    meet("pwrite64", "error=ENOSPC:when=30+11");
}
