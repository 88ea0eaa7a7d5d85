//! The race: one page of a feed, fetched in several ways, and how long each takes.
//!
//! A *lane* is a way of fetching with or without the index. A *batch* is one size of table in one worker (`batch`): the data
//! are made there, every lane fetches the page, the answers are compared, and then the clock is started, lane by lane in a
//! random order. A race (`Results`) is the batches of all sizes, several times over. The distance to the database is simulated:
//! so many statements, so much added for each, and never waited for.
//! Never here: whose race it is, and when a batch's turn comes.

mod batch;
mod community;
mod database;
mod fetch;
mod lane;
mod meter;
mod point;
mod queue;
mod results;
mod runner;
mod settings;
#[cfg(test)]
mod tests;
mod time_budget;

pub use batch::{Batch, BatchResults};
pub use lane::{Lane, Way};
pub use point::{Parts, Point, Quartiles};
pub use queue::{Ended, Plans, Racer, Races, Turn, Underway};
pub use results::Results;
pub use runner::RUN_MAX;
/// The version of the SQLite that races.
pub use rusqlite::version as sqlite_version;
pub use settings::{BATCHES_PER_SIZE, Distance, PageLength, SIZES, Settings};
