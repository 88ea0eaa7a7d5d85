//! Running other programs, so that an error names the program and what became of it.
//!
//! Arguments are split at spaces and go to the program as they are: no shell takes part, and so nothing needs quoting.
//! An argument that may hold a space is added with `Command::arg`.

use anyhow::{Context, Result, bail};
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The top of the checkout, where every task runs.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the checkout").to_path_buf()
}

/// A program with its arguments, split at spaces.
pub fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

/// Runs a program to its end, its output shown.
///
/// # Errors
/// When it cannot be started or fails; the error names it.
pub fn run(command: &mut Command) -> Result<()> {
    let name = shown_name(command);
    let status =
        command.status().with_context(|| format!("`{name}` could not be started: is it installed?"))?;
    if !status.success() {
        bail!("`{name}` failed ({status})");
    }
    Ok(())
}

/// Runs a program to its end and returns its stdout; nothing when it cannot be started or fails. Its stderr is dropped:
/// this is for questions whose answer may well be no.
pub fn output(command: &mut Command) -> Option<String> {
    let out = command.stderr(Stdio::null()).stdin(Stdio::null()).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Runs a program to its end, its output shown, and returns the lines that `keep` chooses, whether it succeeded or not.
pub fn run_collecting(command: &mut Command, keep: fn(&str) -> bool) -> (Result<()>, Vec<String>) {
    let name = shown_name(command);
    let mut child = match command.stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(e) => return (Err(anyhow::anyhow!("`{name}` could not be started: {e}")), Vec::new()),
    };
    let mut lines = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            println!("{line}");
            if keep(&line) {
                lines.push(line);
            }
        }
    }
    let result = match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(anyhow::anyhow!("`{name}` failed ({status})")),
        Err(e) => Err(anyhow::anyhow!("`{name}`: {e}")),
    };
    (result, lines)
}

/// The program with its arguments, cut where they are long.
fn shown_name(command: &Command) -> String {
    const CHARS_MAX: usize = 120;
    let args = command.get_args().map(|a| a.to_string_lossy().into_owned());
    let words: Vec<_> =
        std::iter::once(command.get_program().to_string_lossy().into_owned()).chain(args).collect();
    let line = words.join(" ");
    if line.chars().count() <= CHARS_MAX {
        return line;
    }
    line.chars().take(CHARS_MAX).chain("…".chars()).collect()
}
