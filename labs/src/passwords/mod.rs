//! The passwords of ten made-up people, kept in four ways, and a real attack on each with a list of common passwords.
//!
//! The attack knows what a thief of the table would: the column as it stands, and the list (`content/learn/passwords.txt`,
//! the most obvious first). It runs on one thread, one at a time for everybody; whoever presses while one runs gets the
//! next, together with all who pressed meanwhile.
//! Never here: a password of anybody's.

mod attack;
mod attack_runner;
mod common_passwords;
mod password_row;
mod people;
mod scheme;

pub use attack::{AttackResult, CrackedPassword};
pub use attack_runner::{AttackRun, AttackRunner, QueueFull, TIME_MAX};
pub use common_passwords::common_passwords;
pub use password_row::PasswordRow;
pub use people::PEOPLE;
pub use scheme::Scheme;
