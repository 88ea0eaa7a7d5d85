//! Traces as markup. Drawn on the server alone, and sent as text.

mod cookie;
mod page;
mod panel;
mod shared;
mod specimen;
mod stage;
mod statement;
mod steps;
mod timeline;
mod words;

pub use page::page;
pub use panel::{Shown, panel};
pub use shared::shared;
pub use specimen::Specimen;
pub use statement::{Plans, plan_tree};
pub use words::{age, clock, coded, count, duration, grouped};
