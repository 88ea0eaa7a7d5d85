//! Brings files into a learner's database. What a file holds is read by a worker and by nobody else; here it is only decided
//! what kind of file it seems to be, and what is said of it.

use super::{
    context::{SandboxContext, Typed},
    job::NotDone,
    view::size,
};
use crate::{format::count, learner};
use labs::{
    import::{ColumnKind, CsvForm, ImportCsv, ImportDatabase, ImportScript, Imported, LookAtCsv},
    own_database::{Done, PendingCsv},
    sandbox::{IMAGE_BYTES_MAX, MEMBER_IMAGE_BYTES_MAX, Outcome, Refused, ScriptResult},
};
use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    sync::Arc,
};
use web::{Error, context::RequestContext};

/// How databases begin (<https://sqlite.org/fileformat2.html>, 1.3).
const DATABASE_MAGIC: &[u8] = b"SQLite format 3\0";
/// The most bytes that the answer keeps of one statement of a file.
const STATEMENT_BYTES_MAX: usize = 2_000;
/// The most characters of a file's name.
const NAME_CHARS_MAX: usize = 60;

/// A file as it arrived.
pub struct Upload {
    /// The name it has on the sender's machine; empty where none was chosen.
    pub name: String,
    /// The file. It has no name here, and is gone when this is dropped.
    pub file: File,
    /// How many bytes were sent. More than `bytes_max` are not in the file.
    pub bytes: u64,
}

/// What is said beside the file.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The name of the table, for a CSV.
    pub table: String,
    /// Whether a script begins with an empty database.
    pub begins_empty: bool,
    /// Whether a script begins without checking foreign keys.
    pub leaves_keys_unchecked: bool,
}

/// What a person says of a CSV that was looked at.
pub struct CsvAnswer {
    /// The name of the table.
    pub table: String,
    /// How it is written.
    pub form: CsvForm,
    /// The type of each column that was chosen.
    pub kinds: Vec<Option<ColumnKind>>,
}

/// Where a script comes from.
pub(super) enum Source {
    Pasted(String),
    /// The name of the file, and the file.
    Sent(String, File),
}

/// Brings a file in: a database, a script, or a table, which is looked at first.
///
/// # Errors
/// What the store or a rate limit answers. Whatever else is wrong is an answer, and stands on the page.
pub async fn import(
    cx: &RequestContext,
    typed: Typed,
    upload: Upload,
    options: ImportOptions,
) -> Result<(), Error> {
    let context = SandboxContext::of(cx, typed).await?;
    learner::count_heavy_action(cx, &context.learner_key)?;
    let name: String = upload.name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
    let bytes_max = super::bytes_max(cx) as u64;
    if name.is_empty() && upload.bytes == 0 {
        return context.refuse("Choose a file first.".to_owned(), None);
    }
    if upload.bytes > bytes_max {
        let sizes = [IMAGE_BYTES_MAX, MEMBER_IMAGE_BYTES_MAX].map(size);
        let [guest, member] = sizes;
        let bytes = size(usize::try_from(upload.bytes).unwrap_or(usize::MAX));
        let said = format!(
            "{name} has {bytes}. A file may have {guest}, and {member} if you are signed in. Nothing was changed."
        );
        return context.refuse(said, None);
    }
    // From here on the file is in memory, so it is one at a time.
    let Some(_turn) = cx.site.labs.sandboxes.uploads.turn().await else {
        return context.refuse(Refused::Busy.to_string(), None);
    };
    let mut file = upload.file;
    let begins = beginning(&mut file).map_err(internal)?;
    match kind(&name, &begins) {
        FileKind::Database => import_database(context, name, file).await,
        FileKind::Script => {
            run_script(
                context,
                Source::Sent(name, file),
                !options.leaves_keys_unchecked,
                options.begins_empty,
            )
            .await
        }
        FileKind::Csv => {
            let table = match options.table.trim() {
                "" => name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned(),
                table => table.to_owned(),
            };
            match text_of(&name, file).await? {
                Ok(text) => look(context, text, table, None).await,
                Err(said) => context.refuse(said, None),
            }
        }
    }
}

/// What a file seems to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum FileKind {
    Database,
    Script,
    Csv,
}

/// What a file is by its first bytes, by its name, and by its first word, in this order.
fn kind(name: &str, begins: &[u8]) -> FileKind {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let text = String::from_utf8_lossy(begins);
    let text = text.trim_start_matches('\u{feff}').trim_start().to_ascii_uppercase();
    let is_sql = ["CREATE", "INSERT", "BEGIN", "PRAGMA", "DROP", "SELECT", "--", "/*"]
        .into_iter()
        .any(|word| text.starts_with(word));
    match ending.as_str() {
        _ if begins.starts_with(DATABASE_MAGIC) => FileKind::Database,
        "db" | "db3" | "sqlite" | "sqlite3" => FileKind::Database,
        "sql" => FileKind::Script,
        "csv" | "tsv" => FileKind::Csv,
        _ if is_sql => FileKind::Script,
        _ => FileKind::Csv,
    }
}

async fn import_database(context: SandboxContext<'_>, name: String, file: File) -> Result<(), Error> {
    let image_bytes_max = super::bytes_max(context.cx);
    let imported =
        context.work(async |_| Ok(ImportDatabase { file: bytes_of(file).await?, image_bytes_max })).await?;
    let instead = "What was there before is one step back.";
    keep_imported(context, imported, &name, |tables, rows| {
        format!("{name} is your database now: {tables}, {rows}. {instead}")
    })
    .await
}

/// Runs a script from a file or a paste, with the time that a file gets. The caller has the turn.
pub(super) async fn run_script(
    context: SandboxContext<'_>,
    source: Source,
    checks_foreign_keys: bool,
    begins_empty: bool,
) -> Result<(), Error> {
    let (name, text) = match source {
        Source::Pasted(text) => (None, text),
        Source::Sent(name, file) => match text_of(&name, file).await? {
            Ok(text) => (Some(name), text.replace("\r\n", "\n")),
            Err(said) => return context.refuse(said, None),
        },
    };
    let pasted = name.is_none().then(|| (String::new(), text.clone()));
    let image_bytes_max = super::bytes_max(context.cx);
    let ran = context
        .work(async |image| {
            let image = if begins_empty { Vec::new() } else { image };
            Ok(ImportScript { image, sql: text.clone(), image_bytes_max, checks_foreign_keys })
        })
        .await?;
    let mut ran = match ran {
        Ok(ran) => ran,
        Err(refused) => return context.refuse(refused.to_string(), pasted),
    };
    // The short form of a large script is what the answer shows.
    let sql = excerpt(&text, &mut ran);
    if let Some(image) = ran.image.take() {
        let cause = name.as_ref().map_or_else(|| text.clone(), |name| format!("-- From the file {name}"));
        if let Err(said) = context.keep(image, ran.schema.clone(), cause).await? {
            return context.refuse(said, pasted);
        }
    }
    // What was brought in without a fault need not stand in the form any longer.
    let pasted = pasted.filter(|_| ran.outcomes.iter().any(|outcome| outcome.fault.is_some()));
    context.remember(Done::Ran { ran: Arc::new(ran), from: 1 }, sql, pasted);
    Ok(())
}

/// The statements of a script that are listed, each cut, with the places of the outcomes in them.
fn excerpt(text: &str, ran: &mut ScriptResult) -> String {
    let mut short = String::new();
    for outcome in &mut ran.outcomes {
        let Outcome { span, .. } = outcome;
        let statement = text.get(span.clone()).unwrap_or_default();
        let begins = short.len();
        short.push_str(&statement[..statement.floor_char_boundary(STATEMENT_BYTES_MAX)]);
        *span = begins..short.len();
        short.push_str(if statement.len() > STATEMENT_BYTES_MAX { "…;\n" } else { ";\n" });
    }
    short
}

/// Looks at a CSV, and remembers it with what there is to see. `pasted` is what the form shows again where it is none.
pub(super) async fn look(
    context: SandboxContext<'_>,
    text: String,
    table: String,
    pasted: Option<(String, String)>,
) -> Result<(), Error> {
    look_as(context, text, table, CsvForm { separator: None, has_header: true }, pasted).await
}

async fn look_as(
    context: SandboxContext<'_>,
    text: String,
    table: String,
    form: CsvForm,
    pasted: Option<(String, String)>,
) -> Result<(), Error> {
    let looked = context.work(async |_| Ok(LookAtCsv { text: text.clone(), form })).await?;
    match looked {
        Err(refused) => context.refuse(refused.to_string(), pasted),
        Ok(Err(said)) => context.refuse(said, pasted),
        Ok(Ok(preview)) => {
            let csv = PendingCsv { text, table, form, preview, refused: None };
            context.remember(Done::LookedAt(Arc::new(csv)), String::new(), None);
            Ok(())
        }
    }
}

/// Takes the CSV that was looked at, or, where `is_question`, looks at it again as it is said to be written.
///
/// # Errors
/// As `import`.
pub async fn answer_csv(
    cx: &RequestContext,
    typed: Typed,
    answer: CsvAnswer,
    is_question: bool,
) -> Result<(), Error> {
    let context = SandboxContext::of(cx, typed).await?;
    let last = cx.site.labs.sandboxes.last(context.learner);
    let Some(Done::LookedAt(csv)) = last.as_deref().map(|last| &last.done) else {
        let said = "The table is no longer in memory: choose the file or paste it once more.";
        return context.refuse(said.to_owned(), None);
    };
    let csv = csv.clone();
    if is_question {
        return look_as(context, csv.text.clone(), answer.table, answer.form, None).await;
    }
    let Some(_turn) = cx.site.labs.sandboxes.uploads.turn().await else {
        return context.refuse(Refused::Busy.to_string(), None);
    };
    let image_bytes_max = super::bytes_max(cx);
    let (table, form, kinds) = (&answer.table, answer.form, &answer.kinds);
    let imported = context
        .work(async |image| {
            let (text, table, kinds) = (csv.text.clone(), table.clone(), kinds.clone());
            Ok(ImportCsv { image, text, form, table, kinds, image_bytes_max })
        })
        .await?;
    if let Ok(Err(said)) = imported {
        let again = PendingCsv { table: answer.table, form, refused: Some(said), ..(*csv).clone() };
        context.remember(Done::LookedAt(Arc::new(again)), String::new(), None);
        return Ok(());
    }
    keep_imported(context, imported, table, |_, rows| {
        format!("{} is a table now, with {rows}.", table.trim())
    })
    .await
}

/// Stores what was imported, and says so with how many tables and rows there are.
async fn keep_imported(
    context: SandboxContext<'_>,
    imported: Result<Result<Imported, String>, Refused>,
    name: &str,
    say: impl FnOnce(String, String) -> String,
) -> Result<(), Error> {
    let Imported { image, schema, rows, notes } = match imported {
        Ok(Ok(imported)) => imported,
        Ok(Err(said)) => {
            return context.refuse(format!("{name} was not brought in. {said} Nothing was changed."), None);
        }
        Err(refused) => return context.refuse(refused.to_string(), None),
    };
    let tables = schema.tables.iter().filter(|table| !table.is_view).count();
    let said = say(count(tables as u64, "table", "tables"), count(rows, "row", "rows"));
    if let Err(said) = context.keep(image, schema, format!("-- From the file {name}")).await? {
        return context.refuse(said, None);
    }
    let said = std::iter::once(said).chain(notes).collect::<Vec<_>>().join(" ");
    context.remember(Done::Said(said), String::new(), None);
    Ok(())
}

/// The first bytes of a file.
fn beginning(file: &mut File) -> std::io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(0))?;
    let mut begins = Vec::new();
    file.by_ref().take(64).read_to_end(&mut begins)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(begins)
}

/// All bytes of a file, read where others do not wait for it.
async fn bytes_of(mut file: File) -> Result<Vec<u8>, NotDone> {
    let read = move || -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let read = tokio::task::spawn_blocking(read).await.map_err(std::io::Error::other).flatten();
    read.map_err(|error| NotDone::Site(internal(error)))
}

/// The text of a file. The inner error says that it is none.
async fn text_of(name: &str, file: File) -> Result<Result<String, String>, Error> {
    let bytes = match bytes_of(file).await {
        Ok(bytes) => bytes,
        Err(NotDone::Site(error)) => return Err(error),
        Err(NotDone::Sandbox(refused)) => return Ok(Err(refused.to_string())),
    };
    Ok(String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("{name} is not in UTF-8: line {line} has other bytes. Save it as UTF-8 and choose it again. Nothing was changed.")
    }))
}

/// A temporary file that cannot be read is a fault of the machine's.
fn internal(error: std::io::Error) -> Error {
    tracing::error!(%error, "a file that was brought in cannot be read: {error}");
    Error::DiskFull
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_bytes_its_name_and_its_first_word() {
        for (name, begins, expected) in [
            ("x.csv", "SQLite format 3\0", FileKind::Database),
            ("shop.sqlite", "garbage", FileKind::Database),
            ("shop.SQL", "anything", FileKind::Script),
            ("a.csv", "CREATE,INSERT", FileKind::Csv),
            ("dump", "\u{feff}\n-- dump\nCREATE", FileKind::Script),
            ("dump.txt", "create table t (a)", FileKind::Script),
            ("people.txt", "name\ttown", FileKind::Csv),
        ] {
            assert_eq!(kind(name, begins.as_bytes()), expected, "{name}");
        }
    }
}
