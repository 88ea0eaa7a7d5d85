//! What the server alone draws: the chapters with their experiments and exercises, the sandbox, and the X-ray's views.
//!
//! The promise: a page of a chapter is one piece of markup and works without any script. Every figure and every exercise is
//! a plain form. A browser without scripts sends it and is led back to the figure; where scripts run,
//! `app/src/figure_form.rs` sends it in place, asks for the markup of that one figure, and puts it where the old one stood.
//! Nothing of this crate is compiled for a browser, so there is no `cfg` in it.
//!
//! The parts:
//! - `chapters` has the texts of `content/learn/`, which `build.rs` has checked: every figure, exercise and link in them
//!   exists.
//! - `experiment` has the experiments, a file each. One trait says what an experiment offers, and one table has the
//!   handler of each.
//! - `exercise` and `sql_exercise` have answers checked by `labs` and store what came of them; `progress` says what is
//!   understood.
//! - `sandbox` is the learner's own database, and `race` what can be seen of a race.
//! - `page` draws the pages of the chapters; the folders `view` draw those of the sandbox and of the SQL exercises.
//! - `learner` says who works: an account, or the session of a guest.
//! - `xray` draws the traces that the crate `xray` recorded.
//!
//! For example, a learner presses "Next step" in the figure of a cookie's life. The form goes to `/api/run_experiment`,
//! whose server function calls `run` here. The handler in `experiment/cookie_life.rs` makes the next state of the stored one,
//! `store::learner` stores it in one transaction, and the answer leads back to the figure, which `page/figure.rs` draws from
//! the new state.
//!
//! What is never here: SQL, which is in `store`; and the engines that are experimented on, which are in `labs` and know
//! nothing of this site.

#![recursion_limit = "256"]

mod chapters;
mod claim_guest_work;
mod current_question;
mod exercise;
mod experiment;
mod fields;
mod format;
mod learner;
mod linked_pages;
mod page;
mod progress;
pub mod race;
mod reset;
pub mod sandbox;
mod search;
mod slow_feed;
pub mod sql_exercise;
mod step_order;
pub mod xray;

pub use chapters::{chapters, find_chapter, find_exercise, find_figure};
pub use claim_guest_work::claim_guest_work;
pub use exercise::{answer, next_question, take_hint};
pub use experiment::{anchor, counter, own_browser, run, tamper};
pub use fields::Fields;
pub use linked_pages::PAGES;
pub use page::{PageParams, exercise_markup, figure_markup, page};
pub use reset::{reset, undo_reset};
pub use search::search;
pub use sql_exercise::find_sql_exercise;
