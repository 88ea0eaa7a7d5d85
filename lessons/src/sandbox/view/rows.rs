//! The rows of a result as a table, with the types below the names and numbers to the right.

use super::{
    cell::{is_number, write_cell},
    room::Room,
    text::{beginning, write_text},
};
use crate::format::count;
use labs::sandbox::{Cell, Rows};
use leptos::prelude::*;

/// The most characters of a column's name. An expression without `AS` is its own name, and may be long.
const NAME_CHARS_MAX: usize = 60;

/// Draws the rows, as many as there is room for. `label` is the name of the table for screen readers.
pub fn draw_rows(rows: &Rows, label: &str, room: &mut Room) -> AnyView {
    let mut head = String::new();
    for (n, column) in rows.columns.iter().enumerate() {
        // The heading of a column of numbers stands to the right, as the numbers do.
        let is_numbers = all_numbers(rows, n);
        head.push_str(if is_numbers { "<th scope=\"col\" class=\"n\">" } else { "<th scope=\"col\">" });
        if column.name.is_empty() {
            head.push_str("<i>no name</i>");
        } else {
            write_text(&mut head, &beginning(&column.name, NAME_CHARS_MAX));
        }
        head.push_str("<small>");
        write_text(&mut head, &beginning(&kind(rows, n), NAME_CHARS_MAX));
        head.push_str("</small></th>");
    }
    let has_head = room.take(&head);
    let mut body = String::new();
    let mut shown = 0;
    for row in rows.rows.iter().filter(|_| has_head) {
        let before = body.len();
        body.push_str("<tr>");
        row.iter().for_each(|cell| write_cell(&mut body, cell));
        body.push_str("</tr>");
        if !room.take(&body[before..]) {
            body.truncate(before);
            break;
        }
        shown += 1;
    }
    if !has_head {
        head.clear();
    }
    let said = count(rows.rows.len() as u64, "row", "rows");
    let caption = if shown < rows.rows.len() || !has_head {
        view! { <b>{said}</b>", of which "<b>{shown}</b>" are shown. The rest is cut here: the page would be too large. A LIMIT says how many you want." }.into_any()
    } else if rows.more {
        view! { <b>"The first "{said}"."</b>" There were more; a LIMIT says how many you want." }.into_any()
    } else {
        view! { <b>{said}</b> }.into_any()
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label.to_owned()>
            <table class="rows">
                <caption>{caption}</caption>
                <thead><tr inner_html=head></tr></thead>
                <tbody inner_html=body></tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The type a column was declared with, or the one its values have.
fn kind(rows: &Rows, column: usize) -> String {
    if let Some(declared) = rows.columns[column].declared.as_deref().filter(|declared| !declared.is_empty()) {
        return declared.to_owned();
    }
    let mut kinds = values(rows, column).filter(|cell| **cell != Cell::Null).map(Cell::type_name);
    match kinds.next() {
        None => String::new(),
        Some(first) if kinds.all(|kind| kind == first) => first.to_owned(),
        Some(_) => "several types".to_owned(),
    }
}

fn all_numbers(rows: &Rows, column: usize) -> bool {
    let mut values = values(rows, column).filter(|cell| **cell != Cell::Null).peekable();
    values.peek().is_some() && values.all(is_number)
}

fn values(rows: &Rows, column: usize) -> impl Iterator<Item = &Cell> {
    rows.rows.iter().filter_map(move |row| row.get(column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use labs::sandbox::Column;

    fn column(name: &str, declared: Option<&str>) -> Column {
        Column { name: name.to_owned(), declared: declared.map(str::to_owned) }
    }

    #[test]
    fn x11_rows_are_cut_where_the_page_would_become_too_large() {
        let columns: Vec<_> = (0..100).map(|n| column(&n.to_string(), None)).collect();
        let nulls = Rows { columns, rows: vec![vec![Cell::Null; 100]; 1_000], more: false };
        let html = draw_rows(&nulls, "Rows", &mut Room::of_page()).to_html();
        let rows = html.matches("<tr>").count() - 1;
        assert!((50..200).contains(&rows), "{rows}");
        assert!(
            html.contains("1000 rows") && html.contains(&format!("<b>{rows}<!></b> are shown")),
            "{}",
            &html[..400]
        );
        assert!(html.contains("cut here"), "{}", &html[..400]);
        let few =
            draw_rows(&Rows { rows: vec![vec![Cell::Null; 100]], ..nulls }, "Rows", &mut Room::of_page());
        assert!(!few.to_html().contains("cut here"));
    }

    #[test]
    fn x13_names_that_are_empty_equal_or_hostile_are_shown() {
        let columns = vec![
            column("a", Some("INT")),
            column("a", None),
            column("", None),
            column("</th><script>", None),
        ];
        let row = vec![Cell::Integer(1), Cell::Real(2.5), Cell::Null, Cell::Text("<i>".to_owned())];
        let html =
            draw_rows(&Rows { columns, rows: vec![row], more: true }, "Rows", &mut Room::of_page()).to_html();
        assert!(html.contains("<th scope=\"col\" class=\"n\">a<small>INT</small></th>"), "{html}");
        assert!(html.contains("<th scope=\"col\" class=\"n\">a<small>real</small></th>"), "{html}");
        assert!(html.contains("<i>no name</i>") && html.contains("&lt;/th&gt;&lt;script&gt;"), "{html}");
        assert!(html.contains("There were more") && !html.contains("<script>"), "{html}");
    }
}
