//! The answer to a run: each statement with its rows, its changes, its fault and its plan.

use super::{
    changes::draw_changes,
    fault::{draw_fault, draw_note, draw_statement},
    plan::draw_plan_within,
    room::Room,
    rows::draw_rows,
    text::{beginning, draw_sql},
};
use crate::format::{count, duration};
use labs::own_database::{Done, LastResult};
use labs::{
    explain::{explain, notes},
    sandbox::{Outcome, Schema, ScriptResult, StatementKind},
};
use leptos::prelude::*;
use web::components::Icon;

/// The longest statement that is not folded, in characters.
const CHARS_MAX: usize = 100;

/// About how many bytes the frame around a statement takes in a page.
const FRAME_BYTES: usize = 3_000;

/// About how many bytes a note on a statement takes in a page.
const NOTE_BYTES: usize = 1_500;

/// The most bytes that the text of a folded statement takes in a page.
const FOLDED_BYTES_MAX: usize = 200 << 10;

/// Draws the answer to the form that was sent last, as far as there is room for it.
pub fn answer(last: &LastResult, room: &mut Room) -> AnyView {
    match &last.done {
        Done::Refused(said) => {
            view! { <p class="wrong in" role="alert"><Icon name="warn" class="i s"/><span>{said.clone()}</span></p> }.into_any()
        }
        Done::Said(said) => {
            view! { <p class="said" role="status"><Icon name="check" class="i s"/><span>{said.clone()}</span></p> }.into_any()
        }
        Done::Ran { ran, from } => {
            outcomes(ran, &last.ran, *from, last.pasted.is_none() && last.ran == last.text, room)
        }
    }
}

fn outcomes(ran: &ScriptResult, sql: &str, from: usize, can_repeat: bool, room: &mut Room) -> AnyView {
    let all = labs::sql::split(sql).len();
    let each: Vec<_> = ran
        .outcomes
        .iter()
        .enumerate()
        .map_while(|(n, outcome)| {
            let number = from + n;
            let again = (can_repeat && all > 1).then(|| {
                view! { <button class="button bare s" name="only" value=number><Icon name="play" class="i s"/>"Run this one"<span class="sr">"statement "{number}</span></button> }
            });
            draw_outcome(outcome, sql, number, &ran.schema, again.into_any(), room)
        })
        .collect();
    let is_cut = each.len() < ran.outcomes.len();
    let cut = is_cut.then(|| {
        let rest = count((ran.outcomes.len() - each.len()) as u64, "statement", "statements");
        view! { <p class="quiet-text">{format!("The answer is cut here: the page would be too large. {rest} after it ran.")}</p> }
    });
    let faulty = ran.outcomes.iter().any(|outcome| outcome.fault.is_some());
    let left = all.saturating_sub(ran.outcomes.len());
    let left = (left > 0).then(|| match faulty {
        true => format!("{} after it did not run.", count(left as u64, "statement", "statements")),
        false => format!("{} more ran, and are not listed.", count(left as u64, "statement", "statements")),
    });
    view! {
        {each}
        {cut}
        {left.map(|left| view! { <p class="quiet-text">{first_capital(&left)}</p> })}
        {ran.rolled_back.then(|| view! { <p class="said" role="status"><Icon name="undo" class="i s"/><span>"A transaction was still open at the end, so what was done in it was taken back. COMMIT keeps it."</span></p> })}
    }
    .into_any()
}

fn first_capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Draws one statement of `sql` with its outcome, as far as there is room for it; `None` where there is none at all.
/// `number` is its number in the text, and `bar` stands at the end of its line.
pub fn draw_outcome(
    outcome: &Outcome,
    sql: &str,
    number: usize,
    schema: &Schema,
    bar: AnyView,
    room: &mut Room,
) -> Option<AnyView> {
    if !room.take_bytes(FRAME_BYTES) {
        return None;
    }
    let statement = sql.get(outcome.span.clone()).unwrap_or_default();
    let short = statement.chars().count() <= CHARS_MAX && !statement.contains('\n');
    // The text stands in the editor, too, so it leaves most of the room to what came of it.
    let mut folded = room.part(FOLDED_BYTES_MAX);
    let text = if short {
        view! { <div class="text">{draw_sql(statement)}</div> }.into_any()
    } else {
        let first = beginning(statement.lines().next().unwrap_or_default(), CHARS_MAX - 1);
        let first = format!("{}…", first.trim_end_matches('…'));
        view! { <details class="text"><summary><code>{first}</code></summary>{draw_statement(statement, &mut folded)}</details> }
            .into_any()
    };
    room.put_back(folded);
    let rows = outcome.rows.as_ref().filter(|_| outcome.fault.is_none());
    let rows = rows.map(|rows| draw_rows(rows, &format!("The rows of statement {number}"), room));
    let changes = draw_changes(&outcome.changes, &format!("statement {number}"), room);
    let fault = outcome.fault.as_ref().map(|fault| draw_fault(statement, &explain(statement, fault, schema)));
    let notes: Vec<_> = match outcome.fault {
        Some(_) => Vec::new(),
        None => {
            let notes = notes(statement, schema);
            notes.iter().take_while(|_| room.take_bytes(NOTE_BYTES)).map(draw_note).collect()
        }
    };
    let plan = draw_plan_within(&outcome.plan, statement, room).map(|plan| {
        view! { <details class="how"><summary class="small">"How SQLite went about it"<span class="sr">", statement "{number}</span></summary>{plan}</details> }
    });
    let drawn = view! {
        <section class="ran" aria-label=format!("Statement {number}")>
            <div class="ran-head"><span class="no">{number}</span>{text}<span class="cost small">{cost(outcome)}</span>{bar}</div>
            {rows}
            {changes}
            {notes}
            {fault}
            {plan}
        </section>
    };
    Some(drawn.into_any())
}

/// What a statement did, how long it took, and how many steps of SQLite's machine that were.
fn cost(outcome: &Outcome) -> String {
    let did = match (&outcome.fault, outcome.kind, &outcome.rows) {
        (Some(_), ..) => return format!("stopped · {}", duration(outcome.elapsed_us)),
        (None, StatementKind::Write, _) => count(outcome.changed, "row changed", "rows changed"),
        (None, _, Some(rows)) => count(rows.rows.len() as u64, "row", "rows"),
        (None, ..) => "done".to_owned(),
    };
    format!("{did} · {} · {}", duration(outcome.elapsed_us), count(outcome.steps, "step", "steps"))
}
