//! What a learner is asked: a text, and a form to fill in.

use serde::{Deserialize, Serialize};

/// One variant of an exercise.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Question {
    /// Markdown.
    pub text: String,
    pub form: Form,
}

/// The fields, and what may be put into them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A field for each step, named by its key: `1` to the number of steps shown, or `none` for what is no part of it.
    Order { steps: Vec<Choice> },
    /// A field for each case, named by its key; its value is the key of a bin.
    Sort { bins: Vec<Choice>, cases: Vec<Choice> },
    /// The field `choice`; its value is the key of an option.
    Choose { options: Vec<Choice> },
    /// A field for each cookie, named by its key, `on` when it goes along. The cookies stand in the order of the lines.
    Predict {
        /// `Set-Cookie` lines, in the order in which the browser got them.
        jar: Vec<Line>,
        /// Markdown: what somebody does.
        request: String,
        /// The address that is asked.
        to: String,
        cookies: Vec<Choice>,
    },
    /// The field `line`.
    Repair {
        /// The address that the line comes from.
        from: String,
        /// The line to be mended.
        line: String,
        /// Markdown of one line each.
        demands: Vec<String>,
    },
}

/// Something to place or to pick.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Choice {
    /// A short slug. It says where the choice stands on the page and, as the page is shuffled, nothing more.
    pub key: String,
    /// Markdown of one line.
    pub text: String,
}

/// A `Set-Cookie` line and the address that it came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Line {
    pub from: String,
    pub set: String,
}

impl Choice {
    /// The choice at a place on the page, counted from 0.
    pub(super) fn at(place: usize, text: String) -> Self {
        Self { key: key(place), text }
    }
}

/// The key of what stands at a place on the page, counted from 0.
pub(super) fn key(place: usize) -> String {
    format!("s{}", place + 1)
}
