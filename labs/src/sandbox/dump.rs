//! Writes a database down as SQL that makes it again, like the command `.dump` of SQLite's shell.

use super::{
    database::{Database, UNREADABLE},
    job::Job,
    schema::quote_name,
    script_result::Cell,
    virtual_table::{Rows, shadow_tables},
};
use rusqlite::Result;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// The job that writes a database down as SQL. Its answer is the text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DumpDatabase {
    /// The bytes of the database; none are an empty one.
    pub image: Vec<u8>,
}

impl Job for DumpDatabase {
    type Answer = String;
    const NAME: &'static str = "dump-database";

    fn run(self) -> std::result::Result<String, String> {
        let database = Database::of_image(&self.image).map_err(|_| UNREADABLE.to_owned())?;
        dump(&database).map_err(|e| e.to_string())
    }
}

/// Tables with their rows come first, then indexes, triggers and views, each by the statement that made it.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn dump(database: &Database) -> Result<String> {
    let connection = database.connection();
    // Without foreign keys the order of the tables does not matter: a child may be filled before its parent.
    let mut text = String::from("PRAGMA foreign_keys = OFF;\nBEGIN;\n");
    let mut statement = connection.prepare(
        "SELECT type = 'table', name, sql
         FROM sqlite_schema
         WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         ORDER BY type <> 'table', rowid",
    )?;
    let shadows = shadow_tables(connection)?;
    let mut at_the_end = Vec::new();
    let mut things = statement.query([])?;
    while let Some(thing) = things.next()? {
        let (is_table, name, sql): (bool, String, String) = (thing.get(0)?, thing.get(1)?, thing.get(2)?);
        // `CREATE VIRTUAL TABLE` makes them.
        if shadows.contains(&name) {
            continue;
        }
        let _ = writeln!(text, "\n{sql};");
        match Rows::of(&sql, &name) {
            Rows::Columns if is_table => rows(database, &name, false, &mut text)?,
            Rows::RowidAndColumns => rows(database, &name, true, &mut text)?,
            Rows::Statement(rebuild) => at_the_end.push(rebuild),
            Rows::Columns => {}
            Rows::Lost => {
                let _ = writeln!(text, "-- The rows of this table are kept nowhere, so they are not here.");
            }
        }
    }
    for statement in at_the_end {
        let _ = writeln!(text, "\n{statement}");
    }
    text.push_str("\nCOMMIT;\n");
    Ok(text)
}

/// One `INSERT` for each row of a table. Generated columns are left out, since nobody may insert into them.
fn rows(database: &Database, table: &str, with_rowid: bool, text: &mut String) -> Result<()> {
    let connection = database.connection();
    let mut named =
        connection.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0 ORDER BY cid")?;
    let columns: Vec<String> =
        named.query_map([table], |row| row.get::<_, String>(0))?.collect::<Result<_>>()?;
    let rowid = with_rowid.then(|| "rowid".to_owned());
    let columns = rowid.into_iter().chain(columns.iter().map(|name| quote_name(name)));
    let columns = columns.collect::<Vec<_>>().join(", ");
    let table = quote_name(table);
    let mut statement = connection.prepare(&format!("SELECT {columns} FROM {table}"))?;
    let count = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let cells: Vec<String> = (0..count)
            .map(|i| row.get_ref(i).map(|value| Cell::of(value).to_sql()))
            .collect::<Result<_>>()?;
        let _ = writeln!(text, "INSERT INTO {table} ({columns}) VALUES ({});", cells.join(", "));
    }
    Ok(())
}
