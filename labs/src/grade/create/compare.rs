//! What a schema must have before a row can be tried on it: tables, columns, types and the primary key, as SQLite describes them.
//! How they are written does not matter. Rules about values are not read here but tried (`attack`).

use super::quote_name;
use crate::sandbox::{Schema, SchemaColumn, SchemaTable};
use rusqlite::{Connection, Result};

/// What the given schema lacks, and what it has that nobody asked for: sentences.
#[derive(Debug, Default)]
pub(super) struct Differences {
    pub says: Vec<String>,
    /// Whether a table or a column is missing, so that hardly any row can be tried.
    pub is_incomplete: bool,
}

/// Compares two schemas.
pub(super) fn compare(expected: &Schema, given: &Schema) -> Differences {
    let mut all = Differences::default();
    for table in &expected.tables {
        let kind = if table.is_view { "view" } else { "table" };
        match given.table(&table.name) {
            Some(other) if other.is_view == table.is_view => compare_table(table, other, &mut all),
            Some(_) => all.incomplete(format!("`{}` is to be a {kind}.", table.name)),
            None => all.incomplete(format!("There is no {kind} `{}`.", table.name)),
        }
    }
    for table in &given.tables {
        if expected.table(&table.name).is_none() {
            let kind = if table.is_view { "view" } else { "table" };
            all.says.push(format!("Nobody asked for a {kind} `{}`.", table.name));
        }
    }
    all
}

impl Differences {
    fn incomplete(&mut self, says: String) {
        self.says.push(says);
        self.is_incomplete = true;
    }
}

/// Adds what is wrong with one table or view.
fn compare_table(expected: &SchemaTable, given: &SchemaTable, all: &mut Differences) {
    let name = &expected.name;
    for column in &expected.columns {
        match given.columns.iter().find(|other| other.name.eq_ignore_ascii_case(&column.name)) {
            Some(other) if !expected.is_view => compare_type(name, column, other, all),
            Some(_) => {}
            None => all.incomplete(format!("`{name}` has no column `{}`.", column.name)),
        }
    }
    for column in &given.columns {
        if !expected.columns.iter().any(|other| other.name.eq_ignore_ascii_case(&column.name)) {
            all.says.push(format!("Nobody asked for a column `{}` in `{name}`.", column.name));
        }
    }
    let (wanted, had) = (primary_key(expected), primary_key(given));
    let same = |a: &[String], b: &[String]| {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.eq_ignore_ascii_case(b))
    };
    if !same(&wanted, &had) {
        let key = listed(&wanted);
        all.says.push(match (wanted.is_empty(), had.is_empty()) {
            (true, _) => format!("Nobody asked for a primary key of `{name}`."),
            (_, true) => format!("`{name}` has no primary key; {key} is to be it."),
            _ if wanted.len() == had.len() && wanted.iter().all(|column| has(&had, column)) => {
                format!("The primary key of `{name}` is {}; it is to be {key}, in this order.", listed(&had))
            }
            _ => format!("The primary key of `{name}` is {}; it is to be {key}.", listed(&had)),
        });
    }
}

fn has(names: &[String], name: &str) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}

/// The columns of the primary key, in its order.
fn primary_key(table: &SchemaTable) -> Vec<String> {
    let mut key: Vec<&SchemaColumn> = table.columns.iter().filter(|column| column.primary_key > 0).collect();
    key.sort_by_key(|column| column.primary_key);
    key.into_iter().map(|column| column.name.clone()).collect()
}

/// Names in a sentence: “`a`”, or “(`a`, `b`)” for several.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [one] => format!("`{one}`"),
        _ => format!("(`{}`)", names.join("`, `")),
    }
}

/// Adds what is wrong with the type of one column.
fn compare_type(table: &str, expected: &SchemaColumn, given: &SchemaColumn, all: &mut Differences) {
    let (want, have) = (affinity(&expected.declared), affinity(&given.declared));
    if want != have {
        let has = if given.declared.is_empty() {
            "no type".to_owned()
        } else {
            format!("the type {}", given.declared)
        };
        all.says.push(format!("`{table}.{}` has {has}; {want} is meant.", expected.name));
    }
    if given.generated && !expected.generated {
        all.incomplete(format!(
            "`{table}.{}` is computed, so no row can bring a value for it.",
            expected.name
        ));
    }
}

/// The affinity of a declared type (<https://sqlite.org/datatype3.html>, section 3.1). Two types with the same affinity are the
/// same here: SQLite stores the same values in both.
pub(super) fn affinity(declared: &str) -> &'static str {
    let declared = declared.to_ascii_uppercase();
    let has = |part: &str| declared.contains(part);
    if has("INT") {
        "INTEGER"
    } else if has("CHAR") || has("CLOB") || has("TEXT") {
        "TEXT"
    } else if has("BLOB") || declared.is_empty() {
        "BLOB"
    } else if has("REAL") || has("FLOA") || has("DOUB") {
        "REAL"
    } else {
        "NUMERIC"
    }
}

/// What the answer left besides tables, views and indexes: triggers, and things that are gone when the connection closes.
///
/// A trigger can do anything whenever a row changes, and only under a condition of its own. No number of rows shows that it does
/// nothing else, so one that was not asked for is refused as such.
///
/// # Errors
/// The error of SQLite.
pub(super) fn left_besides(model: &Connection, given: &Connection) -> Result<Vec<String>> {
    let triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name";
    let names = |connection: &Connection, sql: &str| -> Result<Vec<String>> {
        connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
    };
    let expected = names(model, triggers)?;
    let mut says = Vec::new();
    let more = names(given, triggers)?.into_iter().find(|name| !has(&expected, name));
    says.extend(more.map(|name| {
        format!(
            "Nobody asked for a trigger, and `{name}` is one. What is asked for here are rules of the table itself; a \
             trigger is a program that runs beside it."
        )
    }));
    let temporary = names(given, "SELECT name FROM sqlite_temp_schema WHERE type <> 'index' ORDER BY name")?;
    says.extend(temporary.first().map(|name| {
        format!("`{name}` is TEMPORARY: it is gone as soon as the connection to the database closes.")
    }));
    Ok(says)
}

/// A `SELECT` of the columns of a table in the model's order, whatever their order in the table is.
pub(super) fn select_all(table: &SchemaTable) -> String {
    let columns: Vec<String> = table.columns.iter().map(|column| quote_name(&column.name)).collect();
    format!("SELECT {} FROM {}", columns.join(", "), quote_name(&table.name))
}
