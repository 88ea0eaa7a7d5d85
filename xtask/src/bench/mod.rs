//! `cargo xtask bench`: a release build in numbers.
//!
//! Each figure stands beside that of a bare axum route that returns a page of the same size, and the two are measured
//! in turn. The load generator is our own and shares the machine with what it measures, so trust the ratios more than
//! the figures. Everything is bounded: in requests, in connections and in time.
//!
//! - `plan.rs`: what is measured, for how long, and the order.
//! - `load.rs`, `busy.rs`: rounds of load, alone and beside people who do something else. `client.rs` sends the
//!   requests.
//! - `site.rs`, `seed_data.rs`, `child_process.rs`: the servers under test, their data, and that they end.
//! - `table.rs`: what is printed.
//! - The others measure one part each; a new one is a file with `measure`, and a line in `plan.rs`.
//! - `faults.rs` measures nothing: `cargo xtask bench faults` makes faults of the machine in large numbers.
//!
//! Never here: a request to any address but loopback, or a wait without an end.

mod browser;
mod busy;
mod child_process;
mod client;
mod faults;
mod growth;
mod labs;
mod load;
mod memory;
mod pages;
mod plan;
mod python_race;
mod race;
mod sandbox;
mod seed_data;
mod signing_in;
mod site;
mod table;
mod writes;
mod xray;

pub use plan::bench;
