//! The X-ray of one's own session: switching it on, and reading what was recorded.
//!
//! Every function here looks only into the ring of the session that asks.

use crate::Error;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use {
    crate::{
        ctx::{self, Cx},
        limits::Act,
        xray::{self, Story, view},
    },
    std::borrow::Cow,
    std::collections::HashMap,
};

/// The panel of one story, drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    pub html: String,
    /// For the corner of the page: `4 statements · 1.8 ms`.
    pub badge: String,
    /// Whether a statement ran once per row.
    pub n_plus_one: bool,
}

/// Switches this session's glass on or off. A guest's first session begins with it.
#[server(endpoint = "switch_glass", prefix = "/api")]
pub async fn switch_glass(#[server(default)] on: Option<String>) -> Result<(), Error> {
    let cx = ctx::open()?;
    cx.count(Act::Glass)?;
    let session = &cx.session;
    if on.is_some() {
        session.insert(xray::GLASS, true).await.map_err(|e| cx.blame_session(e))?;
        return session.save().await.map_err(|e| cx.blame_session(e));
    }
    let has_lab = session.get::<bool>(crate::learn::LAB).await.map_err(|e| cx.blame_session(e))?;
    if cx.visit.viewer.is_none() && has_lab.is_none() {
        // A guest's session has no other use.
        return session.flush().await.map_err(|e| cx.blame_session(e));
    }
    session.remove::<bool>(xray::GLASS).await.map_err(|e| cx.blame_session(e))?;
    session.save().await.map_err(|e| cx.blame_session(e))
}

/// The newest story, or the one that has this request in it. `took_us` is what the browser measured for it.
#[server(endpoint = "xray_panel", prefix = "/api", input = GetUrl)]
pub async fn xray_panel(trace: Option<String>, took_us: Option<u64>) -> Result<Panel, Error> {
    let cx = ctx::open()?;
    let stories = stories(&cx)?;
    let chosen = chosen(&stories, trace.as_deref());
    let story = chosen.and_then(|n| stories.get(n));
    let plans = plans(&cx, story).await?;
    let shown = view::Shown {
        stories: &stories,
        chosen: chosen.unwrap_or(stories.len()),
        plans: &plans,
        origin: cx.site.origin,
        now: cx.visit.now,
        can_share: cx.viewer_id().is_some(),
        took_us,
    };
    let n_plus_one =
        story.is_some_and(|s| s.traces().iter().any(|t| !xray::repeated(&t.statements).is_empty()));
    let badge = story.map_or_else(String::new, |story| {
        format!(
            "{} · {}",
            view::count(story.statements_count(), "statement", "statements"),
            view::duration(story.sql_us())
        )
    });
    Ok(Panel { html: view::panel(&shown).to_html(), badge, n_plus_one })
}

/// Which stories a list shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// `writes`, `slow`, or nothing.
    pub only: Option<String>,
    /// Those of one page.
    pub page: Option<String>,
    /// The story to open: the number of one of its requests.
    pub trace: Option<String>,
}

/// The whole timeline, drawn: the list, and one story beside it.
#[server(endpoint = "xray_page", prefix = "/api", input = GetUrl)]
pub async fn xray_page(
    only: Option<String>,
    page: Option<String>,
    trace: Option<String>,
) -> Result<String, Error> {
    let cx = ctx::open()?;
    let stories = stories(&cx)?;
    let filter = Filter { only, page, trace };
    let fits = |story: &&Story| {
        let traces = story.traces();
        let kind = match filter.only.as_deref() {
            Some("writes") => traces.iter().any(|trace| trace.writes()),
            Some("slow") => story.elapsed_us() >= SLOW_US,
            _ => true,
        };
        kind && filter.page.as_deref().is_none_or(|page| traces.iter().any(|trace| trace.path() == page))
    };
    let listed: Vec<Story> = stories.iter().filter(fits).cloned().collect();
    let newest = listed.last().map(|story| story.first().id.clone());
    let wanted = filter.trace.clone().or(newest);
    let chosen = wanted.as_deref().and_then(|id| chosen(&stories, Some(id)));
    let plans = plans(&cx, chosen.and_then(|n| stories.get(n))).await?;
    let shown = view::Shown {
        stories: &stories,
        chosen: chosen.unwrap_or(stories.len()),
        plans: &plans,
        origin: cx.site.origin,
        now: cx.visit.now,
        can_share: cx.viewer_id().is_some(),
        took_us: None,
    };
    let about = match chosen.and_then(|n| stories.get(n)) {
        Some(story) => specimen(&cx, story).await?,
        None => None,
    };
    Ok(view::page(&listed, &shown, &filter, about.as_ref()).to_html())
}

/// Shows a story to whoever gets its address: redacted first, kinds and lengths instead of values. Leads to that address.
#[server(endpoint = "share_trace", prefix = "/api")]
pub async fn share_trace(trace: String) -> Result<(), Error> {
    let cx = ctx::open()?;
    let viewer = cx.viewer()?.id;
    cx.count(Act::Edit)?;
    let stories = stories(&cx)?;
    let story = chosen(&stories, Some(&trace)).and_then(|n| stories.get(n));
    let story = story.ok_or_else(|| cx.answer(Error::NotFound))?;
    let mut shared = xray::SharedStory::of(story);
    for statement in story.traces().iter().flat_map(|trace| &trace.statements) {
        if let Cow::Borrowed(sql) = statement.sql {
            let rows = cx.db.plan(sql).await.map_err(|e| cx.blame(e))?;
            shared
                .plans
                .entry(sql.to_owned())
                .or_insert_with(|| rows.iter().map(|row| (row.id, row.parent, row.detail.clone())).collect());
        }
    }
    let token = tower_sessions::session::Id::default().to_string();
    let json = serde_json::to_string(&shared).map_err(|_| cx.answer(Error::NotFound))?;
    let kept = store::shared_trace::insert_shared_trace(&cx.db, token.clone(), viewer, cx.visit.now, json);
    kept.await.map_err(|e| cx.blame(e))?;
    leptos_axum::redirect(&format!("/xray/shared/{token}"));
    Ok(())
}

/// Takes a shared story back.
#[server(endpoint = "unshare_trace", prefix = "/api")]
pub async fn unshare_trace(token: String) -> Result<(), Error> {
    let cx = ctx::open()?;
    let viewer = cx.viewer()?.id;
    let gone = store::shared_trace::delete_shared_trace(&cx.db, token, viewer).await;
    if !gone.map_err(|e| cx.blame(e))? {
        return Err(cx.answer(Error::NotFound));
    }
    leptos_axum::redirect("/xray");
    Ok(())
}

/// A story that somebody shows, drawn.
#[server(endpoint = "xray_shared", prefix = "/api", input = GetUrl)]
pub async fn xray_shared(token: String) -> Result<String, Error> {
    let cx = ctx::open()?;
    let found =
        store::shared_trace::find_shared_trace(&cx.db, token.clone()).await.map_err(|e| cx.blame(e))?;
    let found = found.ok_or_else(|| cx.answer(Error::NotFound))?;
    let shared: xray::SharedStory =
        serde_json::from_str(&found.story).map_err(|_| cx.answer(Error::NotFound))?;
    let own = cx.viewer_id() == Some(found.user_id);
    Ok(view::shared(shared, found.created_at, own.then_some(token), cx.site.origin).to_html())
}

/// From here on a story is slow.
#[cfg(feature = "ssr")]
const SLOW_US: u64 = 50_000;

/// The stories of the session that asks.
#[cfg(feature = "ssr")]
fn stories(cx: &Cx) -> Result<Vec<Story>, Error> {
    let key = cx.visit.session_key.as_ref().filter(|_| cx.visit.glass);
    let key = key.ok_or_else(|| cx.answer(Error::NotFound))?;
    Ok(xray::stories(cx.site.rings.list(key, cx.visit.now)))
}

#[cfg(feature = "ssr")]
fn chosen(stories: &[Story], trace: Option<&str>) -> Option<usize> {
    match trace {
        Some(id) => stories.iter().position(|story| story.traces().iter().any(|trace| trace.id == id)),
        None => stories.len().checked_sub(1),
    }
}

/// What a story is about; a post that is gone is not shown.
#[cfg(feature = "ssr")]
async fn specimen(cx: &Cx, story: &Story) -> Result<Option<view::Specimen>, Error> {
    if let Some(post) = xray::post_of(story) {
        let card = store::post::find_card(&cx.db, post).await.map_err(|e| cx.blame(e))?;
        if let Some(card) = card {
            return Ok(Some(view::Specimen::Post(card)));
        }
    }
    Ok(xray::page_of(story, cx.site.origin).map(view::Specimen::Page))
}

/// How SQLite goes about the statements of a story.
#[cfg(feature = "ssr")]
async fn plans(cx: &Cx, story: Option<&Story>) -> Result<view::Plans, Error> {
    let mut plans = HashMap::new();
    for statement in story.into_iter().flat_map(Story::traces).flat_map(|trace| &trace.statements) {
        let Cow::Borrowed(sql) = statement.sql else { continue };
        if !plans.contains_key(sql) {
            let rows = cx.db.plan(sql).await.map_err(|e| cx.blame(e))?;
            plans.insert(sql.to_owned(), xray::plan_of(sql, &rows));
        }
    }
    Ok(plans)
}
