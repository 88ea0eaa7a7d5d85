//! The X-ray's views: traces as markup.

mod cookie;
mod names;
mod page;
mod panel;
mod recorded;
mod shared_story;
mod specimen;
mod stage;
mod statement;
mod steps;
mod timeline;

pub use recorded::{Filter, draw_page, draw_panel, draw_shared, share};
pub use statement::plan_tree;
