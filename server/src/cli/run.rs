//! Reads the command line and runs what it names. The one list of subcommands is here.

use super::{
    backup, check, config, content, exercise, lab_likes, lab_worker, migrate, race, restore, seed, serve,
    subcommand::{Entry, Failure},
    user,
};
use anyhow::{Context, Result};
use clap::{Command, error::ErrorKind};
use std::{
    ffi::OsString,
    fmt::Display,
    future::Future,
    io::{self, Write},
    process::ExitCode,
};

/// The exit code for a mistake in the command line or the settings; clap ends with the same one.
const BAD_SETTING: u8 = 2;
/// The exit code for everything else that goes wrong.
const FAILED: u8 = 1;
/// Threads, at least: with fewer, the rendering of a page can wait for itself (leptos issue #4647).
const WORKERS_MIN: usize = 4;

const EXAMPLES: &str = "\
Examples:
  vitrine serve                                    serve ./data on http://127.0.0.1:3000
  vitrine serve --listen 127.0.0.1:8080 --data /srv/square --origin https://square.example
  vitrine seed --demo --data data                  fill a new folder with a small community
  vitrine user create ana --admin                  make the first administrator
  vitrine backup square.db                         back ./data up, also while it is served
  vitrine config --listen 0.0.0.0:80               print every setting and where it comes from

Every setting can be given as a flag or as a variable VITRINE_…; a flag wins.";

/// Every subcommand, in the order of `vitrine --help`. A new one is a line here, and a file beside this one.
static SUBCOMMANDS: [Entry; 13] = [
    Entry::of::<serve::Args>(),
    Entry::of::<migrate::Args>(),
    Entry::of::<seed::Args>(),
    Entry::of::<user::Args>(),
    Entry::of::<backup::Args>(),
    Entry::of::<restore::Args>(),
    Entry::of::<check::Args>(),
    Entry::of::<config::Args>(),
    Entry::of::<content::Args>(),
    Entry::of::<exercise::Args>(),
    Entry::of::<race::Args>(),
    Entry::of::<lab_worker::Args>(),
    Entry::of::<lab_likes::Args>(),
];

/// Runs the command line; the exit code says how it went.
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    // Whatever a command writes is for its own account alone: there are hashes of passwords in it.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let matches = match command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(e) => return print_usage_error(&e),
    };
    let chosen = matches.subcommand().and_then(|(name, inner)| {
        SUBCOMMANDS.iter().find(|entry| entry.name == name).map(|entry| (entry, inner))
    });
    // clap refuses a command line without one, and one that is not in the list.
    let Some((entry, inner)) = chosen else { return fail("there is no such command", BAD_SETTING) };
    match (entry.run)(inner) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(e)) => print_usage_error(&e),
        Err(Failure::Setting(e)) => fail(format!("{e:#}"), BAD_SETTING),
        Err(Failure::Work(e)) => fail(format!("{e:#}"), FAILED),
    }
}

/// The whole command line, as clap knows it.
fn command() -> Command {
    Command::new("vitrine")
        .version(env!("CARGO_PKG_VERSION"))
        .about("A small social site that explains itself")
        .after_help(EXAMPLES)
        .arg_required_else_help(true)
        .subcommand_required(true)
        .subcommands(SUBCOMMANDS.iter().map(|entry| (entry.command)()))
}

/// Prints help and version as clap makes them; of a mistake, its first sentence only, on one line. clap would add the
/// usage and a hint, but people who start the site from a script find one sentence in their log more easily.
fn print_usage_error(error: &clap::Error) -> ExitCode {
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            | ErrorKind::MissingSubcommand
    );
    if is_help {
        return match error.print() {
            Ok(()) if error.exit_code() == 0 => ExitCode::SUCCESS,
            Ok(()) => ExitCode::from(BAD_SETTING),
            Err(e) => fail(format!("what was to be printed could not be written: {e}"), FAILED),
        };
    }
    let text = error.to_string();
    let sentence = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
    let words: Vec<_> = sentence.split_whitespace().collect();
    fail(words.join(" "), BAD_SETTING)
}

fn fail(sentence: impl Display, code: u8) -> ExitCode {
    // Where nobody takes the sentence, the exit code still says it.
    let _ = writeln!(io::stderr(), "vitrine: {sentence}");
    ExitCode::from(code)
}

/// Runs work on as many threads as the machine has cores, four at least.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let cores = std::thread::available_parallelism().map_or(WORKERS_MIN, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.max(WORKERS_MIN))
        .enable_all()
        .build()
        .context("no threads could be started")?;
    runtime.block_on(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clap_finds_no_mistake_in_the_command_line() {
        command().debug_assert();
    }
}
