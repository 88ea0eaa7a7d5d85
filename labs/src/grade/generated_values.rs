//! Values for the columns of generated databases: the usual ones, and boundary values near every literal of a model.

use super::syntax::Literal;
use crate::sandbox::Cell;

/// Texts for a column without a pool: with capitals, a space, and characters beyond ASCII.
const WORDS: [&str; 6] = ["pump", "Kale", "kale", "Łódź", "two words", "雨"];

/// The usual values of a column: those of its pool, or else a few small numbers or words, by the declared type.
pub(super) fn pool(texts: Option<&Vec<String>>, declared: &str) -> Vec<Cell> {
    match texts {
        Some(texts) => texts.iter().map(|text| cell(text, declared)).collect(),
        None if is_number(declared) => (-1..6).map(Cell::Integer).collect(),
        None => WORDS.iter().map(|word| Cell::Text((*word).to_owned())).collect(),
    }
}

fn is_number(declared: &str) -> bool {
    let declared = declared.to_ascii_uppercase();
    declared.contains("INT") || declared.contains("REAL")
}

fn cell(text: &str, declared: &str) -> Cell {
    match text.parse() {
        Ok(number) if is_number(declared) => Cell::Integer(number),
        _ => Cell::Text(text.to_owned()),
    }
}

/// Values at, just below and just above every literal that this column is compared with. A column whose pool holds dates gets
/// dates only.
pub(super) fn boundary_values(
    literals: &[Literal],
    column: &str,
    declared: &str,
    pool: &[Cell],
) -> Vec<Cell> {
    let mut all = Vec::new();
    for literal in literals {
        let own = literal.column.as_ref().is_none_or(|name| name.eq_ignore_ascii_case(column));
        if !own {
            continue;
        }
        match literal.text.parse::<i64>() {
            Ok(number) if is_number(declared) => {
                all.extend([number - 1, number, number + 1].map(Cell::Integer));
            }
            _ if is_number(declared) => {}
            _ => all.extend(around(literal).into_iter().map(Cell::Text)),
        }
    }
    // A column of dates stays a column of dates, and so does one of times.
    if let Some(form) = pool.iter().find_map(form)
        && pool.iter().all(|cell| self::form(cell) == Some(form))
    {
        all.retain(|cell| self::form(cell) == Some(form));
    }
    all.dedup();
    all
}

/// A fixed form that the texts of a column may have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Day,
    Time,
}

fn form(cell: &Cell) -> Option<Form> {
    let Cell::Text(text) = cell else { return None };
    let is = |pattern: &str| {
        text.len() == pattern.len()
            && text
                .bytes()
                .zip(pattern.bytes())
                .all(|(b, p)| if p == b'0' { b.is_ascii_digit() } else { b == p })
    };
    if is("0000-00-00") {
        Some(Form::Day)
    } else if is("0000-00-00 00:00:00") {
        Some(Form::Time)
    } else {
        None
    }
}

/// Texts near a literal: itself, in other letters, longer, shorter, and dates near it.
fn around(literal: &Literal) -> Vec<String> {
    let text = literal.text.as_str();
    if literal.is_pattern {
        return of_pattern(text);
    }
    let mut all = vec![
        text.to_owned(),
        text.to_uppercase(),
        text.to_lowercase(),
        format!("{text}x"),
        format!("x{text}"),
    ];
    if !text.is_empty() {
        all.push(text.chars().take(text.chars().count() - 1).collect());
    }
    all.extend(around_time(text));
    all
}

/// Texts that a pattern of `LIKE` matches, and some that it nearly matches.
fn of_pattern(pattern: &str) -> Vec<String> {
    let with = |any: &str, one: &str| pattern.replace('%', any).replace('_', one);
    let bare = with("", "q");
    let mut all = vec![
        bare.clone(),
        with("x", "q"),
        with("xx y", "q"),
        with("", ""),
        with("", "qq"),
        format!("z{bare}"),
        format!("{bare}z"),
        format!("z{bare}z"),
        bare.to_uppercase(),
    ];
    all.push(bare.chars().take(bare.chars().count().saturating_sub(1)).collect());
    all.extend(around_time(&bare));
    all
}

/// Dates and times near a date or the beginning of one: `2026`, `2026-09` or `2026-09-14`. None for other texts.
fn around_time(text: &str) -> Vec<String> {
    let text = text.trim_end_matches('-');
    let mut parts = text.get(..text.len().min(10)).unwrap_or_default().split('-').map(str::parse::<i64>);
    let Some(Ok(year)) = parts.next() else { return Vec::new() };
    let (month, day) = (parts.next(), parts.next());
    if !(1900..2200).contains(&year) || matches!(month, Some(Err(_))) || matches!(day, Some(Err(_))) {
        return Vec::new();
    }
    let (first, last) = match (month, day) {
        (Some(Ok(month)), Some(Ok(day))) => ((year, month, day), (year, month, day)),
        (Some(Ok(month)), _) => ((year, month, 1), (year, month, 30)),
        _ => ((year, 1, 1), (year, 12, 31)),
    };
    let mut all = Vec::new();
    for day in [first, last] {
        for by in [-1, 0, 1] {
            let day = shift(day, by);
            all.push(day.clone());
            all.extend(["00:00:00", "12:30:00", "23:59:59"].map(|time| format!("{day} {time}")));
        }
    }
    if text.len() == 19 {
        all.push(text.to_owned());
        all.push(format!("{}1", &text[..18]));
    }
    all
}

/// The day before or after. It need not be exact: every month is taken to have thirty days, and the day before the first is the
/// 28th.
fn shift((year, month, day): (i64, i64, i64), by: i64) -> String {
    let (mut year, mut month, mut day) = (year, month, day + by);
    if day < 1 {
        month -= 1;
        day = 28;
    }
    if day > 31 || (day > 30 && by > 0 && month != 12) {
        month += 1;
        day = 1;
    }
    if month < 1 {
        (year, month) = (year - 1, 12);
    }
    if month > 12 {
        (year, month) = (year + 1, 1);
    }
    format!("{year:04}-{month:02}-{day:02}")
}
