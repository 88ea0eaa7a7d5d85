//! The four levels by name, and the common interface to them.

use super::{better, naive, production, strong};
use serde::Serialize;
use std::collections::BTreeMap;

/// A level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Session ids are counted.
    Naive,
    /// Ids are random, but the cookie also says the role.
    Better,
    /// Only a random id, but it survives signing in (session fixation).
    Strong,
    /// A good cookie that other sites can make the browser send (cross-site request forgery).
    Production,
}

/// What a learner sees of a level before they try anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Introduction {
    /// The `Set-Cookie` line that gave the learner their own cookie.
    pub own_cookie: String,
    /// How this server works, and what the attack should achieve.
    pub says: String,
    /// The form by which the attack is carried out.
    pub attack_form: AttackForm,
    /// The key and the text of each defence that can be chosen.
    pub defences: Vec<(&'static str, &'static str)>,
}

/// The form of an attack. Its keys are those of the input to `attack`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttackForm {
    /// A field for one line of text, with its label, the value that it begins with, and its longest length.
    Text { key: &'static str, label: &'static str, value: String, chars_max: usize },
    /// One of a list of options, each with its value and its text.
    Choice { key: &'static str, label: &'static str, options: Vec<(&'static str, &'static str)> },
    /// For each key, in this order, one of a list of options. A key may be left empty.
    Order { keys: Vec<&'static str>, label: &'static str, options: Vec<(&'static str, &'static str)> },
}

/// The outcome of an attack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttackOutcome {
    /// Whether it achieved what the level asks for.
    pub worked: bool,
    /// What happened, in order.
    pub steps: Vec<String>,
}

/// The outcome of a defence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DefenceOutcome {
    /// Whether every attack failed.
    pub attack_fails: bool,
    /// Whether ordinary use of the shop still works.
    pub use_works: bool,
    /// What happened, in order: the attacks, then ordinary use.
    pub steps: Vec<String>,
    /// The verdict and its reason, for the learner.
    pub says: String,
}

impl Level {
    /// All of them, from the first to the last.
    pub const ALL: [Self; 4] = [Self::Naive, Self::Better, Self::Strong, Self::Production];

    /// The name in forms and in stored states.
    pub fn name(self) -> &'static str {
        match self {
            Self::Naive => "naive",
            Self::Better => "better",
            Self::Strong => "strong",
            Self::Production => "production",
        }
    }

    /// The level of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// The title on the page.
    pub fn title(self) -> &'static str {
        match self {
            Self::Naive => "Naive: the id is a number",
            Self::Better => "Better: the id is random, the role is in the cookie",
            Self::Strong => "Strong: only an id, kept when signing in",
            Self::Production => "As in production: what other sites may ask for",
        }
    }

    /// What the learner sees first. The ids in it come from `seed`.
    pub fn introduction(self, seed: u64) -> Introduction {
        match self {
            Self::Naive => naive::introduction(seed),
            Self::Better => better::introduction(seed),
            Self::Strong => strong::introduction(seed),
            Self::Production => production::introduction(seed),
        }
    }
}

/// Carries out an attack on the level's server without any defence.
///
/// `input` is the attack's form by the keys of its `AttackForm`; other keys are ignored. A missing or unknown value makes
/// an outcome whose only step says so.
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

/// Gives the level's server the chosen defence, then tries the attacks and ordinary use. An unknown defence does not pass.
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
    /// Whether the level is passed.
    pub fn passes(&self) -> bool {
        self.attack_fails && self.use_works
    }

    /// The outcome with its verdict in words. `why` is the reason behind it.
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
