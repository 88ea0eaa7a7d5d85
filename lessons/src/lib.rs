//! What the server alone draws: the chapters with their experiments and exercises, the sandbox, and the X-ray's views.
//!
//! A page of a chapter is one piece of markup, made here; its figures and exercises are plain forms. Where scripts run,
//! `app/src/figure_form.rs` sends them in place and puts the figure's new markup where the old one stood. None of this
//! reaches a browser as code, so there is no `cfg` here.
//! Never here: SQL, and the machines that are experimented on (`labs`).

#![recursion_limit = "256"]

mod chapters;
mod claim;
mod exercise;
mod experiment;
mod fields;
mod format;
mod learner;
mod page;
mod progress;
pub mod race;
mod reset;
pub mod sandbox;
mod slow_feed;
pub mod sql_exercise;
pub mod xray;

pub use chapters::{chapters, find_chapter, find_exercise, find_exhibit};
pub use claim::now_signed_in;
pub use exercise::{answer, next_question, take_hint};
pub use experiment::{anchor, counter, own_browser, run, tamper};
pub use fields::Fields;
pub use learner::{AtHand, Kept, Learner, begin, count, existing, key_of, place_of};
pub use page::{PageParams, exercise_part, exhibit_part, page};
pub use reset::{reset, undo_reset};
pub use sql_exercise::find_task;
