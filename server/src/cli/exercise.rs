//! `vitrine exercise check`: proves SQL exercises before a learner meets them.

use super::{output::say, subcommand::Subcommand};
use anyhow::{Context, Result, bail};
use clap::ArgMatches;
use labs::{
    grade::prove,
    sql_exercise::{ExerciseDatabase, SqlExercise},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

const EXAMPLES: &str = "\
Examples:
  vitrine exercise check content/sql/*.md
  vitrine exercise check --search 10000 content/sql/join-03-*.md

A setting (square.sql, square.toml) is read from the folder of the file.";

/// What to do with exercises; so far there is one thing.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Prove exercises: right answers pass, wrong ones do not
    Check {
        /// Generated databases on which a change of the model that passes is looked at
        #[arg(long, default_value_t = 1_000)]
        search: u64,
        /// The exercises' files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

impl Subcommand for Args {
    const NAME: &'static str = "exercise";
    const SUMMARY: &'static str = "Prove SQL exercises";

    fn run(self, _: &ArgMatches) -> Result<()> {
        let Command::Check { search, files } = self.command;
        check_all(&files, search)
    }
}

/// Checks the files one after the other.
///
/// # Errors
/// When one of them is not fit to be used.
fn check_all(files: &[PathBuf], search: u64) -> Result<()> {
    let mut unfit = 0;
    for file in files {
        if !check(file, search).with_context(|| file.display().to_string())? {
            unfit += 1;
        }
    }
    match unfit {
        0 => Ok(()),
        1 => bail!("one exercise is not fit to be used"),
        n => bail!("{n} exercises are not fit to be used"),
    }
}

/// Proves one exercise and prints a line about it; whether it can be used.
fn check(file: &Path, search: u64) -> Result<bool> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let read = |name: &str| fs::read_to_string(folder.join(name)).with_context(|| name.to_owned());
    let setting =
        ExerciseDatabase::read(&read("square.sql")?, &read("square.toml")?).map_err(anyhow::Error::msg)?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let exercise = SqlExercise::read(&name, &fs::read_to_string(file)?).map_err(anyhow::Error::msg)?;
    let report = prove(&setting, &exercise, search);
    say(format_args!(
        "{name}: {} mutants, {} refused, {} mean the same, {} faults",
        report.mutants,
        report.killed,
        report.equivalent.len(),
        report.faults.len()
    ))?;
    report.equivalent.iter().try_for_each(|says| say(format_args!("  means the same: {says}")))?;
    report.faults.iter().try_for_each(|says| say(format_args!("  fault: {says}")))?;
    Ok(report.faults.is_empty())
}
