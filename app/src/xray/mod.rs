//! The X-ray: what really happened behind one's own clicks, on both sides of the wire.
//!
//! The server records (`server/src/xray.rs`), keeps (`ring`) and draws (`view`) traces; the browser gets them as markup
//! and moves through it (`dock`), so none of this weighs on a page whose glass is off.

pub mod dock;
#[cfg(feature = "ssr")]
mod judge;
#[cfg(feature = "ssr")]
mod plan;
#[cfg(feature = "ssr")]
mod redact;
#[cfg(feature = "ssr")]
mod ring;
#[cfg(feature = "ssr")]
mod shared;
#[cfg(feature = "ssr")]
mod specimen;
#[cfg(feature = "ssr")]
mod sql;
#[cfg(feature = "ssr")]
mod story;
#[cfg(feature = "ssr")]
mod trace;
#[cfg(feature = "ssr")]
pub mod view;

#[cfg(feature = "ssr")]
pub use {
    judge::{Repeated, repeated},
    redact::redacted,
    ring::Rings,
    shared::SharedStory,
    specimen::{page_of, post_of},
    story::{Story, stories},
    trace::{Row, Sending, SetCookie, Statement, Trace},
};

/// A plan as a tree, in words.
#[cfg(feature = "ssr")]
pub fn plan_of(sql: &str, rows: &[store::PlanRow]) -> Vec<plan::Node> {
    let row = |row: &store::PlanRow| plan::Row { id: row.id, parent: row.parent, detail: row.detail.clone() };
    let mut nodes = plan::tree_named(rows.iter().map(row).collect(), &sql::aliases(sql));
    if sql::can_end_early(sql) {
        plan::end_early(&mut nodes);
    }
    nodes
}

/// In the session's map: whether its glass is on.
pub const GLASS: &str = "glass";
