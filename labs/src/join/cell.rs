//! Reads a cell from what somebody typed, and writes it back.

use crate::sandbox::Cell;

/// The most characters of a typed cell. Longer input is cut.
pub const CHARS_MAX: usize = 20;

/// The cell that was meant. Nothing, or `NULL`, is NULL; an integer of 64 bits is an integer; everything else is a text. Quotes
/// make a text of what would be read otherwise, as in SQL: `'1'`, `'NULL'`, `''`.
///
/// Space around it is dropped. Control characters become U+FFFD, because a field of one line cannot hold them.
pub fn read_cell(typed: &str) -> Cell {
    let shown = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    let cut: String = typed.trim().chars().take(CHARS_MAX).map(shown).collect();
    let cut = cut.trim_end();
    if cut.is_empty() || cut.eq_ignore_ascii_case("null") {
        return Cell::Null;
    }
    match cut.parse::<i64>() {
        // `01` and `+1` are texts: as numbers they could not be written back as they were typed.
        Ok(number) if number.to_string() == cut => Cell::Integer(number),
        _ => Cell::Text(unquoted(cut).unwrap_or_else(|| cut.to_owned())),
    }
}

/// The shortest input that `read_cell` reads as this cell.
pub fn cell_as_typed(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) if read_cell(text) == *cell => text.clone(),
        other => other.to_sql(),
    }
}

/// The text between two quotes; none where a quote inside it is not doubled.
fn unquoted(text: &str) -> Option<String> {
    let inside = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let single = inside.replace("''", "");
    (!single.contains('\'')).then(|| inside.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(typed: &str, sql: &str) {
        assert_eq!(read_cell(typed).to_sql(), sql, "{typed:?}");
    }

    #[test]
    fn what_is_typed_is_read_as_it_was_meant() {
        for nothing in ["", "  ", "NULL", " null "] {
            check(nothing, "NULL");
        }
        check("7", "7");
        check(" -7 ", "-7");
        check("9223372036854775807", "9223372036854775807");
        for text in ["01", "+1", "1.0", "1e3", "9223372036854775808", "Ana", "x1"] {
            check(text, &format!("'{text}'"));
        }
        check("'1'", "'1'");
        check("''", "''");
        check("'NULL'", "'NULL'");
        check("'it''s'", "'it''s'");
        check("it's", "'it''s'");
    }

    #[test]
    fn hostile_text_is_text() {
        check("'); DROP TABLE x--", "'''); DROP TABLE x--'");
        check("<script>", "'<script>'");
        check("a\0b\nc", "'a\u{fffd}b\u{fffd}c'");
        check(&"é".repeat(50), &format!("'{}'", "é".repeat(CHARS_MAX)));
    }

    proptest! {
        #[test]
        fn a_cell_comes_back_as_it_was_typed(typed in "[ 'a1\\-+.NULnul\\x00é高]{0,24}") {
            let cell = read_cell(&typed);
            let again = cell_as_typed(&cell);
            prop_assert!(again.chars().count() <= CHARS_MAX, "{again:?}");
            prop_assert_eq!(read_cell(&again), cell);
        }
    }
}
