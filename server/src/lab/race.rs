//! Races to take home, as CSV and as a picture: one's own, and those that others show.

use super::Question;
use axum::{extract::Path, response::Response};
use lessons::race;

/// `GET /learn/join/race.csv`.
pub async fn own_csv(question: Question) -> Response {
    attached("text/csv; charset=utf-8", "race.csv", race::csv(&question.0, None).await)
}

/// `GET /learn/join/race.svg`.
pub async fn own_picture(question: Question) -> Response {
    attached("image/svg+xml", "race.svg", race::picture(&question.0, None).await)
}

/// `GET /learn/join/race/{token}/race.csv`.
pub async fn shared_csv(Path(token): Path<String>, question: Question) -> Response {
    attached("text/csv; charset=utf-8", "race.csv", race::csv(&question.0, Some(token)).await)
}

/// `GET /learn/join/race/{token}/race.svg`.
pub async fn shared_picture(Path(token): Path<String>, question: Question) -> Response {
    attached("image/svg+xml", "race.svg", race::picture(&question.0, Some(token)).await)
}

fn attached(kind: &'static str, name: &str, made: Result<String, web::Error>) -> Response {
    match made {
        Ok(text) => super::attached(kind, name, text),
        Err(error) => super::refused(error.status(), error.to_string()),
    }
}
