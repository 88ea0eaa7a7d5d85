//! `GET /sandbox/sandbox.db` and `/sandbox/sandbox.sql`: one's own database, as a file. `POST /sandbox/import`: a file that is
//! brought in; `POST /sandbox/table`: what a person says of a table that was looked at.

use super::{LabRequest, redirect_to_figure, request_context};
use crate::{refusal::Refusal, state::State};
use axum::{
    Form,
    extract::{FromRequest, Multipart, Request, multipart::Field},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use labs::import::{COLUMNS_MAX, ColumnKind, CsvForm};
use lessons::sandbox::{self, CsvAnswer, ImportOptions, NotDone, Typed, Upload, view::find_separator};
use std::collections::BTreeMap;
use tokio::{fs::File, io::AsyncWriteExt};
use web::{Error, context::RequestContext};

const FIGURE: &str = "/sandbox#answer";
/// The most fields of a form with a file in it. A page has fewer than twenty, and two for each column of a table.
const FIELDS_MAX: usize = 300;
/// The most bytes of all fields but the file: the text of the editor, and what was pasted.
const FIELD_BYTES_MAX: usize = 1 << 20;

/// The database's own file.
pub async fn image(request: LabRequest) -> Response {
    attachment("application/vnd.sqlite3", "sandbox.db", sandbox::image(&request.0).await)
}

/// The SQL statements that make the same database.
pub async fn text(request: LabRequest) -> Response {
    attachment("application/sql; charset=utf-8", "sandbox.sql", sandbox::text(&request.0).await)
}

fn attachment(kind: &'static str, name: &str, result: Result<impl IntoResponse, NotDone>) -> Response {
    match result {
        Ok(body) => super::attachment(kind, name, body),
        Err(NotDone::Site(error)) => super::refusal(error.status(), error.to_string()),
        Err(NotDone::Sandbox(refused)) => super::refusal(503, refused.to_string()),
    }
}

/// Brings a file in. It is written to a file without a name while it arrives, so that a slow sender costs no memory, and only
/// when one of the places for it is free.
pub async fn import(axum::extract::State(state): axum::extract::State<State>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let cx = match request_context(&mut parts, &state).await {
        Ok(cx) => cx,
        Err(response) => return response,
    };
    let Ok(form) = Multipart::from_request(Request::from_parts(parts, body), &state).await else {
        return Refusal::of(StatusCode::UNSUPPORTED_MEDIA_TYPE).into_response();
    };
    let Some(_place) = cx.site.labs.sandboxes.uploads.take(&cx.visit.network).await else {
        return redirect_to_figure(&cx, Err(Error::Busy { seconds: 10 }), FIGURE, None);
    };
    let received = match receive(form, sandbox::bytes_max(&cx) as u64).await {
        Ok(received) => received,
        Err(NotReceived::Disk(error)) => {
            tracing::error!(%error, "a file that was sent cannot be kept: {error}");
            return redirect_to_figure(&cx, Err(Error::DiskFull), FIGURE, None);
        }
        Err(NotReceived::Broken(status)) => return Refusal::of(status).into_response(),
    };
    let ReceivedForm { fields, upload } = received;
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let options = ImportOptions {
        table: field("table"),
        begins_empty: fields.contains_key("begins_empty"),
        leaves_keys_unchecked: fields.contains_key("keys_unchecked"),
    };
    let done = sandbox::import(&cx, Typed(field("sql")), upload, options).await;
    redirect_to_figure(&cx, done, FIGURE, None)
}

/// A form with a file in it.
struct ReceivedForm {
    fields: BTreeMap<String, String>,
    upload: Upload,
}

/// Why a form did not arrive.
enum NotReceived {
    /// It cannot be read, or is too long.
    Broken(StatusCode),
    /// The machine could not keep the file.
    Disk(std::io::Error),
}

impl From<axum::extract::multipart::MultipartError> for NotReceived {
    fn from(error: axum::extract::multipart::MultipartError) -> Self {
        Self::Broken(error.status())
    }
}

impl From<std::io::Error> for NotReceived {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error)
    }
}

/// Reads a form to its end. Of a file that is too large the rest is read and dropped: only so the sender hears why.
async fn receive(mut form: Multipart, bytes_max: u64) -> Result<ReceivedForm, NotReceived> {
    let mut file = File::from_std(tempfile::tempfile()?);
    let (mut name, mut bytes) = (String::new(), 0);
    let (mut fields, mut bytes_left) = (BTreeMap::new(), FIELD_BYTES_MAX);
    let too_large = || NotReceived::Broken(StatusCode::PAYLOAD_TOO_LARGE);
    for _ in 0..FIELDS_MAX {
        let Some(field) = form.next_field().await? else {
            file.flush().await?;
            let upload = Upload { name, file: file.into_std().await, bytes };
            return Ok(ReceivedForm { fields, upload });
        };
        let Some(key) = field.name().map(str::to_owned) else { continue };
        if key == "file" {
            if bytes > 0 {
                return Err(NotReceived::Broken(StatusCode::BAD_REQUEST));
            }
            name = field.file_name().unwrap_or_default().to_owned();
            bytes = write_file(field, &mut file, bytes_max).await?;
        } else {
            let value = read_field(field, &mut bytes_left).await?.ok_or_else(too_large)?;
            fields.insert(key, value);
        }
    }
    Err(too_large())
}

/// Writes a file as it arrives, up to its bound. Gives how many bytes were sent.
async fn write_file(mut field: Field<'_>, file: &mut File, bytes_max: u64) -> Result<u64, NotReceived> {
    let mut bytes = 0;
    while let Some(chunk) = field.chunk().await? {
        bytes += chunk.len() as u64;
        if bytes <= bytes_max {
            file.write_all(&chunk).await?;
        }
    }
    Ok(bytes)
}

/// The text of a field; none where it is too long. Bytes that are no UTF-8 are replaced, as in every form.
async fn read_field(mut field: Field<'_>, bytes_left: &mut usize) -> Result<Option<String>, NotReceived> {
    let mut value = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        let Some(left) = bytes_left.checked_sub(chunk.len()) else { return Ok(None) };
        *bytes_left = left;
        value.extend_from_slice(&chunk);
    }
    Ok(Some(String::from_utf8_lossy(&value).into_owned()))
}

/// Takes a table that was looked at, or looks at it once more.
pub async fn table(axum::extract::State(state): axum::extract::State<State>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let cx = match request_context(&mut parts, &state).await {
        Ok(cx) => cx,
        Err(response) => return response,
    };
    let fields = Form::<BTreeMap<String, String>>::from_request(Request::from_parts(parts, body), &state);
    let Form(fields) = match fields.await {
        Ok(fields) => fields,
        Err(rejection) => return rejection.into_response(),
    };
    let done = answer_csv(&cx, &fields).await;
    redirect_to_figure(&cx, done, FIGURE, None)
}

async fn answer_csv(cx: &RequestContext, fields: &BTreeMap<String, String>) -> Result<(), Error> {
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let kinds = (0..COLUMNS_MAX).map(|at| ColumnKind::find(field(&format!("csv_kind_{at}"))));
    let answer = CsvAnswer {
        table: field("csv_table").to_owned(),
        form: CsvForm {
            separator: find_separator(field("csv_separator")),
            has_header: fields.contains_key("csv_header"),
        },
        kinds: kinds.collect(),
    };
    sandbox::answer_csv(cx, Typed(field("sql").to_owned()), answer, field("csv_action") == "look").await
}
