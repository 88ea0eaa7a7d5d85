//! Makes a table of a CSV: looks at it first, and then takes it with the types that a person agreed to.

use super::{
    Imported,
    column::{ColumnKind, GuessedColumn, guess},
    csv::{CsvForm, Record, find_separator, read, with_plain_lines},
    reason,
};
use crate::sandbox::{
    Allowance, Database, IMPORT_KILL_AFTER, IMPORT_TIME_MAX, Job, Schema, UNREADABLE, quote_name,
};
use serde::{Deserialize, Serialize};
use std::{collections::HashSet, time::Duration};

/// The most columns of a table.
pub const COLUMNS_MAX: usize = 100;
/// The most rows that are brought in at once.
pub const ROWS_MAX: usize = 200_000;
/// The longest row, in bytes of its values: what a row may have in the sandbox, less what SQLite writes between them.
pub const ROW_BYTES_MAX: usize = 99_000;
/// The longest name of a column, in characters.
const NAME_CHARS_MAX: usize = 200;
/// How many rows are shown before the table is taken, and how many characters of each value.
const SHOWN_ROWS: usize = 5;
const SHOWN_CHARS: usize = 60;

/// The job that looks at a CSV. Its answer is what there is to see, or a sentence on what is wrong with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LookAtCsv {
    /// The text.
    pub text: String,
    /// How it is written.
    pub form: CsvForm,
}

/// What a CSV seems to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CsvPreview {
    /// What stands between its values.
    pub separator: char,
    /// Its columns, each with its type and the reason for it.
    pub columns: Vec<GuessedColumn>,
    /// The first rows; none for a NULL.
    pub rows: Vec<Vec<Option<String>>>,
    /// How many rows there are.
    pub row_count: usize,
}

impl Job for LookAtCsv {
    type Answer = Result<CsvPreview, String>;
    const NAME: &'static str = "look-at-csv";
    const KILL_AFTER: Duration = IMPORT_KILL_AFTER;

    fn run(self) -> Result<Self::Answer, String> {
        Ok(look(&self.text, self.form))
    }
}

/// The job that makes a table of a CSV. Its answer is the database, or a sentence on why there is no such table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportCsv {
    /// The bytes of the database that the table comes into; none are an empty one.
    #[serde(with = "serde_bytes")]
    pub image: Vec<u8>,
    /// The text.
    pub text: String,
    /// How it is written.
    pub form: CsvForm,
    /// The name of the table.
    pub table: String,
    /// The types of its columns. Where there are fewer, or none for one, it is the guess.
    pub kinds: Vec<Option<ColumnKind>>,
    /// The largest that the database may become, in bytes.
    pub image_bytes_max: usize,
}

impl Job for ImportCsv {
    type Answer = Result<Imported, String>;
    const NAME: &'static str = "import-csv";
    const KILL_AFTER: Duration = IMPORT_KILL_AFTER;

    fn run(self) -> Result<Self::Answer, String> {
        let allowance = Allowance::import(self.image_bytes_max);
        let database = Database::with_allowance(&self.image, allowance).map_err(|_| UNREADABLE.to_owned())?;
        Ok(make(&database, &self))
    }
}

/// A CSV that was read.
struct Read {
    separator: char,
    names: Vec<String>,
    records: Vec<Record>,
}

fn look(text: &str, form: CsvForm) -> Result<CsvPreview, String> {
    let Read { separator, names, records } = read_all(text, form)?;
    let columns = names.into_iter().enumerate().map(|(at, name)| {
        let (kind, reason) = guess(&records, at);
        GuessedColumn { name, kind, reason }
    });
    let shown = |record: &Record| {
        let value = |value: &super::csv::Value| {
            (!value.is_null()).then(|| value.text.chars().take(SHOWN_CHARS).collect())
        };
        record.values.iter().map(value).collect()
    };
    Ok(CsvPreview {
        separator,
        columns: columns.collect(),
        rows: records.iter().take(SHOWN_ROWS).map(shown).collect(),
        row_count: records.len(),
    })
}

fn make(database: &Database, job: &ImportCsv) -> Result<Imported, String> {
    let table = job.table.trim();
    if table.is_empty() {
        return Err("Give the table a name.".to_owned());
    }
    let Read { names, records, .. } = read_all(&job.text, job.form)?;
    let columns = names.iter().enumerate().map(|(at, name)| {
        let chosen = job.kinds.get(at).copied().flatten();
        let kind = chosen.unwrap_or_else(|| guess(&records, at).0);
        format!("  {} {}", quote_name(name), kind.name())
    });
    let create =
        format!("CREATE TABLE {} (\n{}\n)", quote_name(table), columns.collect::<Vec<_>>().join(",\n"));
    let insert = format!("INSERT INTO {} VALUES ({})", quote_name(table), vec!["?"; names.len()].join(", "));
    let connection = database.connection();
    let fill = || -> rusqlite::Result<(Vec<u8>, Schema)> {
        database.limit_time(IMPORT_TIME_MAX)?;
        connection.execute_batch("BEGIN")?;
        connection.prepare(&create)?.raw_execute()?;
        let mut statement = connection.prepare(&insert)?;
        for record in &records {
            for (at, value) in record.values.iter().enumerate() {
                // The type of the column turns a text into a number where that loses nothing
                // (<https://sqlite.org/datatype3.html>, 3).
                let value = (!value.is_null()).then_some(value.text.as_str());
                statement.raw_bind_parameter(at + 1, value)?;
            }
            statement.raw_execute()?;
        }
        connection.execute_batch("COMMIT")?;
        Ok((database.image()?, Schema::of(connection)?))
    };
    let (image, schema) = fill().map_err(|error| format!("The table cannot be made: {}.", reason(&error)))?;
    Ok(Imported { image, schema, rows: records.len() as u64, notes: Vec::new() })
}

/// Reads a text within the bounds of a table, and names its columns.
fn read_all(text: &str, form: CsvForm) -> Result<Read, String> {
    let text = with_plain_lines(text);
    let separator = form.separator.unwrap_or_else(|| find_separator(&text));
    let mut records: Vec<Record> = Vec::new();
    let mut columns = None;
    read(&text, separator, |record| {
        let own = record.values.len();
        if own > COLUMNS_MAX {
            return Err(format!(
                "Line {} has {own} values; a table may have {COLUMNS_MAX} columns.",
                record.line
            ));
        }
        let first = *columns.get_or_insert(own);
        if own != first {
            let values = if own == 1 { "one value".to_owned() } else { format!("{own} values") };
            return Err(format!("Line {} has {values}, and the first line {first}.", record.line));
        }
        let bytes: usize = record.values.iter().map(|value| value.text.len()).sum();
        if bytes > ROW_BYTES_MAX {
            return Err(format!("Line {} has {bytes} bytes; a row may have {ROW_BYTES_MAX}.", record.line));
        }
        if records.len() > ROWS_MAX {
            return Err(format!("It has more than {ROWS_MAX} rows; so many can be brought in at once."));
        }
        records.push(record);
        Ok(())
    })?;
    let Some(columns) = columns else { return Err("There is no table in it: it is empty.".to_owned()) };
    let names = match form.has_header {
        true => names(&records.remove(0)),
        false => (1..=columns).map(|n| format!("column_{n}")).collect(),
    };
    if records.len() > ROWS_MAX {
        return Err(format!("It has more than {ROWS_MAX} rows; so many can be brought in at once."));
    }
    Ok(Read { separator, names, records })
}

/// The names of the columns. SQLite does not tell names apart by their case, so equal ones get a number.
fn names(head: &Record) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    for (n, value) in head.values.iter().enumerate() {
        let raw: String = value.text.trim().chars().take(NAME_CHARS_MAX).collect();
        let wanted = if raw.is_empty() { format!("column_{}", n + 1) } else { raw };
        let numbered = (2..).map(|n| format!("{wanted}_{n}"));
        let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
        let name = candidates.find(|name| taken.insert(name.to_lowercase())).unwrap_or(wanted);
        names.push(name);
    }
    names
}
