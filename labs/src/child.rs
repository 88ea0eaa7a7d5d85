//! Programs that the site starts: the sandbox's workers, and the little servers of chapter four.

use std::{ffi::OsStr, path::Path, process::Stdio};
use tokio::process::Command;

/// A program with nothing of the site's environment and no file but its pipes, that ends with whoever holds it.
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
