//! The schema of a database: its tables and views, as SQLite itself describes them.

use super::virtual_table::shadow_tables;
use rusqlite::{Connection, Result};
use serde::{Deserialize, Serialize};

/// The tables and views of a database, at most `TABLES_MAX` of them, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    pub tables: Vec<SchemaTable>,
}

/// A table or a view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaTable {
    pub name: String,
    pub is_view: bool,
    /// Empty for a view that refers to something that is gone.
    pub columns: Vec<SchemaColumn>,
    /// Sorted, so that two schemas can be compared.
    pub foreign_keys: Vec<ForeignKey>,
    /// By name.
    pub indexes: Vec<Index>,
    /// The number of rows; none for a view, and for a table whose rows could not be counted in time.
    pub rows: Option<i64>,
    /// The `CREATE` statement that made it.
    pub sql: String,
}

/// A column of a table or a view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaColumn {
    pub name: String,
    /// The declared type; empty where none is declared.
    pub declared: String,
    pub not_null: bool,
    /// The default value, as SQL.
    pub default: Option<String>,
    /// Its place in the primary key, from 1; 0 for none.
    pub primary_key: u32,
    /// Whether it is a generated column (<https://sqlite.org/gencol.html>).
    pub generated: bool,
}

/// A foreign key of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The table referred to.
    pub table: String,
    /// The columns referred to; empty for the primary key.
    pub to: Vec<String>,
    /// `NO ACTION`, `CASCADE` and the like.
    pub on_delete: String,
    pub on_update: String,
}

/// An index of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Index {
    pub name: String,
    pub unique: bool,
    /// Whether a `UNIQUE` or `PRIMARY KEY` made it, and not `CREATE INDEX`.
    pub of_constraint: bool,
    /// Whether it has a `WHERE`.
    pub is_partial: bool,
    /// In their order; none for an expression.
    pub columns: Vec<Option<String>>,
}

/// The most tables and views that are described.
const TABLES_MAX: i64 = 100;

impl Schema {
    /// The schema of the main database of this connection.
    ///
    /// # Errors
    /// When the list of tables cannot be read. What is wrong with one table only leaves gaps in its description.
    pub fn of(connection: &Connection) -> Result<Self> {
        let shadows = shadow_tables(connection)?;
        let mut statement = connection.prepare(
            "SELECT name, type, COALESCE(sql, '')
             FROM sqlite_schema
             WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
             ORDER BY rowid
             LIMIT ?1",
        )?;
        let named = statement.query_map([TABLES_MAX], |row| {
            Ok(SchemaTable {
                name: row.get(0)?,
                is_view: row.get::<_, String>(1)? == "view",
                sql: row.get(2)?,
                ..SchemaTable::default()
            })
        })?;
        let mut tables: Vec<SchemaTable> = named.collect::<Result<_>>()?;
        tables.retain(|table| !shadows.contains(&table.name));
        for table in &mut tables {
            // A view may refer to something that is gone. It is shown all the same, without columns.
            table.columns = columns(connection, &table.name).unwrap_or_default();
            // A learner may name a table like the pragma functions that are used here, and so hide them.
            table.foreign_keys = foreign_keys(connection, &table.name).unwrap_or_default();
            table.indexes = indexes(connection, &table.name).unwrap_or_default();
            // A view is a query, and may have no end.
            table.rows = if table.is_view { None } else { count(connection, &table.name).ok() };
        }
        Ok(Self { tables })
    }

    /// The table or view of this name. Upper and lower case do not matter.
    pub fn table(&self, name: &str) -> Option<&SchemaTable> {
        self.tables.iter().find(|table| table.name.eq_ignore_ascii_case(name))
    }
}

/// A name as an SQL identifier in double quotes.
pub(crate) fn quote_name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn count(connection: &Connection, table: &str) -> Result<i64> {
    connection.query_row(&format!("SELECT COUNT(*) FROM {}", quote_name(table)), [], |row| row.get(0))
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<SchemaColumn>> {
    let mut statement = connection.prepare(
        "SELECT name, type, \"notnull\", dflt_value, pk, hidden
         FROM pragma_table_xinfo(?1)
         WHERE hidden <> 1
         ORDER BY cid",
    )?;
    let rows = statement.query_map([table], |row| {
        Ok(SchemaColumn {
            name: row.get(0)?,
            declared: row.get(1)?,
            not_null: row.get(2)?,
            default: row.get(3)?,
            primary_key: row.get(4)?,
            generated: row.get::<_, i64>(5)? > 1,
        })
    })?;
    rows.collect()
}

fn foreign_keys(connection: &Connection, table: &str) -> Result<Vec<ForeignKey>> {
    let mut statement = connection.prepare(
        "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete
         FROM pragma_foreign_key_list(?1)
         ORDER BY id, seq",
    )?;
    let mut rows = statement.query([table])?;
    let mut keys: Vec<(i64, ForeignKey)> = Vec::new();
    while let Some(row) = rows.next()? {
        // A key of several columns has a row for each; they share an id and follow each other.
        let id: i64 = row.get(0)?;
        if keys.last().is_none_or(|(last, _)| *last != id) {
            let key = ForeignKey {
                columns: Vec::new(),
                table: row.get(1)?,
                to: Vec::new(),
                on_update: row.get(4)?,
                on_delete: row.get(5)?,
            };
            keys.push((id, key));
        }
        if let Some((_, key)) = keys.last_mut() {
            key.columns.push(row.get(2)?);
            key.to.extend(row.get::<_, Option<String>>(3)?);
        }
    }
    let mut keys: Vec<ForeignKey> = keys.into_iter().map(|(_, key)| key).collect();
    keys.sort();
    Ok(keys)
}

fn indexes(connection: &Connection, table: &str) -> Result<Vec<Index>> {
    let mut statement = connection.prepare(
        "SELECT name, \"unique\", origin <> 'c', partial FROM pragma_index_list(?1) ORDER BY name",
    )?;
    let named = statement.query_map([table], |row| {
        Ok(Index {
            name: row.get(0)?,
            unique: row.get(1)?,
            of_constraint: row.get(2)?,
            is_partial: row.get(3)?,
            columns: Vec::new(),
        })
    })?;
    let mut all: Vec<Index> = named.collect::<Result<_>>()?;
    let mut columns = connection.prepare("SELECT name FROM pragma_index_info(?1) ORDER BY seqno")?;
    for index in &mut all {
        index.columns = columns.query_map([&index.name], |row| row.get(0))?.collect::<Result<_>>()?;
    }
    Ok(all)
}
