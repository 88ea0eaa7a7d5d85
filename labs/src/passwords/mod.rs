//! The passwords of ten invented people, stored in four schemes, and a real attack on each with a list of common passwords.
//!
//! The attack knows what a thief of the table would know: the column as it is stored, and the list
//! (`content/learn/passwords.txt`, the most common first). It runs on one thread, one attack at a time for everybody.
//! Learners who ask during an attack all share the next one. No real person's password is used here.

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
