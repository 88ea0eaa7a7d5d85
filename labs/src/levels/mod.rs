//! The same cookie handled in four ways, each better than the last: an attack to carry out, a defence to choose.
//!
//! Each level has a little model server of its own, and what happens is what that server does: no table says which
//! defence is right. `defend` lets the server work the chosen way, tries the attack again in every way the attacker
//! knows, and then lets somebody use the shop as usual; a defence that keeps its own people out passes nothing.
//! Servers and browsers are simulated, and the ids come from a seed, so that a page shows the same again.
//! Never here: a network, a clock, anything that opens the site itself.

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
