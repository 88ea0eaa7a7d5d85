//! The chapters: their texts, who works on them, what is tried and checked, and how it is drawn. Server only.
//!
//! A page of a chapter is one piece of markup, made here; its figures and exercises are plain forms. Where scripts run,
//! `lab_form` sends them in place and puts the figure's new markup where the old one stood.
//! Never here: SQL, and the machines that are experimented on (`labs`).

mod chapters;
mod exercise;
mod experiment;
mod learner;
mod progress;
pub mod race;
mod slow_feed;
pub mod task;
mod view;

pub use chapters::{chapters, find_chapter, find_exercise, find_exhibit};
pub use exercise::{answer, next_question, take_hint};
pub use experiment::{Fields, Tapes, anchor, counter, counter::Counters, own_browser, run, tamper};
pub use learner::{
    AtHand, CLAIMED, Kept, LAB, Learner, begin, count, existing, key_of, now_signed_in, place_of, reset,
    undo_reset,
};
pub use task::find_task;
pub use view::{exercise_part, exhibit_part, page};
