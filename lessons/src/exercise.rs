//! Answering a question, asking for a hint, going on to the next.

use super::{chapters::find_exercise, learner::change_question};
use labs::exercise::{Answer, Choice, Exercise, Form};
use std::sync::Arc;
use store::learner::Attempt;
use web::{Error, context::RequestContext};

/// The last rung of the ladder is the worked solution.
pub const HINTS: u8 = 4;
/// Characters of a field of an answer.
const FIELD_CHARS_MAX: usize = 4_200;

fn find(name: &str) -> Result<&'static Arc<Exercise>, Error> {
    find_exercise(name).map(|(_, exercise, _)| exercise).ok_or(Error::NotFound)
}

/// Checks an answer. An incomplete one is kept and not counted; one to a question that is no longer at hand is let go,
/// for the page shows the one that is.
pub async fn answer(cx: &RequestContext, name: &str, variant: u64, answer: Answer) -> Result<(), Error> {
    let exercise = find(name)?;
    let asked = keys(&exercise.question(variant).form);
    let cut = |value: String| value.chars().take(FIELD_CHARS_MAX).collect();
    let answer: Answer = answer
        .into_iter()
        .filter(|(key, _)| asked.iter().any(|asked| asked == key))
        .map(|(key, value)| (key, cut(value)))
        .collect();
    let verdict = exercise.grade(variant, &answer);
    let now = cx.visit.now;
    change_question(cx, name, variant, move |question| {
        (question.answer, question.at, question.sent) = (answer, now, true);
        if !verdict.complete {
            return None;
        }
        question.tries = question.tries.saturating_add(1);
        Some(Attempt {
            exercise: name.to_owned(),
            variant: variant.try_into().unwrap_or(i64::MAX),
            answer: serde_json::to_string(&question.answer).unwrap_or_default(),
            is_right: verdict.right,
            hints: question.hints.into(),
        })
    })
    .await
}

/// The fields that a question has.
fn keys(form: &Form) -> Vec<String> {
    let of = |choices: &[Choice]| choices.iter().map(|choice| choice.key.clone()).collect();
    match form {
        Form::Order { steps } => of(steps),
        Form::Sort { cases, .. } => of(cases),
        Form::Choose { .. } => vec!["choice".to_owned()],
        Form::Predict { cookies, .. } => of(cookies),
        Form::Repair { .. } => vec!["line".to_owned()],
    }
}

/// Opens the next hint.
pub async fn take_hint(cx: &RequestContext, name: &str, variant: u64) -> Result<(), Error> {
    find(name)?;
    change_question(cx, name, variant, |question| {
        question.hints = (question.hints + 1).min(HINTS);
        None
    })
    .await
}

/// Goes on to another question of the same exercise.
pub async fn next_question(cx: &RequestContext, name: &str, variant: u64) -> Result<(), Error> {
    find(name)?;
    change_question(cx, name, variant, |question| {
        *question = question.next();
        None
    })
    .await
}
