//! The proof that an exercise works: its first two hundred variants are drawn, answered and graded.

use super::{Answer, Exercise, Form};
use std::collections::{BTreeMap, HashSet};

/// How many variants are tried.
const VARIANTS: u64 = 200;

/// How many different questions they must ask at least.
const DIFFERENT_MIN: usize = 8;

/// In how many per cent of the variants a field may have the same right value. Above that, its place on the page would
/// give the answer away.
const SAME_PERCENT_MAX: usize = 95;

impl Exercise {
    /// Proves the exercise.
    ///
    /// # Errors
    /// The first thing that is not as it must be, as a sentence for the author.
    pub(crate) fn prove(&self) -> Result<(), String> {
        let mut questions = HashSet::new();
        let mut values: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for variant in 0..VARIANTS {
            let right = self.right_answer(variant);
            self.prove_variant(variant, &right).map_err(|says| format!("Variant {variant}: {says}"))?;
            // Counts how often each field has each right value, to see whether the place gives it away.
            let question = self.question(variant);
            for field in fields(&question.form) {
                let value = right.get(&field).cloned().unwrap_or_default();
                *values.entry(field).or_default().entry(value).or_default() += 1;
            }
            questions.insert(question);
        }
        if questions.len() < DIFFERENT_MIN {
            return Err(format!(
                "{VARIANTS} variants ask {} different questions; {DIFFERENT_MIN} are the least.",
                questions.len()
            ));
        }
        for (field, counts) in values {
            let (all, most) = (counts.values().sum::<usize>(), counts.values().max().copied().unwrap_or(0));
            if most * 100 > all * SAME_PERCENT_MAX {
                return Err(format!(
                    "The field `{field}` has the same right value in {most} of {all} variants."
                ));
            }
        }
        Ok(())
    }

    /// Proves one variant: the right answer is graded as right, the empty answer and those close to the right one as wrong.
    fn prove_variant(&self, variant: u64, right: &Answer) -> Result<(), String> {
        let drawn = self.variant(variant);
        self.kind().prove(&drawn)?;
        let verdict = self.grade(variant, right);
        if !verdict.right || !verdict.complete || verdict.difference.is_some() {
            return Err("The right answer is graded as wrong.".to_owned());
        }
        let wrong = [Answer::new()].into_iter().chain(self.kind().wrong_answers(&drawn));
        for answer in wrong {
            let verdict = self.grade(variant, &answer);
            if verdict.right || verdict.difference.is_none() {
                return Err(format!("A wrong answer is graded as right: {answer:?}."));
            }
        }
        Ok(())
    }
}

/// The fields whose place on the page might give their value away. The line of a repair has no such place.
fn fields(form: &Form) -> Vec<String> {
    match form {
        Form::Order { steps: choices }
        | Form::Sort { cases: choices, .. }
        | Form::Predict { cookies: choices, .. } => choices.iter().map(|choice| choice.key.clone()).collect(),
        Form::Choose { .. } => vec!["choice".to_owned()],
        Form::Repair { .. } => Vec::new(),
    }
}
