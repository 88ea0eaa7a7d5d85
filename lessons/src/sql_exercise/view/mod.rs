//! SQL exercises as markup: the list in a chapter, the page of one, and the answer to an answer.

mod answer;
mod diff;
mod list;
mod page;

pub use list::list;
pub use page::{markup, page};
