//! `vitrine content check`: everything that is wrong with a folder of exercises and chapters.

use super::{output::say, prover::Prover, run::block_on, subcommand::Subcommand};
use anyhow::Result;
use clap::ArgMatches;
use labs::content_folder::{ChapterFolder, read_chapters, read_folder};
use lessons::{PAGES, chapters, sql_exercise::sql_exercises};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

const EXAMPLES: &str = "\
Examples:
  vitrine content check harbour                    what `serve --content harbour` would do with it
  vitrine content check content                    the site’s own, in its source

Exercises are in the folder’s `sql`, chapters in its `learn`. A chapter is checked and not served: its figures are code.";

/// What to do with a content folder; so far there is one thing.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Check every exercise and every chapter of a folder
    Check {
        /// Generated databases on which a change of a model that passes is looked at
        #[arg(long, default_value_t = 1_000)]
        search: u64,
        /// The folder, laid out as `content/` of the source
        folder: PathBuf,
    },
}

impl Subcommand for Args {
    const NAME: &'static str = "content";
    const SUMMARY: &'static str = "Check a folder of exercises and chapters";

    fn run(self, _: &ArgMatches) -> Result<()> {
        let Command::Check { search, folder } = self.command;
        block_on(check(&folder, search))
    }
}

/// Checks the chapters in `learn`. A link may lead to a page of this site, to one of its chapters and exercises, and to the
/// folder's own exercises, whose files are named.
fn check_chapters(learn: &Path, files: &[String]) -> ChapterFolder {
    let own = sql_exercises().map(|exercise| exercise.name.as_str());
    let names: BTreeSet<&str> =
        own.chain(files.iter().filter_map(|file| file.splitn(3, '-').nth(2))).collect();
    read_chapters(learn, &|address| {
        let is_exercise = || {
            let name = address.strip_prefix("/learn/").and_then(|rest| rest.split_once('/'));
            name.is_some_and(|(_, name)| names.contains(name))
        };
        let is_chapter =
            || chapters().iter().any(|chapter| address.strip_prefix("/learn/") == Some(&chapter.slug));
        // The source is that of the build that serves the chapter, which may be another one.
        PAGES.contains(&address) || address.starts_with("/source/") || is_chapter() || is_exercise()
    })
}

/// Checks the folder, and tells all faults.
///
/// # Errors
/// When there is one.
async fn check(folder: &Path, search: u64) -> Result<()> {
    let sql = folder.join("sql");
    let exercises = read_folder(&sql);
    let learn = folder.join("learn");
    let files: Vec<String> = exercises.iter().flat_map(|texts| texts.exercises.keys().cloned()).collect();
    let chapters = if learn.exists() { check_chapters(&learn, &files) } else { ChapterFolder::default() };
    let slugs = chapters.chapters.iter().map(|chapter| chapter.slug.clone());
    let mut prover = Prover::new(search, slugs).await?;
    if learn.exists() {
        say(format_args!("{} chapters, {} faults", chapters.chapters.len(), chapters.faults.len()))?;
    }
    chapters.faults.iter().try_for_each(|fault| prover.tell(fault))?;
    match exercises {
        Ok(texts) => {
            texts.faults.iter().try_for_each(|fault| prover.tell(fault))?;
            for (file, text) in &texts.exercises {
                prover.prove(&sql.join(format!("{file}.md")), text, texts.database.as_ref()).await?;
            }
        }
        Err(fault) => prover.tell(&fault)?,
    }
    prover.end()
}
