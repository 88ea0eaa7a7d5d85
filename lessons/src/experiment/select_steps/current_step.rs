//! The step in hand: the buttons, the clauses with their turns, a sentence, and the rows.

use crate::{
    experiment::walked_query::{Section, draw_table, mark_of},
    format::count,
    sandbox::view::draw_sql,
};
use labs::select_steps::{Agreement, Clause, Fate, Step, StepRow, Walk};
use leptos::prelude::*;
use web::components::Icon;

/// Draws the buttons, and says what the step does. Before anything was taken apart there is no step yet.
pub fn draw(walk: Option<&Walk>, at: usize) -> AnyView {
    let button = |name: &'static str, words: &'static str, off: bool| {
        view! { <button class="button" name="action" value=name aria-disabled=off.then_some("true")>{words}</button> }
    };
    let all = walk.map_or(0, |walk| walk.steps.len());
    let (is_first, is_last) = (walk.is_none() || at == 0, all > 0 && at + 1 >= all);
    let said = match walk.and_then(|walk| walk.steps.get(at).map(|step| (walk, step))) {
        Some((walk, step)) => {
            let head = format!("Step {} of {all}, {}. ", at + 1, step.clause.keywords());
            let before = at.checked_sub(1).and_then(|at| walk.steps.get(at));
            view! { <b>{head}</b>{sentence(step, before)} }.into_any()
        }
        None => view! { <b>"Nothing was taken apart yet. "</b>"The first step is FROM." }.into_any(),
    };
    view! {
        <div class="lab-steps">
            <div class="bar moves" role="group" aria-label="Steps">
                {button("first", "First", is_first)}
                {button("back", "Back", is_first)}
                <button type="button" class="button play" data-play="next"><Icon name="play" class="i s"/>"Play"</button>
                {button("next", "Next", is_last)}
                {button("last", "Last", is_last)}
            </div>
            {walk.map(|walk| clauses(walk, at))}
            <p class="step-said" id="select-steps-at" aria-live="polite">{said}</p>
        </div>
    }
    .into_any()
}

/// The place of a clause in the text of a query.
fn place(clause: Clause) -> usize {
    match clause {
        Clause::Select => 0,
        Clause::Distinct => 1,
        Clause::From => 2,
        Clause::Where => 3,
        Clause::GroupBy => 4,
        Clause::Having => 5,
        Clause::OrderBy => 6,
        Clause::Limit => 7,
    }
}

/// The clauses in the order in which they are written, each with the number of its turn.
fn clauses(walk: &Walk, at: usize) -> AnyView {
    let mut turns: Vec<(usize, &Step)> = walk.steps.iter().enumerate().collect();
    turns.sort_by_key(|(_, step)| place(step.clause));
    let lines: Vec<_> = turns
        .into_iter()
        .map(|(turn, step)| {
            // A query that counts without GROUP BY has the step, but not the clause.
            let text = match (step.clause, step.text.as_str()) {
                (Clause::GroupBy, "") => "(no GROUP BY: all rows are one group)".to_owned(),
                (clause, text) => format!("{} {text}", clause.keywords()),
            };
            let class = match turn.cmp(&at) {
                std::cmp::Ordering::Less => "past",
                std::cmp::Ordering::Equal => "at",
                std::cmp::Ordering::Greater => "",
            };
            let current = (turn == at).then_some("step");
            view! { <li class=class aria-current=current><span class="turn"><span class="sr">"turn "</span>{turn + 1}</span>{draw_sql(text.trim_end())}</li> }
        })
        .collect();
    view! { <ul class="turns" aria-label="The clauses as they are written, with their turns">{lines}</ul> }
        .into_any()
}

/// What the step does, in a sentence with its numbers. `before` is the step before it.
fn sentence(step: &Step, before: Option<&Step>) -> String {
    let rows = |n: usize| count(n as u64, "row", "rows");
    let groups = |n: usize| count(n as u64, "group", "groups");
    let with = |fate| step.rows.iter().filter(|row| row.fate == fate).count();
    let (all, stay) = (step.rows.len(), step.stay());
    match step.clause {
        Clause::From => {
            let come = if all == 1 { "comes" } else { "come" };
            format!("{} {come} in, with all columns.", capital(&rows(all)))
        }
        Clause::Where => format!(
            "The condition is asked of each row. It is true for {stay}, false for {}, and NULL for {}. Only rows for which it is true stay.",
            with(Fate::False),
            with(Fate::Unknown)
        ),
        Clause::GroupBy if step.text.is_empty() => {
            format!("There is no GROUP BY, but the query counts over its rows: {} in one group.", rows(all))
        }
        Clause::GroupBy => {
            let gather = if all == 1 { "gathers" } else { "gather" };
            format!(
                "{} {gather} into {}. Rows with equal values are in one group, and NULL counts as equal to NULL here.",
                capital(&rows(all)),
                groups(step.groups.unwrap_or(0))
            )
        }
        Clause::Having => {
            let of = before.and_then(|step| step.groups).unwrap_or(0);
            let stay = step.groups.unwrap_or(0);
            let verb = if stay == 1 { "stays" } else { "stay" };
            format!(
                "The condition is asked of each group: {stay} of {} {verb}. A group that goes takes all its rows with it.",
                groups(of)
            )
        }
        Clause::Select if before.is_some_and(|step| step.groups.is_some()) => {
            format!("Each group becomes one row, with the columns that were asked for: {}.", rows(all))
        }
        Clause::Select => {
            format!("Each row is reduced to the columns that were asked for: {}.", rows(all))
        }
        Clause::Distinct => {
            let of = before.map_or(all, |step| step.rows.len());
            let verb = if all == 1 { "stays" } else { "stay" };
            format!("Rows that are equal in every column become one: {all} of {} {verb}.", rows(of))
        }
        Clause::OrderBy => "The rows are put in order. None is added and none goes.".to_owned(),
        Clause::Limit => {
            let verb = if stay == 1 { "is" } else { "are" };
            format!("Of {}, {stay} {verb} within the limit. The others are cut off.", rows(all))
        }
    }
}

/// With a capital letter at its beginning: the words for small numbers are written out.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Draws the rows of the step, and below the last one how they stand to SQLite's answer.
pub fn draw_rows_of(walk: &Walk, at: usize, is_own: bool) -> AnyView {
    let Some(step) = walk.steps.get(at) else { return ().into_any() };
    let is_marked = matches!(step.clause, Clause::Where | Clause::Limit);
    let title = format!("After {}", step.clause.keywords());
    let whose = if is_own {
        "These are the rows of your own sandbox."
    } else {
        "These are the rows of the community’s tables, with which every sandbox begins."
    };
    let end = (at + 1 == walk.steps.len()).then(|| agreement(walk.agreement));
    view! {
        <h3>{title.clone()}</h3>
        {draw_table(&title, &step.columns, &sections(step), is_marked)}
        {end}
        <details class="explain"><summary>"What SQLite was asked for these rows"</summary><pre>{draw_sql(&step.asked)}</pre></details>
        <p class="small quiet-text">{whose}" SQL describes a query in these steps; SQLite may take a shorter way to the same rows."</p>
    }
    .into_any()
}

/// Draws the rows of a step in their groups.
pub fn draw_groups(step: &Step, label: &str) -> AnyView {
    draw_table(label, &step.columns, &sections(step), false)
}

/// The rows of a step in the parts of the table: one for each group where there are groups.
fn sections(step: &Step) -> Vec<Section<'_>> {
    if step.groups.is_none() {
        return vec![Section { heading: None, rows: step.rows.iter().collect() }];
    }
    let of_group = |row: &StepRow| row.group;
    step.rows
        .chunk_by(|a, b| of_group(a) == of_group(b))
        .map(|rows| {
            let number = rows.first().and_then(of_group).unwrap_or(0);
            let mark = rows.first().and_then(|row| mark_of(row.fate));
            let mark = mark.map_or_else(String::new, |mark| format!(" · {mark}"));
            let heading = format!("Group {number} · {}{mark}", count(rows.len() as u64, "row", "rows"));
            Section { heading: Some(heading), rows: rows.iter().collect() }
        })
        .collect()
}

fn agreement(agreement: Agreement) -> AnyView {
    match agreement {
        Agreement::Same => view! { <p class="outcome open"><Icon name="check" class="i s"/><span>"SQLite’s answer to the whole query has the same rows in the same order."</span></p> }.into_any(),
        Agreement::OpenOrder => view! { <p class="outcome open"><Icon name="check" class="i s"/><span>"These are the rows of SQLite’s answer to the whole query. Some rows are equal in its order, or it has none, so that another run may give others first."</span></p> }.into_any(),
        Agreement::Differs => view! { <p class="outcome believed"><Icon name="warn" class="i s"/><span>"SQLite answers the whole query with other rows, so these steps do not explain it. Does it ask for chance, or for the time?"</span></p> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use labs::sandbox::Cell;

    fn step(clause: Clause, fates: &[Fate]) -> Step {
        let row =
            |fate: &Fate| StepRow { cells: vec![Cell::Text("<b>".to_owned())], group: Some(1), fate: *fate };
        Step {
            clause,
            text: "a < 2".to_owned(),
            columns: vec!["<i>".to_owned()],
            rows: fates.iter().map(row).collect(),
            groups: None,
            asked: String::new(),
        }
    }

    #[test]
    fn a_step_says_its_numbers_and_marks_what_goes() {
        let of = step(Clause::Where, &[Fate::Stays, Fate::False, Fate::Unknown, Fate::Unknown]);
        assert!(sentence(&of, None).contains("true for 1, false for 1, and NULL for 2"));
        let walk = Walk { steps: vec![of], agreement: Agreement::Same };
        let html = draw_rows_of(&walk, 0, false).to_html().replace("<!>", "");
        assert_eq!(html.matches("class=\"gone\"").count(), 3, "{html}");
        assert!(html.contains("NULL: goes") && html.contains("4 rows, of which 3 go"), "{html}");
        assert!(html.contains("the same rows in the same order"), "{html}");
        assert!(!html.contains("<b><") && !html.contains("<i>"), "x13: {html}");
    }

    #[test]
    fn an_answer_that_the_steps_do_not_explain_is_said_to_be_so() {
        let walk = Walk { steps: vec![step(Clause::From, &[])], agreement: Agreement::Differs };
        let html = draw_rows_of(&walk, 0, true).to_html();
        assert!(html.contains("do not explain it") && html.contains("your own sandbox"), "{html}");
        assert!(!html.contains("the same rows in the same order"), "{html}");
    }
}
