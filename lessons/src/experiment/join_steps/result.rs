//! The table of SQLite's rows, in the order in which SQLite gave them. Each row appears with the step that explains it.

use super::JoinStepsState;
use crate::{format::count, sandbox::view::write_cell};
use labs::{
    join::{Step, match_rows},
    sandbox::Cell,
};
use leptos::prelude::*;
use web::components::Icon;

/// The least number of lines. Lines without a row are drawn empty, so that nothing moves when a row appears, and so that
/// the number of lines does not give the number of rows away.
const LINES_MIN: usize = 8;
const COLUMNS: [&str; 4] = ["id", "name", "author_id", "title"];

/// Draws the rows that have appeared by the step the learner is at.
pub fn draw(state: &JoinStepsState, steps: &[Step]) -> AnyView {
    let (rows, is_current) = match &state.answer {
        Some(answer) if answer.is_current => (answer.rows.as_slice(), true),
        // An answer to earlier tables is shown only where SQLite was asked for a new one and failed.
        Some(answer) if state.at > 0 => (answer.rows.as_slice(), false),
        _ => (&[][..], true),
    };
    // The step that made each row. None where the steps make other rows than SQLite did.
    let places = match_rows(&state.tables, steps, rows).filter(|_| is_current);
    let step_of = |n: usize| places.as_ref().and_then(|places| places.get(n)).map(|place| place + 1);
    let is_shown = |n: usize| step_of(n).is_none_or(|step| step <= state.at);
    let shown = (0..rows.len()).filter(|n| is_shown(*n)).count();
    // A row that has not appeared yet keeps its line free.
    let body: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(n, cells)| if is_shown(n) { row(cells, step_of(n), state.at) } else { free() })
        .chain((rows.len()..LINES_MIN).map(|_| free()))
        .collect();
    let head = COLUMNS.map(|name| view! { <th scope="col">{name}</th> });
    let so_far = count(shown as u64, "row", "rows");
    let caption = match (is_current, shown == rows.len() && state.at == steps.len()) {
        (false, _) => format!("SQLite’s last answer, to the tables as they were before: {so_far}"),
        (true, true) => so_far,
        (true, false) => format!("{so_far} so far"),
    };
    let unexplained = (state.rows().is_some() && places.is_none()).then(|| {
        view! { <p class="outcome believed"><Icon name="warn" class="i s"/><span>"The steps above make other rows than these, so they do not explain this answer. What SQLite says is what holds."</span></p> }
    });
    view! {
        <h3>"What SQLite answers"</h3>
        {unexplained}
        <div class="scroll" tabindex="0" role="region" aria-label="The rows of the join">
            <table class="rows joined">
                <caption aria-live="polite">{caption}</caption>
                <thead><tr><th scope="col">"step"</th>{head}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
        <p class="small quiet-text">"The rows are SQLite’s own, in the order in which it gave them. Without ORDER BY it promises none."</p>
    }
    .into_any()
}

fn row(cells: &[Cell], step: Option<usize>, at: usize) -> AnyView {
    let is_new = step == Some(at);
    let mut html = String::new();
    for (cell, column) in cells.iter().zip(COLUMNS) {
        match cell {
            // In a key it matters whether `1` is a number or a text, so a text stands in quotes.
            Cell::Text(_) if ["id", "author_id"].contains(&column) => {
                write_cell(&mut html, &Cell::Text(cell.to_sql()));
            }
            _ => write_cell(&mut html, cell),
        }
    }
    let html = format!("<td>{}</td>{html}", step_cell(step, is_new));
    view! { <tr class=is_new.then_some("at") inner_html=html></tr> }.into_any()
}

/// The number of the step that made a row. It is no column of SQLite’s.
fn step_cell(step: Option<usize>, is_new: bool) -> String {
    let said = step.map_or_else(|| "–".to_owned(), |step| step.to_string());
    if is_new { format!("<b>{said}, new</b>") } else { said }
}

/// A line whose row has not appeared yet.
fn free() -> AnyView {
    view! { <tr class="free" aria-hidden="true"><td colspan=COLUMNS.len() + 1>" "</td></tr> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::{super::Answer, *};

    /// The table after the first step of a LEFT JOIN, with an answer that the test changes.
    fn drawn(change: impl FnOnce(&mut Vec<Vec<Cell>>)) -> String {
        let mut state = JoinStepsState::default();
        let steps = state.steps();
        let mut rows: Vec<_> = steps.iter().filter_map(|step| step.result(&state.tables)).collect();
        change(&mut rows);
        state.at = 1;
        state.answer = Some(Answer { rows, is_current: true });
        draw(&state, &steps).to_html().replace("<!>", "")
    }

    #[test]
    fn a_row_appears_with_the_step_that_explains_it_and_its_place_is_kept_free() {
        let html = drawn(|rows| rows.reverse());
        assert!(html.contains("one row so far") && html.contains("<b>1, new</b>"), "{html}");
        assert_eq!(html.matches("class=\"free\"").count(), LINES_MIN - 1, "{html}");
        assert!(html.find("class=\"free\"") < html.find("1, new"), "SQLite gave it last: {html}");
    }

    #[test]
    fn an_answer_that_the_steps_do_not_explain_is_shown_whole_and_said_to_be_so() {
        let html = drawn(|rows| rows[0][1] = Cell::Text("Eve".to_owned()));
        assert!(html.contains("do not explain this answer") && html.contains("<td>Eve</td>"), "{html}");
        assert_eq!(html.matches("<td>–</td>").count(), 5, "{html}");
        assert!(!drawn(|_| ()).contains("do not explain"));
        let state = JoinStepsState::default();
        assert!(
            !draw(&state, &state.steps()).to_html().contains("do not explain"),
            "nothing was answered yet"
        );
    }
}
