//! Searching posts and comments.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use model::Hit;
use web::Error;

#[cfg(feature = "ssr")]
use web::{
    context,
    rate_limit::{LimitedAction, RateLimitKey},
};

sentence!(Search, "You searched for {query}");
/// The posts and comments that hold all words of the query, the best match first.
///
/// # Errors
/// `Invalid` where the query has no word or is too long.
#[server(endpoint = "search", prefix = "/api", input = GetUrl)]
pub async fn search(#[server(default)] q: String) -> Result<Vec<Hit>, Error> {
    let cx = context::open()?;
    let query = model::SearchQuery::parse(&q)?;
    let who =
        cx.viewer_id().map_or_else(|| RateLimitKey::Network(cx.visit.network.clone()), RateLimitKey::User);
    cx.site.limits.check(who, LimitedAction::Search)?;
    store::search::find_hits(&cx.db, &query).await.map_err(Error::from)
}
