//! The steps: buttons to go along them, and a sentence on the current one.

use super::JoinStepsState;
use crate::{format::count, sandbox::view::visible};
use labs::{
    join::{JoinKind, KeyComparison, Row, Side, Step, Tables},
    sandbox::Cell,
};
use leptos::prelude::*;
use web::components::Icon;

/// Draws the buttons, and says what the current step did.
pub fn draw(state: &JoinStepsState, steps: &[Step]) -> AnyView {
    let (at, all) = (state.at, steps.len());
    let button = |name: &'static str, words: &'static str, off: bool| {
        let class = if name == "next" { "button first" } else { "button" };
        view! { <button class=class name="action" value=name aria-disabled=off.then_some("true")>{words}</button> }
    };
    let rows = state.rows();
    // Without an answer the walk has not begun, whatever step is stored.
    let before = rows.is_none() || at == 0;
    let sentence = match steps.get(at.wrapping_sub(1)).filter(|_| rows.is_some()) {
        Some(step) => of_step(*step, &state.tables, state.kind),
        None if all == 0 => "Both tables are empty: there is nothing to compare.".into_any(),
        None => view! { "Nothing has been compared yet. For each row of "<code>"people"</code>", from the top, every row of "<code>"posts"</code>" will be looked at." }.into_any(),
    };
    let end = rows.filter(|_| at == all).map(|rows| {
        let people = state.tables.rows(Side::Left).len() as u64;
        view! { " "<b>{format!("That is all: {}; the left table has {}.", count(rows.len() as u64, "row", "rows"), count(people, "row", "rows"))}</b> }
    });
    let step = if before { 0 } else { at };
    view! {
        <h3>"Step by step"</h3>
        <div class="lab-steps">
            <div class="bar moves" role="group" aria-label="Steps">
                {button("first", "First", before)}
                {button("back", "Back", before)}
                <button type="button" class="button play" data-play="next"><Icon name="play" class="i s"/>"Play"</button>
                {button("next", "Next", rows.is_some() && at == all)}
                {button("last", "Last", rows.is_some() && at == all)}
            </div>
            <p class="step-said" id="join-steps-at" aria-live="polite"><b>{format!("Step {step} of {all}. ")}</b>{sentence}{end}</p>
        </div>
    }
    .into_any()
}

/// What a step did, and why, in a sentence.
fn of_step(step: Step, tables: &Tables, kind: JoinKind) -> AnyView {
    match step {
        Step::Compare { left, right, comparison } => {
            let cells = |side, row: usize| tables.rows(side).get(row);
            let pair = cells(Side::Left, left).zip(cells(Side::Right, right));
            let named = |row: Option<&Row>| row.and_then(|[_, name]| name_of(name));
            view! {
                "Row "{left + 1}" of "<code>"people"</code>{named(cells(Side::Left, left))}" beside row "{right + 1}" of "<code>"posts"</code>{named(cells(Side::Right, right))}": "
                {pair.map(|([left, _], [right, _])| compared(left, right, comparison))}
            }
            .into_any()
        }
        Step::Unmatched { side: Side::Left, row, kept } => {
            view! { "Row "{row + 1}" of "<code>"people"</code>" has met no row of "<code>"posts"</code>". "{end(kind, kept, Side::Right)} }.into_any()
        }
        Step::Unmatched { side: Side::Right, row, kept } => {
            view! { "Every row of "<code>"people"</code>" was tried, and row "{row + 1}" of "<code>"posts"</code>" has met none. "{end(kind, kept, Side::Left)} }.into_any()
        }
    }
}

/// The name in a row, to stand after its number; none where the cell is no text.
fn name_of(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(name) => Some(format!(" ({})", visible(name))),
        _ => None,
    }
}

/// What this kind of join does with a row that has no partner in the `other` table.
fn end(kind: JoinKind, kept: bool, other: Side) -> AnyView {
    match kept {
        true => view! { {kind.keywords()}" keeps it all the same, with NULL in the columns of "<code>{other.table()}</code>"." }.into_any(),
        false => view! { {kind.keywords()}" leaves it out." }.into_any(),
    }
}

/// What the comparison of two keys came to.
fn compared(left: &Cell, right: &Cell, comparison: KeyComparison) -> AnyView {
    let why = match comparison {
        KeyComparison::Equal => " is true. The two are a pair, and make a row of the result.",
        KeyComparison::Unequal => " is false. No pair, no row.",
        KeyComparison::LooksAlike => {
            " is false, for the one is a number and the other a text, and the columns have no type that would make them one. No pair."
        }
        KeyComparison::Unknown => {
            " is neither true nor false: the answer is NULL. What is not known equals nothing, another NULL included. No pair."
        }
        KeyComparison::NoCondition => {
            return "a CROSS JOIN asks nothing, so they are a pair and make a row of the result.".into_any();
        }
    };
    view! { <code>{visible(&left.to_sql())}" = "{visible(&right.to_sql())}</code>{why} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use labs::join::{read_cell, steps};

    fn said(left: &str, right: &str, kind: JoinKind) -> String {
        let row = |typed: &str| vec![[read_cell(typed), Cell::Null]];
        let tables = Tables::new(row(left), row(right));
        let all: Vec<_> =
            steps(&tables, kind).into_iter().map(|step| of_step(step, &tables, kind).to_html()).collect();
        all.join("\n").replace("<!>", "")
    }

    #[test]
    fn every_step_says_what_happened_and_why() {
        for (left, right, kind, sentence) in [
            ("1", "1", JoinKind::Inner, "1 = 1</code> is true"),
            ("1", "2", JoinKind::Inner, "1 = 2</code> is false. No pair"),
            ("1", "'1'", JoinKind::Inner, "1 = '1'</code> is false, for the one is a number"),
            ("", "", JoinKind::Inner, "NULL = NULL</code> is neither true nor false"),
            ("", "", JoinKind::Inner, "INNER JOIN leaves it out"),
            (
                "1",
                "2",
                JoinKind::Left,
                "LEFT JOIN keeps it all the same, with NULL in the columns of <code>posts</code>",
            ),
            (
                "1",
                "2",
                JoinKind::Full,
                "FULL JOIN keeps it all the same, with NULL in the columns of <code>people</code>",
            ),
            ("", "", JoinKind::Cross, "a CROSS JOIN asks nothing"),
        ] {
            let html = said(left, right, kind);
            assert!(html.contains(sentence), "{sentence}: {html}");
        }
    }

    #[test]
    fn x13_hostile_keys_are_no_markup() {
        let html = said("<script>", "\u{202e}<b>", JoinKind::Inner);
        assert!(html.contains("'&lt;script&gt;' = '⟨202E⟩&lt;b&gt;'"), "{html}");
    }
}
