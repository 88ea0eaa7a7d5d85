//! Runs SQL that strangers typed: SQLite in a process of its own, on a database that comes as bytes and leaves as bytes.
//!
//! The site writes a `Job` to a worker's standard input and reads the answer from its standard output (`pool`). The worker
//! is the same program, started again (`worker`). It gives up its own rights before it reads a byte (`confine`): no files,
//! no network, no other process, little memory, two seconds of processor time. If SQLite has a flaw, the site loses one
//! worker and nothing else.
//!
//! Inside the worker there are three more layers: an authorizer that allows what is on a list (`authorize`), limits on
//! every connection (`limits`), and a clock that interrupts a long statement (`Database::limit_time`).
//! Never here: whose database it is, where its bytes are kept, and which jobs there are besides the sandbox's own
//! (`labs::jobs` lists them).

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
#[cfg(test)]
mod textbook_tests;
mod turns;
mod virtual_table;
mod worker;

pub(crate) use authorize::{allows_pragma, functions};
pub use database::Database;
pub use dump::DumpDatabase;
pub use job::{Job, JobKind};
pub use limits::{IMAGE_BYTES_MAX, OUTPUT_BYTES_MAX, ROWS_MAX, RUN_TIME_MAX, SQL_BYTES_MAX};
pub(crate) use limits::{LIKE_BYTES_MAX, apply_trusted_limits};
pub use plan::{Plan, PlanNode};
pub use pool::{Permit, Pool, Refused};
pub use run::{RunScript, run_script};
pub(crate) use schema::quote_name;
pub use schema::{ForeignKey, Index, Schema, SchemaColumn, SchemaTable};
pub use script_result::{
    Cell, Column, Fault, Outcome, RowChange, Rows, ScriptResult, StatementKind, Stopped, TableChange,
};
pub use self_test::SelfTest;
pub use turns::{Claim, ClaimKind};
pub(crate) use worker::work;
