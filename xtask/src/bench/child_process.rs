//! Child processes: started, waited for within bounds, and always stopped, also when the bench fails half-way.

use super::seed_data::WORK_FOLDER;
use anyhow::{Context, Result, anyhow, bail};
use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// How long a server may take until it says its address.
const START_MAX: Duration = Duration::from_secs(60);
/// How long a server is left alone before its memory is read: long enough for what it does at its start to end.
pub const SETTLE: Duration = Duration::from_secs(1);
/// How long a program may take to end after SIGTERM.
const STOP_MAX: Duration = Duration::from_secs(10);
/// A shell script that raises the limit of open files and becomes the program: a thousand open connections need a few
/// more than the usual 1,024.
const MORE_FILES: &str = "ulimit -S -n 4096 2>/dev/null; exec \"$@\"";

/// A running server, which is stopped when this is dropped.
pub struct Server {
    /// Where it listens, on loopback.
    pub address: SocketAddr,
    child: ChildGuard,
}

/// Stops its process when it is dropped: by SIGTERM first, so that a server writes what it has to.
struct ChildGuard(Child);

impl Drop for ChildGuard {
    fn drop(&mut self) {
        // The number of a process that has ended may belong to another program by now.
        if matches!(self.0.try_wait(), Ok(Some(_))) {
            return;
        }
        let asked = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &self.0.id().to_string()]).status();
        if asked.is_ok() && matches!(wait(&mut self.0, STOP_MAX), Ok(Some(_))) {
            return;
        }
        eprintln!("bench: a server did not end within {} s of SIGTERM", STOP_MAX.as_secs());
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// Starts a server and waits until it says its address on stdout, after the words `says`. Its log goes to a file of
    /// `name` in the bench's folder.
    ///
    /// # Errors
    /// When it does not start, says nothing for a minute, or listens elsewhere than on loopback.
    pub fn start(name: &str, command: &Command, says: &'static str) -> Result<Self> {
        fs::create_dir_all(WORK_FOLDER)?;
        let log = PathBuf::from(format!("{WORK_FOLDER}/{name}.log"));
        // The shell replaces itself by the server, so the child's process number is the server's own.
        let mut shell = Command::new("sh");
        shell.args(["-c", MORE_FILES, name]).arg(command.get_program()).args(command.get_args());
        clear_settings(&mut shell);
        shell.envs(command.get_envs().filter_map(|(key, value)| Some((key, value?))));
        shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(fs::File::create(&log)?);
        let mut child = ChildGuard(shell.spawn().with_context(|| format!("`{name}` could not be started"))?);

        let stdout = child.0.stdout.take().context("a piped stdout is there")?;
        let (sender, receiver) = mpsc::channel();
        // Reads to the end, also after the address has come: a server whose stdout is full would wait.
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if let Some((_, address)) = line.split_once(says) {
                    let _ = sender.send(address.trim().trim_end_matches('/').to_owned());
                }
            }
        });
        let said = receiver.recv_timeout(START_MAX).map_err(|_| {
            let words = fs::read_to_string(&log).unwrap_or_default();
            let last = words.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("nothing");
            anyhow!("`{name}` did not say its address; its last words were: {last}")
        })?;
        let address: SocketAddr =
            said.parse().with_context(|| format!("`{name}` is at `{said}`, which is no address"))?;
        if !address.ip().is_loopback() {
            bail!("`{name}` listens on {address}; the bench stays on loopback");
        }
        Ok(Self { address, child })
    }

    /// The memory it holds (resident set size), in MiB, as the kernel counts it.
    ///
    /// # Errors
    /// When the machine has no `/proc`.
    pub fn resident_mib(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.0.id()))
            .context("memory is read from /proc, which this machine lacks")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
        Ok(kib.context("/proc tells no VmRSS")? / 1024.0)
    }
}

/// Runs a program to its end, and stops it when it takes longer than `most`.
///
/// # Errors
/// When it cannot be started, fails, or takes too long.
pub fn run_to_end(command: &mut Command, most: Duration) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let child =
        command.stdin(Stdio::null()).spawn().with_context(|| format!("`{name}` could not be started"))?;
    let mut child = ChildGuard(child);
    match wait(&mut child.0, most)? {
        Some(true) => Ok(()),
        Some(false) => bail!("`{name}` failed"),
        None => bail!("`{name}` took longer than {} s", most.as_secs()),
    }
}

/// Removes the site's settings from what a program gets of our environment, because the bench chooses them.
pub fn clear_settings(command: &mut Command) -> &mut Command {
    for (key, _) in std::env::vars_os() {
        if key.to_string_lossy().starts_with("VITRINE_") {
            command.env_remove(key);
        }
    }
    command
}

/// Waits for a process: whether it succeeded, or nothing when it still runs after `most`.
fn wait(child: &mut Child, most: Duration) -> Result<Option<bool>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if started.elapsed() > most {
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_waited_for_but_not_for_ever() {
        let most = Duration::from_millis(200);
        assert!(run_to_end(&mut Command::new("true"), most).is_ok());
        assert!(run_to_end(&mut Command::new("false"), most).is_err());
        let started = Instant::now();
        assert!(run_to_end(Command::new("sleep").arg("30"), most).is_err());
        assert!(started.elapsed() < STOP_MAX);
    }
}
