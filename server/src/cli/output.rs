//! What a command prints on stdout: data, and nothing else.

use anyhow::{Context, Result};
use std::{
    fmt::Display,
    io::{self, Write},
};

/// Prints a line, and returns once the system has taken it. `println!` would panic where nobody takes it: the disk behind
/// stdout is full, or the program that reads has ended.
///
/// # Errors
/// One sentence, where the line was not taken.
pub(super) fn say(line: impl Display) -> Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")
        .and_then(|()| stdout.flush())
        .context("what was to be printed could not be written to stdout")
}
