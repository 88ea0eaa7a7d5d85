//! The race of chapter five as the site runs and shows it: whose turn it is, the plot and its twin, files and a page to
//! share. Server only.
//!
//! Never here: what is measured and how (`labs::race`), and the form (`experiment/race.rs`).

mod downloads;
mod lane_panel;
mod plot;
mod result;
mod runner;
mod scale;
mod shared;
mod table;
#[cfg(test)]
pub mod tests;
mod words;

pub use downloads::{csv, picture};
pub use lane_panel::lane_panel;
pub use plot::{Plot, short};
pub use result::{Finished, Guess, JOIN, LOOP, Look, outcome, point};
pub use runner::{Ended, Plans, Racer, Races, Turn, Underway};
pub use scale::Axes;
pub use shared::{page, share, unshare};
pub use table::number_table;
pub use words::{axis, factor, far, milliseconds, times};
