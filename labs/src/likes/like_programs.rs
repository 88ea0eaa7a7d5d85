//! The handle that the site holds on all of these programs.

use super::{
    error::LikesError,
    folder::Folder,
    kill_test::{KillTest, KillTests},
    process::LaunchCommand,
    program_pairs::{Action, ActionReport, ProgramPairs},
};
use std::{path::PathBuf, sync::Arc, time::Instant};

/// The programs of all learners; cheap to clone. Learners are known by a key that the caller chooses.
#[derive(Clone)]
pub struct LikePrograms {
    pairs: ProgramPairs,
    kill_tests: KillTests,
}

impl LikePrograms {
    /// A handle without any programs yet.
    ///
    /// They are started from the binary `program`, which must call `program::run` when its first arguments are `arguments`.
    /// `folder` must belong to this lab alone: it is emptied when it is first used, and removed with the last clone.
    pub fn new(program: PathBuf, arguments: Vec<String>, folder: PathBuf) -> Self {
        let command = LaunchCommand { program, arguments };
        let folder = Arc::new(Folder::new(folder));
        Self {
            pairs: ProgramPairs::new(command.clone(), folder.clone()),
            kill_tests: KillTests::new(command, folder),
        }
    }

    /// Performs an action on both programs of a learner, who asks from this network.
    ///
    /// # Errors
    /// When it was not done, or when one of the programs did not answer. Both are ended then.
    pub async fn perform(
        &self,
        learner: &str,
        network: &str,
        action: Action,
    ) -> Result<ActionReport, LikesError> {
        self.pairs.perform(learner, network, action).await
    }

    /// Whether both programs of this learner run at this moment.
    pub fn is_running(&self, learner: &str) -> bool {
        self.pairs.is_running(learner)
    }

    /// Gives the programs and the file of `from` to `to`, as when a guest signs up. If `to` has programs already, those of
    /// `from` are ended and their file is removed.
    pub fn hand_over(&self, from: &str, to: &str) {
        self.pairs.hand_over(from, to);
    }

    /// Ends the programs of a learner and removes their file.
    pub fn forget(&self, learner: &str) {
        self.pairs.forget(learner);
    }

    /// Ends and removes what was not used for long enough as of `now`. It is called every few seconds without being asked
    /// for; it is public so that tests can choose the time.
    pub fn end_idle(&self, now: Instant) {
        self.pairs.end_idle(now);
    }

    /// Runs a kill test for somebody of this network: a program writes until it is killed, several times, and what it left is read.
    ///
    /// # Errors
    /// When too many wait, or a program could not be started, or a file not be read.
    pub async fn run_kill_test(&self, network: &str, in_transaction: bool) -> Result<KillTest, LikesError> {
        self.kill_tests.run(network, in_transaction).await
    }
}
