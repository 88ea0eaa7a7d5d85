//! The passwords of ten made-up people, kept in four ways, and a real attack on each with a list of common passwords.
//!
//! The attack knows what a thief of the table would: the column as it stands, and the list (`content/learn/passwords.txt`,
//! the most obvious first). It runs on one thread, one at a time for everybody; whoever presses while one runs gets the
//! next, together with all who pressed meanwhile.
//! Never here: a password of anybody's.

mod attack;
mod people;
mod raid;
mod store;
mod way;
mod words;

pub use attack::{Attacked, Fallen};
pub use people::PEOPLE;
pub use raid::{Crowded, Raid, Raids, TIME_MAX};
pub use store::Stored;
pub use way::Way;
pub use words::words;
