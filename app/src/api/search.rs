//! Searching posts and comments.

use crate::Error;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use model::Hit;

#[cfg(feature = "ssr")]
use crate::{
    ctx,
    limits::{Act, Who},
};

/// What matches the words asked for, the best first.
#[server(endpoint = "search", prefix = "/api", input = GetUrl)]
pub async fn search(#[server(default)] q: String) -> Result<Vec<Hit>, Error> {
    let cx = ctx::open()?;
    let query = model::SearchQuery::parse(&q).map_err(|e| cx.answer(e))?;
    let who = cx.viewer_id().map_or_else(|| Who::Network(cx.visit.network.clone()), Who::User);
    cx.site.limits.count(who, Act::Search).map_err(|e| cx.answer(e))?;
    store::search::find_hits(&cx.db, &query).await.map_err(|e| cx.blame(e))
}
