//! `GET /sandbox/sandbox.db` and `/sandbox/sandbox.sql`: one's own database, as a file.

use super::LabRequest;
use axum::response::{IntoResponse, Response};
use lessons::sandbox::{self, NotTaken};

/// The database's own file.
pub async fn image(request: LabRequest) -> Response {
    attachment("application/vnd.sqlite3", "sandbox.db", sandbox::image(&request.0).await)
}

/// The SQL statements that make the same database.
pub async fn text(request: LabRequest) -> Response {
    attachment("application/sql; charset=utf-8", "sandbox.sql", sandbox::text(&request.0).await)
}

fn attachment(kind: &'static str, name: &str, result: Result<impl IntoResponse, NotTaken>) -> Response {
    match result {
        Ok(body) => super::attachment(kind, name, body),
        Err(NotTaken::Site(error)) => super::refusal(error.status(), error.to_string()),
        Err(NotTaken::Sandbox(refused)) => super::refusal(503, refused.to_string()),
    }
}
