//! What people do in the lessons: the states of their experiments and exercises, their attempts, and their own database.
//!
//! A learner is a person with an account, or a guest's session until its owner signs up (`LearnerKey`). A state is JSON text
//! whose shape only the lessons know. Starting over deletes nothing: the rows get the number of the reset and are passed over
//! from then on, so that it can be undone.
//! Never here: what a state means, and whether an answer is right.

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
pub use reset::{RESETS_MAX, ResetRow, insert_reset, list_resets_of, undo_last_reset};
pub use state::{STATE_BYTES_MAX, SavedState, StateRow, Work, change_state, find_work, list_states_of};
