//! How many bytes the result of a run takes in memory, about: with everything that a learner can make long.

use crate::sandbox::{Cell, Fault, Outcome, RowChange, Schema, ScriptResult};

/// What a `String` or `Vec` takes beside its content, with its part of the list that it stands in.
const ITEM: usize = 32;

/// A whole result.
pub fn result_bytes(ran: &ScriptResult) -> usize {
    let outcomes: usize = ran.outcomes.iter().map(outcome_bytes).sum();
    outcomes + schema_bytes(&ran.schema) + ran.image.as_ref().map_or(0, Vec::len)
}

/// One statement with its rows, its changes and its plan.
fn outcome_bytes(outcome: &Outcome) -> usize {
    let rows = outcome.rows.as_ref().map_or(0, |rows| {
        let columns = rows.columns.iter();
        let names: usize =
            columns.map(|c| texts([&c.name]) + c.declared.as_ref().map_or(0, String::len)).sum();
        names + rows.rows.iter().map(|row| row_bytes(row)).sum::<usize>()
    });
    let changed = |of: &RowChange| {
        [&of.before, &of.after].into_iter().flatten().map(|row| row_bytes(row)).sum::<usize>()
    };
    let changes = outcome.changes.iter();
    let changes: usize =
        changes.map(|c| texts(&c.columns) + c.table.len() + c.rows.iter().map(changed).sum::<usize>()).sum();
    let plan: usize = outcome.plan.0.iter().map(|node| texts([&node.detail]) + 16).sum();
    let fault = match &outcome.fault {
        Some(Fault::Sqlite { message, .. }) => message.len(),
        Some(Fault::Stopped(_)) | None => 0,
    };
    rows + changes + plan + fault + size_of::<Outcome>()
}

/// The tables of a database.
pub fn schema_bytes(schema: &Schema) -> usize {
    let of_table = |table: &crate::sandbox::SchemaTable| {
        let columns = table.columns.iter();
        let columns: usize = columns
            .map(|c| texts([&c.name, &c.declared]) + c.default.as_ref().map_or(0, String::len) + ITEM)
            .sum();
        let keys = table.foreign_keys.iter();
        let keys: usize = keys
            .map(|key| {
                texts(&key.columns) + texts(&key.to) + texts([&key.table, &key.on_delete, &key.on_update])
            })
            .sum();
        let indexes = table.indexes.iter();
        let indexes: usize = indexes
            .map(|index| texts([&index.name]) + texts(index.columns.iter().flatten()) + 2 * ITEM)
            .sum();
        texts([&table.name, &table.sql]) + columns + keys + indexes + 4 * ITEM
    };
    schema.tables.iter().map(of_table).sum()
}

fn texts<'a>(texts: impl IntoIterator<Item = &'a String>) -> usize {
    texts.into_iter().map(|text| text.len() + ITEM).sum()
}

fn row_bytes(row: &[Cell]) -> usize {
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) => text.len() + ITEM,
        Cell::Blob(bytes) => bytes.len() + ITEM,
        Cell::Null | Cell::Integer(_) | Cell::Real(_) => ITEM,
    };
    row.iter().map(cell).sum::<usize>() + ITEM
}
