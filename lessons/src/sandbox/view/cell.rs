//! One value of a table: NULL in a dashed box, an empty text as two quotes, bytes as `x'…'`, and long values folded.
//!
//! Values are written to a string and not drawn by `view!`, for a table may have a hundred thousand of them.

use super::text::write_text;
use labs::sandbox::Cell;
use std::fmt::Write as _;

/// The longest text that stands in one line, in characters.
const CHARS_OF_LINE: usize = 40;
/// The longest text that is not folded, in characters and in lines.
const CHARS_MAX: usize = 120;
const LINES_MAX: usize = 3;
/// The most characters of a text that are shown when it is unfolded.
const CHARS_UNFOLDED: usize = 10_000;
/// What is shown of a folded text, in characters, and of bytes, in bytes.
const CHARS_FOLDED: usize = 60;
const BYTES_SHOWN: usize = 16;

/// Adds a cell to a row: a `<td>` with the value.
pub fn write_cell(html: &mut String, cell: &Cell) {
    html.push_str(match cell {
        Cell::Integer(_) | Cell::Real(_) => "<td class=\"n\">",
        Cell::Text(text) if is_wide(text) => "<td class=\"wide\">",
        _ => "<td>",
    });
    write_value(html, cell);
    html.push_str("</td>");
}

/// Whether a text needs more than one line.
fn is_wide(text: &str) -> bool {
    text.contains('\n') || text.chars().nth(CHARS_OF_LINE).is_some()
}

/// Whether a value is drawn as a number, to the right.
pub fn is_number(cell: &Cell) -> bool {
    matches!(cell, Cell::Integer(_) | Cell::Real(_))
}

/// Adds the value without its cell.
pub fn write_value(html: &mut String, cell: &Cell) {
    match cell {
        Cell::Null => html.push_str("<span class=\"null\">NULL</span>"),
        Cell::Integer(number) => {
            let _ = write!(html, "{number}");
        }
        Cell::Real(number) => html.push_str(&real(*number)),
        Cell::Text(text) if text.is_empty() => html.push_str("<span class=\"empty-text\">''</span>"),
        Cell::Text(text) => write_long(html, text),
        Cell::Blob(bytes) => write_bytes(html, bytes),
    }
}

/// A number as SQLite's own shell writes it.
fn real(number: f64) -> String {
    match number {
        f64::INFINITY => "Inf".to_owned(),
        f64::NEG_INFINITY => "-Inf".to_owned(),
        number => format!("{number:?}"),
    }
}

fn write_long(html: &mut String, text: &str) {
    let chars = text.chars().count();
    if chars <= CHARS_MAX && text.lines().count() <= LINES_MAX {
        return write_text(html, text);
    }
    let short: String = text.lines().next().unwrap_or_default().chars().take(CHARS_FOLDED).collect();
    html.push_str("<details class=\"fold\"><summary>");
    write_text(html, &short);
    let _ =
        write!(html, "<span class=\"more\">… {} more</span></summary><div>", chars - short.chars().count());
    match text.char_indices().nth(CHARS_UNFOLDED) {
        None => write_text(html, text),
        Some((end, _)) => {
            write_text(html, &text[..end]);
            let _ = write!(html, "<p class=\"more\">… cut here: {} more.</p>", chars - CHARS_UNFOLDED);
        }
    }
    html.push_str("</div></details>");
}

fn write_bytes(html: &mut String, bytes: &[u8]) {
    html.push_str("x'");
    for byte in bytes.iter().take(BYTES_SHOWN) {
        let _ = write!(html, "{byte:02x}");
    }
    let more = if bytes.len() > BYTES_SHOWN { "…" } else { "" };
    let _ = write!(html, "{more}' <small>{}</small>", size(bytes.len()));
}

/// A number of bytes: `12 bytes`, `5.1 kB`.
pub fn size(bytes: usize) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cell: Cell, html: &str) {
        let mut written = String::new();
        write_cell(&mut written, &cell);
        assert_eq!(written, html);
    }

    #[test]
    fn nothing_and_an_empty_text_look_different() {
        check(Cell::Null, "<td><span class=\"null\">NULL</span></td>");
        check(Cell::Text(String::new()), "<td><span class=\"empty-text\">''</span></td>");
        check(Cell::Text("NULL".to_owned()), "<td>NULL</td>");
        check(Cell::Blob(Vec::new()), "<td>x'' <small>0 bytes</small></td>");
    }

    #[test]
    fn x13_numbers_of_every_size_are_shown_as_they_are() {
        check(Cell::Integer(i64::MIN), "<td class=\"n\">-9223372036854775808</td>");
        check(Cell::Real(f64::INFINITY), "<td class=\"n\">Inf</td>");
        check(Cell::Real(-0.0), "<td class=\"n\">-0.0</td>");
        check(Cell::Real(1e300), "<td class=\"n\">1e300</td>");
    }

    #[test]
    fn what_is_long_is_folded_and_whole() {
        let mut html = String::new();
        write_cell(&mut html, &Cell::Text(format!("<b>{}", "x".repeat(300))));
        assert!(html.contains("… 243 more") && html.matches("&lt;b&gt;").count() == 2, "{html}");
        assert!(!html.contains("<b>"));
        check(
            Cell::Blob(vec![0xab; 5_100]),
            &format!("<td>x'{}…' <small>5.1 kB</small></td>", "ab".repeat(16)),
        );
    }
}
