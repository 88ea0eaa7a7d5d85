//! A `CREATE TABLE` as a form. The learner ticks rules, sees the statement grow, and which of eight rows the table takes.
//!
//! SQLite decides about every row, in a worker. At the end the learner writes the whole statement themselves, and the same rows
//! try that table.

use super::{ExperimentHandler, ExperimentState, FigureBody, HandlerFuture, Provenance, change_state};
use crate::{
    fields::Fields,
    format::count,
    learner::{begin_learner, claim},
    sandbox::{
        run_job,
        view::{draw_editor, draw_fault, draw_sql, draw_words},
    },
};
use labs::{
    Experiment,
    explain::explain,
    sandbox::{ClaimKind, Fault, Schema},
    table_rules::{ChosenRules, PLOTS_SETUP, PlotRow, PlotRule, ROWS, Tried, TryStatements, create_plots},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web::{Error, components::Icon, context::RequestContext};

/// The longest statement of the learner's own, in characters.
const SQL_CHARS_MAX: usize = 2_000;
/// The most bytes of JSON that are stored for this figure.
const BYTES_MAX: usize = 40_000;

#[derive(Default, Serialize, Deserialize)]
struct TableRulesState {
    rules: ChosenRules,
    /// The learner's own statement, once there was one.
    own: Option<String>,
    asked: Option<Asked>,
}

/// What became of the table and of the rows that tried it last.
#[derive(Serialize, Deserialize)]
struct Asked {
    /// The statement that made the table.
    sql: String,
    /// Why the statement itself was refused, if it was.
    fault: Option<Fault>,
    /// For each row why it was refused.
    rows: Vec<Option<Fault>>,
    /// The tables, which explanations speak of.
    schema: Schema,
}

impl Asked {
    fn of(sql: String, tried: Tried) -> Self {
        let mut faults = tried.faults.into_iter();
        let fault = faults.next().flatten();
        Self { sql, fault, rows: faults.collect(), schema: tried.schema }
    }

    /// How many of the rows that ought to get in, or ought not to, were taken.
    fn taken(&self, good: bool) -> usize {
        ROWS.iter().zip(&self.rows).filter(|(row, fault)| row.is_good == good && fault.is_none()).count()
    }
}

/// How the guess turned out. It is about the table without any rule.
fn outcome(rules: &ChosenRules, asked: &Asked) -> Option<&'static str> {
    let is_asked = rules.is_empty() && asked.sql == create_plots(rules) && asked.fault.is_none();
    is_asked.then(|| match asked.taken(false) {
        0 => "none",
        n if n == bad_rows() => "all",
        _ => "some",
    })
}

fn bad_rows() -> usize {
    ROWS.iter().filter(|row| !row.is_good).count()
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
        Some("table-rules-at")
    }
}

async fn run(cx: &RequestContext, fields: &Fields) -> Result<(), Error> {
    let learner_key = begin_learner(cx).await?;
    let rules = ChosenRules::of(|rule| !fields.get(rule.name()).is_empty());
    // Browsers send CR LF for every line end, and SQLite counts lines by LF.
    let typed: String = fields.get("sql").replace("\r\n", "\n").chars().take(SQL_CHARS_MAX).collect();
    let is_too_long = fields.action() == "own" && fields.get("sql").chars().count() > SQL_CHARS_MAX;
    let own = (fields.action() == "own").then_some(typed);
    let sql = own.clone().unwrap_or_else(|| create_plots(&rules));
    let statements = [sql.clone()].into_iter().chain(ROWS.iter().map(PlotRow::insert)).collect();
    let job = TryStatements { setup: PLOTS_SETUP.to_owned(), statements, table: "plots".to_owned() };
    let tried = if is_too_long {
        Err(format!(
            "A statement has {SQL_CHARS_MAX} characters at most here; yours was cut, and did not run."
        ))
    } else {
        run_job(cx, claim(cx, &learner_key, ClaimKind::Run), &job)
            .await
            .map_err(|refused| refused.to_string())
    };
    change_state(cx, &learner_key, Experiment::TableRules, fields, move |stored| {
        let mut state = TableRulesState { rules, own, asked: None };
        match tried {
            Ok(tried) => {
                let asked = Asked::of(sql, tried);
                if let Some(outcome) = outcome(&state.rules, &asked) {
                    stored.note_outcome(outcome);
                }
                let is_small = serde_json::to_string(&asked).is_ok_and(|json| json.len() <= BYTES_MAX);
                state.asked = is_small.then_some(asked);
            }
            Err(says) => stored.refusal = Some(says),
        }
        stored.set_details(&state);
    })
    .await
}

fn draw(cx: &RequestContext, stored: &ExperimentState) -> FigureBody {
    let state: TableRulesState = stored.details();
    let is_own = state.own.is_some();
    let made = create_plots(&state.rules);
    let mut sections = vec![form(&state.rules)];
    // A run of the learner's own statement is shown below that statement, so the form's stays as it is.
    let shown =
        state.asked.as_ref().map_or_else(|| view! { <div id="table-rules-at"></div> }.into_any(), draw_asked);
    sections.push(view! { <pre class="setline" tabindex="0" role="region" aria-label="The statement that makes the table">{draw_sql(&made)}</pre> }.into_any());
    let (below_form, below_own) = if is_own { (None, Some(shown)) } else { (Some(shown), None) };
    sections.push(below_form.into_any());
    sections.push(own(cx, state.own.as_deref().unwrap_or(&made), below_own.into_any()));
    FigureBody {
        provenance: Provenance::Real("SQLite, asked for every row"),
        sections,
        controls: None,
        result: None,
        buttons: ().into_any(),
        form_action: None,
    }
}

/// The rules to tick, column by column.
fn form(rules: &ChosenRules) -> AnyView {
    let mut columns: Vec<(&str, Vec<AnyView>)> = Vec::new();
    for rule in PlotRule::ALL {
        let tick = view! { <label><input type="checkbox" name=rule.name() value="on" checked=rules.has(rule)/><span><code>{rule.sql()}</code>" "<span class="small quiet-text">{rule.says()}</span></span></label> }.into_any();
        match columns.last_mut() {
            Some((column, ticks)) if *column == rule.column() => ticks.push(tick),
            _ => columns.push((rule.column(), vec![tick])),
        }
    }
    let columns: Vec<_> = columns
        .into_iter()
        .map(|(column, ticks)| {
            view! { <fieldset><legend><code>{column}</code>" INTEGER"</legend>{ticks}</fieldset> }
        })
        .collect();
    view! {
        <p class="small quiet-text">"The table "<code>"members"</code>" is there already, with the members 1 and 2. Tick rules for the new table "<code>"plots"</code>", and make it."</p>
        <div class="rule-form">{columns}</div>
        <div class="actions"><button class="button first" name="action" value="make">"Make the table, and let the rows try"</button></div>
    }
    .into_any()
}

/// What became of the statement and of each row.
fn draw_asked(asked: &Asked) -> AnyView {
    if let Some(fault) = &asked.fault {
        let explained = explain(&asked.sql, fault, &asked.schema);
        return view! { <div id="table-rules-at">{draw_fault(&asked.sql, &explained)}</div> }.into_any();
    }
    let (bad, good) = (asked.taken(false), asked.taken(true));
    let all_good = ROWS.len() - bad_rows();
    let said = format!(
        "{} of {} bad rows got in, and {} of {all_good} good ones.",
        if bad == 0 { "None".to_owned() } else { bad.to_string() },
        bad_rows(),
        if good == 0 { "none".to_owned() } else { good.to_string() },
    );
    let more = match (bad, good == all_good) {
        (0, true) => "The table keeps all of its promises.",
        (0, false) => "Too strict: a row is turned away that is wanted.",
        (_, false) => "Too strict in one place, and not strict enough in another.",
        _ => "",
    };
    let rows: Vec<_> = ROWS
        .iter()
        .zip(&asked.rows)
        .map(|(row, fault)| draw_row(row, fault.as_ref(), &asked.schema))
        .collect();
    let caption = count(ROWS.len() as u64, "row tries", "rows try");
    view! {
        <p id="table-rules-at" aria-live="polite"><b>{said}</b>" "{more}</p>
        <div class="attacks"><div class="scroll whole-table" tabindex="0" role="region" aria-label="Each row, and what became of it">
            <table class="rows"><caption class="sr">{caption}</caption><thead><tr><th scope="col">"The row"</th><th scope="col">"What became of it"</th></tr></thead><tbody>{rows}</tbody></table>
        </div></div>
    }
    .into_any()
}

fn draw_row(row: &PlotRow, fault: Option<&Fault>, schema: &Schema) -> AnyView {
    let is_right = row.is_good == fault.is_none();
    let (mark, class) = if is_right { ("check", "same") } else { ("extra", "extra") };
    let said = match (fault.is_none(), row.is_good) {
        (true, true) => "taken",
        (true, false) => "taken, and nobody wants it",
        (false, true) => "refused, and it was wanted",
        (false, false) => "refused",
    };
    let why = fault.map(|fault| {
        let explained = explain(&row.insert(), fault, schema);
        view! { <p class="small">{draw_words(&explained.problem)}</p> }
    });
    view! {
        <tr class=if is_right { "" } else { "let-in" }>
            <td>{row.says}<br/><code class="small">{format!("({})", row.values)}</code></td>
            <td><span class=format!("mark {class}")><Icon name=mark class="i"/>{said}</span>{why}</td>
        </tr>
    }
    .into_any()
}

/// The learner's own statement.
fn own(cx: &RequestContext, sql: &str, below: AnyView) -> AnyView {
    view! {
        <div class="own-query">
            <label for="table-rules-sql">"Your own statement, which makes a table "<code>"plots"</code></label>
            {draw_editor(cx, "table-rules-sql", sql, None)}
            <div class="actions"><button class="button" name="action" value="own">"Make this table, and let the rows try"</button></div>
        </div>
        {below}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use labs::sandbox::Job;

    fn asked(rules: &ChosenRules, sql: String) -> (Option<&'static str>, Asked) {
        let statements = [sql.clone()].into_iter().chain(ROWS.iter().map(PlotRow::insert)).collect();
        let job = TryStatements { setup: PLOTS_SETUP.to_owned(), statements, table: "plots".to_owned() };
        let asked = Asked::of(sql, job.run().unwrap());
        (outcome(rules, &asked), asked)
    }

    #[test]
    fn the_guess_is_answered_by_the_table_without_rules_alone() {
        let none = ChosenRules::default();
        let (outcome, bare) = asked(&none, create_plots(&none));
        assert_eq!((outcome, bare.taken(true), bare.taken(false)), (Some("all"), 3, 5));
        let unique = ChosenRules::of(|rule| rule == PlotRule::NumberUnique);
        assert_eq!(asked(&unique, create_plots(&unique)).0, None);
        assert_eq!(asked(&none, "CREATE TABLE plots (number)".to_owned()).0, None);
    }

    #[test]
    fn a_statement_of_ones_own_may_fail_and_then_no_row_is_taken() {
        let (_, asked) = asked(&ChosenRules::default(), "CREATE TABLE plots number INTEGER".to_owned());
        assert!(asked.fault.is_some());
        assert_eq!((asked.taken(true), asked.taken(false)), (0, 0));
    }
}
