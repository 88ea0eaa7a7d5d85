//! Races as files, as CSV and as a picture: one's own, and those that others share.

use super::LabRequest;
use axum::{extract::Path, response::Response};
use lessons::race;

/// `GET /learn/join/race.csv`.
pub async fn own_csv(request: LabRequest) -> Response {
    attachment("text/csv; charset=utf-8", "race.csv", race::csv(&request.0, None).await)
}

/// `GET /learn/join/race.svg`.
pub async fn own_picture(request: LabRequest) -> Response {
    attachment("image/svg+xml", "race.svg", race::picture(&request.0, None).await)
}

/// `GET /learn/join/race/{token}/race.csv`.
pub async fn shared_csv(Path(token): Path<String>, request: LabRequest) -> Response {
    attachment("text/csv; charset=utf-8", "race.csv", race::csv(&request.0, Some(token)).await)
}

/// `GET /learn/join/race/{token}/race.svg`.
pub async fn shared_picture(Path(token): Path<String>, request: LabRequest) -> Response {
    attachment("image/svg+xml", "race.svg", race::picture(&request.0, Some(token)).await)
}

fn attachment(kind: &'static str, name: &str, result: Result<String, web::Error>) -> Response {
    match result {
        Ok(text) => super::attachment(kind, name, text),
        Err(error) => super::refusal(error.status(), error.to_string()),
    }
}
