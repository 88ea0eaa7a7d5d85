//! `GET /settings/data.json`: everything that the site stores about the person who asks, as a file.
//!
//! The file is written while it is read from the database, a page of rows at a time, so it is whole however much somebody
//! wrote, and costs the same memory for everybody. A fault on the way breaks the transfer off: the browser then reports a
//! download that failed, and nobody takes a part for the whole.

use crate::{refusal::Refusal, state::State};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract,
    response::{IntoResponse, Response},
};
use futures::{StreamExt, channel::mpsc, stream};
use http::{HeaderName, StatusCode, header};
use model::{CommentId, PostId, SessionView, Timestamp, UserId, Viewer};
use serde_json::{Value, json};
use store::{
    Db, comment, idempotency_key, learner,
    learner::{LearnerKey, sandbox, shared_race},
    like, post, session, shared_trace, user,
};
use web::{
    context::Visit,
    rate_limit::{LimitedAction, RateLimitKey},
};

mod json_writer;

use json_writer::JsonWriter;

/// Answers with the file for the person who is signed in; 401 for a guest, 429 for a person who asks too often.
pub async fn own_data(
    extract::State(state): extract::State<State>,
    Extension(visit): Extension<Visit>,
) -> Response {
    let Some(viewer) = visit.viewer.clone() else {
        return Refusal::of(StatusCode::UNAUTHORIZED).into_response();
    };
    if let Err(e) = state.site.limits.check(RateLimitKey::User(viewer.id), LimitedAction::Download) {
        return Refusal::of_error(&e, "Slow down").into_response();
    }
    let headers: [(HeaderName, String); 3] = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        // A name has small letters, digits and underscores only.
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"vitrine-{}.json\"", viewer.name)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    // One piece may wait for the client; the next page of rows is read when that one was taken.
    let (sender, mut pieces) = mpsc::channel(0);
    tokio::spawn(async move {
        let mut file = JsonWriter::new(sender);
        if let Err(e) = write(&state, &visit, &viewer, &mut file).await {
            tracing::error!(request = visit.request_id, error = %e, "a download broke off: {e}");
            file.fail().await;
        }
    });
    // The answer begins with the first piece, which for most people is the whole file: the X-ray then has all statements,
    // and a database that cannot be read is an error and no broken transfer.
    match pieces.next().await {
        Some(Ok(first)) => {
            let first = stream::once(std::future::ready(Ok(first)));
            (headers, Body::from_stream(first.chain(pieces))).into_response()
        }
        _ => Refusal::of(StatusCode::INTERNAL_SERVER_ERROR).into_response(),
    }
}

/// Writes one list, page by page. `$list` is the store's function, which is given what the last row before was; `$next` says
/// that of a row.
macro_rules! write_list {
    ($file:ident, $name:literal, $first:expr, $list:expr, $next:expr, $row:expr) => {
        $file.begin_list($name).await?;
        let mut after = $first;
        loop {
            let rows = $list(after).await?;
            let Some(last) = rows.last() else { break };
            after = $next(last);
            for row in &rows {
                $file.item(&$row(row)).await?;
            }
        }
        $file.end_list().await?;
    };
}

/// Reads everything and writes it down. Every field is listed here by hand, so that a new column is not published before
/// somebody has decided that. Each table that names a person has its place: a test walks the schema and asks for it.
async fn write(state: &State, visit: &Visit, viewer: &Viewer, file: &mut JsonWriter) -> anyhow::Result<()> {
    let db = &state.site.db.with_log(visit.query_log.clone());
    let origin = state.site.origin;
    let me = viewer.id;
    let profile = user::find_profile(db, &viewer.name, Some(me)).await?;
    file.field("made_at", &json!(visit.now.rfc3339())).await?;
    file.field("name", &json!(viewer.name)).await?;
    file.field("display_name", &json!(viewer.display_name)).await?;
    file.field("bio", &json!(profile.as_ref().map(|profile| &profile.bio))).await?;
    file.field("joined_at", &json!(profile.as_ref().map(|profile| profile.created_at.rfc3339()))).await?;
    file.field("role", &json!(viewer.role)).await?;
    file.field("followers", &json!(profile.as_ref().map(|profile| profile.followers))).await?;
    write_list!(
        file,
        "following",
        UserId(0),
        |after| user::list_followed(db, me, after),
        |row: &user::FollowedUser| row.id,
        |row: &user::FollowedUser| json!({ "name": row.name, "created_at": row.created_at.rfc3339() })
    );
    write_list!(
        file,
        "posts",
        PostId(0),
        |after| post::list_posts_of(db, me, after),
        |row: &post::OwnPost| row.id,
        |row: &post::OwnPost| json!({
            "address": format!("{origin}/post/{}", row.id),
            "title": row.title,
            "body": row.body,
            "tags": row.tags,
            "created_at": row.created_at.rfc3339(),
            "edited_at": row.edited_at.map(Timestamp::rfc3339),
        })
    );
    write_list!(
        file,
        "comments",
        CommentId(0),
        |after| comment::list_comments_of(db, me, after),
        |row: &comment::OwnComment| row.id,
        |row: &comment::OwnComment| json!({
            "under": format!("{origin}/post/{}", row.post),
            "body": row.body,
            "created_at": row.created_at.rfc3339(),
            "edited_at": row.edited_at.map(Timestamp::rfc3339),
        })
    );
    write_list!(
        file,
        "liked_posts",
        PostId(0),
        |after| like::list_liked_posts(db, me, after),
        |row: &like::LikedPost| row.post_id,
        |row: &like::LikedPost| json!({
            "post": format!("{origin}/post/{}", row.post_id),
            "created_at": row.created_at.rfc3339(),
        })
    );
    write_list!(
        file,
        "liked_comments",
        CommentId(0),
        |after| like::list_liked_comments(db, me, after),
        |row: &like::LikedComment| row.comment_id,
        |row: &like::LikedComment| json!({
            "comment": row.comment_id,
            "under": format!("{origin}/post/{}", row.post_id),
            "created_at": row.created_at.rfc3339(),
        })
    );
    let stories = shared_trace::list_shared_traces(db, me).await?;
    file.list("shown_traces", stories.iter(), |(token, created_at, story)| {
        json!({
            "address": format!("{origin}/xray/shared/{token}"),
            "created_at": created_at.rfc3339(),
            "story": text_or_json(story),
        })
    })
    .await?;
    write_learning(db, me, origin, file).await?;
    let devices = session::list_devices(db, me).await?;
    file.list("devices", devices.iter(), |at| json!({ "signed_in_first_at": at.rfc3339() })).await?;
    let sent = idempotency_key::list_keys_of(db, me).await?;
    file.list("forms_sent", sent.iter(), |at| json!({ "sent_at": at.rfc3339() })).await?;
    let sessions = session::list_sessions(db, me, visit.session_key.as_ref(), visit.now).await?;
    file.list("sessions", sessions.iter(), session_json).await?;
    file.end().await?;
    Ok(())
}

/// What somebody did in the chapters and the sandbox.
async fn write_learning(db: &Db, me: UserId, origin: &str, file: &mut JsonWriter) -> anyhow::Result<()> {
    let learner_key = LearnerKey::Person(me);
    // As they are in the database. `variant` is the number from which the exercise made the question, and `reset` that of
    // the time somebody started over, where an answer was put aside by it.
    write_list!(
        file,
        "attempts",
        0,
        |after| learner::list_attempts_of(db, me, after),
        |row: &learner::AttemptRow| row.id,
        |row: &learner::AttemptRow| json!({
            "exercise": row.exercise,
            "variant": row.variant,
            "answer": text_or_json(&row.answer),
            "right": row.is_right,
            "first": row.is_first,
            "hints": row.hints,
            "created_at": row.created_at.rfc3339(),
            "reset": reset(row.reset_id),
        })
    );
    write_list!(
        file,
        "experiments",
        (String::new(), 0),
        |(name, reset)| learner::list_states_of(db, me, name, reset),
        |row: &learner::StateRow| (row.name.clone(), row.reset_id),
        |row: &learner::StateRow| json!({
            "name": row.name,
            "state": without_keys(text_or_json(&row.state)),
            "changed_at": row.updated_at.rfc3339(),
            "reset": reset(row.reset_id),
        })
    );
    let resets = learner::list_resets_of(db, me).await?;
    file.list("resets", resets.iter(), |row| {
        json!({
            "number": row.id,
            "what": row.what,
            "created_at": row.created_at.rfc3339(),
        })
    })
    .await?;
    let races = shared_race::list_shared_races(db, &learner_key).await?;
    file.list("shown_races", races.iter(), |(token, created_at)| {
        json!({
            "address": format!("{origin}/learn/join/race/{token}"),
            "created_at": created_at.rfc3339(),
        })
    })
    .await?;
    // The database itself, as it is now, has an address of its own.
    file.field("sandbox", &json!(format!("{origin}/sandbox/sandbox.db"))).await?;
    let causes = sandbox::list_history(db, &learner_key).await?;
    file.list("sandbox_changes", causes.iter(), |row| {
        json!({
            "sql": row.cause,
            "created_at": row.created_at.rfc3339(),
        })
    })
    .await?;
    Ok(())
}

/// A column that holds JSON as JSON, so that it is not escaped twice.
fn text_or_json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

/// The number of a reset; `null` where there was none.
fn reset(id: i64) -> Value {
    if id == 0 { Value::Null } else { Value::from(id) }
}

/// The state of an experiment without the keys that the tamper experiment signs with: a learner who had them could not learn
/// anything from it any more. They protect nothing else.
fn without_keys(mut state: Value) -> Value {
    if let Some(run) = state.get_mut("run").and_then(Value::as_object_mut) {
        run.remove("bench");
    }
    state
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
