//! The race: the same page of a feed is fetched in several ways, and each is timed.
//!
//! A *lane* is one way of fetching, with or without an index (`lane`). A *batch* measures all lanes on one size of table,
//! in one worker (`batch`): it makes the database, lets every lane fetch the page once, compares what they answer, and
//! then times them in a random order (`runner`). A race is the batches of all sizes, each several times; `Results` adds
//! them up. The distance to the database is simulated: a constant is added for every statement, and nobody waits for it.
//!
//! How the measuring is kept fair: the processor time of the thread is measured, not the time on the wall, so that a busy
//! machine makes no lane look slow; lanes take turns in random order, so that a slow moment does not meet one of them
//! alone; and no lane is timed whose answer differs from the others'.
//! Never here: whose race it is, and when the turn of a batch comes.

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
pub use queue::{Ended, Plans, RaceRequest, Races, Turn, Underway};
pub use results::Results;
pub use runner::RUN_MAX;
/// The version of the SQLite that races.
pub use rusqlite::version as sqlite_version;
pub use settings::{BATCHES_PER_SIZE, Distance, PageLength, SIZES, Settings};
