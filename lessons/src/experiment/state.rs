//! What an experiment holds for a learner between two requests.

use crate::fields::Fields;
use labs::{Experiment, race::Underway};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::sync::Arc;
use store::learner::LearnerKey;
use web::{Error, context::RequestContext};

/// The state of one experiment for one learner, as `lab_states.state` has it (JSON). The names of the fields there are
/// older than the names here and stay as they are, so that stored states can be read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExperimentState {
    /// The key of the outcome that was guessed; the first guess stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guess: Option<String>,
    /// The key of the outcome of the run that answered the guess.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Why the last run was refused, as a sentence; what was typed is in `details`.
    #[serde(default, rename = "trouble", skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// What this experiment alone needs, in a type of its own; null before its first run.
    #[serde(default, rename = "run", skip_serializing_if = "serde_json::Value::is_null")]
    pub details: serde_json::Value,
    /// The race that is under way, for `Experiment::Race`. It is in memory and never stored.
    #[serde(skip)]
    pub racing: Option<Arc<Underway>>,
}

impl ExperimentState {
    /// Reads a stored state. One that is missing or cannot be read is the beginning: a figure never fails to be drawn.
    pub fn parse(state: Option<&str>) -> Self {
        state.and_then(|state| serde_json::from_str(state).ok()).unwrap_or_default()
    }

    /// The details in the experiment's own type, or their beginning.
    pub fn details<T: DeserializeOwned + Default>(&self) -> T {
        serde_json::from_value(self.details.clone()).unwrap_or_default()
    }

    /// Replaces the details.
    pub fn set_details<T: Serialize>(&mut self, details: &T) {
        self.details = serde_json::to_value(details).unwrap_or_default();
    }

    /// Notes how a run ended. The first one after the guess counts; later runs are free.
    pub fn note_outcome(&mut self, outcome: &str) {
        self.outcome.get_or_insert_with(|| outcome.to_owned());
    }
}

/// Changes what an experiment holds for a learner, in one transaction. A guess that came along with the form is stored as
/// well, and the last refusal is removed; `step` does the rest.
///
/// # Errors
/// What the store answers.
pub async fn change_state(
    cx: &RequestContext,
    learner_key: &LearnerKey,
    experiment: Experiment,
    fields: &Fields,
    step: impl FnOnce(&mut ExperimentState) + Send,
) -> Result<(), Error> {
    let guess = fields.guess(experiment);
    let (name, now) = (experiment.name(), cx.visit.now);
    let changed = store::learner::change_state(&cx.db, learner_key, name, now, move |before| {
        let mut state = ExperimentState::parse(before);
        state.refusal = None;
        if state.guess.is_none() {
            state.guess = guess;
        }
        step(&mut state);
        serde_json::to_string(&state).map(|state| (state, ()))
    });
    changed.await?.map_err(Error::from)
}
