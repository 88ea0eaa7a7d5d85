//! What type a column of a CSV has, as a guess with its reason.

use super::csv::{Record, Value};
use serde::{Deserialize, Serialize};

/// The largest whole number up to which each one is a REAL too (2^53).
const EXACT_MAX: u64 = 1 << 53;
/// A decimal number of more characters is kept as it is written.
const REAL_CHARS_MAX: usize = 30;
/// The most characters that a reason shows of a value.
const SHOWN_CHARS_MAX: usize = 40;

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColumnKind {
    /// Whole numbers of 64 bits.
    Integer,
    /// Numbers with a decimal point or an exponent.
    Real,
    /// Everything else, as it is written.
    Text,
}

/// A column, and why it seems to have its type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuessedColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: ColumnKind,
    /// Why, as a sentence without its full stop.
    pub reason: String,
}

impl ColumnKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Integer, Self::Real, Self::Text];

    /// Its name in SQL.
    pub fn name(self) -> &'static str {
        match self {
            Self::Integer => "INTEGER",
            Self::Real => "REAL",
            Self::Text => "TEXT",
        }
    }

    /// The type of this name in SQL; none if there is no such type here.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What one value is.
enum Seen {
    Integer(i64),
    Real,
    /// Something else, and why it is no number.
    Text(&'static str),
}

/// The type that all values of a column have, and the reason.
pub fn guess(records: &[Record], column: usize) -> (ColumnKind, String) {
    let (mut values, mut inexact, mut first_real) = (0_usize, None, None);
    for record in records {
        let value = &record.values[column];
        if value.is_null() {
            continue;
        }
        values += 1;
        match see(value) {
            Seen::Integer(number) if number.unsigned_abs() > EXACT_MAX => {
                inexact.get_or_insert((record.line, value.text.clone()));
            }
            Seen::Integer(_) => {}
            Seen::Real => {
                first_real.get_or_insert((record.line, value.text.clone()));
            }
            Seen::Text(why) => {
                return (
                    ColumnKind::Text,
                    format!("line {} has `{}`, {why}", record.line, shown(&value.text)),
                );
            }
        }
    }
    match (first_real, inexact) {
        (Some(_), Some((line, value))) => {
            (ColumnKind::Text, format!("line {line} has `{value}`, which REAL would round"))
        }
        (Some((line, value)), None) => {
            (ColumnKind::Real, format!("all are numbers, and line {line} has `{}`", shown(&value)))
        }
        (None, _) if values > 0 => (ColumnKind::Integer, "all are whole numbers".to_owned()),
        (None, _) => (ColumnKind::Text, "it has no value at all".to_owned()),
    }
}

fn see(value: &Value) -> Seen {
    let text = value.text.as_str();
    if value.is_quoted {
        return Seen::Text("which stands in quotes");
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_whole && digits.len() > 1 && digits.starts_with('0') {
        return Seen::Text("which begins with a 0");
    }
    match text.parse::<i64>() {
        // `-0` and `+1` are numbers that SQLite would not write like this.
        Ok(number) if number.to_string() == text => Seen::Integer(number),
        _ if is_whole && text != "-0" => Seen::Text("which is larger than a whole number of 64 bits can be"),
        _ if is_real(digits) => Seen::Real,
        _ => Seen::Text("which is no number"),
    }
}

/// Whether this is a decimal number: digits with a point among, before or after them, and perhaps an exponent.
fn is_real(digits: &str) -> bool {
    let (number, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let all = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    all(whole)
        && all(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && !(whole.len() > 1 && whole.starts_with('0'))
        && !exponent.is_empty()
        && all(exponent)
        && digits.len() < REAL_CHARS_MAX
        && digits.parse::<f64>().is_ok_and(f64::is_finite)
}

fn shown(value: &str) -> String {
    let cut: String = value.chars().take(SHOWN_CHARS_MAX).collect();
    if cut.len() < value.len() { cut + "…" } else { cut }
}
