//! What a database holds: its tables, as SQLite itself describes them.

use rusqlite::{Connection, Result};
use serde::{Deserialize, Serialize};

/// Tables and views by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    pub tables: Vec<SchemaTable>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaTable {
    pub name: String,
    pub is_view: bool,
    pub columns: Vec<SchemaColumn>,
    pub foreign_keys: Vec<ForeignKey>,
    pub indexes: Vec<Index>,
    /// The number of rows; none for a view, and where counting took too long.
    pub rows: Option<i64>,
    /// The statement that made it.
    pub sql: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaColumn {
    pub name: String,
    /// As declared, perhaps empty.
    pub declared: String,
    pub not_null: bool,
    /// As SQL.
    pub default: Option<String>,
    /// Its place in the primary key, from 1; 0 for none.
    pub primary_key: u32,
    /// Whether it is computed from others.
    pub generated: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ForeignKey {
    pub columns: Vec<String>,
    pub table: String,
    /// The columns referred to; empty for the primary key.
    pub to: Vec<String>,
    pub on_delete: String,
    pub on_update: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Index {
    pub name: String,
    pub unique: bool,
    /// Whether a `UNIQUE` or `PRIMARY KEY` made it, and not `CREATE INDEX`.
    pub of_constraint: bool,
    pub is_partial: bool,
    /// None for an expression.
    pub columns: Vec<Option<String>>,
}

const TABLES_MAX: i64 = 100;

impl Schema {
    pub fn of(connection: &Connection) -> Result<Self> {
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
        for table in &mut tables {
            // A view may refer to what is gone: it is shown all the same.
            table.columns = columns(connection, &table.name).unwrap_or_default();
            // So may a table that is called like what describes tables.
            table.foreign_keys = foreign_keys(connection, &table.name).unwrap_or_default();
            table.indexes = indexes(connection, &table.name).unwrap_or_default();
            // A view may have no end.
            table.rows = if table.is_view { None } else { count(connection, &table.name).ok() };
        }
        Ok(Self { tables })
    }

    /// A table or view, by its name in any case.
    pub fn table(&self, name: &str) -> Option<&SchemaTable> {
        self.tables.iter().find(|table| table.name.eq_ignore_ascii_case(name))
    }
}

/// A name as SQL quotes it.
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
