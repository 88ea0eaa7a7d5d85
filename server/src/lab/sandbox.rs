//! `GET /sandbox/sandbox.db` and `/sandbox/sandbox.sql`: one's own database, to take home.

use super::Question;
use crate::refusal::Refusal;
use app::sandbox::{self, NotTaken};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

/// The file.
pub async fn image(question: Question) -> Response {
    attached("application/vnd.sqlite3", "sandbox.db", sandbox::image(&question.0).await)
}

/// The SQL that makes it again.
pub async fn text(question: Question) -> Response {
    attached("application/sql; charset=utf-8", "sandbox.sql", sandbox::text(&question.0).await)
}

fn attached(kind: &'static str, name: &str, made: Result<impl IntoResponse, NotTaken>) -> Response {
    let (status, sentence) = match made {
        Ok(body) => {
            let headers = [
                (header::CONTENT_TYPE, kind.to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            return (headers, body).into_response();
        }
        Err(NotTaken::Site(error)) => (error.status(), error.to_string()),
        Err(NotTaken::Sandbox(refused)) => (503, refused.to_string()),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    Refusal { sentence, ..Refusal::of(status) }.into_response()
}
