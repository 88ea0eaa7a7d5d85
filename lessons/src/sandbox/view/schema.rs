//! The schema of a database: each table with its columns, its keys, what they refer to, and the SQL that made it.

use super::{
    room::Room,
    text::{beginning, draw_sql_within},
};
use crate::format::count;
use labs::sandbox::{ForeignKey, Schema, SchemaColumn, SchemaTable};
use leptos::prelude::*;
use web::components::Icon;

const NAME_CHARS_MAX: usize = 40;

/// About how many bytes a table, and a column or index of it, take in a page beside their own words.
const TABLE_BYTES: usize = 2_000;
const COLUMN_BYTES: usize = 2_000;

/// Draws every table and view for which there is room.
pub fn draw_schema(schema: &Schema, room: &mut Room) -> AnyView {
    draw_tables(schema, &|_| true, room)
}

/// Draws those tables and views that are to be shown, as far as there is room. What refers to another one says so.
pub fn draw_tables(schema: &Schema, is_shown: &dyn Fn(&SchemaTable) -> bool, room: &mut Room) -> AnyView {
    if schema.tables.is_empty() {
        return view! { <p class="quiet-text">"There is no table yet. CREATE TABLE makes one."</p> }
            .into_any();
    }
    let all = schema.tables.iter().filter(|one| is_shown(one)).count();
    let shown = schema.tables.iter().enumerate().filter(|(_, one)| is_shown(one));
    let tables: Vec<_> = shown.map_while(|(n, one)| table(schema, is_shown, n, one, room)).collect();
    let cut = (tables.len() < all).then(|| {
        let rest = count((all - tables.len()) as u64, "more table", "more tables");
        view! { <p class="quiet-text">{format!("The list is cut here: the page would be too large. There are {rest}.")}</p> }
    });
    view! { <div class="schema">{tables}{cut}</div> }.into_any()
}

/// `None` where there is no room.
fn table(
    schema: &Schema,
    is_shown: &dyn Fn(&SchemaTable) -> bool,
    n: usize,
    table: &SchemaTable,
    room: &mut Room,
) -> Option<AnyView> {
    // A foreign key may refer to many columns, and each of them is a link.
    let lines = table.columns.len()
        + table.indexes.len()
        + table.foreign_keys.iter().map(|key| key.columns.len()).sum::<usize>();
    if !room.take_bytes(TABLE_BYTES + lines * COLUMN_BYTES) {
        return None;
    }
    let rows = match table.rows {
        Some(rows) => count(rows.unsigned_abs(), "row", "rows"),
        None => "not counted".to_owned(),
    };
    let about = if table.is_view { format!(" · a view, {rows}") } else { format!(" · {rows}") };
    let columns: Vec<_> = table.columns.iter().map(|one| column(schema, is_shown, table, one)).collect();
    // Indexes that SQLite makes for a constraint are left out: they are a part of the table.
    let indexes: Vec<_> = table
        .indexes
        .iter()
        .filter(|index| !index.of_constraint)
        .map(|index| {
            let on: Vec<_> = index.columns.iter().map(|column| column.as_deref().unwrap_or("an expression")).collect();
            let unique = if index.unique { "unique index" } else { "index" };
            let partial = if index.is_partial { ", for some rows" } else { "" };
            let on = beginning(&on.join(", "), NAME_CHARS_MAX * 2);
            view! { <li><code>{beginning(&index.name, NAME_CHARS_MAX)}</code>{format!(", {unique} on ")}<code>{on}</code>{partial}</li> }
        })
        .collect();
    let drawn = view! {
        <div class="one-table" id=format!("table-{n}")>
            <table class="rows">
                <caption><b>{beginning(&table.name, NAME_CHARS_MAX)}</b>{about}</caption>
                <tbody>{columns}</tbody>
            </table>
            {(!indexes.is_empty()).then(|| view! { <ul class="small indexes">{indexes}</ul> })}
            {(!table.sql.is_empty()).then(|| view! {
                <details class="made"><summary class="small">"As it was made"<span class="sr">": "{beginning(&table.name, NAME_CHARS_MAX)}</span></summary><pre>{draw_sql_within(&table.sql, room)}</pre></details>
            })}
        </div>
    };
    Some(drawn.into_any())
}

fn column(
    schema: &Schema,
    is_shown: &dyn Fn(&SchemaTable) -> bool,
    table: &SchemaTable,
    column: &SchemaColumn,
) -> AnyView {
    // A primary key is not marked as one that takes NULL, although SQLite lets some (sqlite.org/lang_createtable.html).
    let nullable = !column.not_null && column.primary_key == 0 && !table.is_view;
    let refers: Vec<_> = table
        .foreign_keys
        .iter()
        .filter_map(|key| {
            let place = key.columns.iter().position(|name| *name == column.name)?;
            Some(reference(schema, is_shown, key, place))
        })
        .collect();
    let key = (column.primary_key > 0)
        .then(|| view! { <span class="k"><Icon name="key" class="i s"/><span class="sr">"primary key"</span></span>" " });
    let default = column.default.as_deref().map(|value| {
        view! { <span class="small">" default "{beginning(value, NAME_CHARS_MAX)}</span> }
    });
    view! {
        <tr>
            <th scope="row">{beginning(&column.name, NAME_CHARS_MAX)}</th>
            <td>
                {beginning(&column.declared, NAME_CHARS_MAX)}
                {nullable.then(|| view! { " "<span class="null">"NULL"<span class="sr">" allowed"</span></span> })}
                {column.generated.then_some(" computed")}
                {default}
            </td>
            <td class="ref">{key}{refers}</td>
        </tr>
    }
    .into_any()
}

/// The column that a column of a foreign key refers to, as a link to its table.
fn reference(
    schema: &Schema,
    is_shown: &dyn Fn(&SchemaTable) -> bool,
    key: &ForeignKey,
    place: usize,
) -> AnyView {
    let target = schema.tables.iter().position(|table| table.name.eq_ignore_ascii_case(&key.table));
    // A foreign key without the name of a column refers to the primary key (sqlite.org/foreignkeys.html, 3).
    let named = key.to.get(place).cloned().or_else(|| {
        let columns = &schema.tables[target?].columns;
        Some(columns.iter().find(|column| column.primary_key as usize == place + 1)?.name.clone())
    });
    let words = beginning(&format!("{}.{}", key.table, named.unwrap_or_default()), NAME_CHARS_MAX);
    let words = words.trim_end_matches('.').to_owned();
    let said = view! { <span class="sr">"refers to "</span>{words} };
    match target {
        Some(n) if !is_shown(&schema.tables[n]) => {
            view! { <span>{said}" (not shown here) "</span> }.into_any()
        }
        Some(n) => view! { <a href=format!("#table-{n}")>{said}</a>" " }.into_any(),
        None => view! { <span>{said}" (missing) "</span> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use labs::sandbox::{Database, run_script};

    #[test]
    fn keys_references_and_hostile_names_can_be_read() {
        let sql = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT DEFAULT 'x');
                   CREATE TABLE \"p<b>\" (a REFERENCES users, b INT REFERENCES gone (x)); CREATE INDEX i ON \"p<b>\" (a);
                   CREATE VIEW v AS SELECT name FROM users;";
        let ran = run_script(&Database::empty().unwrap(), sql).unwrap();
        let html = draw_schema(&ran.schema, &mut Room::of_page()).to_html();
        for part in [
            "primary key",
            "refers to ",
            "users.id",
            "gone.x",
            "(missing)",
            "p&lt;b&gt;",
            "a view, ",
            " default ",
            "index on ",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("<b>\" (a"), "{html}");
    }

    #[test]
    fn w13_a_table_that_is_there_and_not_shown_is_never_called_missing() {
        let sql = "CREATE TABLE users (id INTEGER PRIMARY KEY); CREATE TABLE posts (author_id REFERENCES users (id), b REFERENCES gone);";
        let ran = run_script(&Database::empty().unwrap(), sql).unwrap();
        let html = draw_tables(&ran.schema, &|table| table.name == "posts", &mut Room::of_page()).to_html();
        assert!(!html.contains("<b>users"), "{html}");
        assert_eq!(
            (html.matches("(not shown here)").count(), html.matches("(missing)").count()),
            (1, 1),
            "{html}"
        );
    }
}
