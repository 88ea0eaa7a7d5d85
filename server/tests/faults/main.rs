//! Faults of the machine, put on the real program: a full disk, a disk that fails, a lock that another program holds.
//!
//! Each test starts `vitrine` as a process of its own on a folder of its own, and asks it by HTTP as people do. A ledger
//! says what must hold: what was acknowledged is there, and what was said to have failed is not.
//!
//! A program of its own, for its clock and its processes: beside other tests a time limit would mean nothing. The numbers
//! of rounds are small here; `VITRINE_FAULTS=500` makes them large (`cargo xtask bench faults`).

// clippy knows test functions, but not what they share.
#![allow(clippy::unwrap_used)]

mod browser;
mod disk;
mod keep;
mod kept_out;
mod killed;
mod site;
mod start;
mod stopped;
mod together;

use browser::Browser;
use site::Site;

/// How often a fault is made: `usual` times, or as often as the environment variable `VITRINE_FAULTS` says.
fn rounds(usual: u32) -> u32 {
    std::env::var("VITRINE_FAULTS").map_or(usual, |count| count.parse().unwrap())
}
