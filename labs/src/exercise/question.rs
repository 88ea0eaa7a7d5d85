//! A question: what a learner is asked in one variant of an exercise, and the form for the answer.

use serde::{Deserialize, Serialize};

/// One variant of an exercise, as it is given to a learner.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Question {
    /// Markdown.
    pub text: String,
    /// What is to be filled in.
    pub form: Form,
}

/// The fields of the answer, and the values that each may have.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A field for each step, named by its key. Its value is the step's place from `1`, or `none` for a step that does
    /// not belong to the sequence.
    Order { steps: Vec<Choice> },
    /// A field for each case, named by its key. Its value is the key of a bin.
    Sort { bins: Vec<Choice>, cases: Vec<Choice> },
    /// The field `choice`. Its value is the key of an option.
    Choose { options: Vec<Choice> },
    /// A field for each cookie, named by its key, with the value `on` when the cookie goes with the request. The cookies
    /// are in the order of the lines.
    Predict {
        /// The `Set-Cookie` lines, in the order in which the browser received them.
        jar: Vec<Line>,
        /// Markdown: how the request comes about.
        request: String,
        /// The address that the request goes to.
        to: String,
        /// One for each line, with the cookie's name as its text.
        cookies: Vec<Choice>,
    },
    /// The field `line`.
    Repair {
        /// The address that sends the line.
        from: String,
        /// The line to be repaired.
        line: String,
        /// What the line must do: Markdown of one line each.
        demands: Vec<String>,
    },
}

/// Something on the page that is placed or chosen.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Choice {
    /// A short slug that numbers the places on the page. As the page is shuffled, it gives nothing away about the answer.
    pub key: String,
    /// Markdown of one line.
    pub text: String,
}

/// A `Set-Cookie` line and the address that it came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Line {
    /// The URL of the response.
    pub from: String,
    /// What follows `Set-Cookie:`.
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
