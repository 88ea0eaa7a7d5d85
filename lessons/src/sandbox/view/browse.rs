//! A page of a table's rows, with the ways to the pages before and after it.

use super::{
    fault::draw_fault,
    room::Room,
    rows::draw_rows,
    text::{beginning, visible},
};
use crate::sandbox::browse::PAGE_ROWS;
use labs::{
    explain::explain,
    sandbox::{Schema, ScriptResult},
};
use leptos::prelude::*;
use web::components::Icon;

/// The most characters of a table's name.
const NAME_CHARS_MAX: usize = 40;

/// The buttons that open the tables and views of a database.
pub fn draw_tables_to_browse(schema: &Schema, room: &mut Room) -> AnyView {
    /// About how many bytes a button takes beside the name, which stands in it twice.
    const BUTTON_BYTES: usize = 300;
    let fits = |name: &str| room.take_bytes(BUTTON_BYTES + 12 * name.len());
    let mut names = schema.tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>();
    let all = names.len();
    let shown = names.iter().copied().map(fits).take_while(|fits| *fits).count();
    names.truncate(shown);
    if names.is_empty() {
        return ().into_any();
    }
    let buttons: Vec<_> = names
        .into_iter()
        .map(|name| view! { <button class="button s" name="browse" value=value_of(name, 0) formaction="/api/browse_sandbox">{beginning(name, NAME_CHARS_MAX)}</button> })
        .collect();
    let rest = (shown < all).then_some("More tables have no button: the page would be too large.");
    view! {
        <div class="row browse" role="group" aria-labelledby="browse-h"><span class="small" id="browse-h">"Look at the rows of"</span>{buttons}</div>
        {rest.map(|said| view! { <p class="small quiet-text">{said}</p> })}
    }
    .into_any()
}

/// What the button for a page of a table sends: the number of the first row, and the name.
fn value_of(table: &str, from: usize) -> String {
    format!("{from} {table}")
}

/// Draws a page of rows.
pub fn draw_page(ran: &ScriptResult, sql: &str, table: &str, from: usize, room: &mut Room) -> AnyView {
    let Some(outcome) = ran.outcomes.first() else { return ().into_any() };
    if let Some(fault) = &outcome.fault {
        return draw_fault(sql, &explain(sql, fault, &ran.schema));
    }
    let Some(rows) = &outcome.rows else { return ().into_any() };
    let all = ran.schema.table(table).and_then(|table| usize::try_from(table.rows?).ok());
    let shown = rows.rows.len();
    let about = match (shown, all) {
        (0, _) => "no rows here".to_owned(),
        (_, Some(all)) => format!("rows {} to {} of {all}", from + 1, from + shown),
        (_, None) => format!("rows {} to {}", from + 1, from + shown),
    };
    // Where the rows were not counted, as those of a view, a full page may have another one after it.
    let has_next = all.map_or(shown == PAGE_ROWS, |all| from + shown < all);
    let name = visible(&beginning(table, NAME_CHARS_MAX));
    let button = |from: usize, icon: &'static str, words: &'static str| {
        view! { <button class="button s" name="browse" value=value_of(table, from) formaction="/api/browse_sandbox"><Icon name=icon class="i s"/>{words}</button> }
    };
    let earlier = (from > 0).then(|| button(from.saturating_sub(PAGE_ROWS), "left", "Rows before"));
    let later = has_next.then(|| button(from + PAGE_ROWS, "right", "Rows after"));
    view! {
        <section class="outcome-of" aria-label=format!("The table {name}")>
            <p><b>{name.clone()}</b>", "{about}</p>
            {draw_rows(rows, &format!("Rows of {name}"), room)}
            <div class="row">{earlier}{later}</div>
            <p class="small quiet-text">"They stand in the order in which SQLite reads the table. Where the order matters, write a query with ORDER BY."</p>
        </section>
    }
    .into_any()
}
