//! A stranger's SQL, run for real: SQLite in a process of its own, on a database that came as bytes and leaves as bytes.
//!
//! The site writes a `Job` into a worker's standard input and reads a `Reply` from its output (`pool`). The worker is the
//! same program started anew (`worker`), which locks itself in before it reads a byte (`lock`): no files, no network, no
//! other process, little memory, two seconds. Whatever SQLite does in there, the site only loses the worker.
//! Never here: whose database it is, and where its bytes are kept.

mod answer;
mod authorize;
mod change;
mod database;
mod dump;
mod job;
mod limits;
mod lock;
mod plan;
mod pool;
mod run;
mod schema;
#[cfg(test)]
mod tests;
pub mod worker;

pub use answer::{Cell, Changed, Column, Fault, Kind, Outcome, Ran, Rows, Stopped, TableChange};
pub use database::Database;
pub use job::{GradeJob, Job, Probe, Reply};
pub(crate) use limits::bound_own;
pub use limits::{IMAGE_BYTES_MAX, OUTPUT_BYTES_MAX, ROWS_MAX, RUN_TIME_MAX, SQL_BYTES_MAX};
pub use plan::{Plan, PlanNode};
pub use pool::{Pool, Refused};
pub use run::run_script;
pub(crate) use schema::quoted;
pub use schema::{ForeignKey, Index, Schema, SchemaColumn, SchemaTable};
