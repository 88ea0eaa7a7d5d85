//! Searching posts, comments, chapters and exercises.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use model::Found;
use web::Error;

#[cfg(feature = "ssr")]
use web::{
    context,
    rate_limit::{LimitedAction, RateLimitKey},
};

sentence!(Search, "You searched for {query}");
/// The posts, comments, chapters and exercises that hold all words of the query, the best match first.
///
/// # Errors
/// `Invalid` where the query has no word or is too long.
#[server(endpoint = "search", prefix = "/api", input = GetUrl)]
pub async fn search(#[server(default)] q: String) -> Result<Found, Error> {
    let cx = context::open()?;
    let query = model::SearchQuery::parse(&q)?;
    let who =
        cx.viewer_id().map_or_else(|| RateLimitKey::Network(cx.visit.network.clone()), RateLimitKey::User);
    cx.site.limits.check(who, LimitedAction::Search)?;
    let hits = store::search::find_hits(&cx.db, &query).await?;
    Ok(Found { hits, lessons: lessons::search(query.as_str()) })
}
