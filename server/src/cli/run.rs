//! Reads the command line and runs what it names.

use super::{config, exercise, migrate, race, seed, serve, user};
use crate::config::DataFolder;
use anyhow::{Context, Result};
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, error::ErrorKind};
use std::{ffi::OsString, fmt::Display, future::Future, process::ExitCode};
use store::Db;

const BAD_SETTING: u8 = 2;
const WORKERS_MIN: usize = 4; // leptos issue #4647: rendering can wait for itself with fewer

const EXAMPLES: &str = "\
Examples:
  vitrine serve                                    serve ./data on http://127.0.0.1:3000
  vitrine serve --listen 127.0.0.1:8080 --data /srv/square --origin https://square.example
  vitrine seed --demo --data data                  fill a new folder with a small community
  vitrine user create ana --admin                  make the first administrator
  vitrine config --listen 0.0.0.0:80               print every setting and where it comes from

Every setting can be given as a flag or as a variable VITRINE_…; a flag wins.";

/// A small social site that explains itself.
#[derive(Parser)]
#[command(name = "vitrine", version, after_help = EXAMPLES, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the site until interrupted
    Serve(Box<serve::Args>),
    /// Bring the database up to date, and do nothing else
    Migrate(DataFolder),
    /// Fill a folder with made-up people and posts
    Seed(seed::Args),
    /// Look after people's accounts
    User(user::Args),
    /// Print every setting of `serve`, and where it comes from
    Config(Box<config::Args>),
    /// Prove SQL exercises
    Exercise(exercise::Args),
    /// Race the ways of fetching a page against each other, and print how long each takes
    Race(race::Args),
    /// Run somebody's SQL, locked in; the site starts it by itself
    #[command(hide = true)]
    LabWorker,
    /// Be one of the small programs that keep likes; the site starts it by itself
    #[command(hide = true)]
    LabLikes { words: Vec<OsString> },
}

/// Runs the command line; the exit code says how it went.
pub fn run(words: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    let read = Cli::command().try_get_matches_from(words);
    let read = read.and_then(|matches| Cli::from_arg_matches(&matches).map(|cli| (cli, matches)));
    match read {
        Ok((cli, matches)) => act(cli.command, &matches),
        Err(e) => explain(&e),
    }
}

fn act(command: Command, matches: &ArgMatches) -> ExitCode {
    let checked = match &command {
        Command::Serve(args) => args.config.check(),
        Command::Config(args) => args.config.check(),
        _ => Ok(()),
    };
    if let Err(e) = checked {
        return fail(&format!("{e:#}"), BAD_SETTING);
    }
    let done = match command {
        Command::Serve(args) => serve::run(&args),
        Command::Migrate(data) => block_on(migrate::run(data)),
        Command::Seed(args) => block_on(seed::run(args)),
        Command::User(args) => block_on(user::run(args)),
        Command::Exercise(args) => exercise::run(&args),
        Command::Race(args) => race::run(&args),
        Command::LabWorker => labs::jobs::run_worker(std::io::stdin(), std::io::stdout()).map_err(Into::into),
        Command::LabLikes { words } => labs::likes::program::run(&words).map_err(Into::into),
        Command::Config(args) => {
            config::run(&args, matches.subcommand().map_or(matches, |(_, inner)| inner));
            Ok(())
        }
    };
    done.map_or_else(|e| fail(&format!("{e:#}"), 1), |()| ExitCode::SUCCESS)
}

/// Help and version as clap prints them; of a mistake, its own sentence.
fn explain(error: &clap::Error) -> ExitCode {
    let helps = matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            | ErrorKind::MissingSubcommand
    );
    if helps {
        let _ = error.print();
        return ExitCode::from(if error.exit_code() == 0 { 0 } else { BAD_SETTING });
    }
    let text = error.to_string();
    let sentence = text.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
    let words: Vec<_> = sentence.split_whitespace().collect();
    fail(&words.join(" "), BAD_SETTING)
}

fn fail(sentence: &impl Display, code: u8) -> ExitCode {
    eprintln!("vitrine: {sentence}");
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

/// Opens the database in a folder, and makes either where there is none.
pub(super) async fn open(data: &DataFolder) -> Result<Db> {
    let folder = data.create()?;
    Db::open(folder).await.with_context(|| format!("the database in {} cannot be opened", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_put_together_rightly() {
        Cli::command().debug_assert();
    }
}
