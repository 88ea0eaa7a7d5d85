//! `GET /settings/data.json`: everything that the site stores about the person who asks, as a file.

use crate::{refusal::Refusal, state::State};
use axum::{
    Extension, extract,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use model::{SessionView, Timestamp, Viewer};
use serde_json::{Value, json};
use web::{
    context::Visit,
    rate_limit::{LimitedAction, RateLimitKey},
};

/// Answers with the file for the person who is signed in; 401 for a guest, 429 for a person who asks too often.
pub async fn own_data(
    extract::State(state): extract::State<State>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let Some(viewer) = &visit.viewer else {
        return Refusal::of(StatusCode::UNAUTHORIZED).into_response();
    };
    if state.site.limits.check(RateLimitKey::User(viewer.id), LimitedAction::Download).is_err() {
        let mut response = Refusal::of(StatusCode::TOO_MANY_REQUESTS).into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        return response;
    }
    match collect(&state, &visit, viewer).await {
        Ok(data) => match state.site.downloads.run(move || format!("{data:#}\n")).await {
            Ok(text) => attachment(viewer, text),
            Err(busy) => refused(&busy),
        },
        Err(e) => {
            tracing::error!(request = visit.request_id, error = %e, "a download was not made: {e}");
            Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
    }
}

/// Where too many take something home at the same time.
fn refused(error: &web::Error) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Refusal::of(status).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    response
}

/// A file that the browser saves and does not show.
fn attachment(viewer: &Viewer, text: String) -> Response {
    let headers: [(HeaderName, String); 3] = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        // A name has small letters, digits and underscores only.
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"vitrine-{}.json\"", viewer.name)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, text).into_response()
}

/// A column that holds JSON as JSON, so that it is not escaped twice.
fn text_or_json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

/// The state of an experiment without the keys that the tamper experiment signs with: a learner who had them could not learn
/// anything from it any more. They protect nothing else.
fn without_keys(mut state: Value) -> Value {
    if let Some(run) = state.get_mut("run").and_then(Value::as_object_mut) {
        run.remove("bench");
    }
    state
}

/// Reads everything and puts it together. Every field is listed here by hand, so that a new column is not published
/// before somebody has decided that.
async fn collect(state: &State, visit: &Visit, viewer: &Viewer) -> store::Result<Value> {
    let db = state.site.db.with_log(visit.query_log.clone());
    let profile = store::user::find_profile(&db, &viewer.name, Some(viewer.id)).await?;
    let posts = store::post::list_posts_of(&db, viewer.id).await?;
    let comments = store::comment::list_comments_of(&db, viewer.id).await?;
    let likes = store::like::list_likes_of(&db, viewer.id).await?;
    let following = store::user::list_followed(&db, viewer.id).await?;
    let sessions =
        store::session::list_sessions(&db, viewer.id, visit.session_key.as_ref(), visit.now).await?;
    let who = store::learner::LearnerKey::Person(viewer.id);
    let work = store::learner::find_work(&db, &who).await?;
    let attempts = store::learner::list_attempts_of(&db, viewer.id).await?;
    let causes = store::learner::sandbox::list_history(&db, &who).await?;
    let races = store::learner::shared_race::list_shared_races(&db, &who).await?;
    let edited = |at: Option<Timestamp>| at.map(Timestamp::rfc3339);
    Ok(json!({
        "made_at": visit.now.rfc3339(),
        "name": viewer.name,
        "display_name": viewer.display_name,
        "bio": profile.as_ref().map(|profile| &profile.bio),
        "joined_at": profile.as_ref().map(|profile| profile.created_at.rfc3339()),
        "followers": profile.as_ref().map(|profile| profile.followers),
        "following": following,
        "posts": posts.iter().map(|post| json!({
            "address": format!("{}/post/{}", state.site.origin, post.id),
            "title": post.title,
            "body": post.body,
            "tags": post.tags,
            "created_at": post.created_at.rfc3339(),
            "edited_at": edited(post.edited_at),
        })).collect::<Vec<_>>(),
        "comments": comments.iter().map(|comment| json!({
            "under": format!("{}/post/{}", state.site.origin, comment.post),
            "body": comment.body,
            "created_at": comment.created_at.rfc3339(),
            "edited_at": edited(comment.edited_at),
        })).collect::<Vec<_>>(),
        "likes": likes.iter().map(|like| json!({
            "post": format!("{}/post/{}", state.site.origin, like.post_id),
            "comment": like.comment_id,
            "created_at": like.created_at.rfc3339(),
        })).collect::<Vec<_>>(),
        // As they are in the database. `variant` is the number from which the exercise made the question.
        "attempts": attempts.iter().map(|attempt| json!({
            "exercise": attempt.exercise,
            "variant": attempt.variant,
            "answer": text_or_json(&attempt.answer),
            "right": attempt.is_right,
            "first": attempt.is_first,
            "hints": attempt.hints,
            "created_at": attempt.created_at.rfc3339(),
        })).collect::<Vec<_>>(),
        "experiments": work.states.iter().map(|state| (state.name.clone(), without_keys(text_or_json(&state.state))))
            .collect::<serde_json::Map<_, _>>(),
        "shown_races": races.iter().map(|(token, created_at)| json!({
            "address": format!("{}/learn/join/race/{token}", state.site.origin),
            "created_at": created_at.rfc3339(),
        })).collect::<Vec<_>>(),
        // The sandbox's database has an address of its own.
        "sandbox": {
            "address": format!("{}/sandbox/sandbox.db", state.site.origin),
            "changes": causes.iter().map(|cause| json!({
                "sql": cause.cause,
                "created_at": cause.created_at.rfc3339(),
            })).collect::<Vec<_>>(),
        },
        "sessions": sessions.iter().map(session_json).collect::<Vec<_>>(),
    }))
}

/// A session without its digest, which is of no use to anybody but the site.
fn session_json(session: &SessionView) -> Value {
    json!({
        "browser": session.device.browser,
        "system": session.device.system,
        "network": session.address,
        "created_at": session.created_at.rfc3339(),
        "last_seen": session.last_seen.rfc3339(),
        "this_one": session.this_one,
    })
}
