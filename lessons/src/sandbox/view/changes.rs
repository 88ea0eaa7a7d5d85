//! The rows that a statement changed: each with a mark, a word, and what it was before. Colour only repeats what the mark
//! says, for whoever cannot tell the colours apart.

use super::{
    cell::write_value,
    room::Room,
    text::{beginning, write_text},
};
use crate::format::count;
use labs::sandbox::{Cell, RowChange, TableChange};
use leptos::prelude::*;

/// The most characters of the name of a table or a column.
const NAME_CHARS_MAX: usize = 60;

/// Draws the changed rows of every table, as many as there is room for. `by` is what changed them: `statement 2`.
pub fn draw_changes(changes: &[TableChange], by: &str, room: &mut Room) -> AnyView {
    changes.iter().map(|change| table(change, by, room)).collect::<Vec<_>>().into_any()
}

fn table(change: &TableChange, by: &str, room: &mut Room) -> AnyView {
    let mut head = String::from("<th scope=\"col\" class=\"m\"><span class=\"sr\">Mark</span></th>");
    for name in &change.columns {
        head.push_str("<th scope=\"col\">");
        write_text(&mut head, &beginning(name, NAME_CHARS_MAX));
        head.push_str("</th>");
    }
    let mut body = String::new();
    let mut is_cut = !room.take(&head);
    for row in change.rows.iter().take_while(|_| !is_cut) {
        let before = body.len();
        write_row(&mut body, row);
        if !room.take(&body[before..]) {
            body.truncate(before);
            is_cut = true;
            break;
        }
    }
    let rows = count(change.rows.len() as u64, "row", "rows");
    let more = match (is_cut, change.more) {
        (true, _) => Some("; the rest is cut here: the page would be too large"),
        (false, true) => Some("; more were changed than are shown"),
        (false, false) => None,
    };
    let name = beginning(&change.table, NAME_CHARS_MAX);
    let label = format!("What {by} changed in {name}");
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label>
            <table class="rows diff">
                <caption><b>{name}</b>", "{rows}{more}</caption>
                <thead><tr inner_html=head></tr></thead>
                <tbody inner_html=body></tbody>
            </table>
        </div>
    }
    .into_any()
}

fn write_row(html: &mut String, row: &RowChange) {
    let (class, icon, word) = match (&row.before, &row.after) {
        (None, _) => ("new", "plus", "new"),
        (Some(_), None) => ("gone", "close", "gone"),
        (Some(_), Some(_)) => ("chg", "changed", "changed"),
    };
    html.push_str(&format!(
        "<tr class=\"{class}\"><td class=\"m\"><span class=\"mark\"><svg class=\"i s\" viewBox=\"0 0 20 20\" \
         aria-hidden=\"true\"><use href=\"/icons.svg#{icon}\"></use></svg>{word}</span></td>"
    ));
    let cells = |row: &Option<Vec<Cell>>| row.clone().unwrap_or_default().into_iter();
    match (&row.before, &row.after) {
        (Some(_), Some(_)) => {
            cells(&row.before).zip(cells(&row.after)).for_each(|(was, is)| pair(html, &was, &is))
        }
        (before, after) => cells(before).chain(cells(after)).for_each(|cell| {
            let (open, close) = if row.after.is_none() { ("<del>", "</del>") } else { ("<ins>", "</ins>") };
            html.push_str("<td>");
            html.push_str(open);
            write_value(html, &cell);
            html.push_str(close);
            html.push_str("</td>");
        }),
    }
    html.push_str("</tr>");
}

/// A value before and after.
fn pair(html: &mut String, was: &Cell, is: &Cell) {
    if was == is {
        html.push_str("<td>");
        write_value(html, is);
    } else {
        html.push_str("<td class=\"changed\"><del>");
        write_value(html, was);
        html.push_str("</del> <ins>");
        write_value(html, is);
        html.push_str("</ins>");
    }
    html.push_str("</td>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_row_says_so_in_words_and_shows_both() {
        let row = |before: &[i64], after: &[i64]| {
            let cells =
                |row: &[i64]| (!row.is_empty()).then(|| row.iter().map(|n| Cell::Integer(*n)).collect());
            RowChange { before: cells(before), after: cells(after) }
        };
        let rows = vec![row(&[1, 2], &[1, 3]), row(&[4, 5], &[]), row(&[], &[6, 7])];
        let columns = vec!["id".to_owned(), "<b>".to_owned()];
        let change = TableChange { table: "t<".to_owned(), columns, rows, more: true };
        let html = draw_changes(&[change], "it", &mut Room::of_page()).to_html();
        for part in [
            "</svg>changed</span></td><td>1</td><td class=\"changed\"><del>2</del> <ins>3</ins></td>",
            "</svg>gone</span></td><td><del>4</del></td>",
            "</svg>new</span></td><td><ins>6</ins></td>",
            "&lt;b&gt;",
            "more were changed",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }
}
