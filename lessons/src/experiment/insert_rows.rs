//! Rows inserted into a growing table: what it makes of them, and which rule refuses one.
//!
//! The statements that were done are kept, not the table: for each new one they all run again in a worker, on the tables of the
//! beginning. A statement that is refused is not kept, so it is shown once.

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, change_state};
use crate::{
    fields::Fields,
    format::count,
    learner::{Learner, begin_learner, claim},
    sandbox::{
        run_job,
        view::{draw_editor, draw_fault, draw_sql, write_cell},
    },
};
use labs::{
    Experiment,
    explain::explain,
    sandbox::{Cell, ClaimKind, Fault, Schema},
    table_rules::{COMMENTS_SETUP, STATEMENTS_MAX, Tried, TryStatements, insert_comment},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web::{Error, components::Icon, context::RequestContext};

/// The fields of the form: the column, what it holds at first, what may be in it, and the most characters.
const FIELDS: [(&str, &str, &str, usize); 3] = [
    ("id", "", "INTEGER PRIMARY KEY", 12),
    ("post_id", "1", "NOT NULL REFERENCES posts (id)", 12),
    ("text", "Me too!", "TEXT NOT NULL", 60),
];
/// The longest statement of the learner's own, in characters.
const SQL_CHARS_MAX: usize = 2_000;
/// The most bytes of JSON that are stored for this figure.
const BYTES_MAX: usize = 40_000;

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
struct InsertRowsState {
    /// The statements that were done, oldest first.
    done: Vec<String>,
    /// What stands in the fields of the form, in their order.
    typed: Vec<String>,
    /// The learner's own statement, once there was one.
    own: Option<String>,
    last: Option<Last>,
}

/// What became of the last statement, and the table after it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Last {
    sql: String,
    fault: Option<Fault>,
    schema: Schema,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
    has_more: bool,
    /// The rows that were not there before it.
    new: Vec<usize>,
}

impl Last {
    /// What a run of all statements answered; the last of them is the new one.
    fn of(sql: String, mut tried: Tried, rows_before: &[Vec<Cell>]) -> Self {
        let fault = tried.faults.pop().flatten();
        let is_new = |row: &Vec<Cell>| !rows_before.contains(row);
        let new = (0..tried.rows.len()).filter(|&at| fault.is_none() && is_new(&tried.rows[at])).collect();
        let Tried { schema, columns, rows, has_more, .. } = tried;
        Self { sql, fault, schema, columns, rows, has_more, new }
    }
}

/// The rows of the beginning.
fn first_rows() -> Vec<Vec<Cell>> {
    [(1, 1, "I want it."), (2, 2, "It tastes of plums."), (7, 1, "On my way.")]
        .map(|(id, post, text)| {
            vec![Cell::Integer(id), Cell::Integer(post), Cell::Text(text.to_owned()), Cell::Integer(0)]
        })
        .to_vec()
}

/// How the guess turned out: it is about a comment that comes without a number.
fn outcome(typed: &[String], last: &Last) -> Option<&'static str> {
    let is_asked = typed.first().is_some_and(|id| id.trim().is_empty());
    let &[at] = last.new.as_slice() else { return None };
    match last.rows.get(at).and_then(|row| row.first()) {
        Some(Cell::Null) if is_asked => Some("null"),
        Some(Cell::Integer(_)) if is_asked => Some("next"),
        _ => None,
    }
}

/// The experiment as the table of handlers has it.
pub struct Handler;

impl ExperimentHandler for Handler {
    fn draw(&self, cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
        draw(cx, stored)
    }

    fn run<'a>(&'a self, cx: &'a RequestContext, fields: &'a Fields) -> HandlerFuture<'a, Result<(), Error>> {
        Box::pin(run(cx, fields))
    }

    fn anchor(&self) -> Option<&'static str> {
        Some("insert-rows-at")
    }
}

async fn run(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let learner_key = begin_learner(cx).await?;
    let before: InsertRowsState = Learner::load(cx).await?.experiment_state(Experiment::InsertRows).details();
    let typed: Vec<String> = FIELDS
        .iter()
        .map(|(name, _, _, chars_max)| fields.get(name).chars().take(*chars_max).collect())
        .collect();
    let sql = match fields.action() {
        "insert" => {
            let pairs: Vec<(&str, &str)> =
                FIELDS.iter().map(|field| field.0).zip(typed.iter().map(String::as_str)).collect();
            insert_comment(&pairs)
        }
        // Browsers send CR LF for every line end, and SQLite counts lines by LF.
        "own" => fields.get("sql").replace("\r\n", "\n").chars().take(SQL_CHARS_MAX).collect(),
        _ => {
            return change_state(cx, &learner_key, Experiment::InsertRows, fields, |stored| {
                stored.set_details(&InsertRowsState::default());
            })
            .await;
        }
    };
    let is_own = fields.action() == "own";
    let is_too_long = fields.get("sql").chars().count() > SQL_CHARS_MAX;
    let mut state = InsertRowsState { typed, own: is_own.then(|| sql.clone()), ..before.clone() };
    let statements: Vec<String> = before.done.iter().cloned().chain([sql.clone()]).collect();
    let asked = if is_own && is_too_long {
        Err(format!(
            "A statement has {SQL_CHARS_MAX} characters at most here; yours was cut, and did not run."
        ))
    } else if statements.len() > STATEMENTS_MAX {
        Err("The table is full: it takes no more statements. Begin again, with the button at the end."
            .to_owned())
    } else {
        let job =
            TryStatements { setup: COMMENTS_SETUP.to_owned(), statements, table: "comments".to_owned() };
        run_job(cx, claim(cx, &learner_key, ClaimKind::Run), &job)
            .await
            .map_err(|refused| refused.to_string())
    };
    change_state(cx, &learner_key, Experiment::InsertRows, fields, move |stored| {
        if stored.details::<InsertRowsState>() != before {
            stored.refusal = Some("This table was changed in another tab meanwhile; here it is.".to_owned());
            return;
        }
        match asked {
            Ok(tried) => {
                let rows_before = before.last.map_or_else(first_rows, |last| last.rows);
                let last = Last::of(sql.clone(), tried, &rows_before);
                if let Some(outcome) = outcome(&state.typed, &last).filter(|_| !is_own) {
                    stored.note_outcome(outcome);
                }
                if last.fault.is_none() {
                    state.done.push(sql);
                }
                state.last = Some(last);
            }
            Err(says) => stored.refusal = Some(says),
        }
        // A statement may make long rows, or hundreds of tables. What cannot be stored is not done.
        if serde_json::to_string(&state).is_ok_and(|json| json.len() <= BYTES_MAX) {
            stored.set_details(&state);
        } else {
            stored.refusal =
                Some("That makes more than this table can show, so it was left as it was.".to_owned());
        }
    })
    .await
}

fn draw(cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
    let state: InsertRowsState = stored.details();
    let own = state
        .own
        .as_deref()
        .unwrap_or("INSERT INTO comments (post_id, text)\nVALUES (1, 'Me too!'),\n       (2, 'And me.');");
    FigureBody {
        provenance: Provenance::Real("real SQLite, on the table you see"),
        sections: vec![
            form(&state),
            said(state.last.as_ref()),
            table(state.last.as_ref()),
            view! {
                <div class="own-query">
                    <label for="insert-rows-sql">"Your own statement on this table"</label>
                    {draw_editor(cx, "insert-rows-sql", own, None)}
                    <div class="actions"><button class="button" name="action" value="own">"Run it"</button></div>
                </div>
            }
            .into_any(),
        ],
        controls: None,
        result: None,
        buttons: view! { <button class="press" name="action" value="again" formnovalidate=true>"The table as it was at first"</button> }
            .into_any(),
        form_action: None,
    }
}

/// A field for each column, and the button.
fn form(state: &InsertRowsState) -> AnyView {
    let fields: Vec<_> = FIELDS
        .iter()
        .enumerate()
        .map(|(at, (name, first, says, chars_max))| {
            let value = state.typed.get(at).map_or(*first, String::as_str).to_owned();
            let id = format!("insert-{name}");
            let help = format!("{id}-help");
            view! { <div class="field"><label for=id.clone()><code>{*name}</code></label><input id=id class="mono" name=*name value=value maxlength=*chars_max aria-describedby=help.clone() spellcheck="false" autocapitalize="off" autocomplete="off"/><p class="help" id=help>{*says}</p></div> }
        })
        .collect();
    view! {
        <h3>"A new comment"</h3>
        <div class="insert-form">{fields}</div>
        <p class="small quiet-text">"An empty field is a column that the statement does not name. Type NULL for NULL."</p>
        <div class="actions"><button class="button first" name="action" value="insert">"Insert it"</button></div>
    }
    .into_any()
}

/// The last statement, and what became of it.
fn said(last: Option<&Last>) -> AnyView {
    let Some(last) = last else {
        return view! { <p id="insert-rows-at">"Nothing was inserted yet."</p> }.into_any();
    };
    let became = match &last.fault {
        Some(fault) => draw_fault(&last.sql, &explain(&last.sql, fault, &last.schema)),
        None => {
            let new = count(last.new.len() as u64, "row is new", "rows are new");
            view! { <p><Icon name="check" class="i s"/>{format!("Done: {new}.")}</p> }.into_any()
        }
    };
    view! {
        <div id="insert-rows-at" aria-live="polite">
            <pre class="setline" tabindex="0" role="region" aria-label="The last statement">{draw_sql(&last.sql)}</pre>
            {became}
        </div>
    }
    .into_any()
}

/// The table as it is now. New rows are marked.
fn table(last: Option<&Last>) -> AnyView {
    let beginning =
        (vec!["id".to_owned(), "post_id".to_owned(), "text".to_owned(), "likes".to_owned()], first_rows());
    let (columns, rows) = last.map_or(beginning, |last| (last.columns.clone(), last.rows.clone()));
    let new = last.map_or(&[][..], |last| last.new.as_slice());
    let head: Vec<_> = columns.iter().map(|name| view! { <th scope="col">{name.clone()}</th> }).collect();
    let body: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let is_new = new.contains(&at);
            let mut html = format!("<td>{}</td>", if is_new { "new" } else { "" });
            row.iter().for_each(|cell| write_cell(&mut html, cell));
            view! { <tr class=is_new.then_some("at") inner_html=html></tr> }
        })
        .collect();
    let rows_said = count(rows.len() as u64, "row", "rows");
    let caption = match (columns.is_empty(), last.is_some_and(|last| last.has_more)) {
        (true, _) => "There is no table comments any more.".to_owned(),
        (_, true) => format!("comments: the first {rows_said}"),
        (_, false) => format!("comments: {rows_said}"),
    };
    view! {
        <div class="scroll whole-table" tabindex="0" role="region" aria-label="The table comments">
            <table class="rows grown"><caption>{caption}</caption><thead><tr><th scope="col"><span class="sr">"since the last statement"</span></th>{head}</tr></thead><tbody>{body}</tbody></table>
        </div>
        <p class="small quiet-text">"There are two posts, with the ids 1 and 2. "<code>"likes"</code>" has a "<code>"DEFAULT 0"</code>"."</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use labs::sandbox::Job;

    fn after(statements: &[&str]) -> Tried {
        let statements = statements.iter().map(|sql| (*sql).to_owned()).collect();
        TryStatements { setup: COMMENTS_SETUP.to_owned(), statements, table: "comments".to_owned() }
            .run()
            .unwrap()
    }

    #[test]
    fn the_rows_that_are_drawn_at_first_are_those_of_the_table() {
        assert_eq!(after(&[]).rows, first_rows());
    }

    #[test]
    fn the_guess_is_answered_by_a_comment_without_a_number() {
        let answered = |typed: &[&str; 3]| {
            let pairs: Vec<_> = FIELDS.iter().map(|field| field.0).zip(typed.iter().copied()).collect();
            let sql = insert_comment(&pairs);
            let last = Last::of(sql.clone(), after(&[&sql]), &first_rows());
            outcome(&typed.map(str::to_owned), &last)
        };
        assert_eq!(answered(&["", "1", "a"]), Some("next"));
        assert_eq!(answered(&["5", "1", "a"]), None);
        assert_eq!(answered(&["", "9", "a"]), None);
    }
}
