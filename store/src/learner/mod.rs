//! What people do in the lessons: the states of their experiments and exercises, their attempts, and their own database.
//!
//! A learner is a person with an account, or a guest's session until its owner signs up (`LearnerKey`). A state is JSON text
//! whose shape only the lessons know. Starting over deletes nothing: the rows get the number of the reset and are passed over
//! from then on, so that it can be undone.
//!
//! A person's work stands in the site's file, a guest's in a file of its own (`Db::of`), which can be emptied without touching
//! the site's. Signing up copies it from the one to the other (`claim.rs`); what dead sessions leave is cleared away
//! (`guest_file.rs`); what a learner, a network's guests and all guests may keep is in `space.rs`.
//! Never here: what a state means, and whether an answer is right.

mod activity;
mod attempt;
mod claim;
mod copy;
mod guest_file;
mod key;
mod reset;
pub mod sandbox;
pub mod shared_race;
mod space;
mod state;

pub use activity::{OwnActivity, OwnComment, OwnFollow, OwnLike, OwnPost, OwnSession, find_own_activity};
pub use attempt::{
    ATTEMPTS_MAX, Attempt, AttemptRow, Progress, change_exercise, list_attempts_of, list_progress,
};
pub use claim::{Claimed, claim_guest, finish_claims};
pub(crate) use guest_file::delete_guest;
pub use guest_file::{delete_orphans, give_space_back, guests_bytes, move_old_guests};
pub use key::{LearnerKey, find_or_insert_learner, insert_guest};
pub use reset::{RESETS_MAX, ResetRow, insert_reset, list_resets_of, undo_last_reset};
pub use space::{GUEST_BYTES_MAX, PERSON_BYTES_MAX};
pub use state::{STATE_BYTES_MAX, SavedState, StateRow, Work, change_state, find_work, list_states_of};
