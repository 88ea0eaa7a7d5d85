//! What the site holds of all this.

use super::{
    error::LikesError,
    folder::Folder,
    kill_test::{KillTest, KillTests},
    process::LaunchCommand,
    program_pairs::{Action, ActionReport, ProgramPairs},
};
use std::{path::PathBuf, sync::Arc, time::Instant};

/// The programs of everybody; cheap to clone.
#[derive(Clone)]
pub struct LikePrograms {
    pairs: ProgramPairs,
    kill_tests: KillTests,
}

impl LikePrograms {
    /// Programs that are started from `program`, which with these `arguments` calls `program::run`. `folder` is the lab’s
    /// alone: it is cleared when it is first used, and gone with the last clone of this.
    pub fn new(program: PathBuf, arguments: Vec<String>, folder: PathBuf) -> Self {
        let command = LaunchCommand { program, arguments };
        let folder = Arc::new(Folder::new(folder));
        Self {
            pairs: ProgramPairs::new(command.clone(), folder.clone()),
            kill_tests: KillTests::new(command, folder),
        }
    }

    /// Does something with both programs of a learner.
    ///
    /// # Errors
    /// When it was not done, or one of them did not answer: then both are ended.
    pub async fn perform(&self, learner: &str, action: Action) -> Result<ActionReport, LikesError> {
        self.pairs.perform(learner, action).await
    }

    /// Whether both programs of this learner run at this moment.
    pub fn is_running(&self, learner: &str) -> bool {
        self.pairs.is_running(learner)
    }

    /// What `from` has is `to`’s from now on, unless that one has something already: then it is ended and removed.
    pub fn hand_over(&self, from: &str, to: &str) {
        self.pairs.hand_over(from, to);
    }

    /// Ends what a learner has, and removes the file.
    pub fn forget(&self, learner: &str) {
        self.pairs.forget(learner);
    }

    /// Ends and removes what nobody asked for long enough, as of `now`; done by itself every few seconds.
    pub fn end_idle(&self, now: Instant) {
        self.pairs.end_idle(now);
    }

    /// Lets a program write until it is killed, some times, and looks at what is left.
    ///
    /// # Errors
    /// When it was not done.
    pub async fn run_kill_test(&self, in_transaction: bool) -> Result<KillTest, LikesError> {
        self.kill_tests.run(in_transaction).await
    }
}
