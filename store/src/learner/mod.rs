//! What learners did: the state of their experiments, and their attempts at exercises.
//!
//! A learner is a person, or a guest's session. What they hold is JSON text whose shape only the app knows. Starting over
//! hides rows under the number of the reset, so that it can be undone.
//! Never here: what a state means, whether an answer is right.

mod activity;
mod attempt;
mod key;
mod reset;
pub mod sandbox;
pub mod shared_race;
mod state;

pub use activity::{OwnActivity, OwnComment, OwnFollow, OwnLike, OwnPost, OwnSession, find_own_activity};
pub use attempt::{
    ATTEMPTS_MAX, Attempt, AttemptRow, Progress, change_exercise, list_attempts_of, list_progress,
};
pub use key::{LearnerKey, claim_guest, find_or_insert_learner};
pub use reset::{RESETS_MAX, insert_reset, undo_last_reset};
pub use state::{STATE_BYTES_MAX, SavedState, Work, change_state, find_work};
