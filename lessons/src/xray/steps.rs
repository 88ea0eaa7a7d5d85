//! Tells a story in steps: one sentence for each, in the order in which they happened.
//!
//! The sentences are the text alternative of the panel. A script shows them one by one, and highlights the part of the
//! panel whose `data-step` is the number of the sentence; so this file and the drawing must count in the same way.

use crate::format::{STILL_IN_MEMORY, count, duration};
use leptos::prelude::*;
use web::components::Icon;
use xray::{Failure, Repeated, SetCookie, StepKind, Story, Trace, repeated, sql};

/// The numbers of one request's steps among the steps of its story, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// The browser looks for cookies.
    pub jar: usize,
    /// The request crosses the wire.
    pub request: usize,
    /// The server looks for the session.
    pub session: usize,
    /// The first item of `items`; the others follow.
    pub statements: usize,
    /// The answer leaves.
    pub answer: usize,
    /// The browser stores or removes cookies. There is no such step if the answer sets none.
    pub set: usize,
    /// The request's last step.
    pub last: usize,
}

impl Places {
    /// The numbers for this request; `before` is the last step of the request before it, or 0.
    pub fn of(trace: &Trace, before: usize) -> Self {
        let answer = before + 4 + items(trace).len();
        let set = answer + 1;
        let last = if trace.set_cookies.is_empty() { answer } else { set };
        Self {
            jar: before + 1,
            request: before + 2,
            session: before + 3,
            statements: before + 4,
            answer,
            set,
            last,
        }
    }
}

/// One item in the list of what a request asked of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A statement, by its index in the trace.
    Statement(usize),
    /// All runs of a repeated statement.
    Repeated(Repeated),
    /// The beginning or end of a transaction, by its index in the trace's steps.
    Step(usize),
}

/// A request's statements and transaction steps in the order in which they ended. All runs of a repeated statement are
/// one item, in the place of the first.
pub fn items(trace: &Trace) -> Vec<Item> {
    let (list, repeated) = (&trace.statements, repeated(&trace.statements));
    let mut items = Vec::new();
    // One round more than there are statements, for the steps after the last.
    for n in 0..=list.len() {
        let steps = trace.steps.iter().enumerate().filter(|(_, step)| step.after.min(list.len()) == n);
        items.extend(steps.map(|(step, _)| Item::Step(step)));
        let Some(statement) = list.get(n) else { break };
        match repeated.iter().find(|group| list[group.first].sql == statement.sql) {
            Some(group) if group.first == n => items.push(Item::Repeated(group.clone())),
            Some(_) => {}
            None => items.push(Item::Statement(n)),
        }
    }
    items
}

/// SQLite's error message, with the name and number of its code.
pub fn refusal(failure: &Failure) -> String {
    match (failure.name(), failure.code) {
        (Some(name), Some(code)) => format!("“{}” ({name}, {code})", failure.message),
        (None, Some(code)) => format!("“{}” (code {code})", failure.message),
        _ => format!("“{}”", failure.message),
    }
}

/// What a rollback undid, as the rest of a sentence. `step` is its index in the trace's steps, `ran` how many
/// statements of the story ran before this request.
pub fn taken_back(trace: &Trace, step: usize, ran: usize) -> String {
    let within = trace.rolled_back(step);
    let wrote = |n: &usize| {
        trace.statements.get(*n).is_some_and(|s| s.failure.is_none() && s.rows > 0 && sql::writes(&s.sql))
    };
    let numbers: Vec<_> = within.filter(wrote).map(|n| (ran + n + 1).to_string()).collect();
    match numbers.as_slice() {
        [] => "nothing had been written yet, so nothing is lost".to_owned(),
        [one] => format!("what statement {one} had written is taken back"),
        [most @ .., last] => {
            format!("what statements {} and {last} had written is taken back", most.join(", "))
        }
    }
}

/// Waits up to this long are not mentioned, in microseconds.
pub const WAIT_SHOWN_US: u64 = 50;

/// A sentence in two parts: what happens, which is set in bold, and the rest.
type Step = (String, String);

/// All steps of a story, one request after the other.
pub fn steps(story: &Story) -> Vec<Step> {
    let mut ran = 0;
    let of_trace = |trace| {
        let steps = told(trace, ran);
        ran += trace.statements.len();
        steps
    };
    story.traces().iter().map(|trace| &**trace).flat_map(of_trace).collect()
}

/// The steps of one request; `ran` is how many statements of the story ran before it.
fn told(trace: &Trace, ran: usize) -> Vec<Step> {
    let mut steps = vec![jar(trace), request(trace), session(trace)];
    steps.extend(items(trace).into_iter().map(|item| match item {
        Item::Statement(n) => statement(trace, n),
        Item::Repeated(group) => repeated_statement(trace, &group, ran),
        Item::Step(n) => transaction_step(trace, n, ran),
    }));
    let after = format!(" after {}, with the status {}.", duration(trace.elapsed_us), trace.status);
    steps.push(("The answer leaves".to_owned(), after));
    if !trace.set_cookies.is_empty() {
        steps.push(set(trace));
    }
    steps
}

fn jar(trace: &Trace) -> Step {
    let names: Vec<_> = trace.cookies.iter().map(|(name, _)| name.as_str()).collect();
    match names.as_slice() {
        [] => ("The browser finds no cookie".to_owned(), " to take along.".to_owned()),
        names => {
            ("The browser looks into its jar".to_owned(), format!(" and takes along {}.", names.join(", ")))
        }
    }
}

fn request(trace: &Trace) -> Step {
    let body = match trace.request_bytes {
        0 => String::new(),
        n => format!(", with {} of body", count(n, "byte", "bytes")),
    };
    (format!("{} {}", trace.method, trace.address), format!(" crosses the wire{body}."))
}

fn session(trace: &Trace) -> Step {
    let (what, rest) = match (&trace.before, &trace.after) {
        (Some(before), Some(after)) if before.digest != after.digest => {
            ("The server makes a new session", " in place of the old one.".to_owned())
        }
        (Some(before), after) => {
            let whom = match &before.user_name {
                Some(name) => format!(", and in it {name}"),
                None => "; it names nobody".to_owned(),
            };
            let seen = after.as_ref().is_some_and(|after| after.last_seen != before.last_seen);
            let noted = if seen { ", and notes that you were here" } else { "" };
            let memory = if trace.in_memory { format!(" {STILL_IN_MEMORY}") } else { String::new() };
            ("The server finds your session", format!(" by the cookie{whom}{noted}.{memory}"))
        }
        (None, Some(_)) => ("The server finds no session", " and makes one.".to_owned()),
        (None, None) => ("The server finds no session", ", for no cookie named one.".to_owned()),
    };
    (what.to_owned(), rest)
}

fn statement(trace: &Trace, n: usize) -> Step {
    let statement = &trace.statements[n];
    let took = duration(statement.elapsed_us);
    let rest = match &statement.failure {
        Some(failure) => format!(": SQLite refuses it after {took}: {}.", refusal(failure)),
        None if sql::writes(&statement.sql) => {
            format!(": {}, in {took}.", count(statement.rows, "row written", "rows written"))
        }
        None => format!(": {}, in {took}.", count(statement.rows, "row", "rows")),
    };
    (title(&statement.sql), rest)
}

fn repeated_statement(trace: &Trace, group: &Repeated, ran: usize) -> Step {
    let sql = &trace.statements[group.first].sql;
    let all = trace.statements.iter().filter(|other| other.sql == *sql);
    let took = duration(all.map(|s| s.wait_us + s.elapsed_us).sum());
    let why = group.per_row_of.map(|of| format!("once for each row of statement {}, ", ran + of + 1));
    (title(sql), format!(": {} times, {}in {took}.", group.times, why.unwrap_or_default()))
}

fn title(sql: &str) -> String {
    sql::title(sql).unwrap_or("The server runs a statement").to_owned()
}

fn transaction_step(trace: &Trace, n: usize, ran: usize) -> Step {
    let step = &trace.steps[n];
    let took = duration(step.elapsed_us);
    let (what, rest) = match (step.kind, &step.failure) {
        (kind, Some(failure)) => (kind.sql(), format!(" fails after {took}: {}.", refusal(failure))),
        (StepKind::Begin | StepKind::Savepoint, None) => {
            let waited = match step.wait_us > WAIT_SHOWN_US {
                true => format!(", after {} of waiting for its turn", duration(step.wait_us)),
                false => String::new(),
            };
            ("A transaction begins", format!(" and takes the right to write, in {took}{waited}."))
        }
        (StepKind::Release, None) => {
            ("The transaction has ended", format!(", in {took}, and waits to be kept."))
        }
        (StepKind::Commit, None) if step.others > 0 => {
            let (others, waited) = (count(step.others as u64, "other", "others"), duration(step.wait_us));
            let rest = format!(
                ", together with {others}: the disk has it after {waited} of waiting for them and {took}."
            );
            ("The transaction is kept", rest)
        }
        (StepKind::Commit, None) => ("The transaction is kept", format!(": the disk has it after {took}.")),
        (StepKind::Rollback | StepKind::RollbackTo, None) => {
            ("The transaction is rolled back", format!(": {}.", taken_back(trace, n, ran)))
        }
    };
    (what.to_owned(), rest)
}

fn set(trace: &Trace) -> Step {
    let (gone, kept): (Vec<_>, Vec<_>) =
        trace.set_cookies.iter().partition(|line| line.attributes.contains("Max-Age=0"));
    let names =
        |lines: &[&SetCookie]| lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>().join(", ");
    let rest = match (kept.as_slice(), gone.as_slice()) {
        (kept, []) => format!(" keeps {}.", names(kept)),
        ([], gone) => format!(" throws away {}.", names(gone)),
        (kept, gone) => format!(" keeps {} and throws away {}.", names(kept), names(gone)),
    };
    ("The browser’s jar".to_owned(), rest)
}

/// The line that shows the current step, with buttons to the step before and after.
pub fn stepper(story: &Story) -> AnyView {
    let all = count(steps(story).len() as u64, "step", "steps");
    view! {
        <div class="stepper">
            <p aria-live="polite"><span class="n">{all}": "</span><span class="say">"follow the click from the browser to the table and back."</span></p>
            <span class="pair">
                <button class="button icon s" type="button" data-go="-1" aria-label="One step back"><Icon name="left" class="i s"/></button>
                <button class="button icon s" type="button" data-go="1" aria-label="One step on"><Icon name="right" class="i s"/></button>
            </span>
        </div>
    }
    .into_any()
}

/// All steps as a list. The script of the stepper takes its sentences from here.
pub fn as_text(story: &Story) -> AnyView {
    let lines: Vec<_> =
        steps(story).into_iter().map(|(what, rest)| view! { <li><b>{what}</b>{rest}</li> }).collect();
    view! { <details class="explain astext"><summary>"Read it as text"</summary><ol class="told">{lines}</ol></details> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Timestamp;
    use std::sync::Arc;
    use xray::{Row, Statement, Step as Transaction};

    fn statement(sql: &'static str, rows: u64) -> Statement {
        let values = Vec::new();
        let (file, touched) = ("store/src/like.rs".into(), Vec::new());
        Statement {
            sql: sql.into(),
            values,
            rows,
            at_us: 0,
            wait_us: 0,
            elapsed_us: 130,
            file,
            line: 1,
            touched,
            failure: None,
        }
    }

    fn trace(statements: Vec<Statement>) -> Trace {
        let row = Row {
            digest: "0a1b2c3d".to_owned(),
            user_id: Some(17),
            user_name: Some("ana".to_owned()),
            data: "{}".to_owned(),
            created_at: Timestamp(0),
            last_seen: Timestamp(0),
        };
        Trace {
            method: "POST".to_owned(),
            address: "/api/like_post".to_owned(),
            status: 200,
            cookies: vec![("vitrine".to_owned(), 22)],
            request_bytes: 6,
            after: Some(Row { last_seen: Timestamp(60), ..row.clone() }),
            before: Some(row),
            statements,
            elapsed_us: 4_600,
            ..Trace::default()
        }
    }

    fn step(kind: StepKind, after: usize, wait_us: u64, elapsed_us: u64) -> Transaction {
        let file = "store/src/user.rs".into();
        Transaction { kind, after, at_us: 0, wait_us, elapsed_us, others: 0, file, line: 1, failure: None }
    }

    fn told(trace: &Trace) -> Vec<String> {
        let story = Story::from_traces(vec![Arc::new(trace.clone())]).unwrap();
        steps(&story).into_iter().map(|(what, rest)| what + &rest).collect()
    }

    #[test]
    fn a_story_is_told_in_the_order_in_which_it_happened() {
        let like = trace(vec![statement("-- Keep the like\nINSERT INTO likes", 1)]);
        let said = [
            "The browser looks into its jar and takes along vitrine.",
            "POST /api/like_post crosses the wire, with 6 bytes of body.",
            "The server finds your session by the cookie, and in it ana, and notes that you were here.",
            "Keep the like: one row written, in 0.13 ms.",
            "The answer leaves after 4.6 ms, with the status 200.",
        ];
        assert_eq!(told(&like), said);
        let places = Places::of(&like, 10);
        assert_eq!((places.jar, places.statements, places.answer, places.last), (11, 14, 15, 15));
    }

    #[test]
    fn a_loop_is_one_step_and_the_jar_is_the_last() {
        let mut list = vec![statement("-- List posts\nSELECT 1", 6)];
        list.extend((0..6).map(|_| statement("-- Find the author\nSELECT 2", 1)));
        list.push(statement("-- Count\nSELECT 3", 1));
        let line = |name: &str, attributes: &str| SetCookie {
            name: name.to_owned(),
            value_chars: 22,
            attributes: attributes.to_owned(),
        };
        let set_cookies = vec![line("vitrine", "Path=/"), line("vitrine-form", "Max-Age=0")];
        let slow = Trace { set_cookies, ..trace(list) };
        let told = told(&slow);
        assert_eq!(told[4], "Find the author: 6 times, once for each row of statement 1, in 0.78 ms.");
        assert_eq!(told[7], "The browser’s jar keeps vitrine and throws away vitrine-form.");
        let places = Places::of(&slow, 0);
        assert_eq!((places.answer, places.set, places.last, told.len()), (7, 8, 8, 8));
    }

    #[test]
    fn a_transaction_that_failed_is_told_where_it_happened_and_what_it_took_back() {
        let list = vec![
            statement("-- Find the account\nSELECT 1", 0),
            statement("-- Note the try\nINSERT INTO tries", 1),
            Statement {
                failure: Some(Failure {
                    code: Some(2067),
                    message: "UNIQUE constraint failed: users.name".to_owned(),
                }),
                ..statement("-- Make the account\nINSERT INTO users", 0)
            },
        ];
        let steps = vec![step(StepKind::Begin, 1, 800, 30), step(StepKind::Rollback, 3, 0, 0)];
        let failed = Trace { steps, ..trace(list) };
        let told = told(&failed);
        assert_eq!(
            told[3..8],
            [
                "Find the account: no rows, in 0.13 ms.",
                "A transaction begins and takes the right to write, in 0.03 ms, after 0.80 ms of waiting for its turn.",
                "Note the try: one row written, in 0.13 ms.",
                "Make the account: SQLite refuses it after 0.13 ms: “UNIQUE constraint failed: users.name” (SQLITE_CONSTRAINT_UNIQUE, 2067).",
                "The transaction is rolled back: what statement 2 had written is taken back.",
            ]
        );
        assert_eq!((Places::of(&failed, 0).answer, told.len()), (9, 9));
        assert_eq!(failed.statements_count(), 3);
    }

    #[test]
    fn a_commit_that_kept_others_as_well_is_told_as_what_it_was() {
        let commit = Transaction { others: 2, ..step(StepKind::Commit, 1, 900, 2_000) };
        let steps = vec![step(StepKind::Savepoint, 0, 400, 20), step(StepKind::Release, 1, 0, 10), commit];
        let shared = Trace { steps, ..trace(vec![statement("-- Keep the like\nINSERT INTO likes", 1)]) };
        assert_eq!(
            told(&shared)[3..7],
            [
                "A transaction begins and takes the right to write, in 0.02 ms, after 0.40 ms of waiting for its turn.",
                "Keep the like: one row written, in 0.13 ms.",
                "The transaction has ended, in 0.01 ms, and waits to be kept.",
                "The transaction is kept, together with 2 others: the disk has it after 0.90 ms of waiting for them and 2.0 ms.",
            ]
        );
    }
}
