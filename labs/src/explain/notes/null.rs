//! A comparison with NULL, which is true for no row (<https://sqlite.org/nulls.html>).

use crate::explain::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
};

/// The signs that compare two values. `IS` is none of them: it takes NULL for a value.
const SIGNS: &str = "= == <> != < > <= >=";

/// The note on the first comparison with NULL.
pub(super) fn note(words: &FailedStatement<'_>) -> Option<Explanation> {
    if !words.is_one_of(0, "SELECT WITH UPDATE DELETE INSERT REPLACE VALUES") {
        return None;
    }
    let nulls = (1..words.words.len()).filter(|&i| words.is(i, "NULL"));
    nulls.filter_map(|i| compared(words, i).or_else(|| not_in(words, i))).next()
}

/// `= NULL` and the like, where the word at `i` is `NULL`.
fn compared(words: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    // The word may stand in brackets of its own.
    let (mut from, mut to) = (i, i);
    while from > 0 && words.is(from - 1, "(") && words.is(to + 1, ")") {
        (from, to) = (from - 1, to + 1);
    }
    let before = from.checked_sub(1)?;
    let (sign, shown) = if words.is_one_of(before, SIGNS) && !is_assignment(words, before) {
        (words.text(before), format!("{} NULL", words.text(before)))
    } else if words.is_one_of(to + 1, SIGNS) && !words.is_one_of(before, "IS NOT") {
        (words.text(to + 1), format!("NULL {}", words.text(to + 1)))
    } else {
        return None;
    };
    let says = if matches!(sign, "=" | "==" | "<>" | "!=") {
        format!(
            "Nothing is equal or unequal to NULL: {} is NULL for every row, and never true.",
            backticked(&shown)
        )
    } else {
        format!(
            "Nothing is larger or smaller than NULL: {} is NULL for every row, and never true.",
            backticked(&shown)
        )
    };
    Some(Explanation::new(says, words.span(i), "`IS NULL` and `IS NOT NULL` ask for it."))
}

/// Whether the sign gives a column its new value, as in `SET city = NULL`.
fn is_assignment(words: &FailedStatement<'_>, sign: usize) -> bool {
    words
        .find_back(sign, "SET WHERE WHEN THEN ELSE SELECT ON HAVING FROM AND OR")
        .is_some_and(|i| words.is(i, "SET"))
}

/// `NOT IN (…, NULL)`, where the word at `i` is `NULL`.
fn not_in(words: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let open = words.open_bracket(i)?;
    let is_item = words.follows(i, "( ,") && words.is_one_of(i + 1, ") ,");
    let is_list = open >= 2 && words.are(open - 2, "NOT IN") && !words.is(open + 1, "SELECT");
    (is_item && is_list).then(|| {
        let says =
            "`NOT IN` is true for no row here: its list has a NULL, of which nobody knows what it equals.";
        Explanation::new(
            says,
            words.span(i),
            "Leave `NULL` out of the list, and ask for it with `IS NOT NULL`.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::bare_column::tests::said;

    #[test]
    fn a_comparison_with_null_has_a_note() {
        for (sql, words) in [
            ("SELECT name FROM users WHERE city = NULL", "`= NULL`"),
            ("SELECT name FROM users WHERE city <> NULL", "`<> NULL`"),
            ("UPDATE sessions SET ended_at = 'x' WHERE ended_at = NULL", "`= NULL`"),
            ("DELETE FROM sessions WHERE user_id != (NULL)", "never true"),
            ("SELECT name FROM users WHERE NULL = city", "`NULL =`"),
            ("SELECT name FROM users WHERE city > NULL", "larger or smaller"),
            ("UPDATE users SET city = (SELECT city FROM users WHERE city = NULL)", "`= NULL`"),
            ("SELECT name FROM users WHERE id NOT IN (1, NULL)", "`NOT IN`"),
        ] {
            let said = said(sql);
            assert!(said.len() == 1 && said[0].contains(words), "{sql}: {said:?}");
        }
        for sql in [
            "UPDATE users SET city = NULL WHERE id = 1",
            "SELECT name FROM users WHERE city IS NULL",
            "SELECT name FROM users WHERE id IN (1, NULL)",
        ] {
            assert_eq!(said(sql), Vec::<String>::new(), "{sql}");
        }
    }
}
