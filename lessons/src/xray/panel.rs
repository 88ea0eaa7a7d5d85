//! Draws one story: when it happened, what crossed the wire, what the server knew and what it asked of the database.

use super::{
    side_by_side::side_by_side,
    statement::{Plans, statements},
    steps::{Places, as_text, stepper},
    timeline::timeline,
};
use crate::format::{clock, count, duration};
use leptos::prelude::*;
use model::Timestamp;
use std::sync::Arc;
use web::components::{Icon, IdempotencyKeyField};
use xray::{Names, Story, Trace, repeated};

/// What a panel shows.
pub struct Shown<'a> {
    /// All stories of the session, oldest first.
    pub stories: &'a [Story],
    /// The index of the story to draw. It may be out of bounds: then the panel says that nothing is recorded yet.
    pub chosen: usize,
    /// The query plans of its statements.
    pub plans: &'a Plans,
    /// The titles that the stories' sentences contain.
    pub names: &'a Names,
    /// This site's own origin, such as `https://example.org`.
    pub origin: &'a str,
    /// The time from which ages are counted.
    pub now: Timestamp,
    /// Whether the reader may show this story to others.
    pub can_share: bool,
    /// How long the story's last request took by the browser's clock, in microseconds, if the browser sent that.
    pub took_us: Option<u64>,
}

/// How many stories the panel's head links to, the chosen one included.
const NEIGHBOURS: usize = 5;

/// The content of the panel.
pub fn panel(shown: &Shown) -> AnyView {
    let Some(story) = shown.stories.get(shown.chosen) else { return empty() };
    let facts = format!(
        "{} · {} · {}, {} in the database",
        clock(story.first().at),
        duration(story.elapsed_us()),
        count(story.statements_count(), "statement", "statements"),
        duration(story.sql_us())
    );
    let id_of = |n: usize| shown.stories.get(n).map(|story| format!("/xray?trace={}", story.first().id));
    let earlier = shown.chosen.checked_sub(1).and_then(id_of);
    let later = id_of(shown.chosen + 1);
    let first = shown.chosen.saturating_sub(NEIGHBOURS - 1);
    let tabs: Vec<_> = shown.stories[first..]
        .iter()
        .enumerate()
        .take(NEIGHBOURS)
        .map(|(n, story)| tab(story, first + n == shown.chosen))
        .collect();
    // What the cookie jar held depends on all earlier requests of the session, so they are collected and grow with each
    // request of the story.
    let mut seen: Vec<Arc<Trace>> =
        shown.stories[..shown.chosen].iter().flat_map(Story::traces).cloned().collect();
    // Statements and steps are numbered through the whole story.
    let (mut ran, mut step) = (0, 0);
    let legs: Vec<_> = story
        .traces()
        .iter()
        .enumerate()
        .map(|(n, trace)| {
            seen.push(trace.clone());
            let (from, places) = (ran, Places::of(trace, step));
            (ran, step) = (ran + trace.statements.len(), places.last);
            leg(shown, &seen, n, from, places)
        })
        .collect();
    view! {
        <section class="xray" aria-labelledby="xray-title">
            <header class="xray-head">
                <div><h2 id="xray-title">{story.title(shown.names)}</h2><p>{facts}</p></div>
                <div class="tools">
                    {earlier.map(|href| view! { <a class="button icon s" href=href rel="external" data-story="earlier" aria-label="Earlier story"><Icon name="left" class="i s"/></a> })}
                    {later.map(|href| view! { <a class="button icon s" href=href rel="external" data-story="later" aria-label="Later story"><Icon name="right" class="i s"/></a> })}
                </div>
            </header>
            <nav class="traces" aria-label="Your last clicks, newest last" tabindex="0">{tabs}</nav>
            {timeline(story, shown.took_us)}
            {stepper(story)}
            {legs}
            {as_text(story)}
            {shown.can_share.then(|| share(story))}
            {keys()}
            {left_out()}
        </section>
    }
    .into_any()
}

fn share(story: &Story) -> AnyView {
    view! {
        <form method="post" action="/api/share_trace">
            <IdempotencyKeyField/>
            <input type="hidden" name="trace" value=story.first().id.clone()/>
            <button class="press small"><Icon name="link" class="i s"/>"Show this story to others, redacted"</button>
        </form>
    }
    .into_any()
}

fn keys() -> AnyView {
    let key = |keys: &'static [&'static str], does: &'static str| {
        let keys: Vec<_> = keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect();
        view! { <div><dt>{keys}</dt><dd>{does}</dd></div> }
    };
    view! {
        <details class="explain keys-help">
            <summary>"Keys"</summary>
            <dl class="keys">
                {key(&["←", "→"], "one step of the story back, or on")}
                {key(&["[", "]"], "the story before, or after")}
                {key(&["?"], "these keys")}
            </dl>
        </details>
    }
    .into_any()
}

fn left_out() -> AnyView {
    view! {
        <details class="explain">
            <summary>"What is not recorded"</summary>
            <p>"Files, feeds and the live line (" <code>"/live"</code> ", by which an open page hears what others do): your cookie goes along with them, but nothing looks it up, so they are nobody’s. And what this X-ray asks for itself."</p>
        </details>
    }
    .into_any()
}

fn empty() -> AnyView {
    view! {
        <section class="xray" aria-labelledby="xray-title">
            <h2 id="xray-title">"Nothing yet"</h2>
            <p>"What you do from now on appears here: every request of this session, for an hour, and for nobody else."</p>
        </section>
    }
    .into_any()
}

fn tab(story: &Story, chosen: bool) -> AnyView {
    let first = story.first();
    let n_plus_one = story.traces().iter().any(|trace| !repeated(&trace.statements).is_empty());
    view! {
        <a href=format!("/xray?trace={}", first.id) rel="external" data-story=first.id.clone() aria-current=chosen.then_some("true")>
            <code>{format!("{} {}", first.method, first.path())}</code>
            <span>{n_plus_one.then_some("N+1 · ")}{count(story.statements_count(), "statement", "statements")}</span>
        </a>
    }
    .into_any()
}

/// One request of the story: the last of `seen`, and the `n`th of the story. `from` statements ran in the requests
/// before.
fn leg(shown: &Shown, seen: &[Arc<Trace>], n: usize, from: usize, places: Places) -> AnyView {
    let Some(trace) = seen.last() else { return ().into_any() };
    let heading = format!("{}. {} {} → {}", n + 1, trace.method, trace.path(), trace.status);
    let none = trace.statements.is_empty() && trace.steps.is_empty();
    view! {
        <section class="leg" aria-labelledby=format!("leg-{n}")>
            <h3 class="leg-title" id=format!("leg-{n}")>{heading}</h3>
            <h3>"Statements "<span class="quiet-text regular">"in the order they ran"</span></h3>
            {none.then(|| view! { <p class="small">"None: what it needed was in memory."</p> })}
            {statements(trace, from, places.statements, shown.plans)}
            {side_by_side(seen, n, places, shown.origin, shown.now)}
        </section>
    }
    .into_any()
}
