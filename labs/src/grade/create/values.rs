//! Values for the rows that attack a table: some that every column is tried with, and some around each literal of the texts that
//! made the tables. A rule that nobody asked for shows where its own literals are.

use crate::sql::{self, TokenKind};

/// The values of one column as SQL expressions, those around literals first. There are at most `VALUES_MAX`.
pub(super) type Values = Vec<String>;

/// The most values that one column is tried with.
const VALUES_MAX: usize = 240;
/// The longest text that is tried for a literal. SQLite takes at most 100,000 bytes here (`sandbox::limits`).
const CHARS_MAX: i64 = 90_000;

/// Whole numbers on both sides of nought, and where 32 bits end.
const INTEGERS: [&str; 9] =
    ["0", "1", "-1", "2", "10", "1000", "2147483647", "2147483648", "4000000000000000000"];
const REALS: [&str; 6] = ["0.0", "0.5", "-0.5", "1.5", "1e9", "-1e9"];
/// Empty and blank texts, capitals, letters beyond ASCII, signs with a meaning in patterns, a number, a time, and long ones.
const TEXTS: [&str; 19] = [
    "''",
    "' '",
    "'a'",
    "'Z'",
    "'Zoë'",
    "'zoë'",
    "'雨'",
    "'two words'",
    "'TWO WORDS'",
    "' x'",
    "'x '",
    "'0'",
    "'12'",
    "'it''s'",
    "'%_?*'",
    "'a@b.example'",
    "'9999-12-31 23:59:59'",
    "printf('%.300c', 'y')",
    "printf('%.20000c', 'y')",
];

/// The literals of a text of statements.
#[derive(Clone, Debug, Default)]
pub(super) struct Literals {
    integers: Vec<i64>,
    reals: Vec<f64>,
    texts: Vec<String>,
}

impl Literals {
    /// The literals of these texts. Comments have none.
    pub fn of(texts: &[&str]) -> Self {
        let mut all = Self::default();
        for text in texts {
            for token in sql::tokens(text) {
                let written = &text[token.span];
                match token.kind {
                    TokenKind::Number => match (written.parse::<i64>(), written.parse::<f64>()) {
                        (Ok(integer), _) => all.integers.push(integer),
                        (_, Ok(real)) => all.reals.push(real),
                        _ => {}
                    },
                    TokenKind::Text if written.starts_with('\'') && written.len() >= 2 => {
                        all.texts.push(written[1..written.len() - 1].replace("''", "'"));
                    }
                    _ => {}
                }
            }
        }
        all.texts.retain(|text| text.chars().count() <= 200);
        all
    }

    /// The values around these literals for a column of this affinity. They come before the usual ones, so that a bound cuts
    /// those.
    fn around(&self, affinity: &str) -> Values {
        let mut all = Values::new();
        if affinity != "TEXT" {
            for &integer in &self.integers {
                // A minus is a token of its own, so each number is tried with both signs.
                for sign in [1, -1] {
                    for by in [0, -1, 1] {
                        all.extend(
                            integer.checked_mul(sign).and_then(|n| n.checked_add(by)).map(|n| n.to_string()),
                        );
                    }
                }
            }
            for &real in &self.reals {
                let near = [real, real - 0.25, real + 0.25, real - 1.0, real + 1.0, real.ceil(), -real];
                all.extend(near.iter().map(|near| match affinity {
                    "INTEGER" => format!("{:.0}", near.floor()),
                    _ => format!("{near:?}"),
                }));
            }
        }
        if affinity != "INTEGER" && affinity != "REAL" {
            self.texts.iter().for_each(|text| all.extend(around_text(text).iter().map(|near| quoted(near))));
            // A number may bound the length of a text, or be the code of a character in it.
            for &integer in &self.integers {
                let lengths = [integer - 1, integer, integer.saturating_add(1)];
                all.extend(lengths.iter().filter(|n| (1..=CHARS_MAX).contains(*n)).map(|n| of_length(*n)));
                let code = u32::try_from(integer).ok().and_then(char::from_u32).filter(|c| !c.is_control());
                all.extend(code.map(|c| quoted(&c.to_string())));
            }
        }
        all
    }

    /// What a column of this affinity is tried with.
    pub fn values(&self, affinity: &str) -> Values {
        let mut all = self.around(affinity);
        let usual: &[&[&str]] = match affinity {
            "INTEGER" => &[&INTEGERS],
            "REAL" => &[&REALS, &INTEGERS],
            "TEXT" => &[&TEXTS],
            _ => &[&INTEGERS, &REALS, &TEXTS],
        };
        // Room is kept for the usual values, however many literals there are.
        all.truncate(VALUES_MAX - 50);
        all.extend(usual.iter().flat_map(|values| values.iter().map(|value| (*value).to_owned())));
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|value| seen.insert(value.clone()));
        all.truncate(VALUES_MAX);
        all
    }

    /// The values around these literals alone, without duplicates and without texts that are made by a function.
    pub fn sharp_values(&self, affinity: &str, most: usize) -> Values {
        let mut seen = std::collections::BTreeSet::new();
        let mut all = self.around(affinity);
        all.retain(|value| !value.starts_with("printf") && seen.insert(value.clone()));
        all.truncate(most);
        all
    }
}

/// A text as an SQL literal.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A text of so many characters. A long one is made by SQLite, so that the statement can be shown.
fn of_length(chars: i64) -> String {
    match usize::try_from(chars) {
        Ok(few) if few <= 12 => quoted(&"x".repeat(few)),
        _ => format!("printf('%.{chars}c', 'x')"),
    }
}

/// Texts near a literal: itself, shorter, longer, in other letters, before and after it in the alphabet, and some that it
/// matches if it is a pattern.
fn around_text(text: &str) -> Vec<String> {
    let mut all = vec![
        text.to_owned(),
        format!("{text}x"),
        format!("x{text}"),
        text.to_uppercase(),
        text.to_lowercase(),
    ];
    let mut chars: Vec<char> = text.chars().collect();
    if let Some(last) = chars.pop() {
        let without: String = chars.iter().collect();
        let moved = |by: i64| u32::try_from(i64::from(u32::from(last)) + by).ok().and_then(char::from_u32);
        all.extend([1, -1].into_iter().filter_map(moved).map(|c| format!("{without}{c}")));
        all.push(without);
    }
    if text.chars().count() <= 3 {
        // A short one may be looked for at some place in a text.
        all.push(text.repeat(8));
    }
    if text.contains(['%', '_', '*', '?']) {
        for (any, one) in [("", "q"), ("x", "q"), ("x y", "Q")] {
            all.push(text.replace(['%', '*'], any).replace(['_', '?'], one));
        }
    }
    all
}
