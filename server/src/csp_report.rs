//! `POST /csp-report`: what browsers stopped on our pages, for the log; a few a minute, and never much of any.

use crate::log;
use axum::body::Bytes;
use http::StatusCode;
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

const CHARS_MAX: usize = 1_000;
const INTERVAL: Duration = Duration::from_secs(2);

static LAST: Mutex<Option<Instant>> = Mutex::new(None);

/// Logs a report, unless one was logged just now.
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
