//! `POST /csp-report`: logs what browsers stopped on our pages because of the content security policy.
//!
//! Anybody can send anything here, so only a few reports a minute are logged, and only the beginning of each.

use crate::log;
use axum::body::Bytes;
use http::StatusCode;
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How much of a report is logged.
const CHARS_MAX: usize = 1_000;
/// How long after a logged report no other one is logged.
const INTERVAL: Duration = Duration::from_secs(2);

static LAST: Mutex<Option<Instant>> = Mutex::new(None);

/// Logs a report, unless another one was logged within the interval.
pub async fn log_report(body: Bytes) -> StatusCode {
    if is_due() {
        let report = log::sanitize(&String::from_utf8_lossy(&body), CHARS_MAX);
        tracing::warn!(report, "a browser stopped something on a page: {report}");
    }
    StatusCode::NO_CONTENT
}

fn is_due() -> bool {
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let due = last.is_none_or(|last| last.elapsed() > INTERVAL);
    if due {
        *last = Some(Instant::now());
    }
    due
}
