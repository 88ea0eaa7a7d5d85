//! The fields of a figure's form, cut to size before anything looks at them.

use labs::Experiment;
use std::collections::BTreeMap;

/// What a form said, by the names of its fields. Long values are cut, and fields beyond `FIELDS_MAX` are left out, so no
/// experiment has to fear the size of a request.
#[derive(Clone, Debug, Default)]
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// The longest value of a field, in characters. The jar takes the longest text of all.
    pub const CHARS_MAX: usize = 17_000;
    /// The most fields of a form: two tables of six rows are 24 cells, and the rest is room.
    const FIELDS_MAX: usize = 40;

    /// The fields of a form, cut.
    pub fn of(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        let cut = |value: String| value.chars().take(Self::CHARS_MAX).collect();
        Self(fields.into_iter().take(Self::FIELDS_MAX).map(|(key, value)| (key, cut(value))).collect())
    }

    /// A field’s value; empty where there is none.
    pub fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }

    /// Which button was pressed: the value of the button named `action`; empty where none was.
    pub fn action(&self) -> &str {
        self.get("action")
    }

    /// The guess that came along, if it is the key of an outcome of this experiment.
    pub fn guess(&self, experiment: Experiment) -> Option<String> {
        let guess = self.get("guess");
        experiment.outcomes().contains(&guess).then(|| guess.to_owned())
    }

    /// All fields, for engines that read their own.
    pub fn all(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}
