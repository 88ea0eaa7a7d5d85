//! What the form of a figure says.

use labs::Experiment;
use std::collections::BTreeMap;

/// What a form said; long values are cut.
#[derive(Clone, Debug, Default)]
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    pub const CHARS_MAX: usize = 17_000;
    const FIELDS_MAX: usize = 40;

    pub fn of(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        let cut = |value: String| value.chars().take(Self::CHARS_MAX).collect();
        Self(fields.into_iter().take(Self::FIELDS_MAX).map(|(key, value)| (key, cut(value))).collect())
    }

    /// A field’s value; empty where there is none.
    pub fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }

    /// Which button was pressed.
    pub fn action(&self) -> &str {
        self.get("action")
    }

    /// The guess that came along, if it is one of those that may come true.
    pub fn guess(&self, experiment: Experiment) -> Option<String> {
        let guess = self.get("guess");
        experiment.outcomes().contains(&guess).then(|| guess.to_owned())
    }

    /// All of them, for experiments whose machines read their own.
    pub fn all(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}
