//! `GET /healthz`: whether the site can read and write, for whatever watches it; `/healthz?deep` names each part.
//!
//! Anybody may ask, so an answer has no path, no name and no number of the machine, and asking often costs nothing: two
//! within a second share one look ([`crate::watch`]).

use crate::{state::State, watch::Part};
use axum::extract;
use http::{StatusCode, Uri};

/// Answers 200 while everything that is needed is well, and 503 while it is not. With `?deep` it lists the parts, a line
/// each; a backup that is late or a sandbox that is closed stands there, and is no reason for 503.
pub async fn check(extract::State(state): extract::State<State>, uri: Uri) -> (StatusCode, String) {
    let look = state.watch.look(state.clock.now()).await;
    let status = if look.is_well() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let line = |part: &Part| format!("{}: {}\n", part.name, part.fault.as_deref().unwrap_or("ok"));
    let is_deep =
        uri.query().is_some_and(|query| query.split('&').any(|word| word == "deep" || word == "deep="));
    let text = if is_deep {
        look.parts.iter().map(line).collect()
    } else {
        let fault = look.parts.iter().find(|part| part.is_needed && part.fault.is_some());
        fault.map_or_else(|| "ok\n".to_owned(), line)
    };
    (status, text)
}
