//! Real requests to a small page of the site, which counts: for whoever shows it a cookie it knows.
//!
//! The counts are in memory and few, so the oldest are forgotten; nothing of worth hangs on them. The cookie goes to
//! `/lab/with` alone, so the same page below `/lab/without` is asked without it, by any browser and without a script.

use super::{Fields, Part, Provenance};
use crate::{
    Error,
    ctx::Cx,
    learn::{
        Kept,
        learner::{begin, change},
    },
};
use labs::Experiment;
use leptos::prelude::*;
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The lab's cookie. It opens nothing.
pub const COOKIE: &str = "lab-counter";
const COUNTED_MAX: usize = 20_000;
/// Requests that the figure shows.
const SHOWN_MAX: usize = 6;

/// How often each cookie was shown; cheap to clone.
#[derive(Clone)]
pub struct Counters(Arc<Cache<String, u32>>);

impl Default for Counters {
    fn default() -> Self {
        Self(Arc::new(Cache::new(COUNTED_MAX)))
    }
}

/// What the page answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub count: u32,
    /// Beginning of the cookie that came along; nothing where none did.
    pub came: Option<String>,
    /// The cookie that the answer sets, where the one that came is not known.
    pub sets: Option<String>,
}

impl Counters {
    /// Counts a request that shows this cookie. One that is not known is never taken over.
    pub fn ask(&self, cookie: Option<&str>) -> Answer {
        let came = cookie.map(|cookie| cookie.chars().take(22).collect());
        if let Some((cookie, count)) = cookie.and_then(|cookie| Some((cookie, self.0.get(cookie)?))) {
            let count = count.saturating_add(1);
            self.0.insert(cookie.to_owned(), count);
            return Answer { count, came, sets: None };
        }
        let new = tower_sessions::session::Id::default().to_string();
        self.0.insert(new.clone(), 1);
        Answer { count: 1, came, sets: Some(new) }
    }
}

/// What somebody asked so far, the oldest first.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Run {
    asked: Vec<Asked>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    with: bool,
    answer: Answer,
}

/// Notes one request of the figure's own.
pub async fn note(cx: &Cx, fields: &Fields, with: bool, answer: Answer) -> Result<(), Error> {
    change(cx, &begin(cx).await?, Experiment::Counter, fields, move |kept| {
        let mut run: Run = kept.run();
        run.asked.push(Asked { with, answer });
        let beyond = run.asked.len().saturating_sub(SHOWN_MAX);
        run.asked.drain(..beyond);
        let without: Vec<_> =
            run.asked.iter().filter(|asked| !asked.with).map(|asked| asked.answer.count).collect();
        if let [.., before, last] = without[..] {
            kept.note_outcome(if last == before + 1 { "counts" } else { "begins" });
        }
        kept.set_run(&run);
    })
    .await
}

pub fn draw(kept: &Kept) -> Part {
    let run: Run = kept.run();
    let rows: Vec<_> = run.asked.iter().map(row).collect();
    let none = rows.is_empty();
    let result = view! {
        <div class="answer" aria-live="polite">
            {none.then(|| view! { <p class="quiet-text">"Nothing asked yet."</p> })}
            {rows}
        </div>
    };
    let bar = view! {
        <button class="button first" formaction="/lab/without/counter">"Ask without the cookie"</button>
        <button class="button" formaction="/lab/with/counter">"Ask with it"</button>
        <a class="press" href="/lab/with/counter" rel="external" target="_blank">"Open it in another tab"</a>
    };
    Part {
        provenance: Provenance::Real("real requests, real answers"),
        inside: Vec::new(),
        ask: None,
        result: Some(result.into_any()),
        bar: bar.into_any(),
        action: None,
    }
}

fn row(asked: &Asked) -> AnyView {
    let Asked { with, answer } = asked;
    let path = if *with { "/lab/with/counter" } else { "/lab/without/counter" };
    let came = answer.came.as_ref().map(|came| view! { "\ncookie: "{COOKIE}"="<mark>{came.clone()}</mark> });
    let sets = answer
        .sets
        .as_ref()
        .map(|new| view! { "set-cookie: "{COOKIE}"="<mark>{new.clone()}</mark>"; Path=/lab/with; …\n" });
    let said = match (answer.count, with, answer.came.is_some()) {
        (1, _, false) => {
            "No cookie came along, so the server knows nobody: it begins to count, and sets a new cookie."
        }
        (1, _, true) => {
            "The cookie that came along is not one the server knows: it begins anew, and sets another."
        }
        _ => "The cookie that came along is one the server knows, so it counts on.",
    };
    view! {
        <div class="message out"><p class="way"><span>"sent"</span></p><pre><b>{format!("POST {path} HTTP/1.1")}</b>{came}</pre></div>
        <div class="message back"><p class="way"><span>"answered"</span></p><pre><b>"HTTP/1.1 200"</b>"\n"{sets}"\n"{format!("You asked {}.", times(answer.count))}</pre></div>
        <p class="small">{said}</p>
    }
    .into_any()
}

/// `once`, `3 times`.
pub fn times(n: u32) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_cookie_the_page_made_itself_counts_on() {
        let counters = Counters::default();
        let first = counters.ask(None);
        assert_eq!(first.count, 1);
        let cookie = first.sets.unwrap();
        assert_eq!(counters.ask(Some(&cookie)).count, 2);
        let other = counters.ask(Some("made-up"));
        assert_eq!(other.count, 1);
        assert!(other.sets.is_some_and(|new| new != "made-up"));
        assert_eq!(counters.ask(Some("made-up")).count, 1, "a made-up value is never taken over");
        assert_eq!(counters.ask(Some(&cookie)).count, 3);
    }
}
