//! Four ways of handling a session cookie, each better than the last: an attack to carry out, a defence to choose.
//!
//! Each level has a small model server of its own, a shop. What happens is what that server does; no table says which
//! defence is right. `defend` configures the server with the chosen defence, tries every attack that the attacker knows,
//! and then uses the shop as a customer would. A defence that locks out the shop's own customers does not pass.
//!
//! Servers and browsers are simulated, and session ids come from a seed, so that a page shows the same ids again. There
//! is no network and no clock here, and nothing that opens the site itself.

mod better;
mod browser;
mod cookie_value;
mod fixation;
mod level;
mod naive;
mod production;
mod seeded_random;
mod strong;
#[cfg(test)]
mod tests;

pub use level::{AttackForm, AttackOutcome, DefenceOutcome, Introduction, Level, attack, defend};
