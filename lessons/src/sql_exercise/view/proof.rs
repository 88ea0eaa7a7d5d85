//! What a proof found, for the author of the exercise: faults first, then the mutants.

use crate::page::quoting_line;
use labs::grade::Report;
use leptos::prelude::*;
use web::components::Icon;

/// The most lines that are shown of one list. An author mends the first of them and looks again.
const LINES_MAX: usize = 60;

/// The most characters that are shown of one line: a mutant in it may be as long as the exercise.
const CHARS_MAX: usize = 500;

/// A line of the report. It quotes what somebody typed.
fn quoted(says: &str) -> AnyView {
    match says.char_indices().nth(CHARS_MAX) {
        Some((at, _)) => quoting_line(&format!("{}…", &says[..at])),
        None => quoting_line(says),
    }
}

/// Draws the report.
pub fn proof(report: &Report) -> AnyView {
    let is_sound = report.faults.is_empty();
    let title = match report.faults.len() {
        0 => "Nothing is wrong with it".to_owned(),
        1 => "One fault".to_owned(),
        n => format!("{n} faults"),
    };
    let faults: Vec<_> = report
        .faults
        .iter()
        .take(LINES_MAX)
        .map(|fault| {
            let line = fault.line.map(|line| view! { <b>{format!("Line {line}: ")}</b> });
            view! { <li>{line}{quoted(&fault.says)}</li> }
        })
        .collect();
    let unchecked: Vec<_> =
        report.unchecked.iter().map(|says| view! { <p class="small">{quoted(says)}</p> }).collect();
    view! {
        <section class="verdict" aria-labelledby="v-h" role="status">
            <h2 id="v-h">{is_sound.then(|| view! { <Icon name="check" class="i"/> })}{title}</h2>
            {(!faults.is_empty()).then(|| view! { <ul class="lacks">{faults}</ul> })}
            {left_out(report.faults.len())}
            {unchecked}
        </section>
        {mutants(report)}
    }
    .into_any()
}

/// What became of the changed copies of the model.
fn mutants(report: &Report) -> AnyView {
    if report.mutants == 0 {
        let said = "No changed copy of the model was tried: first the faults above have to be mended.";
        return view! { <p class="quiet-text">{(!report.faults.is_empty()).then_some(said)}</p> }.into_any();
    }
    let survivors: Vec<_> =
        report.equivalent.iter().take(LINES_MAX).map(|says| view! { <li>{quoted(says)}</li> }).collect();
    let said = format!(
        "The model was changed in one place, {} times. The judge refused {} of these mutants, and {} gave the model’s result on \
         every database.",
        report.mutants,
        report.killed,
        report.equivalent.len()
    );
    let none = survivors.is_empty().then(|| view! { <p>"None survives."</p> });
    view! {
        <section aria-labelledby="mutants-h">
            <h2 id="mutants-h">"Mutants that survive"</h2>
            <p>{said}</p>
            {none}
            {(!survivors.is_empty()).then(|| view! {
                <p class="small">"Each of these passes as an answer. It is right if it means the same as the model. If it means something else, the tables or the pools lack a row that shows it."</p>
                <ul class="lacks">{survivors}</ul>
            })}
            {left_out(report.equivalent.len())}
        </section>
    }
    .into_any()
}

fn left_out(count: usize) -> Option<AnyView> {
    let more = count.checked_sub(LINES_MAX).filter(|more| *more > 0)?;
    Some(view! { <p class="small">{format!("{more} more are not shown.")}</p> }.into_any())
}
