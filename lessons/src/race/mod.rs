//! The race of chapter five as the site shows it: the plot, the same numbers as a table, files to take home, and a page to
//! be shared.
//!
//! What is measured, how, and whose turn it is, is in `labs::race`; the form that begins a race is in
//! `experiment/race.rs`.

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

pub use axis_label::{axis_title, distance_label, factor, factor_label, milliseconds};
pub use downloads::{csv, picture};
pub use lane_panel::lane_panel;
pub use plot::Plot;
pub use result::{FinishedRace, Guess, JOIN, LOOP, ViewSettings, outcome, point};
pub use scale::Axes;
pub use shared_race::{page, share, unshare};
pub use table::number_table;
