//! A table of comma-separated values (RFC 4180) as the SQL that makes it.
//!
//! The first line names the columns. A column is INTEGER or REAL where every value in it is such a number, and TEXT
//! otherwise; nothing between two commas is NULL, and `""` an empty text. Semicolons and tabs separate as well, where the
//! first line has more of them.

use crate::format::count;
use labs::sandbox::Cell;
use std::{collections::HashSet, fmt::Write as _};

const COLUMNS_MAX: usize = 100;
const ROWS_MAX: usize = 20_000;
const TEXT_BYTES_MAX: usize = 100_000;
/// The bounds of one INSERT, in bytes and in values: well under the limits of one statement in a sandbox (`labs::sandbox`).
const INSERT_BYTES_MAX: usize = 40_000;
const INSERT_VALUES_MAX: usize = 4_000;

/// A value, and whether it stood in quotes: only then is an empty one a text and no NULL.
type Value = (String, bool);
/// The number of the line in which it begins, and its values.
type Record = (usize, Vec<Value>);

/// The SQL that makes a table called `name` of the text, in one transaction.
///
/// # Errors
/// A sentence for whoever pasted the text, on what is wrong with it.
pub fn to_sql(name: &str, text: &str) -> Result<String, String> {
    let name = name.trim();
    if name.is_empty() {
        return Err("Give the table a name.".to_owned());
    }
    if text.len() > TEXT_BYTES_MAX {
        return Err("That is more than can be pasted at once: a hundred thousand bytes.".to_owned());
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut records = records(text)?.into_iter();
    let Some((_, head)) = records.next() else { return Err("Paste the table first.".to_owned()) };
    if head.len() > COLUMNS_MAX {
        return Err(format!("The first line names {} columns; a table may have {COLUMNS_MAX}.", head.len()));
    }
    let rows: Vec<Record> = records.collect();
    if rows.len() > ROWS_MAX {
        return Err(format!("It has {} rows; {ROWS_MAX} can be brought in at once.", rows.len()));
    }
    if let Some((line, row)) = rows.iter().find(|(_, row)| row.len() != head.len()) {
        let values = count(row.len() as u64, "value", "values");
        return Err(format!("Line {line} has {values}, and the first line {}.", head.len()));
    }
    Ok(script(name, &names(&head), &rows))
}

/// BEGIN, CREATE TABLE, as many INSERTs as are needed, COMMIT.
fn script(name: &str, names: &[String], rows: &[Record]) -> String {
    let kinds: Vec<Kind> = (0..names.len()).map(|column| Kind::of(rows, column)).collect();
    let columns: Vec<_> =
        names.iter().zip(&kinds).map(|(name, kind)| format!("  {} {}", quoted(name), kind.name())).collect();
    let table = quoted(name);
    let mut sql = format!("BEGIN;\nCREATE TABLE {table} (\n{}\n);\n", columns.join(",\n"));
    let mut begun: Option<(usize, usize)> = None;
    for (_, row) in rows {
        let values: Vec<_> = row.iter().zip(&kinds).map(|(value, kind)| kind.literal(value)).collect();
        let values = format!("({})", values.join(", "));
        begun = match begun {
            Some((bytes, count))
                if bytes + values.len() < INSERT_BYTES_MAX && count + row.len() < INSERT_VALUES_MAX =>
            {
                let _ = write!(sql, ",\n  {values}");
                Some((bytes + values.len(), count + row.len()))
            }
            _ => {
                let end = if begun.is_some() { ";\n" } else { "" };
                let _ = write!(sql, "{end}INSERT INTO {table} VALUES\n  {values}");
                Some((values.len(), row.len()))
            }
        };
    }
    sql.push_str(if begun.is_some() { ";\nCOMMIT;\n" } else { "COMMIT;\n" });
    sql
}

/// The names of the columns. SQLite does not tell names apart by their case, so equal ones get a number.
fn names(head: &[Value]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    for (n, (raw, _)) in head.iter().enumerate() {
        let raw = raw.trim();
        let wanted = if raw.is_empty() { format!("column_{}", n + 1) } else { raw.to_owned() };
        let numbered = (2..).map(|n| format!("{wanted}_{n}"));
        let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
        let name = candidates.find(|name| taken.insert(name.to_lowercase())).unwrap_or(wanted);
        names.push(name);
    }
    names
}

/// The type of a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Integer,
    Real,
    Text,
}

impl Kind {
    fn of(rows: &[Record], column: usize) -> Self {
        let mut kind = None;
        for (_, row) in rows {
            let (value, quoted) = &row[column];
            let this = match (value.is_empty() && !quoted, is_integer(value), is_real(value)) {
                (true, ..) => continue,
                _ if *quoted => Self::Text,
                (_, true, _) => Self::Integer,
                (_, _, true) => Self::Real,
                _ => Self::Text,
            };
            kind = match (kind, this) {
                (None, this) => Some(this),
                (Some(before), this) if before == this => Some(this),
                (Some(Self::Text), _) | (_, Self::Text) => return Self::Text,
                _ => Some(Self::Real),
            };
        }
        kind.unwrap_or(Self::Text)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Integer => "INTEGER",
            Self::Real => "REAL",
            Self::Text => "TEXT",
        }
    }

    fn literal(self, (value, quoted): &Value) -> String {
        match self {
            _ if value.is_empty() && !quoted => "NULL".to_owned(),
            Self::Text => Cell::Text(value.clone()).to_sql(),
            Self::Integer | Self::Real => value.clone(),
        }
    }
}

/// Whether a value is an integer as SQLite would write it. `007` is a text, and so is a number that does not fit 64 bits.
fn is_integer(value: &str) -> bool {
    value.parse::<i64>().is_ok_and(|number| number.to_string() == value)
}

/// Whether a value is a decimal number without an exponent.
fn is_real(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    all(whole) && all(rest) && (whole == "0" || !whole.starts_with('0')) && value.len() < 30
}

/// A name as an identifier of SQL.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The records, each with the number of the line in which it begins. Empty lines are left out.
fn records(text: &str) -> Result<Vec<Record>, String> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let often = |separator: char| first.matches(separator).count();
    // The separator is the one that the first line has most of.
    let separator = if often('\t') > often(',') {
        '\t'
    } else if often(';') > often(',') {
        ';'
    } else {
        ','
    };
    let mut all = Vec::new();
    let mut record: Vec<Value> = Vec::new();
    let (mut line, mut begins) = (1, 1);
    let mut chars = text.chars().peekable();
    while chars.peek().is_some() {
        let mut value = String::new();
        let is_quoted = chars.peek() == Some(&'"');
        if is_quoted {
            let opened = line;
            chars.next();
            loop {
                match chars.next() {
                    None => return Err(format!("A quote that begins in line {opened} has no end.")),
                    Some('"') if chars.peek() == Some(&'"') => {
                        chars.next();
                        value.push('"');
                    }
                    Some('"') => break,
                    Some(c) => {
                        line += usize::from(c == '\n');
                        value.push(c);
                    }
                }
            }
        }
        // After a value comes a separator, the end of the line, or the end of the text.
        let mut ended = true;
        for c in chars.by_ref() {
            if c == separator {
                ended = false;
                break;
            }
            if c == '\n' {
                break;
            }
            if c != '\r' {
                value.push(c);
            }
        }
        record.push((value, is_quoted));
        // A separator at the very end has one more value behind it, which is empty.
        if !ended && chars.peek().is_none() {
            record.push((String::new(), false));
            ended = true;
        }
        // The record is complete.
        if ended {
            line += 1;
            let record = std::mem::take(&mut record);
            if record.len() > 1 || !record[0].0.trim().is_empty() || record[0].1 {
                all.push((begins, record));
            }
            begins = line;
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use labs::sandbox::{Database, run_script};

    /// The table as SQLite has it, row by row in SQL.
    fn made(text: &str) -> Vec<String> {
        let sql = to_sql("a \"b\"", text).unwrap() + "SELECT * FROM \"a \"\"b\"\"\";";
        let ran = run_script(&Database::empty().unwrap(), &sql).unwrap();
        let last = ran.outcomes.last().unwrap();
        assert_eq!(last.fault, None, "{sql}");
        let rows = last.rows.as_ref().unwrap();
        let head =
            rows.columns.iter().map(|c| format!("{} {}", c.name, c.declared.as_deref().unwrap_or_default()));
        let cells = |row: &Vec<Cell>| row.iter().map(Cell::to_sql).collect::<Vec<_>>().join(" ");
        std::iter::once(head.collect::<Vec<_>>().join(", ")).chain(rows.rows.iter().map(cells)).collect()
    }

    #[test]
    fn columns_get_the_type_that_all_their_values_have() {
        let text =
            "id,name,grams,code\r\n1,Kale,42.5,007\r\n2,\"Bean, \"\"runner\"\"\",310,1\r\n3,,,\"\"\r\n";
        assert_eq!(
            made(text),
            [
                "id INTEGER, name TEXT, grams REAL, code TEXT",
                "1 'Kale' 42.5 '007'",
                "2 'Bean, \"runner\"' 310.0 '1'",
                "3 NULL NULL ''",
            ]
        );
    }

    #[test]
    fn other_separators_and_odd_names_are_taken() {
        assert_eq!(made("a;;A\n1;2;3"), ["a INTEGER, column_2 INTEGER, A_2 INTEGER", "1 2 3"]);
        assert_eq!(made("\u{feff}a\tb\n'x\ty'\n"), ["a TEXT, b TEXT", "'''x' 'y'''"]);
        assert_eq!(made("a\n\n\"one\ntwo\"\n"), ["a TEXT", "'one\ntwo'"]);
        assert_eq!(made("a,b\n1,"), ["a INTEGER, b TEXT", "1 NULL"]);
    }

    #[test]
    fn what_is_no_table_is_said() {
        for (name, text, said) in [
            (" ", "a\n1", "Give the table a name."),
            ("t", " \n", "Paste the table first."),
            ("t", "a,b\n1,2\n3", "Line 3 has one value, and the first line 2."),
            ("t", "a\n\n\"x", "A quote that begins in line 3 has no end."),
        ] {
            assert_eq!(to_sql(name, text), Err(said.to_owned()));
        }
    }

    #[test]
    fn a_long_table_is_brought_in_by_several_statements() {
        let rows: String = (0..9_000).map(|n| format!("{n},x\n")).collect();
        let made = made(&format!("n,x\n{rows}"));
        assert_eq!(made.len(), 1 + labs::sandbox::ROWS_MAX);
    }
}
