//! The commands that keep a site: as processes, on a folder, also while it is served.

use crate::cli::{err, out, vitrine};
use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    os::unix::fs::MetadataExt,
    path::Path,
    process::{Child, Output, Stdio},
};
use tempfile::TempDir;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn run(words: &[&str]) -> Output {
    vitrine(words).output().unwrap()
}

/// Runs a command that must succeed, and returns what it printed.
fn done(words: &[&str]) -> String {
    let output = run(words);
    assert!(output.status.success(), "{words:?}: {}", err(&output));
    out(&output)
}

/// Runs a command that must fail with one sentence, and returns it.
fn refused(words: &[&str]) -> String {
    let output = run(words);
    assert_eq!(
        (output.status.code(), err(&output).lines().count()),
        (Some(1), 1),
        "{words:?}: {}",
        err(&output)
    );
    err(&output)
}

/// A site that is served by a process of its own, which is killed when this is dropped.
struct Serving(Child);

impl Serving {
    fn start(words: &[&str]) -> Self {
        let words = [&["serve", "--listen", "127.0.0.1:0"], words].concat();
        let mut child = vitrine(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let line = BufReader::new(child.stdout.take().unwrap()).lines().next().expect("it says its address");
        assert!(line.unwrap().starts_with("Vitrine is at "));
        Self(child)
    }

    /// Reads the log until a line has these words.
    fn wait_for(&mut self, words: &str) {
        let lines = BufReader::new(self.0.stderr.take().unwrap()).lines();
        assert!(lines.map(Result::unwrap).any(|line| line.contains(words)), "the log ended without: {words}");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

#[test]
fn o1_data_may_stand_before_and_after_a_commands_own_words() {
    let folder = TempDir::new().unwrap();
    let data = text(folder.path());
    done(&["migrate", "--data", data]);
    done(&["user", "create", "zoe", "--data", data]);
    done(&["user", "--data", data, "create", "ana"]);
    assert_eq!(done(&["user", "list", "--data", data]).lines().count(), 2);
}

#[test]
fn o3_whatever_a_command_makes_is_for_its_own_account_alone() {
    let folder = TempDir::new().unwrap();
    let (seeded, migrated) = (folder.path().join("seeded"), folder.path().join("migrated"));
    let few =
        ["seed", "--users", "2", "--posts", "2", "--likes", "1", "--comments", "1", "--data", text(&seeded)];
    done(&few);
    done(&["migrate", "--data", text(&migrated)]);
    done(&["user", "--data", text(&migrated), "create", "ana"]);
    let backup = folder.path().join("backup.db");
    done(&["backup", text(&backup), "--data", text(&seeded)]);
    let restored = folder.path().join("restored");
    done(&["restore", text(&backup), "--data", text(&restored)]);
    assert_eq!(mode(&backup), 0o600);
    for folder in [seeded, migrated, restored] {
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
        let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let files: Vec<_> = files.collect();
        assert!(files.len() >= 3);
        assert!(files.iter().all(|file| mode(file) == 0o600), "{files:?}");
    }
}

#[test]
fn k9_a_password_that_nobody_can_read_is_not_set() {
    let folder = TempDir::new().unwrap();
    let data = text(folder.path());
    done(&["migrate", "--data", data]);
    done(&["user", "--data", data, "create", "ana"]);
    let hash = || {
        let connection = rusqlite::Connection::open(folder.path().join("vitrine.db")).unwrap();
        connection
            .query_row("SELECT group_concat(name || password_hash) FROM users", [], |row| row.get(0))
            .unwrap()
    };
    let before: String = hash();
    for words in [&["list"][..], &["reset-password", "ana"], &["create", "ben"]] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let words = [&["user", "--data", data], words].concat();
        let output = vitrine(&words).stdout(full).output().unwrap();
        assert_eq!(
            (output.status.code(), err(&output).lines().count()),
            (Some(1), 1),
            "{words:?}: {}",
            err(&output)
        );
        assert!(err(&output).contains("could not be written to stdout"), "{}", err(&output));
    }
    assert_eq!(hash(), before);
    let full = File::options().write(true).open("/dev/full").unwrap();
    assert_eq!(vitrine(&["--help"]).stdout(full).output().unwrap().status.code(), Some(1));
}

#[test]
fn k10_only_what_begins_a_site_makes_a_folder() {
    let folder = TempDir::new().unwrap();
    let typo = folder.path().join("typo");
    let backup = folder.path().join("backup.db");
    for words in [&["user", "list"][..], &["user", "create", "ana"], &["check"], &["backup", text(&backup)]] {
        let sentence = refused(&[words, &["--data", text(&typo)]].concat());
        assert!(sentence.contains("there is no folder") && sentence.contains("typo"), "{sentence}");
        let sentence = refused(&[words, &["--data", text(folder.path())]].concat());
        assert!(sentence.contains("there is no site in"), "{sentence}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_served_site_is_backed_up_and_checked_and_not_restored_over() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    done(&["seed", "--users", "3", "--posts", "5", "--likes", "2", "--comments", "2", "--data", text(&data)]);
    let serving = Serving::start(&["--data", text(&data)]);
    let backup = folder.path().join("backup.db.gz");
    let told = done(&["backup", "--pack", text(&backup), "--data", text(&data)]);
    assert!(
        told.contains("checked") && told.contains("  posts: 5\n") && told.contains("  users: 3\n"),
        "{told}"
    );
    assert!(refused(&["backup", text(&backup), "--data", text(&data)]).contains("--replace"));
    let told = done(&["check", "--data", text(&data)]);
    for said in [
        "It is being served.",
        "The database is whole",
        "  posts: 5\n",
        "are free",
        "backup.db.gz",
        "All is well.",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    assert!(
        refused(&["restore", text(&backup), "--data", text(&data)])
            .contains("is being served; stop that first")
    );
    drop(serving);
    let told = done(&["check", "--data", text(&data)]);
    assert!(told.contains("The last stop was not a clean one"), "{told}");
    let told = done(&["restore", text(&backup), "--data", text(&data)]);
    assert!(told.contains("  posts: 5\n") && told.contains("is kept in"), "{told}");
    crate::keep::spoil_index(&data.join("vitrine.db"));
    assert!(refused(&["check", "--data", text(&data)]).contains("is damaged"));
}

#[test]
fn a_running_site_makes_its_backups_by_itself() {
    let folder = TempDir::new().unwrap();
    let (data, to) = (folder.path().join("data"), folder.path().join("backups"));
    let mut serving =
        Serving::start(&["--data", text(&data), "--backup-to", text(&to), "--backup-every", "1h"]);
    serving.wait_for("a backup was made");
    let made: Vec<_> = fs::read_dir(&to).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!((made.len(), mode(&to), mode(&made[0])), (1, 0o700, 0o600));
}

#[test]
fn f5_a_database_that_cannot_be_read_is_refused_with_the_remedy_and_one_that_can_be_read_is_shown() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    done(&[
        "seed",
        "--users",
        "3",
        "--posts",
        "500",
        "--likes",
        "2",
        "--comments",
        "2",
        "--data",
        text(&data),
    ]);
    fs::write(data.join("vitrine.running"), "").unwrap();
    let database = data.join("vitrine.db");
    let whole = fs::read(&database).unwrap();
    crate::keep::spoil_index(&database);
    let mut serving = Serving::start(&["--data", text(&data)]);
    serving.wait_for("writing stops until the site is started again");
    drop(serving);
    let mut bytes = whole;
    bytes.chunks_mut(4096).skip(40).step_by(2).for_each(|page| page.fill(0xa5));
    for side in ["-wal", "-shm"] {
        let _ = fs::remove_file(data.join(format!("vitrine.db{side}")));
    }
    fs::write(&database, bytes).unwrap();
    let output = run(&["serve", "--listen", "127.0.0.1:0", "--data", text(&data)]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    assert!(
        err(&output).contains("cannot be ") && err(&output).contains("vitrine restore FILE"),
        "{}",
        err(&output)
    );
}
