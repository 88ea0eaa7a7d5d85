//! The X-ray's views: traces as markup.

mod cookie;
mod names;
mod own_stories;
mod page;
mod panel;
mod shared_story;
mod side_by_side;
mod statement;
mod steps;
mod subject;
mod timeline;

pub use own_stories::{Filter, draw_page, draw_panel, draw_shared, share};
pub use statement::plan_tree;
