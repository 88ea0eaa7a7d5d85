//! The verdict on an answer. The difference stands first, the smallest database on which it shows second, and the counts
//! last: a learner should think about the difference before they count.

use super::diff::{difference, smallest};
use crate::{
    exercise::HINTS,
    page::quoting_line,
    sandbox::view::{Room, draw_fault, draw_outcome},
    sql_exercise::attempt::SqlExerciseState,
};
use labs::last_answers::{Done, LastAnswer};
use labs::{
    explain::explain,
    grade::{SchemaTestResult, Verdict},
    sandbox::{Schema, ScriptResult},
    sql_exercise::{ExerciseFile, SqlExercise, SqlExerciseKind},
};
use leptos::prelude::*;
use web::components::Icon;

/// The most bytes that an answer takes in the page of its exercise, which holds a text and a story beside it.
const ANSWER_BYTES_MAX: usize = 700 << 10;

/// Draws what came of the last run or check.
pub fn answer(
    exercise: &SqlExercise,
    last: &LastAnswer,
    state: &SqlExerciseState,
    schema: Schema,
    next: Option<&ExerciseFile>,
) -> AnyView {
    match &last.done {
        Done::Refused(said) => refused(said),
        // Only the page “Try an exercise” has proofs, and draws them itself.
        Done::Proved(_) => ().into_any(),
        Done::Ran(ran) => ran_only(ran, &last.sql),
        Done::Checked(verdict) => checked(exercise, verdict, &last.sql, state, &schema, next),
    }
}

pub fn refused(said: &str) -> AnyView {
    view! { <p class="wrong" role="alert"><Icon name="warn" class="i s"/>{quoting_line(said)}</p> }.into_any()
}

fn ran_only(ran: &ScriptResult, sql: &str) -> AnyView {
    let mut room = Room::of_page().part(ANSWER_BYTES_MAX);
    let each: Vec<_> = ran
        .outcomes
        .iter()
        .enumerate()
        .map_while(|(n, outcome)| draw_outcome(outcome, sql, n + 1, &ran.schema, ().into_any(), &mut room))
        .collect();
    let none = ran.outcomes.is_empty().then(|| refused("There is no statement yet."));
    let cut = (each.len() < ran.outcomes.len())
        .then(|| refused("The answer is cut here: the page would be too large."));
    view! { <div class="result">{each}{none}{cut}</div> }.into_any()
}

fn checked(
    exercise: &SqlExercise,
    verdict: &Verdict,
    sql: &str,
    state: &SqlExerciseState,
    schema: &Schema,
    next: Option<&ExerciseFile>,
) -> AnyView {
    if let Some(fault) = &verdict.fault {
        let explained = explain(sql, fault, schema);
        return view! { {draw_fault(sql, &explained)}<p class="small quiet-text">"It did not run, so it was not counted as a try."</p> }
            .into_any();
    }
    if let Some(said) = &verdict.refused {
        return refused(said);
    }
    if verdict.right {
        return right(exercise, verdict, state, next);
    }
    view! {
        {verdict.difference.as_ref().map(difference)}
        {attacks(&verdict.schema_tests)}
        {verdict.counterexample.as_ref().map(|of| smallest(exercise, of))}
        {not_yet(exercise, verdict)}
    }
    .into_any()
}

fn right(
    exercise: &SqlExercise,
    verdict: &Verdict,
    state: &SqlExerciseState,
    next: Option<&ExerciseFile>,
) -> AnyView {
    let notes: Vec<_> =
        verdict.notes.iter().map(|note| view! { <p class="small">{quoting_line(note)}</p> }).collect();
    let counts = match state.hints >= HINTS {
        true => "It does not count as done, for the worked solution was open. The next one can.",
        false => "",
    };
    view! {
        <section class="verdict" aria-labelledby="v-h" role="status">
            <h2 id="v-h"><Icon name="check" class="i"/>"Right"</h2>
            {dots(exercise, verdict)}
            <p>{exercise.teaches.clone()}</p>
            {notes}
            {(!counts.is_empty()).then(|| view! { <p class="small">{counts}</p> })}
            {next.map(|next| view! { <a class="button first" href=format!("/learn/{}", next.address())>"Next: "{next.exercise.title.clone()}<Icon name="right" class="i s"/></a> })}
        </section>
    }
    .into_any()
}

fn not_yet(exercise: &SqlExercise, verdict: &Verdict) -> AnyView {
    let agree = verdict.agree.iter().filter(|agrees| **agrees).count();
    let all = verdict.agree.len();
    let said = match (exercise.kind, agree) {
        (_, _) if all == 0 => String::new(),
        // What the tables themselves lack, or have too much, no row need show.
        (SqlExerciseKind::Create, _) if agree == all => {
            "The rows that tried it were answered as asked. The difference is in the tables themselves:"
                .to_owned()
        }
        (SqlExerciseKind::Create, _) => {
            format!("{agree} of {all} things that tried it were answered as asked.")
        }
        (_, 0) => format!("None of {all} databases agrees."),
        (_, 1) => format!("One of {all} databases agrees. A single example can flatter an answer."),
        _ => format!("{agree} of {all} databases agree. A few examples can flatter an answer."),
    };
    let lacks: Vec<_> =
        verdict.schema_problems.iter().map(|lack| view! { <li>{quoting_line(lack)}</li> }).collect();
    view! {
        <section class="verdict" aria-labelledby="v-h" role="status">
            <h2 id="v-h">"Not yet"</h2>
            {dots(exercise, verdict)}
            <p class="quiet-text">{said}</p>
            {verdict.cause.as_ref().map(|cause| view! { <p class="cause"><b>"Most likely: "</b>{quoting_line(cause)}</p> })}
            {(!lacks.is_empty()).then(|| view! { <ul class="lacks">{lacks}</ul> })}
        </section>
    }
    .into_any()
}

/// A box for each database that the answer was tried on, with a tick where it agrees.
fn dots(exercise: &SqlExercise, verdict: &Verdict) -> Option<AnyView> {
    if exercise.kind == SqlExerciseKind::Create || verdict.agree.is_empty() {
        return None;
    }
    let agree = verdict.agree.iter().filter(|agrees| **agrees).count();
    let boxes: Vec<_> = verdict
        .agree
        .iter()
        .map(|agrees| match agrees {
            true => {
                view! { <li class="ok"><Icon name="check" class="i s"/><span class="sr">"agrees"</span></li> }
                    .into_any()
            }
            false => view! { <li><Icon name="changed" class="i s"/><span class="sr">"differs"</span></li> }
                .into_any(),
        })
        .collect();
    let label =
        format!("{} databases: {agree} agree, {} differ", verdict.agree.len(), verdict.agree.len() - agree);
    Some(view! { <ol class="dbs" aria-label=label>{boxes}</ol> }.into_any())
}

/// The rows that tried to break a new table, and what became of each.
fn attacks(attacks: &[SchemaTestResult]) -> Option<AnyView> {
    if attacks.is_empty() {
        return None;
    }
    let rows: Vec<_> = attacks
        .iter()
        .map(|attack| {
            let (mark, class) = if attack.is_right { ("check", "same") } else { ("extra", "extra") };
            let asked = match (attack.is_question, attack.must_fail) {
                (true, _) => "to give, or leave, the rows asked for",
                (_, true) => "to be refused",
                _ => "to be taken",
            };
            // A question is answered, a row is taken or refused.
            let did = match (attack.is_question, attack.must_fail == attack.is_right) {
                (true, _) if attack.is_right => "did so",
                (true, _) => "did not",
                (_, true) => "was refused",
                _ => "was taken",
            };
            view! {
                <tr class=if attack.is_right { "" } else { "let-in" }>
                    <td class="m"><span class=format!("mark {class}")><Icon name=mark class="i"/>{did}</span></td>
                    <td>{attack.says.clone()}<pre class="whole">{crate::sandbox::view::draw_sql(&attack.sql)}</pre></td>
                    <td class="small">{asked}</td>
                </tr>
            }
        })
        .collect();
    Some(
        view! {
            <section class="result attacks" aria-labelledby="attack-h">
                <div class="res-head"><h2 id="attack-h">"Rows that tried it"</h2></div>
                <div class="scroll" tabindex="0" role="region" aria-label="Each row, and what became of it">
                    <table class="rows"><thead><tr><th scope="col">"What became of it"</th><th scope="col">"The row"</th><th scope="col">"Asked"</th></tr></thead><tbody>{rows}</tbody></table>
                </div>
            </section>
        }
        .into_any(),
    )
}
