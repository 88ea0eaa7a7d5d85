//! SQL exercises: their texts, the desk somebody works at, and how it is drawn. Server only.
//!
//! An answer is graded in a worker (`labs::sandbox`), as anything is that a learner runs.

mod desk;
mod own;
mod tasks;
mod view;

pub use desk::{check, open_smallest, run, take_hint};
pub use tasks::{SETTING, find_task, tasks_of};
pub use view::{list, page, part};
