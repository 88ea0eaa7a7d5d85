//! What the site holds of all this.

use super::{
    folder::Folder,
    kill::{Killed, Kills},
    pairs::{Deed, Pairs, Told},
    process::Start,
    trouble::Trouble,
};
use std::{path::PathBuf, sync::Arc, time::Instant};

/// The programs of everybody; cheap to clone.
#[derive(Clone)]
pub struct Likes {
    pairs: Pairs,
    kills: Kills,
}

impl Likes {
    /// Programs that are started from `program`, which with these `arguments` calls `program::run`. `folder` is the lab’s
    /// alone: it is cleared when it is first used, and gone with the last clone of this.
    pub fn new(program: PathBuf, arguments: Vec<String>, folder: PathBuf) -> Self {
        let start = Start { program, arguments };
        let folder = Arc::new(Folder::new(folder));
        Self { pairs: Pairs::new(start.clone(), folder.clone()), kills: Kills::new(start, folder) }
    }

    /// Does something with both programs of a learner.
    ///
    /// # Errors
    /// When it was not done, or one of them did not answer: then both are ended.
    pub async fn press(&self, who: &str, deed: Deed) -> Result<Told, Trouble> {
        self.pairs.press(who, deed).await
    }

    /// Whether both programs of this learner run at this moment.
    pub fn runs(&self, who: &str) -> bool {
        self.pairs.runs(who)
    }

    /// What `from` has is `to`’s from now on, unless that one has something already: then it is ended and removed.
    pub fn hand_over(&self, from: &str, to: &str) {
        self.pairs.hand_over(from, to);
    }

    /// Ends what a learner has, and removes the file.
    pub fn forget(&self, who: &str) {
        self.pairs.forget(who);
    }

    /// Ends and removes what nobody asked for long enough, as of `now`; done by itself every few seconds.
    pub fn end_idle(&self, now: Instant) {
        self.pairs.end_idle(now);
    }

    /// Lets a program write until it is killed, some times, and looks at what is left.
    ///
    /// # Errors
    /// When it was not done.
    pub async fn kill(&self, in_transaction: bool) -> Result<Killed, Trouble> {
        self.kills.kill(in_transaction).await
    }
}
