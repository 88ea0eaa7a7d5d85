//! The stories that the asking session recorded, drawn: as a panel, as the whole timeline, or to be shown to others.
//!
//! Every function here looks only into the traces of the session that asks.

use super::{
    names::names_in,
    page,
    panel::{Shown, panel},
    shared_story::shared,
    specimen::Specimen,
    statement::Plans,
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

/// From here on a story is slow, in microseconds.
const SLOW_US: u64 = 50_000;

/// Which stories a list shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// `writes`, `slow`, or nothing.
    pub only: Option<String>,
    /// Those of one page.
    pub page: Option<String>,
    /// The story to open: the number of one of its requests.
    pub trace: Option<String>,
}

impl Filter {
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

/// The newest story, or the one that has the request `trace` in it. `took_us` is what the browser measured for it.
///
/// # Errors
/// `NotFound` where this session's glass is off.
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

/// The whole timeline: the list that `filter` lets through, and one story beside it.
///
/// # Errors
/// `NotFound` where this session's glass is off.
pub async fn draw_page(cx: &RequestContext, filter: Filter) -> Result<String, Error> {
    let stories = stories(cx)?;
    let listed: Vec<Story> = stories.iter().filter(|story| filter.lets_through(story)).cloned().collect();
    let newest = listed.last().map(|story| story.first().id.clone());
    let wanted = filter.trace.clone().or(newest);
    let chosen = wanted.as_deref().and_then(|id| place_of(&stories, Some(id)));
    let story = chosen.and_then(|n| stories.get(n));
    let plans = plans(cx, story).await?;
    let about = match story {
        Some(story) => specimen(cx, story).await?,
        None => None,
    };
    let names = names_in(cx, listed.iter().chain(story)).await?;
    let shown = shown(cx, &stories, chosen, &plans, &names);
    Ok(page::page(&listed, &shown, &filter, about.as_ref()).to_html())
}

/// Keeps a redacted copy of a story for whoever gets its address: kinds and lengths instead of values. Returns the token
/// in that address.
///
/// # Errors
/// `SignedOut` for guests, `NotFound` where this session has no such story.
pub async fn share(cx: &RequestContext, trace: &str) -> Result<String, Error> {
    let viewer = cx.viewer()?.id;
    cx.check_rate_limit(LimitedAction::Edit)?;
    let stories = stories(cx)?;
    let story = place_of(&stories, Some(trace)).and_then(|n| stories.get(n));
    let story = story.ok_or(Error::NotFound)?;
    let mut shared = SharedStory::of(story);
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

/// A story that somebody shows.
///
/// # Errors
/// `NotFound` where nobody does, or no longer.
pub async fn draw_shared(cx: &RequestContext, token: String) -> Result<String, Error> {
    let found = store::shared_trace::find_shared_trace(&cx.db, token.clone()).await;
    let found = found?.ok_or(Error::NotFound)?;
    let story = serde_json::from_str(&found.story).map_err(|_| Error::NotFound)?;
    let own = cx.viewer_id() == Some(found.user_id);
    Ok(shared(story, found.created_at, own.then_some(token), cx.site.origin).to_html())
}

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

/// The stories of the session that asks.
fn stories(cx: &RequestContext) -> Result<Vec<Story>, Error> {
    let key = cx.visit.session_key.as_ref().filter(|_| cx.visit.is_recorded);
    let key = key.ok_or(Error::NotFound)?;
    Ok(xray::stories(cx.site.rings.list(key, cx.visit.now)))
}

/// Where the story with this request stands among them; without a request the newest.
fn place_of(stories: &[Story], trace: Option<&str>) -> Option<usize> {
    match trace {
        Some(id) => stories.iter().position(|story| story.traces().iter().any(|trace| trace.id == id)),
        None => stories.len().checked_sub(1),
    }
}

/// What a story is about; a post that is gone is not shown.
async fn specimen(cx: &RequestContext, story: &Story) -> Result<Option<Specimen>, Error> {
    if let Some(post) = xray::post_of(story) {
        let card = store::post::find_card(&cx.db, post).await?;
        if let Some(card) = card {
            return Ok(Some(Specimen::Post(card)));
        }
    }
    Ok(xray::page_of(story, cx.site.origin).map(Specimen::Page))
}

/// How SQLite goes about the statements of a story.
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
