//! SQL exercises as markup: the list in a chapter, the page of one, the verdict on an answer, and the page on which one tries
//! an exercise of one's own.

mod answer;
mod diff;
mod list;
mod more;
mod page;
mod preview;
mod proof;
mod trial;

pub use list::list;
pub use more::{page as more_page, ways_to_more};
pub use page::{markup, page};
pub use trial::{markup as trial_markup, page as trial_page};
