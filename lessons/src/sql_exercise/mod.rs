//! SQL exercises: their texts, working at one of them, and how they are drawn.
//!
//! An answer is run and graded in a worker process (`labs::sandbox`), as everything is that a learner types. Each exercise
//! is read from `content/sql/` (`catalogue`), an answer goes through `attempt`, and `view` draws the page.

mod attempt;
mod catalogue;
mod own_rows;
mod preview;
mod view;

pub use attempt::{check, open_smallest, run, take_hint};
pub use catalogue::{COMMUNITY_SQL, find_sql_exercise, sql_exercises, sql_exercises_of};
pub use view::{list, markup, page};
