//! A stranger's SQL, run for real: SQLite in a process of its own, on a database that came as bytes and leaves as bytes.
//!
//! The site writes a `Job` into a worker's standard input and reads its answer from its output (`pool`). The worker is the
//! same program started anew (`worker`), which locks itself in before it reads a byte (`confine`): no files, no network, no
//! other process, little memory, two seconds. Whatever SQLite does in there, the site only loses the worker.
//! Never here: whose database it is, where its bytes are kept, and which jobs there are beside the sandbox's own
//! (`labs::jobs`).

mod authorize;
mod change;
mod confine;
mod database;
mod dump;
mod job;
mod limits;
mod plan;
mod pool;
mod run;
mod schema;
mod script_result;
mod self_test;
#[cfg(test)]
mod tests;
mod worker;

pub use database::Database;
pub use dump::DumpDatabase;
pub use job::{Job, JobKind};
pub(crate) use limits::apply_trusted_limits;
pub use limits::{IMAGE_BYTES_MAX, OUTPUT_BYTES_MAX, ROWS_MAX, RUN_TIME_MAX, SQL_BYTES_MAX};
pub use plan::{Plan, PlanNode};
pub use pool::{Permit, Pool, Refused};
pub use run::{RunScript, run_script};
pub(crate) use schema::quote_name;
pub use schema::{ForeignKey, Index, Schema, SchemaColumn, SchemaTable};
pub use script_result::{
    Cell, Column, Fault, Outcome, RowChange, Rows, ScriptResult, StatementKind, Stopped, TableChange,
};
pub use self_test::SelfTest;
pub(crate) use worker::work;
