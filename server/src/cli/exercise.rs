//! `vitrine exercise`: begins an exercise, and proves exercises before a learner meets them.

use super::{output::say, prover::Prover, run::block_on, subcommand::Subcommand};
use anyhow::{Context, Result, bail};
use clap::ArgMatches;
use labs::{
    content_folder::{read_database, read_exercise},
    sql_exercise::{EXAMPLE_SQL, EXAMPLE_VALUES, example_titled},
};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

const EXAMPLES: &str = "\
Examples:
  vitrine exercise new long-trips --folder harbour/sql
  vitrine exercise check harbour/sql/*.md
  vitrine exercise check --search 10000 content/sql/join-03-*.md

The tables (square.sql, square.toml) are read from the folder of the file; without them an exercise is about the site’s own
tables. docs/exercises.md explains the format.";

/// What to do with exercises.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Write a small exercise that passes, with its tables, to begin with
    New {
        /// The last part of its address: small letters and digits with hyphens between
        name: String,
        /// The folder for it; it is made where it is not there
        #[arg(long, value_name = "DIR", default_value = ".")]
        folder: PathBuf,
    },
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
    const SUMMARY: &'static str = "Begin and prove SQL exercises";

    fn run(self, _: &ArgMatches) -> Result<()> {
        match self.command {
            Command::New { name, folder } => begin(&name, &folder),
            Command::Check { search, files } => block_on(check(&files, search)),
        }
    }
}

/// Writes the example under this name.
///
/// # Errors
/// One sentence: the name is none, or a file of that name is there already.
fn begin(name: &str, folder: &Path) -> Result<()> {
    if model::slug(name) != name || name.is_empty() {
        bail!(
            "`{name}` is no name of an exercise: it has small letters and digits with hyphens between, as long-trips"
        );
    }
    fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let mut title = name.replace('-', " ");
    title[..1].make_ascii_uppercase();
    let exercise = folder.join(format!("select-01-{name}.md"));
    write_new(&exercise, &example_titled(&title))?;
    say(exercise.display())?;
    // A folder has one database: where there is another one, the example is about tables that are not there.
    let square = folder.join("square.sql");
    if square.exists() {
        if fs::read_to_string(&square).is_ok_and(|sql| sql == EXAMPLE_SQL) {
            return Ok(());
        }
        return say(
            "The folder has tables of its own (square.sql), and the example is about others: change what it asks.",
        );
    }
    for (file, text) in [("square.sql", EXAMPLE_SQL), ("square.toml", EXAMPLE_VALUES)] {
        let file = folder.join(file);
        write_new(&file, text)?;
        say(file.display())?;
    }
    Ok(())
}

/// Writes a file that is not there yet.
fn write_new(file: &Path, text: &str) -> Result<()> {
    let written = File::create_new(file).and_then(|mut new| new.write_all(text.as_bytes()));
    written.map_err(|e| match e.kind() {
        io::ErrorKind::AlreadyExists => {
            anyhow::anyhow!("{} is there already, and nothing was written", file.display())
        }
        _ => anyhow::Error::new(e).context(format!("{} cannot be written", file.display())),
    })
}

/// Checks the files one after the other, and tells the faults of all.
///
/// # Errors
/// When one of them has a fault.
async fn check(files: &[PathBuf], search: u64) -> Result<()> {
    let mut prover = Prover::new(search, std::iter::empty()).await?;
    for file in files {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        match (read_exercise(folder, file), read_database(folder)) {
            (Ok(text), Ok(database)) => {
                prover.prove(file, &Arc::from(text), database.map(Arc::new).as_ref()).await?;
            }
            (text, database) => {
                for fault in [text.err(), database.err()].into_iter().flatten() {
                    prover.tell(&fault)?;
                }
            }
        }
    }
    prover.end()
}
