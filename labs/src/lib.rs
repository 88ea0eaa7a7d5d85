//! What people try out and are checked on: rules and machines that need no site around them.
//!
//! Everything here works on throwaway things: jars that no browser holds, cookies that open nothing.
//! Never here: the site's database. This room cannot name `store`, so nothing a learner does has a road to people's rows.

#[cfg(feature = "sql")]
mod byte_cache;
#[cfg(feature = "text")]
pub mod chapter;
#[cfg(feature = "sql")]
mod child;
pub mod cookie;
#[cfg(feature = "native")]
pub mod counter;
#[cfg(feature = "native")]
pub mod decode;
#[cfg(feature = "native")]
mod engines;
pub mod excerpt;
#[cfg(feature = "text")]
pub mod exercise;
mod experiment;
#[cfg(feature = "sql")]
pub mod explain;
#[cfg(feature = "sql")]
pub mod grade;
pub mod jar_lab;
#[cfg(feature = "sql")]
pub mod jobs;
#[cfg(feature = "sql")]
pub mod join;
#[cfg(feature = "sql")]
pub mod last_answers;
#[cfg(feature = "native")]
pub mod levels;
#[cfg(feature = "native")]
pub mod likes;
#[cfg(feature = "sql")]
pub mod own_database;
#[cfg(feature = "native")]
pub mod passwords;
#[cfg(feature = "sql")]
pub mod race;
#[cfg(feature = "sql")]
pub mod sandbox;
pub mod sessions;
pub mod sql;
#[cfg(feature = "text")]
pub mod sql_exercise;
#[cfg(feature = "native")]
pub mod tamper;
#[cfg(feature = "native")]
pub mod wire;

#[cfg(feature = "native")]
pub use engines::Engines;
pub use experiment::Experiment;
