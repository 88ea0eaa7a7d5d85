//! What the commands that prove exercises share: workers of their own, and how a proof is printed.

use super::output::say;
use crate::serve::sandbox;
use anyhow::{Result, bail};
use labs::{
    content_folder::{FileFault, Proved, Surroundings, prove_exercise},
    sandbox::Pool,
    sql_exercise::DatabaseTexts,
};
use lessons::sql_exercise::surroundings;
use std::{path::Path, sync::Arc};

/// Proves exercises with a worker, as the site does: what an author reads here is what the site would do.
pub struct Prover {
    pool: Pool,
    around: Surroundings,
    search: u64,
    exercises: usize,
    faults: usize,
}

impl Prover {
    /// A prover that tries a mutant that passes on so many further databases. `chapters` are known beside the site's own.
    ///
    /// # Errors
    /// Where no process can be locked in on this machine, so that nobody's SQL may run on it.
    pub async fn new(search: u64, chapters: impl Iterator<Item = String>) -> Result<Self> {
        let pool = sandbox("/proc/self/exe".into(), 1);
        if let Err(why) = pool.self_test().await {
            bail!("the sandbox is closed on this machine, and exercises are proved in it: {why}");
        }
        let mut around = surroundings();
        around.chapters.extend(chapters);
        Ok(Self { pool, around, search, exercises: 0, faults: 0 })
    }

    /// Proves the exercise of this file and text, and prints what was found: a line for the exercise, and below it a line for
    /// each fault, with file and line, and for each mutant that means the same.
    ///
    /// # Errors
    /// Where it could not be printed, or no worker could be had.
    pub async fn prove(
        &mut self,
        file: &Path,
        text: &Arc<str>,
        database: Option<&Arc<DatabaseTexts>>,
    ) -> Result<()> {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let proved =
            prove_exercise(&self.pool, &self.around, None, database, (&name, text), self.search).await;
        let Proved { report, .. } = proved.map_err(|refused| anyhow::anyhow!("{refused}"))?;
        self.exercises += 1;
        say(format_args!(
            "{name}: {} mutants, {} refused, {} mean the same, {} faults",
            report.mutants,
            report.killed,
            report.equivalent.len(),
            report.faults.len()
        ))?;
        report.equivalent.iter().try_for_each(|says| say(format_args!("  means the same: {says}")))?;
        report.unchecked.iter().try_for_each(|says| say(format_args!("  not checked: {says}")))?;
        report.faults.into_iter().try_for_each(|fault| self.tell(&FileFault { file: file.to_owned(), fault }))
    }

    /// Prints a fault and counts it.
    ///
    /// # Errors
    /// Where it could not be printed.
    pub fn tell(&mut self, fault: &FileFault) -> Result<()> {
        self.faults += 1;
        say(format_args!("  {fault}"))
    }

    /// Ends the command.
    ///
    /// # Errors
    /// One sentence, where there was a fault.
    pub fn end(&self) -> Result<()> {
        match (self.faults, self.exercises) {
            (0, 1) => say("The exercise may be used."),
            (0, n) => say(format_args!("All {n} exercises may be used.")),
            (1, _) => bail!("there is one fault"),
            (n, _) => bail!("there are {n} faults"),
        }
    }
}
