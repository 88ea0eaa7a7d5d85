//! The two tables as fields of the form: reading them from a form, and drawing them.

use crate::fields::Fields;
use labs::join::{CHARS_MAX, ROWS_MAX, Row, Side, Step, Tables, cell_as_typed, read_cell};
use leptos::prelude::*;
use web::components::Icon;

/// The name of a cell's field: `left-0-1`.
fn field(side: Side, row: usize, column: usize) -> String {
    format!("{}-{row}-{column}", side.name())
}

/// The tables that a form brings along. None where it is no form of this figure.
pub fn read(fields: &Fields) -> Option<Tables> {
    let rows = |side: Side| -> Option<Vec<Row>> {
        let count: usize = fields.get(side.name()).parse().ok()?;
        let cell = |row, column| read_cell(fields.get(&field(side, row, column)));
        Some((0..count.min(ROWS_MAX)).map(|row| [cell(row, 0), cell(row, 1)]).collect())
    };
    Some(Tables::new(rows(Side::Left)?, rows(Side::Right)?))
}

/// Draws both tables side by side. The rows that the current step `in_hand` compares are marked.
pub fn draw(tables: &Tables, in_hand: Option<Step>) -> AnyView {
    let both =
        Side::ALL.map(|side| table(side, tables.rows(side), in_hand.and_then(|step| step.row_of(side))));
    view! {
        <div class="lab-stage two-up join-tables">{both.into_iter().collect::<Vec<_>>()}</div>
        <p class="small quiet-text">
            "Change any cell and press Enter: they are joined anew. An empty one is NULL, an integer a number, anything else a text; a number in quotes is a text as well. The columns have no type, so that "
            <code>"1"</code>" and "<code>"'1'"</code>" stay two things."
        </p>
    }
    .into_any()
}

fn table(side: Side, rows: &[Row], in_hand: Option<usize>) -> AnyView {
    let (name, [key, other]) = (side.table(), side.columns());
    let add = view! { <button class="button bare s" name="action" value=format!("add-{}", side.name()) aria-disabled=(rows.len() == ROWS_MAX).then_some("true") formnovalidate=true><Icon name="plus" class="i s"/>"Add a row"<span class="sr">" to "{name}</span></button> };
    let body: Vec<_> =
        rows.iter().enumerate().map(|(n, cells)| row(side, n, cells, in_hand == Some(n))).collect();
    let empty = rows.is_empty().then(|| view! { <tr><td colspan="4" class="quiet-text">"no rows"</td></tr> });
    let which = if side == Side::Left { "the left table" } else { "the right table" };
    view! {
        <section>
            <div class="row head"><h3><code>{name}</code><span class="small quiet-text">{which}</span></h3>{add}</div>
            <input type="hidden" name=side.name() value=rows.len()/>
            <table class="rows typed">
                <caption class="sr">{name}", "{which}</caption>
                <thead><tr><td></td><th scope="col"><Icon name="key" class="i s"/>{key}</th><th scope="col">{other}</th><td></td></tr></thead>
                <tbody>{body}{empty}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn row(side: Side, n: usize, cells: &Row, in_hand: bool) -> AnyView {
    let inputs: Vec<_> = cells
        .iter()
        .zip(side.columns())
        .enumerate()
        .map(|(column, (cell, name))| {
            view! { <td><input class="mono" name=field(side, n, column) value=cell_as_typed(cell) aria-label=format!("{name}, row {}", n + 1) placeholder="NULL" maxlength=CHARS_MAX size="8" spellcheck="false" autocapitalize="off" autocomplete="off"/></td> }
        })
        .collect();
    let remove = format!("Remove row {} of {}", n + 1, side.table());
    view! {
        <tr class=in_hand.then_some("at")>
            <th scope="row"><span class="here">{in_hand.then(|| view! { <Icon name="right" class="i s"/><span class="sr">"looked at: "</span> })}</span>{n + 1}</th>
            {inputs}
            <td><button class="press" name="action" value=format!("drop-{}-{n}", side.name()) aria-label=remove formnovalidate=true><Icon name="close" class="i s"/></button></td>
        </tr>
    }
    .into_any()
}
