//! The race of chapter five as the site shows it: the plot and its twin, files and a page to
//! share. Server only.
//!
//! Never here: what is measured, how, and whose turn it is (`labs::race`), and the form (`experiment/race.rs`).

mod axis_label;
mod downloads;
mod lane_panel;
mod plot;
mod result;
mod scale;
mod shared_race;
mod table;
#[cfg(test)]
pub mod tests;

pub use axis_label::{axis, factor, far, milliseconds, times};
pub use downloads::{csv, picture};
pub use lane_panel::lane_panel;
pub use plot::Plot;
pub use result::{Finished, Guess, JOIN, LOOP, Look, outcome, point};
pub use scale::Axes;
pub use shared_race::{page, share, unshare};
pub use table::number_table;
