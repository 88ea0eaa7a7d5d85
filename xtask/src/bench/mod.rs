//! `cargo xtask bench`: a release build in numbers.
//!
//! Each figure stands beside a bare axum route that returns a page of the same size, measured in turn with it. The
//! load generator is our own and shares the machine with what it measures: trust the ratios more than the figures.
//! Never here: anything that leaves loopback, or that can wait for ever.

mod browser;
mod busy;
mod child_process;
mod client;
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
