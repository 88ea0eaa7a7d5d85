//! What a learner does with a question: answer it, ask for a hint, go on to the next one.

use super::{chapters::find_exercise, current_question::change_question, step_order::moved};
use labs::exercise::{Answer, Choice, Exercise, Form};
use std::sync::Arc;
use store::learner::Attempt;
use web::{Error, context::RequestContext};

/// Hints of every exercise. The last one is the worked solution.
pub const HINTS: u8 = 4;
/// The longest value of a field, in characters: a `Set-Cookie` line of the largest size that browsers take (4096 octets,
/// RFC 6265bis, 5.6), and a little more so that one can go over it.
const FIELD_CHARS_MAX: usize = 4_200;

fn find(name: &str) -> Result<&'static Arc<Exercise>, Error> {
    find_exercise(name).map(|(_, exercise, _)| exercise).ok_or(Error::NotFound)
}

/// Checks an answer, and stores it; or moves a step of an ordering exercise, where a button for that was pressed. An incomplete answer is stored and not counted as a try. An answer to a question that
/// is no longer the current one is dropped, for the page then shows the current one.
///
/// # Errors
/// `NotFound` where there is no such exercise; otherwise what the store or a rate limit answers.
pub async fn answer(cx: &RequestContext, name: &str, variant: u64, answer: Answer) -> Result<(), Error> {
    let exercise = find(name)?;
    let form = exercise.question(variant).form;
    let asked = keys(&form);
    let pressed = answer.get("move").cloned();
    let cut = |value: String| value.chars().take(FIELD_CHARS_MAX).collect();
    let answer: Answer = answer
        .into_iter()
        .filter(|(key, _)| asked.iter().any(|asked| asked == key))
        .map(|(key, value)| (key, cut(value)))
        .collect();
    // A button that moves a step checks nothing, and takes the marks away: they were about another order.
    if let (Form::Order { steps }, Some(pressed)) = (&form, pressed) {
        let answer = moved(steps, &answer, &pressed);
        return change_question(cx, name, variant, move |question| {
            (question.answer, question.sent) = (answer, false);
            None
        })
        .await;
    }
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

/// The names of the fields that a question has. Others are dropped, so that nobody can store what they like.
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
///
/// # Errors
/// As `answer`.
pub async fn take_hint(cx: &RequestContext, name: &str, variant: u64) -> Result<(), Error> {
    find(name)?;
    change_question(cx, name, variant, |question| {
        question.hints = (question.hints + 1).min(HINTS);
        None
    })
    .await
}

/// Goes on to another question of the same exercise.
///
/// # Errors
/// As `answer`.
pub async fn next_question(cx: &RequestContext, name: &str, variant: u64) -> Result<(), Error> {
    find(name)?;
    change_question(cx, name, variant, |question| {
        *question = question.next();
        None
    })
    .await
}
