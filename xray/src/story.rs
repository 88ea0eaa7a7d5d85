//! One click is one story: a form that was posted, the redirect that answered it and the page that followed.

use super::{Names, Trace, sentence::said_of, subject::post_named};
use std::sync::Arc;

/// The requests that one click caused, the oldest first; never empty.
#[derive(Clone, Debug)]
pub struct Story(Vec<Arc<Trace>>);

/// How long after a redirect its page may be asked for, and how long a page's own scripts may take to ask.
const FOLLOWS_WITHIN_US: u64 = 10_000_000;
const TOGETHER_WITHIN_US: u64 = 300_000;

impl Story {
    /// A story told elsewhere; none where there are no requests.
    pub fn told(traces: Vec<Arc<Trace>>) -> Option<Self> {
        (!traces.is_empty()).then_some(Self(traces))
    }

    pub fn traces(&self) -> &[Arc<Trace>] {
        &self.0
    }

    /// What began it.
    pub fn first(&self) -> &Arc<Trace> {
        &self.0[0]
    }

    pub fn last(&self) -> &Arc<Trace> {
        &self.0[self.0.len() - 1]
    }

    /// From the first head to the last answer's head, in microseconds.
    pub fn elapsed_us(&self) -> u64 {
        self.0
            .iter()
            .map(|t| t.clock_us + t.elapsed_us)
            .max()
            .unwrap_or(0)
            .saturating_sub(self.first().clock_us)
    }

    pub fn statements_count(&self) -> u64 {
        self.0.iter().map(|t| t.statements_count()).sum()
    }

    pub fn sql_us(&self) -> u64 {
        self.0.iter().map(|t| t.sql_us()).sum()
    }

    /// What the person did, and with what: “You liked “Half a plot by the pump””.
    pub fn title(&self, names: &Names) -> String {
        let first = self.first();
        let done = said_of(first, post_named(self), names);
        if first.is_refused() { format!("{done}, and the site refused") } else { done }
    }
}

/// Sorts a session's traces, the oldest first, into stories.
pub fn stories(mut traces: Vec<Arc<Trace>>) -> Vec<Story> {
    // They are kept as they end; two at once may begin the other way round.
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

fn belongs(trace: &Trace, story: &Story) -> bool {
    let last = story.last();
    let since = trace.clock_us.saturating_sub(last.clock_us + last.elapsed_us);
    if trace.method == "GET" && since <= FOLLOWS_WITHIN_US && leads_to(last, trace) {
        return true;
    }
    if trace.is_page || trace.method != "GET" {
        return false;
    }
    // What a page asks for at once, as the two halves of the settings.
    !last.is_page && last.method == "GET" && since <= TOGETHER_WITHIN_US
}

/// Whether the answer to `before` sent the browser where `after` went. An answer to a script names a page, and the
/// script then asks for that page's data alone.
fn leads_to(before: &Trace, after: &Trace) -> bool {
    let Some((_, to)) = before.answer_headers.iter().find(|(name, _)| name == "location") else {
        return false;
    };
    after.address == *to || (!before.is_page && !after.is_page)
}
