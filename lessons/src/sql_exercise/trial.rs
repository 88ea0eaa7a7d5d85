//! “Try an exercise”: whoever writes exercises pastes one, and reads everything that is wrong with it, and which changes of its
//! model the judge does not tell from it. The same as `vitrine exercise check`, by the same workers.
//!
//! What was typed is kept with the learner's work; what the proof found is in memory only.

use crate::{
    learner::{Learner, begin_learner, claim, count_heavy_action, memory_key},
    sandbox::run_job,
};
use labs::{
    content_folder::ProofParts,
    grade::ProveExercise,
    last_answers::{Done, LastAnswer},
    sandbox::ClaimKind,
    sql_exercise::{EXAMPLE_EXERCISE, EXAMPLE_FILE, EXAMPLE_SQL, EXAMPLE_VALUES},
};
use model::{Field, Invalid, Reason};
use serde::{Deserialize, Serialize};
use store::learner::STATE_BYTES_MAX;
use web::{Error, context::RequestContext};

/// The name under which the texts are kept. No exercise can have it: names have letters, digits, hyphens and at most a dot.
pub(super) const TRIAL: &str = "~try";
/// On how many further databases a change of the model is tried that passes.
const SEARCH: u64 = 60;
/// How many parts a proof may take here, each of a second at most: somebody waits for it, and others for the workers.
const PARTS_MAX: usize = 8;

/// What somebody typed on the page, as `lab_states.state` has it (JSON).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialTexts {
    /// The name of the exercise's file without its ending.
    pub file: String,
    /// The exercise.
    pub text: String,
    /// Its tables and their rows.
    pub tables: String,
    /// The pools of values, in TOML.
    pub values: String,
}

impl TrialTexts {
    /// The longest of each, in characters, in the order of the fields.
    const CHARS_MAX: [usize; 4] = [80, 16_000, 16_000, 4_000];

    /// What stands there at first: the example.
    pub fn example() -> Self {
        Self {
            file: EXAMPLE_FILE.to_owned(),
            text: EXAMPLE_EXERCISE.to_owned(),
            tables: EXAMPLE_SQL.to_owned(),
            values: EXAMPLE_VALUES.to_owned(),
        }
    }

    /// What this learner typed last.
    pub(super) fn of(learner: &Learner) -> Option<Self> {
        learner.state(TRIAL)
    }

    /// Browsers send CR LF for every line end (HTML Living Standard, 4.10.21.4), and lines are counted by LF.
    fn with_plain_line_ends(self) -> Self {
        let plain = |text: String| text.replace("\r\n", "\n");
        Self {
            file: self.file.trim().trim_end_matches(".md").to_owned(),
            text: plain(self.text),
            tables: plain(self.tables),
            values: plain(self.values),
        }
    }

    /// Refuses texts that are too long to be kept.
    fn check(&self) -> Result<(), Invalid> {
        let texts = [&self.file, &self.text, &self.tables, &self.values];
        for (text, max) in texts.into_iter().zip(Self::CHARS_MAX) {
            let have = text.chars().count();
            if have > max {
                return Err(Invalid::new(Field::Body, Reason::TooLong { have, max }));
            }
        }
        // What is kept is bounded in bytes, of which a letter may take several.
        let bytes = serde_json::to_string(self).map_or(usize::MAX, |json| json.len());
        if bytes > STATE_BYTES_MAX {
            let have: usize = texts.iter().map(|text| text.chars().count()).sum();
            let max = have.saturating_mul(STATE_BYTES_MAX) / bytes;
            return Err(Invalid::new(Field::Body, Reason::TooLong { have, max }));
        }
        Ok(())
    }
}

/// Proves the exercise that somebody typed, in workers, and keeps what was typed.
///
/// # Errors
/// What keeps the texts from being stored: they are too long, or a rate limit is reached. Why nothing was proved is said on
/// the page.
pub async fn try_exercise(cx: &RequestContext, texts: TrialTexts) -> Result<(), Error> {
    let texts = texts.with_plain_line_ends();
    texts.check()?;
    let learner_key = begin_learner(cx).await?;
    count_heavy_action(cx, &learner_key)?;
    let state = texts.clone();
    let kept = store::learner::change_state(&cx.db, &learner_key, TRIAL, cx.visit.now, move |_| {
        serde_json::to_string(&state).map(|state| (state, ()))
    });
    kept.await?.map_err(Error::from)?;
    let job = ProveExercise {
        file: texts.file,
        text: texts.text.clone(),
        database: (texts.tables, texts.values),
        search: SEARCH,
        from: 0,
    };
    let turn = claim(cx, &learner_key, ClaimKind::Run);
    let mut parts = ProofParts::new(job, PARTS_MAX);
    let mut refused = None;
    // A part that no worker takes is the last one.
    while let Some(job) = parts.next() {
        let answered = run_job(cx, turn.clone(), job).await;
        refused = parts.take(answered).err();
    }
    let done = match refused {
        None => Done::Proved(Box::new(parts.report())),
        Some(refused) => Done::Refused(refused.to_string()),
    };
    let last = LastAnswer { sql: texts.text, done };
    cx.site.labs.last_answers.put(&memory_key(&learner_key), TRIAL, last);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_taken_only_as_far_as_they_can_be_kept() {
        let with = |letter: &str| TrialTexts {
            text: letter.repeat(16_000),
            tables: letter.repeat(15_900),
            ..TrialTexts::example()
        };
        assert_eq!(with("x").check(), Ok(()));
        let reason = with("波").check().unwrap_err().reason;
        assert!(
            matches!(reason, Reason::TooLong { have, max } if have > 31_900 && (20_000..have).contains(&max)),
            "{reason:?}"
        );
        let long = TrialTexts { values: "x".repeat(4_001), ..TrialTexts::example() };
        assert_eq!(long.check().unwrap_err().reason, Reason::TooLong { have: 4_001, max: 4_000 });
    }
}
