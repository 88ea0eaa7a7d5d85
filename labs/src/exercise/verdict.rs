//! What is said to an answer: the first difference, the smallest case that shows why, a mark for each field.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form's fields as posted. Fields nobody asked for are ignored; a missing one counts as not answered.
pub type Answer = BTreeMap<String, String>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub right: bool,
    /// `false`: something is missing or cannot be read, so it is no wrong answer yet. Then `right` is `false` too.
    pub complete: bool,
    /// One Markdown sentence: the first thing that is wrong or missing.
    pub difference: Option<String>,
    /// Markdown: the smallest example that shows why.
    pub case: Option<String>,
    /// One for each field, in the order of the form.
    pub marks: Vec<Mark>,
}

/// What is said beside one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub field: String,
    pub right: bool,
    /// Markdown of one line. Where the field is wrong, it does not give the right value away.
    pub says: String,
}

impl Verdict {
    pub(super) fn right(marks: Vec<Mark>) -> Self {
        Self { right: true, complete: true, difference: None, case: None, marks }
    }

    pub(super) fn wrong(difference: String, case: Option<String>, marks: Vec<Mark>) -> Self {
        Self { right: false, complete: true, difference: Some(difference), case, marks }
    }

    pub(super) fn incomplete(difference: String, marks: Vec<Mark>) -> Self {
        Self { right: false, complete: false, difference: Some(difference), case: None, marks }
    }
}

impl Mark {
    pub(super) fn new(field: &str, right: bool, says: impl Into<String>) -> Self {
        Self { field: field.to_owned(), right, says: says.into() }
    }
}
