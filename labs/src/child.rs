//! Child processes that the site starts: the workers of the sandbox, and the small servers of chapter four.

use std::{ffi::OsStr, path::Path, process::Stdio};
use tokio::process::Command;

/// A command that inherits nothing of the site: no environment variable, no working folder, no open file except the pipes
/// of its standard input and output. The child is killed when the handle to it is dropped.
pub(crate) fn isolated_command<S: AsRef<OsStr>>(
    program: &Path,
    arguments: impl IntoIterator<Item = S>,
) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
}
