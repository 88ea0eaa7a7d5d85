//! Every engine of this crate that lives as long as the process, in one struct.

use crate::{
    content_folder::ContentFolders, counter::Counters, last_answers::LastAnswers, likes::LikePrograms,
    own_database::Sandboxes, passwords::AttackRunner, race::Races, sandbox::Pool, wire::RecordingStore,
};

/// What the experiments and exercises of all learners run on. One per process; cheap to clone, and all clones share what
/// is in it.
#[derive(Clone)]
pub struct Engines {
    /// The counts of the page in chapter 1.
    pub counters: Counters,
    /// The recorder of sign-ins in chapter 3, and its newest recordings.
    pub recordings: RecordingStore,
    /// The last results of SQL exercises, and the databases that the exercises show.
    pub last_answers: LastAnswers,
    /// The exercises of the operator's folders. There are none at first; the server puts its own in their place.
    pub content_folders: ContentFolders,
    /// The worker processes that run learners' SQL.
    pub sandbox: Pool,
    /// The last answers of learners' own databases, and the databases to begin with.
    pub sandboxes: Sandboxes,
    /// The programs of chapter 4 that keep likes.
    pub likes: LikePrograms,
    /// The attacks on passwords in chapter 4.
    pub attacks: AttackRunner,
    /// The races of chapter 5 that are under way.
    pub races: Races,
}

impl Engines {
    /// All engines, with nothing in them yet. The two that start processes of their own are given: only the binary knows
    /// which program it is.
    pub fn new(sandbox: Pool, likes: LikePrograms) -> Self {
        Self {
            counters: Counters::default(),
            recordings: RecordingStore::default(),
            last_answers: LastAnswers::default(),
            content_folders: ContentFolders::default(),
            sandbox,
            sandboxes: Sandboxes::default(),
            likes,
            attacks: AttackRunner::default(),
            races: Races::default(),
        }
    }
}
