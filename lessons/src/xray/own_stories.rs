//! Answers requests for the stories of a session: as a panel, as the page of all stories, or as a copy to show to
//! others.
//!
//! Apart from `draw_shared`, every function reads only the traces of the session that asks.

use super::{
    names::names_in,
    page,
    panel::{Shown, panel},
    shared_story::shared,
    statement::Plans,
    subject::Subject,
};
use crate::format::{count, duration};
use leptos::prelude::*;
use std::{borrow::Cow, collections::HashMap};
use web::{
    Error,
    context::{RequestContext, random_token},
    drawn_page::DrawnPanel,
    rate_limit::LimitedAction,
};
use xray::{Names, SharedStory, Story};

/// A story that took at least this long counts as slow, in microseconds.
const SLOW_US: u64 = 50_000;

/// Which stories the list shows, and which one is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// `writes` or `slow`; anything else shows all.
    pub only: Option<String>,
    /// Only stories with a request for this path.
    pub page: Option<String>,
    /// The story to open, by the number of one of its requests; without it, the newest.
    pub trace: Option<String>,
}

impl Filter {
    /// Whether the list shows this story.
    fn lets_through(&self, story: &Story) -> bool {
        let traces = story.traces();
        let is_kind = match self.only.as_deref() {
            Some("writes") => traces.iter().any(|trace| trace.writes()),
            Some("slow") => story.elapsed_us() >= SLOW_US,
            _ => true,
        };
        is_kind && self.page.as_deref().is_none_or(|page| traces.iter().any(|trace| trace.path() == page))
    }
}

/// Draws the panel of the newest story, or of the one that contains the request `trace`. `took_us` is how long the
/// story's last request took by the browser's clock, in microseconds.
///
/// # Errors
/// `NotFound` if this session's X-ray is off, or an error of the store.
pub async fn draw_panel(
    cx: &RequestContext,
    trace: Option<&str>,
    took_us: Option<u64>,
) -> Result<DrawnPanel, Error> {
    let stories = stories(cx)?;
    let chosen = place_of(&stories, trace);
    let story = chosen.and_then(|n| stories.get(n));
    let (plans, names) = (plans(cx, story).await?, names_in(cx, story.into_iter()).await?);
    let shown = Shown { took_us, ..shown(cx, &stories, chosen, &plans, &names) };
    let n_plus_one = story.is_some_and(|story| {
        story.traces().iter().any(|trace| !xray::repeated(&trace.statements).is_empty())
    });
    let badge = story.map_or_else(String::new, |story| {
        let statements = count(story.statements_count(), "statement", "statements");
        format!("{statements} · {}", duration(story.sql_us()))
    });
    Ok(DrawnPanel { html: panel(&shown).to_html(), badge, n_plus_one })
}

/// Draws the page of the X-ray: the list of stories that `filter` selects, and one story.
///
/// # Errors
/// `NotFound` if this session's X-ray is off, or an error of the store.
pub async fn draw_page(cx: &RequestContext, filter: Filter) -> Result<String, Error> {
    let stories = stories(cx)?;
    let listed: Vec<Story> = stories.iter().filter(|story| filter.lets_through(story)).cloned().collect();
    let newest = listed.last().map(|story| story.first().id.clone());
    let wanted = filter.trace.clone().or(newest);
    let chosen = wanted.as_deref().and_then(|id| place_of(&stories, Some(id)));
    let story = chosen.and_then(|n| stories.get(n));
    let plans = plans(cx, story).await?;
    let about = match story {
        Some(story) => subject(cx, story).await?,
        None => None,
    };
    let names = names_in(cx, listed.iter().chain(story)).await?;
    let shown = shown(cx, &stories, chosen, &plans, &names);
    Ok(page::page(&listed, &shown, &filter, about.as_ref()).to_html())
}

/// Stores a redacted copy of a story, with kinds and lengths instead of values, which everybody who knows its address
/// can read. Returns the token in that address.
///
/// # Errors
/// `SignedOut` for guests, `NotFound` if this session has no story with the request `trace`, or an error of the rate
/// limit or the store.
pub async fn share(cx: &RequestContext, trace: &str) -> Result<String, Error> {
    let viewer = cx.viewer()?.id;
    cx.check_rate_limit(LimitedAction::Edit)?;
    let stories = stories(cx)?;
    let story = place_of(&stories, Some(trace)).and_then(|n| stories.get(n));
    let story = story.ok_or(Error::NotFound)?;
    let mut shared = SharedStory::of(story);
    // Only texts that are part of the program are explained. A text that was read from JSON is owned, and must never be
    // sent to SQLite.
    for statement in story.traces().iter().flat_map(|trace| &trace.statements) {
        if let Cow::Borrowed(sql) = statement.sql {
            let rows = cx.db.plan(sql).await?;
            let plan = || rows.iter().map(|row| (row.id, row.parent, row.detail.clone())).collect();
            shared.plans.entry(sql.to_owned()).or_insert_with(plan);
        }
    }
    let token = random_token();
    let json = serde_json::to_string(&shared).map_err(|_| Error::NotFound)?;
    let kept =
        store::shared_trace::insert_shared_trace(&cx.db, token.clone(), viewer, cx.visit.now, json).await;
    kept?;
    Ok(token)
}

/// Draws the story that somebody shares under this token.
///
/// # Errors
/// `NotFound` if there is none, or none any more, or an error of the store.
pub async fn draw_shared(cx: &RequestContext, token: String) -> Result<String, Error> {
    let found = store::shared_trace::find_shared_trace(&cx.db, token.clone()).await;
    let found = found?.ok_or(Error::NotFound)?;
    let story = serde_json::from_str(&found.story).map_err(|_| Error::NotFound)?;
    let own = cx.viewer_id() == Some(found.user_id);
    Ok(shared(story, found.created_at, own.then_some(token), cx.site.origin).to_html())
}

/// What a panel shows to the session's owner.
fn shown<'a>(
    cx: &RequestContext,
    stories: &'a [Story],
    chosen: Option<usize>,
    plans: &'a Plans,
    names: &'a Names,
) -> Shown<'a> {
    Shown {
        stories,
        chosen: chosen.unwrap_or(stories.len()),
        plans,
        names,
        origin: cx.site.origin,
        now: cx.visit.now,
        can_share: cx.viewer_id().is_some(),
        took_us: None,
    }
}

/// The stories of the session that asks, oldest first.
fn stories(cx: &RequestContext) -> Result<Vec<Story>, Error> {
    let key = cx.visit.session_key.as_ref().filter(|_| cx.visit.is_recorded);
    let key = key.ok_or(Error::NotFound)?;
    Ok(xray::stories(cx.site.rings.list(key, cx.visit.now)))
}

/// The index of the story with this request; without a request, that of the newest.
fn place_of(stories: &[Story], trace: Option<&str>) -> Option<usize> {
    match trace {
        Some(id) => stories.iter().position(|story| story.traces().iter().any(|trace| trace.id == id)),
        None => stories.len().checked_sub(1),
    }
}

/// What a story is about. If its post was deleted, it is about the page.
async fn subject(cx: &RequestContext, story: &Story) -> Result<Option<Subject>, Error> {
    if let Some(post) = xray::post_of(story) {
        let card = store::post::find_card(&cx.db, post).await?;
        if let Some(card) = card {
            return Ok(Some(Subject::Post(card)));
        }
    }
    Ok(xray::page_of(story, cx.site.origin).map(Subject::Page))
}

/// The query plans of a story's statements, by their text.
async fn plans(cx: &RequestContext, story: Option<&Story>) -> Result<Plans, Error> {
    let mut plans = HashMap::new();
    for statement in story.into_iter().flat_map(Story::traces).flat_map(|trace| &trace.statements) {
        let Cow::Borrowed(sql) = statement.sql else { continue };
        if !plans.contains_key(sql) {
            let rows = cx.db.plan(sql).await?;
            plans.insert(sql.to_owned(), xray::plan_of(sql, &rows));
        }
    }
    Ok(plans)
}
