//! The views of the X-ray: draws recorded traces as HTML.
//!
//! `own_stories` answers requests about the asking session's stories. A story is drawn as a `panel`: its `timeline`,
//! its `steps` as sentences, and for each request its `statement`s and what browser, wire and server held
//! (`side_by_side`).

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
