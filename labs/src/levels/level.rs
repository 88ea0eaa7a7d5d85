//! The four levels by name, and the one way to ask each of them.

use super::{better, naive, production, strong};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    Naive,
    Better,
    Strong,
    Production,
}

/// What there is to see before anything was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Introduction {
    /// The `Set-Cookie` line by which the learner got the cookie.
    pub own_cookie: String,
    /// How this server works, and what the attack is to reach.
    pub says: String,
    /// What is asked for the attack.
    pub attack_form: AttackForm,
    /// Key and text of each defence that may be chosen.
    pub defences: Vec<(&'static str, &'static str)>,
}

/// The fields of an attack's form, by the keys of its input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttackForm {
    /// One line of text.
    Text { key: &'static str, label: &'static str, value: String, chars_max: usize },
    /// One of a list.
    Choice { key: &'static str, label: &'static str, options: Vec<(&'static str, &'static str)> },
    /// One of a list for each key, in this order; a key may be left empty.
    Order { keys: Vec<&'static str>, label: &'static str, options: Vec<(&'static str, &'static str)> },
}

/// What came of an attack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttackOutcome {
    pub worked: bool,
    /// What happened, in order.
    pub steps: Vec<String>,
}

/// What came of a defence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DefenceOutcome {
    pub attack_fails: bool,
    /// Ordinary use of the shop still works.
    pub use_works: bool,
    /// What happened, in order: the attack again, then ordinary use.
    pub steps: Vec<String>,
    /// Why it came out so.
    pub says: String,
}

impl Level {
    pub const ALL: [Self; 4] = [Self::Naive, Self::Better, Self::Strong, Self::Production];

    /// As addresses and forms write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Naive => "naive",
            Self::Better => "better",
            Self::Strong => "strong",
            Self::Production => "production",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Naive => "Naive: the id is a number",
            Self::Better => "Better: the id is random, the role is in the cookie",
            Self::Strong => "Strong: only an id, kept when signing in",
            Self::Production => "As in production: what other sites may ask for",
        }
    }

    pub fn introduction(self, seed: u64) -> Introduction {
        match self {
            Self::Naive => naive::introduction(seed),
            Self::Better => better::introduction(seed),
            Self::Strong => strong::introduction(seed),
            Self::Production => production::introduction(seed),
        }
    }
}

/// Carries the attack out against the server as the level has it. Keys that the level does not ask for are left alone;
/// what is missing or unknown is answered by a step that says so.
pub fn attack(level: Level, seed: u64, input: &BTreeMap<String, String>) -> AttackOutcome {
    let field = |key: &str| input.get(key).map(String::as_str).unwrap_or_default();
    let result = match level {
        Level::Naive => naive::attack(seed, field(naive::KEY)),
        Level::Better => better::attack(seed, field(better::KEY)),
        Level::Strong => strong::attack(seed, &strong::KEYS.map(field)),
        Level::Production => production::attack(seed, field(production::KEY)),
    };
    result.unwrap_or_else(|says| AttackOutcome { worked: false, steps: vec![says] })
}

/// Lets the server defend itself in the chosen way, tries the attack again, then ordinary use.
pub fn defend(level: Level, seed: u64, defence: &str) -> DefenceOutcome {
    let result = match level {
        Level::Naive => naive::defend(seed, defence),
        Level::Better => better::defend(seed, defence),
        Level::Strong => strong::defend(seed, defence),
        Level::Production => production::defend(seed, defence),
    };
    result.unwrap_or_else(|| DefenceOutcome {
        attack_fails: false,
        use_works: false,
        steps: Vec::new(),
        says: "This level has no such defence; choose one from its list.".to_owned(),
    })
}

impl DefenceOutcome {
    /// The level is passed.
    pub fn passes(&self) -> bool {
        self.attack_fails && self.use_works
    }

    /// The verdict, and the reason behind it.
    pub(super) fn new(attack_fails: bool, use_works: bool, steps: Vec<String>, why: &str) -> Self {
        let verdict = match (attack_fails, use_works) {
            (true, true) => "The attack fails, and the shop works as before.",
            (true, false) => "The attack fails, but so does ordinary use.",
            (false, true) => "The attack still works.",
            (false, false) => "The attack still works, and ordinary use no longer does.",
        };
        Self { attack_fails, use_works, steps, says: format!("{verdict} {why}") }
    }
}
