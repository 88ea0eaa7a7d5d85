//! `GET /sandbox/sandbox.db` and `/sandbox/sandbox.sql`: one's own database, to take home.

use super::Question;
use axum::response::{IntoResponse, Response};
use lessons::sandbox::{self, NotTaken};

/// The file.
pub async fn image(question: Question) -> Response {
    attached("application/vnd.sqlite3", "sandbox.db", sandbox::image(&question.0).await)
}

/// The SQL that makes it again.
pub async fn text(question: Question) -> Response {
    attached("application/sql; charset=utf-8", "sandbox.sql", sandbox::text(&question.0).await)
}

fn attached(kind: &'static str, name: &str, made: Result<impl IntoResponse, NotTaken>) -> Response {
    match made {
        Ok(body) => super::attached(kind, name, body),
        Err(NotTaken::Site(error)) => super::refused(error.status(), error.to_string()),
        Err(NotTaken::Sandbox(refused)) => super::refused(503, refused.to_string()),
    }
}
