//! Draws the statements of a request: their text, the bound values, what they cost, and SQLite's query plan.

use super::steps::{Item, WAIT_SHOWN_US, items, taken_back};
use crate::format::{count, duration};
use leptos::prelude::*;
use std::collections::HashMap;
use web::components::Icon;
use xray::{
    Failure, Repeated, Statement, StepKind, Trace,
    plan::{self, Kind, Node},
    sql,
};

/// Query plans by the statement's text.
pub type Plans = HashMap<String, Vec<Node>>;

/// The statements and transaction steps of one request, in order; repeated statements are drawn as one. `from` is how
/// many statements of the story ran before this request, `step` the number of its first item among the story's steps.
pub fn statements(trace: &Trace, from: usize, step: usize, plans: &Plans) -> AnyView {
    let list = &trace.statements;
    let rows: Vec<_> = items(trace)
        .into_iter()
        .zip(step..)
        .map(|(item, step)| match item {
            Item::Statement(n) => single(&list[n], from + n + 1, step, plans),
            Item::Repeated(group) => grouped(list, &group, from, step, plans),
            Item::Step(n) => transaction_step(trace, n, from, step),
        })
        .collect();
    let more = (trace.dropped > 0).then(
        || view! { <p class="small">{format!("{} more ran and were only counted.", trace.dropped)}</p> },
    );
    view! { <div class="stmts">{rows}{more}</div> }.into_any()
}

fn single(statement: &Statement, n: usize, step: usize, plans: &Plans) -> AnyView {
    let (class, rows) = match statement.failure {
        Some(_) => ("stmt failed", "refused".to_owned()),
        None => ("stmt", rows(statement)),
    };
    let cost = duration(statement.elapsed_us);
    view! {
        <details class=class data-step=step data-no=n data-touch=touch(&[statement])>
            <summary>
                <span class="no">{n}</span>
                {what(statement)}
                <span class="cost"><b>{rows}</b>" · "{cost}</span>
            </summary>
            {inside(statement, plans)}
        </details>
    }
    .into_any()
}

/// The beginning or end of a transaction. It has no number, because it is not one of the application's statements. Its
/// sign is a bracket: a transaction encloses the statements in it.
fn transaction_step(trace: &Trace, n: usize, from: usize, step: usize) -> AnyView {
    let of = &trace.steps[n];
    let took = duration(of.elapsed_us);
    let (sign, what, cost) = match of.kind {
        StepKind::Begin | StepKind::Savepoint if of.wait_us > WAIT_SHOWN_US => {
            let cost = format!("{} for its turn · {took}", duration(of.wait_us));
            ("[", "A transaction begins", cost)
        }
        StepKind::Begin | StepKind::Savepoint => ("[", "A transaction begins", took),
        StepKind::Release => ("]", "It has ended", took),
        StepKind::Commit if of.others > 0 => {
            let cost = format!("{} for the others · {took} for the disk", duration(of.wait_us));
            ("]", "It is kept, with others", cost)
        }
        StepKind::Commit => ("]", "It is kept", format!("{took} for the disk")),
        StepKind::Rollback | StepKind::RollbackTo => {
            ("×", "It is taken back", "nothing to wait for".to_owned())
        }
    };
    let class = match (of.kind, &of.failure) {
        (StepKind::Rollback | StepKind::RollbackTo, _) | (_, Some(_)) => "stmt step failed",
        _ => "stmt step",
    };
    let says = step_says(trace, n, from);
    let cost = match of.failure {
        Some(_) => view! { <b>"failed"</b>" · "{cost} }.into_any(),
        None => cost.into_any(),
    };
    view! {
        <details class=class data-step=step>
            <summary>
                <span class="no" aria-hidden="true">{sign}</span>
                <span class="what">{what}" "<code>{of.kind.sql()}</code></span>
                <span class="cost">{cost}</span>
            </summary>
            <div class="open">
                {of.failure.as_ref().map(refused)}
                <p>{says}</p>
                <p class="src">
                    {source(&of.file, of.line)}
                    <a href="/source/store/src/transaction.rs" rel="external">"How a transaction is made"</a>
                </p>
            </div>
        </details>
    }
    .into_any()
}

/// What the beginning or end of a transaction means.
fn step_says(trace: &Trace, n: usize, from: usize) -> String {
    let step = &trace.steps[n];
    match step.kind {
        StepKind::Begin => "From here on nobody else writes. IMMEDIATE takes that right at once, so that no statement in between is told that the database is busy.".to_owned(),
        StepKind::Savepoint => "Somebody else’s transaction has ended and waits for its COMMIT. This one runs inside of it, after a mark to which it alone could be taken back, so that one COMMIT can keep both. Nobody else writes meanwhile.".to_owned(),
        StepKind::Release => "Its mark is not needed any more. Nothing is kept yet: that does the COMMIT for all who were waiting.".to_owned(),
        StepKind::Commit if step.others > 0 => format!("Others wanted to write at the same time. One COMMIT kept this transaction and {} at once, and so all of them waited for the disk once and not one after the other. Nobody is answered before.", count(step.others as u64, "other", "others")),
        StepKind::Commit => "Until now all of it could have been undone. The time is the disk’s: COMMIT returns when the change would survive a power cut, and that is mostly the dearest moment of a write.".to_owned(),
        StepKind::Rollback => format!("The transaction ended without COMMIT: {}. Nobody waits for it.", taken_back(trace, n, from)),
        StepKind::RollbackTo => format!("The transaction ended without COMMIT: {}. Those of others, which wait for the same COMMIT, are not touched.", taken_back(trace, n, from)),
    }
}

/// Why SQLite refused, in its own words.
fn refused(failure: &Failure) -> AnyView {
    let code = match (failure.name(), failure.code) {
        (Some(name), Some(code)) => Some(format!("{name} ({code})")),
        (None, Some(code)) => Some(format!("code {code}")),
        (_, None) => None,
    };
    view! {
        <p class="wrong">
            <Icon name="refused" class="i s"/>
            <span>"SQLite refused it: "<code>{failure.message.clone()}</code>{code.map(|code| view! { ", "<code>{code}</code> })}</span>
        </p>
    }
    .into_any()
}

/// A link to the line of the source that ran the statement.
fn source(file: &str, line: u32) -> AnyView {
    let (place, href) = (format!("{file}:{line}"), format!("/source/{file}#L{line}"));
    view! { <a href=href rel="external">"Written in "<code>{place}</code></a> }.into_any()
}

fn grouped(list: &[Statement], group: &Repeated, from: usize, step: usize, plans: &Plans) -> AnyView {
    let all: Vec<&Statement> = list.iter().filter(|s| s.sql == list[group.first].sql).collect();
    let first = &list[group.first];
    let time = duration(all.iter().map(|s| s.wait_us + s.elapsed_us).sum());
    let verdict = match group.per_row_of {
        Some(of) => format!(
            "Statement {} returned {}, and this one ran {} times: once per row. That is called N+1. One JOIN asks for all of it at once.",
            from + of + 1,
            count(list[of].rows, "row", "rows"),
            group.times
        ),
        None => {
            format!("The same text ran {} times. One statement could ask for all of it at once.", group.times)
        }
    };
    view! {
        <details class="stmt grouped" data-step=step data-no=from + group.first + 1 data-touch=touch(&all)>
            <summary>
                <span class="no">{from + group.first + 1}"…"</span>
                {what(first)}
                <span class="cost"><b>{group.times}" times"</b>" · "{time}</span>
            </summary>
            <p class="wrong"><Icon name="comb" class="i s"/><span>{verdict}" "<a href="/learn/join" rel="external">"When one JOIN is faster"</a></span></p>
            {inside(first, plans)}
        </details>
    }
    .into_any()
}

/// What a statement does: its title and its summary.
fn what(statement: &Statement) -> AnyView {
    let summary = sql::summary(&statement.sql);
    match sql::title(&statement.sql) {
        Some(title) => {
            view! { <span class="what">{title.to_owned()}" "<code>{summary}</code></span> }.into_any()
        }
        None => view! { <span class="what"><code>{summary}</code></span> }.into_any(),
    }
}

/// How many rows it returned or wrote, in words.
fn rows(statement: &Statement) -> String {
    match sql::writes(&statement.sql) {
        true => count(statement.rows, "row written", "rows written"),
        false => count(statement.rows, "row", "rows"),
    }
}

/// What is shown when a statement is opened.
fn inside(statement: &Statement, plans: &Plans) -> AnyView {
    let bound: Vec<_> = statement
        .values
        .iter()
        .enumerate()
        .map(|(n, value)| view! { <div><dt>"$"{n + 1}</dt><dd>{value.clone()}</dd></div> })
        .collect();
    let plan = plans.get(statement.sql.as_ref()).map(|nodes| plan_tree(nodes));
    let waited = (statement.wait_us > WAIT_SHOWN_US)
        .then(|| format!("It waited {} for a connection first. ", duration(statement.wait_us)));
    view! {
        <div class="open">
            {statement.failure.as_ref().map(refused)}
            {text(&statement.sql)}
            {(!bound.is_empty()).then(|| view! { <dl class="bound">{bound}</dl> })}
            {plan}
            <p class="src">
                {waited}
                {source(&statement.file, statement.line)}
                <a href="/learn/sql#a-statement-and-its-plan" rel="external">"What is a statement, and what is a plan?"</a>
            </p>
        </div>
    }
    .into_any()
}

/// The text of a statement without its title, with its parts marked for the style sheet.
fn text(raw: &str) -> AnyView {
    let dedented = sql::dedented(sql::body(raw));
    let pieces: Vec<_> = sql::pieces(&dedented)
        .into_iter()
        .map(|piece| match piece {
            sql::Piece::Keyword(word) => view! { <b>{word.to_owned()}</b> }.into_any(),
            sql::Piece::Parameter(word) => view! { <var>{word.to_owned()}</var> }.into_any(),
            sql::Piece::Text(word) => view! { <span class="v">{word.to_owned()}</span> }.into_any(),
            sql::Piece::Comment(word) => view! { <i>{word.to_owned()}</i> }.into_any(),
            sql::Piece::Plain(word) => word.to_owned().into_any(),
        })
        .collect();
    view! { <pre class="sql" tabindex="0" role="region" aria-label="The statement">{pieces}</pre> }.into_any()
}

/// Draws a query plan as a list; a step's parts are lists in it.
pub fn plan_tree(nodes: &[Node]) -> AnyView {
    view! { <div class="plan"><ul>{nodes.iter().map(node).collect::<Vec<_>>()}</ul></div> }.into_any()
}

fn node(node: &Node) -> AnyView {
    let icon = match node.kind {
        Kind::Search => "needle",
        Kind::Scan => "scan",
        Kind::Subquery => "sub",
        Kind::Sort | Kind::Other => "flat",
    };
    let class = if plan::is_slow(node) { "node slow" } else { "node" };
    let children: Vec<_> = node.children.iter().map(self::node).collect();
    view! {
        <li>
            <div class=class>
                <Icon name=icon/>
                <span><span class="op">{node.operation.clone()}</span>" "{node.rest.clone()}</span>
                <span class="say">{node.explanation.clone()}</span>
            </div>
            {(!children.is_empty()).then(|| view! { <ul>{children}</ul> })}
        </li>
    }
    .into_any()
}

/// The rows that statements read, as `posts:12 posts:13`. A script highlights them in the page beside the panel.
fn touch(statements: &[&Statement]) -> String {
    let mut touched: Vec<_> =
        statements.iter().flat_map(|s| &s.touched).map(|(table, id)| format!("{table}:{id}")).collect();
    touched.sort_unstable();
    touched.dedup();
    touched.join(" ")
}
