//! `GET /sandbox/sandbox.db` and `/sandbox/sandbox.sql`: one's own database, to take home.

use super::LabRequest;
use axum::response::{IntoResponse, Response};
use lessons::sandbox::{self, NotTaken};

/// The file.
pub async fn image(request: LabRequest) -> Response {
    attachment("application/vnd.sqlite3", "sandbox.db", sandbox::image(&request.0).await)
}

/// The SQL that makes it again.
pub async fn text(request: LabRequest) -> Response {
    attachment("application/sql; charset=utf-8", "sandbox.sql", sandbox::text(&request.0).await)
}

fn attachment(kind: &'static str, name: &str, made: Result<impl IntoResponse, NotTaken>) -> Response {
    match made {
        Ok(body) => super::attachment(kind, name, body),
        Err(NotTaken::Site(error)) => super::refusal(error.status(), error.to_string()),
        Err(NotTaken::Sandbox(refused)) => super::refusal(503, refused.to_string()),
    }
}
