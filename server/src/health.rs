//! `GET /healthz`: whether the site can answer, for whatever watches it. It asks the database.

use crate::state::State;
use axum::extract;
use http::StatusCode;
use std::time::Duration;

/// How long the database may take to answer.
const WAIT_MAX: Duration = Duration::from_secs(1);

/// Answers 200 once the database has answered, and 503 if it does not answer in time.
pub async fn check(extract::State(state): extract::State<State>) -> (StatusCode, &'static str) {
    let query = state.site.db.query("SELECT 1").one::<(i64,)>();
    match tokio::time::timeout(WAIT_MAX, query).await {
        Ok(Ok(Some((1,)))) => (StatusCode::OK, "ok\n"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
