//! Characters that SQL, or SQLite, does not know.

use crate::explain::explanation::{Explanation, backticked};
use std::ops::Range;

/// Explains a character that SQL, or SQLite, does not know.
pub(super) fn unknown(token: &str, at: Range<usize>) -> Explanation {
    let (says, try_this) = match token.chars().next() {
        Some(':') => {
            ("A `:` has no meaning here.", "Take it away: between a name and its type stands a space.")
        }
        Some('^') => ("`^` computes nothing in SQLite.", "Write `power(2, 3)`."),
        Some('!') => ("`!` alone is no word of SQL.", "Write `NOT`; for “not the same” write `<>`."),
        Some('\\') => (
            "A `\\` has no meaning in SQL.",
            "Take it away; an apostrophe inside a text is written twice: `'it''s'`.",
        ),
        Some('{' | '}') => ("Curly brackets have no meaning in SQL.", "Take them away, or use round ones."),
        Some('0'..='9') => {
            let says = format!("{} begins like a number and ends like a name.", backticked(token));
            let try_this = "Write a number without letters; a name does not begin with a digit, and a text needs single quotes.";
            return Explanation::new(says, Some(at), try_this);
        }
        Some('@' | '$' | '?') => (
            "A parameter needs a name or a number.",
            "Write the value itself; here nobody could fill the parameter in.",
        ),
        _ => {
            let says = format!("{} is a sign that SQL does not know.", backticked(token));
            return Explanation::new(
                says,
                Some(at),
                "Take it away; if it belongs to a text, put the text into single quotes.",
            );
        }
    };
    Explanation::new(says, Some(at), try_this)
}
