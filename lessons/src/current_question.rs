//! The question of an exercise that a learner has before them, as it is stored between two requests.
//!
//! A question is one variant of an exercise. Everybody begins with a variant of their own, so that neighbours in a class
//! cannot copy from each other.

use crate::learner::{begin_learner, digest_number, memory_key};
use labs::exercise::Answer;
use model::Timestamp;
use serde::{Deserialize, Serialize};
use store::learner::{Attempt, LearnerKey};
use web::{Error, context::RequestContext};

/// Seconds after which a question that was answered gives way to the next: a quarter of a day. Whoever comes back the
/// next day meets a question whose answer they do not remember.
const ANSWERED_AGE_MAX: i64 = 6 * 60 * 60;

/// How far a learner is with one question, as `lab_states.state` has it (JSON).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurrentQuestion {
    /// Which variant of the exercise it is.
    pub variant: u64,
    /// Hints that are open, 0 to 4.
    pub hints: u8,
    /// Whether it was sent to be checked, with whatever answer.
    #[serde(default)]
    pub sent: bool,
    /// What was answered last; also where that was not complete.
    #[serde(default)]
    pub answer: Answer,
    /// Complete answers to this question.
    #[serde(default)]
    pub tries: u32,
    /// When it was answered last.
    #[serde(default)]
    pub at: Timestamp,
}

impl CurrentQuestion {
    const fn new(variant: u64) -> Self {
        Self { variant, hints: 0, sent: false, answer: Answer::new(), tries: 0, at: Timestamp(0) }
    }

    /// The question that a stored state stands for; the learner's first one where nothing is stored.
    pub fn of(state: Option<&str>, learner_key: Option<&LearnerKey>, exercise: &str, now: Timestamp) -> Self {
        let stored: Option<Self> = state.and_then(|state| serde_json::from_str(state).ok());
        match stored {
            Some(stored) if stored.tries > 0 && now.since(stored.at) > ANSWERED_AGE_MAX => stored.next(),
            Some(stored) => stored,
            None => Self::new(first_variant(learner_key, exercise)),
        }
    }

    /// The question after this one.
    pub fn next(&self) -> Self {
        Self::new(digest_number(&[&self.variant.to_le_bytes()]))
    }
}

/// The first question of each learner. Guests without a session share one, for there is nothing yet to tell them apart by.
fn first_variant(learner_key: Option<&LearnerKey>, exercise: &str) -> u64 {
    let whose = learner_key.map(memory_key).unwrap_or_default();
    digest_number(&[exercise.as_bytes(), b"|", whose.as_bytes()])
}

/// Changes the question somebody has before them, if it is still the one they saw; `step` may give an attempt at it, which
/// is then stored in the same transaction.
///
/// # Errors
/// What `begin_learner` or the store answers.
pub async fn change_question(
    cx: &RequestContext,
    exercise: &str,
    variant: u64,
    step: impl FnOnce(&mut CurrentQuestion) -> Option<Attempt> + Send,
) -> Result<(), Error> {
    let learner_key = begin_learner(cx).await?;
    let now = cx.visit.now;
    let whose = learner_key.clone();
    let changed = store::learner::change_exercise(&cx.db, &learner_key, exercise, now, move |before| {
        let mut question = CurrentQuestion::of(before, Some(&whose), exercise, now);
        // Where nothing is stored, what was seen is the learner's own first question or, if the session began with this
        // very form, the one that guests without a session share.
        if before.is_none() && variant == first_variant(None, exercise) {
            question.variant = variant;
        }
        // A click on a page that is out of date changes nothing; the page shows the question that is current.
        let attempt = if question.variant == variant { step(&mut question) } else { None };
        serde_json::to_string(&question).map(|state| (state, attempt))
    });
    changed.await?.map_err(Error::from)
}
