//! Groups the requests that one click caused into a story: a form that was posted, and the page that its redirect led
//! to.
//!
//! HTTP does not say which requests belong together, so this is a guess from addresses and times. A wrong guess only
//! makes a story too long or too short; no request is lost.

use super::{Names, Trace, sentence::text_of, subject::post_named};
use std::sync::Arc;

/// The requests that one click caused, oldest first. It is never empty.
#[derive(Clone, Debug)]
pub struct Story(Vec<Arc<Trace>>);

/// How long after a redirect the request for its page may come, in microseconds.
const FOLLOWS_WITHIN_US: u64 = 10_000_000;
/// How long after one request of a page's scripts the next may come and still belong to it, in microseconds.
const TOGETHER_WITHIN_US: u64 = 300_000;

impl Story {
    /// Builds a story from given traces, oldest first; `None` if there are none.
    pub fn from_traces(traces: Vec<Arc<Trace>>) -> Option<Self> {
        (!traces.is_empty()).then_some(Self(traces))
    }

    /// The requests, oldest first.
    pub fn traces(&self) -> &[Arc<Trace>] {
        &self.0
    }

    /// The request that began the story.
    pub fn first(&self) -> &Arc<Trace> {
        &self.0[0]
    }

    /// The newest request.
    pub fn last(&self) -> &Arc<Trace> {
        &self.0[self.0.len() - 1]
    }

    /// From the head of the first request to the head of the answer that came last, in microseconds.
    pub fn elapsed_us(&self) -> u64 {
        self.0
            .iter()
            .map(|t| t.clock_us + t.elapsed_us)
            .max()
            .unwrap_or(0)
            .saturating_sub(self.first().clock_us)
    }

    /// How many statements ran in all requests; see `Trace::statements_count`.
    pub fn statements_count(&self) -> u64 {
        self.0.iter().map(|t| t.statements_count()).sum()
    }

    /// Time in the database in all requests, in microseconds; see `Trace::sql_us`.
    pub fn sql_us(&self) -> u64 {
        self.0.iter().map(|t| t.sql_us()).sum()
    }

    /// What the user did, and with what: “You liked “Half a plot by the pump””.
    pub fn title(&self, names: &Names) -> String {
        let first = self.first();
        let done = text_of(first, post_named(self), names);
        if first.is_refused() { format!("{done}, and the site refused") } else { done }
    }
}

/// Groups a session's traces into stories, oldest first.
pub fn stories(mut traces: Vec<Arc<Trace>>) -> Vec<Story> {
    // Traces are kept in the order in which requests ended, which is not always the order in which they began.
    traces.sort_by_key(|trace| trace.clock_us);
    let mut stories: Vec<Story> = Vec::new();
    for trace in traces {
        match stories.last_mut().filter(|story| belongs(&trace, story)) {
            Some(story) => story.0.push(trace),
            None => stories.push(Story(vec![trace])),
        }
    }
    stories
}

/// Whether a request belongs to the story that came before it.
fn belongs(trace: &Trace, story: &Story) -> bool {
    let last = story.last();
    let since = trace.clock_us.saturating_sub(last.clock_us + last.elapsed_us);
    if trace.method == "GET" && since <= FOLLOWS_WITHIN_US && leads_to(last, trace) {
        return true;
    }
    if trace.is_page || trace.method != "GET" {
        return false;
    }
    // A page's scripts may ask for several things at once, as the settings do for their two halves.
    !last.is_page && last.method == "GET" && since <= TOGETHER_WITHIN_US
}

/// Whether the answer to `before` sent the browser to the address of `after`. An answer to a script also names a page,
/// but the script then asks only for that page's data, at another address; there two requests of scripts are enough.
fn leads_to(before: &Trace, after: &Trace) -> bool {
    let Some((_, to)) = before.answer_headers.iter().find(|(name, _)| name == "location") else {
        return false;
    };
    after.address == *to || (!before.is_page && !after.is_page)
}
