//! The verdict on an answer: the first difference, the smallest case that shows why, and a mark for each field.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form's fields as posted, by name. Unknown fields are ignored; a missing one counts as not answered.
pub type Answer = BTreeMap<String, String>;

/// What grading an answer gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the whole answer is right.
    pub right: bool,
    /// `false` when something is missing or cannot be read. Such an answer is not counted as wrong, and `right` is `false`.
    pub complete: bool,
    /// The first thing that is wrong or missing: one sentence of Markdown.
    pub difference: Option<String>,
    /// The smallest example that shows why, as Markdown.
    pub case: Option<String>,
    /// A mark for each field, in the order of the form.
    pub marks: Vec<Mark>,
}

/// What is shown beside one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The field's name.
    pub field: String,
    /// Whether its value is right.
    pub right: bool,
    /// Markdown of one line. For a wrong field it does not give the right value away.
    pub says: String,
}

impl Verdict {
    /// A right answer.
    pub(super) fn right(marks: Vec<Mark>) -> Self {
        Self { right: true, complete: true, difference: None, case: None, marks }
    }

    /// A wrong answer.
    pub(super) fn wrong(difference: String, case: Option<String>, marks: Vec<Mark>) -> Self {
        Self { right: false, complete: true, difference: Some(difference), case, marks }
    }

    /// An answer that cannot be graded yet.
    pub(super) fn incomplete(difference: String, marks: Vec<Mark>) -> Self {
        Self { right: false, complete: false, difference: Some(difference), case: None, marks }
    }
}

impl Mark {
    /// The mark of a field.
    pub(super) fn new(field: &str, right: bool, says: impl Into<String>) -> Self {
        Self { field: field.to_owned(), right, says: says.into() }
    }
}
