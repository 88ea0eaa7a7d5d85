//! SQL exercises as texts: what is asked, the model, and everything a grader needs to prove both.
//!
//! Never here: running anything (`grade`).

mod proof;
mod read;
mod setting;

pub use proof::Proof;
pub use read::{Attack, Group, Kind, Mistaken, Must, Rule, Task};
pub use setting::Setting;
