//! Searching posts and comments.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use model::Hit;
use web::Error;

#[cfg(feature = "ssr")]
use web::{
    context,
    rate_limit::{Act, RateLimitKey},
};

sentence!(Search, "You searched for {query}");
/// What matches the words asked for, the best first.
#[server(endpoint = "search", prefix = "/api", input = GetUrl)]
pub async fn search(#[server(default)] q: String) -> Result<Vec<Hit>, Error> {
    let cx = context::open()?;
    let query = model::SearchQuery::parse(&q)?;
    let who =
        cx.viewer_id().map_or_else(|| RateLimitKey::Network(cx.visit.network.clone()), RateLimitKey::User);
    cx.site.limits.count(who, Act::Search)?;
    store::search::find_hits(&cx.db, &query).await.map_err(Error::from)
}
