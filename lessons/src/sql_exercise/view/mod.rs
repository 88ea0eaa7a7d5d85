//! SQL exercises as markup: the list in a chapter, the page of one, and the verdict on an answer.

mod answer;
mod diff;
mod list;
mod page;
mod preview;

pub use list::list;
pub use page::{markup, page};
