//! The real program on a folder of its own, as a process that ends with the test.

use crate::Browser;
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};
use tempfile::TempDir;

/// `vitrine` with these arguments, and none of the settings of whoever runs the test.
pub fn vitrine(words: &[&str]) -> Command {
    of_the_program(Command::new(env!("CARGO_BIN_EXE_vitrine")), words)
}

/// `vitrine` with these arguments, started by another program: the words before it, such as those of `strace`.
pub fn vitrine_under(before: &[&str], words: &[&str]) -> Command {
    let mut command = Command::new(before[0]);
    command.args(&before[1..]).arg(env!("CARGO_BIN_EXE_vitrine"));
    of_the_program(command, words)
}

fn of_the_program(mut command: Command, words: &[&str]) -> Command {
    for (key, _) in std::env::vars().filter(|(key, _)| key.starts_with("VITRINE_")) {
        command.env_remove(key);
    }
    // What goes well is not news here.
    command.env("VITRINE_LOG", "warn").args(words);
    command
}

/// A running site. It is killed when this is dropped.
pub struct Site {
    /// `127.0.0.1` and a port.
    pub address: String,
    child: Child,
}

/// A folder that is deleted when this is dropped.
pub fn folder() -> TempDir {
    TempDir::new().unwrap()
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The words that serve a folder, on a port that the system chooses, without limits on how much one may write.
pub fn serve_words(data: &Path) -> [&str; 7] {
    ["serve", "--listen", "127.0.0.1:0", "--data", text(data), "--write-limits", "off"]
}

impl Site {
    /// Serves a folder.
    pub fn start(data: &Path) -> Self {
        Self::start_as(vitrine(&serve_words(data)))
    }

    /// Runs a command that serves, and waits for its address. What it logs is shown where the test fails.
    pub fn start_as(command: Command) -> Self {
        Self::try_start_as(command).expect("the site says its address")
    }

    /// As `start_as`; none where the process ended before it could be reached.
    pub fn try_start_as(mut command: Command) -> Option<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let Some(line) = stdout.lines().next() else {
            child.wait().unwrap();
            return None;
        };
        let line = line.unwrap();
        let address = line.strip_prefix("Vitrine is at http://").expect(&line).to_owned();
        Some(Self { address, child })
    }

    /// The number of the process that was started.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// A browser without cookies.
    pub fn nobody(&self) -> Browser {
        Browser::new(&self.address)
    }

    /// A browser in which a new person is signed in.
    pub fn sign_up(&self, name: &str) -> Browser {
        let mut browser = self.nobody();
        browser.sign_up(name);
        browser
    }

    /// Stops the site as an operator does (SIGTERM), and waits for its end.
    pub fn stop(mut self) {
        signal("TERM", self.child.id());
        assert!(self.child.wait().unwrap().success(), "the site did not stop well");
    }

    /// Kills the site, as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // A process that was waited for has no number any more, and then neither of these does anything.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves under `strace`, which makes some calls of the system fail: those with this name, by this rule (strace(1),
/// `inject`). Calls are counted for each thread by itself, and every connection has one.
pub fn with_injected(data: &Path, call: &str, rule: &str) -> Site {
    let (trace, inject) = (format!("trace={call}"), format!("inject={call}:{rule}"));
    let before =
        ["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
    Site::start_as(vitrine_under(&before, &serve_words(data)))
}

/// `vitrine` under `strace`, which kills it at the n-th of these calls of the system. Each name and each thread is counted by
/// itself. Unlike above there is no filter of calls (`--seccomp-bpf`): with it nothing was killed.
pub fn killed_at(calls: &str, n: u32, words: &[&str]) -> Command {
    let (trace, inject) = (format!("trace={calls}"), format!("inject={calls}:signal=KILL:when={n}"));
    vitrine_under(&["strace", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject], words)
}

/// Sends a signal to a process that the test started.
pub fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status().unwrap();
    assert!(sent.success(), "kill -{name} {process}");
}

/// Runs a command of `vitrine` to its end; it must succeed.
pub fn run(words: &[&str]) -> Output {
    let output = vitrine(words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The titles of all posts in a folder that nobody serves. The file must be whole.
pub fn titles(data: &Path) -> Vec<String> {
    read(data, async |db| {
        let whole: Vec<(String,)> = db.query("PRAGMA integrity_check").all().await.unwrap();
        assert_eq!(whole, [("ok".to_owned(),)]);
        let orphans: Vec<(String,)> =
            db.query("SELECT \"table\" FROM pragma_foreign_key_check").all().await.unwrap();
        assert_eq!(orphans, []);
        let titles: Vec<(String,)> = db.query("SELECT title FROM posts ORDER BY id").all().await.unwrap();
        titles.into_iter().map(|(title,)| title).collect()
    })
}

/// The number that a statement gives, in a folder that nobody serves.
pub fn number(data: &Path, sql: &'static str) -> i64 {
    read(data, async |db| db.query(sql).one::<(i64,)>().await.unwrap().unwrap().0)
}

/// Opens the database of a folder, as the program does, and reads from it.
fn read<T>(data: &Path, work: impl AsyncFnOnce(&store::Db) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = store::Db::open(data).await.unwrap();
        let answer = work(&db).await;
        db.close().await;
        answer
    })
}
