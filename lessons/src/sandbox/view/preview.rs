//! A CSV before it becomes a table: the types that its columns seem to have, each with its reason, and its first rows. All of
//! it can be changed. The fields are a part of the page's one form.

use super::{
    room::Room,
    text::{beginning, visible, write_text},
};
use crate::format::{coded, count};
use labs::{
    import::{ColumnKind, CsvPreview, GuessedColumn},
    own_database::PendingCsv,
};
use leptos::prelude::*;
use web::components::Icon;

/// The most characters of the name of a column.
const NAME_CHARS_MAX: usize = 60;
/// About how many bytes the line of one column takes in a page.
const COLUMN_BYTES: usize = 1_600;
const SEPARATORS: [(char, &str, &str); 3] =
    [(',', "comma", "a comma"), (';', "semicolon", "a semicolon"), ('\t', "tab", "a tab")];

/// The separator of this name in the form.
pub fn find_separator(name: &str) -> Option<char> {
    SEPARATORS.iter().find(|(_, known, _)| *known == name).map(|(separator, ..)| *separator)
}

/// Draws the table that waits to be taken.
pub fn draw_preview(csv: &PendingCsv, room: &mut Room) -> AnyView {
    let CsvPreview { columns, row_count, .. } = &csv.preview;
    let refused = csv.refused.clone().map(|said| {
        view! { <p class="wrong in" role="alert"><Icon name="warn" class="i s"/><span>{said}</span></p> }
    });
    let about = format!(
        "{} in {}. Nothing has been taken yet.",
        count(*row_count as u64, "row", "rows"),
        count(columns.len() as u64, "column", "columns")
    );
    let kinds: Vec<_> = columns
        .iter()
        .enumerate()
        .map_while(|(at, column)| room.take_bytes(COLUMN_BYTES).then(|| draw_column(at, column)))
        .collect();
    let separators: Vec<_> = SEPARATORS
        .iter()
        .map(|(separator, name, words)| {
            view! { <option value=*name selected=*separator == csv.preview.separator>{*words}</option> }
        })
        .collect();
    view! {
        <section class="csv-preview" aria-labelledby="csv-h">
            <h3 id="csv-h">"Make a table of it"</h3>
            {refused}
            <p class="said" role="status">{about}</p>
            <div class="field"><label for="csv-table">"Name of the table"</label><input id="csv-table" class="mono" name="csv_table" value=csv.table.clone() maxlength="64"/></div>
            <div class="row">
                <label for="csv-separator">"Values are separated by"</label>
                <select id="csv-separator" name="csv_separator">{separators}</select>
                <label class="tick-box"><input type="checkbox" name="csv_header" value="yes" checked=csv.form.has_header/>"The first line names the columns"</label>
                <button class="button s" formaction="/sandbox/table" name="csv_action" value="look">"Look again"</button>
            </div>
            <div class="scroll" tabindex="0" role="region" aria-label="The columns and their types">
                <table class="rows"><thead><tr><th scope="col">"Column"</th><th scope="col">"Type"</th><th scope="col">"Why"</th></tr></thead><tbody>{kinds}</tbody></table>
            </div>
            {draw_rows(&csv.preview, room)}
            <div class="row"><button class="button" formaction="/sandbox/table" name="csv_action" value="take"><Icon name="check" class="i s"/>"Take this table"</button></div>
        </section>
    }
    .into_any()
}

fn draw_column(at: usize, column: &GuessedColumn) -> AnyView {
    let name = beginning(&column.name, NAME_CHARS_MAX);
    let options: Vec<_> = ColumnKind::ALL
        .into_iter()
        .map(|kind| view! { <option value=kind.name() selected=kind == column.kind>{kind.name()}</option> })
        .collect();
    let label = format!("Type of {name}");
    view! {
        <tr><th scope="row">{name}</th><td><select name=format!("csv_kind_{at}") aria-label=label>{options}</select></td><td>{coded(&visible(&column.reason))}</td></tr>
    }
    .into_any()
}

/// The first rows, as they were written.
fn draw_rows(preview: &CsvPreview, room: &mut Room) -> AnyView {
    let mut head = String::new();
    for column in &preview.columns {
        head.push_str("<th scope=\"col\">");
        write_text(&mut head, &beginning(&column.name, NAME_CHARS_MAX));
        head.push_str("</th>");
    }
    if !room.take(&head) {
        return ().into_any();
    }
    let mut body = String::new();
    for row in &preview.rows {
        let before = body.len();
        body.push_str("<tr>");
        for value in row {
            body.push_str("<td>");
            match value {
                Some(value) => write_text(&mut body, value),
                None => body.push_str("<span class=\"null\">NULL</span>"),
            }
            body.push_str("</td>");
        }
        body.push_str("</tr>");
        if !room.take(&body[before..]) {
            body.truncate(before);
            break;
        }
    }
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="The first rows">
            <table class="rows"><caption>"The first rows"</caption><thead><tr inner_html=head></tr></thead><tbody inner_html=body></tbody></table>
        </div>
    }
    .into_any()
}
