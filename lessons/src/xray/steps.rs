//! A story in steps: a sentence for each, in the order in which they happened.
//!
//! The sentences are the story's text twin, and the stepper shows them one by one: the nth of them speaks of the part of
//! the panel whose `data-step` is n.

use crate::format::{STILL_IN_MEMORY, count, duration};
use leptos::prelude::*;
use web::components::Icon;
use xray::{Repeated, SetCookie, Statement, Story, Trace, repeated, sql};

/// Where the parts of one request stand among the story's steps, from 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    pub jar: usize,
    pub request: usize,
    pub session: usize,
    /// The first statement; those that ran over and over are one step.
    pub statements: usize,
    pub answer: usize,
    /// What the answer put into the jar, if anything.
    pub set: usize,
    /// Of the request's last step.
    pub last: usize,
}

impl Places {
    /// `before` is the last step of the request before.
    pub fn of(trace: &Trace, before: usize) -> Self {
        let answer = before + 4 + groups(&trace.statements).len();
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

/// Where a request's statements stand among themselves; of those that ran over and over only the first, with the rest.
pub fn groups(list: &[Statement]) -> Vec<(usize, Option<Repeated>)> {
    let repeated = repeated(list);
    let of = |n: usize| repeated.iter().find(|group| list[group.first].sql == list[n].sql);
    (0..list.len())
        .map(|n| (n, of(n).cloned()))
        .filter(|(n, group)| group.as_ref().is_none_or(|group| group.first == *n))
        .collect()
}

/// What happens, and the rest of the sentence.
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

fn told(trace: &Trace, ran: usize) -> Vec<Step> {
    let mut steps = vec![jar(trace), request(trace), session(trace)];
    steps.extend(groups(&trace.statements).into_iter().map(|(n, group)| statement(trace, n, group, ran)));
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

fn statement(trace: &Trace, n: usize, group: Option<Repeated>, ran: usize) -> Step {
    let statement = &trace.statements[n];
    let title = sql::title(&statement.sql).unwrap_or("The server runs a statement");
    let rest = match group {
        Some(Repeated { times, per_row_of, .. }) => {
            let all = trace.statements.iter().filter(|other| other.sql == statement.sql);
            let took = duration(all.map(|s| s.wait_us + s.elapsed_us).sum());
            let why = per_row_of.map(|of| format!("once for each row of statement {}, ", ran + of + 1));
            format!(": {times} times, {}in {took}.", why.unwrap_or_default())
        }
        None => {
            let rows = match sql::writes(&statement.sql) {
                true => count(statement.rows, "row written", "rows written"),
                false => count(statement.rows, "row", "rows"),
            };
            format!(": {rows}, in {}.", duration(statement.elapsed_us))
        }
    };
    (title.to_owned(), rest)
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

/// The line that tells the step in hand, with a button back and one on; and all of them as text.
pub fn stepper(story: &Story) -> AnyView {
    let steps = steps(story);
    let all = count(steps.len() as u64, "step", "steps");
    let lines: Vec<_> =
        steps.into_iter().map(|(what, rest)| view! { <li><b>{what}</b>{rest}</li> }).collect();
    view! {
        <div class="stepper">
            <p aria-live="polite"><span class="n">{all}": "</span><span class="say">"follow the click from the browser to the table and back."</span></p>
            <span class="pair">
                <button class="button icon s" type="button" data-go="-1" aria-label="One step back"><Icon name="left" class="i s"/></button>
                <button class="button icon s" type="button" data-go="1" aria-label="One step on"><Icon name="right" class="i s"/></button>
            </span>
        </div>
        <details class="explain astext"><summary>"Read it as text"</summary><ol class="told">{lines}</ol></details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Timestamp;
    use std::sync::Arc;
    use xray::Row;

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

    fn told(trace: &Trace) -> Vec<String> {
        let story = Story::told(vec![Arc::new(trace.clone())]).unwrap();
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
}
