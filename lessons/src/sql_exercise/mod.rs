//! SQL exercises: their texts, working at one of them, and how they are drawn.
//!
//! An answer is run and graded in a worker process (`labs::sandbox`), as everything is that a learner types. Each exercise
//! is read from `content/sql/` or from a folder of the operator's (`catalogue`), an answer goes through `attempt`, and `view` draws the page.

mod attempt;
mod catalogue;
mod own_rows;
mod preview;
mod trial;
mod view;

pub use attempt::{check, open_smallest, run, take_hint};
pub use catalogue::{
    COMMUNITY_SQL, COMMUNITY_VALUES, address, content_folders, find_sql_exercise, names_in_chapter,
    sql_exercises, sql_exercises_of, surroundings, title,
};
pub use trial::{TrialTexts, try_exercise};
pub use view::{list, markup, more_page, page, trial_markup, trial_page, ways_to_more};
