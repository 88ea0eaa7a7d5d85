//! The race: one page of a feed, fetched in several ways, and how long each takes.
//!
//! A *lane* is a way of fetching with or without the index. A *heat* is one size of table in one worker (`heat`): the data
//! are made there, every lane fetches the page, the answers are compared, and then the clock is started, lane by lane in a
//! random order. A race (`Race`) is the heats of all sizes, several times over. The distance to the database is simulated:
//! so many statements, so much added for each, and never waited for.
//! Never here: whose race it is, and when a heat's turn comes.

mod base;
mod data;
mod fetch;
mod heat;
mod lane;
mod meter;
mod point;
mod queue;
mod settings;
mod standing;
#[cfg(test)]
mod tests;
mod track;
mod watch;

pub use heat::{Heat, Heated};
pub use lane::{Lane, Way};
pub use point::{Parts, Point, Spread};
pub use queue::{Ended, Plans, Racer, Races, Turn, Underway};
/// The version of the SQLite that races.
pub use rusqlite::version as sqlite_version;
pub use settings::{Distance, HEATS_EACH, PageLength, SIZES, Settings};
pub use standing::Race;
pub use track::RUN_MAX;
