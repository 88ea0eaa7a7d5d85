//! Conditions, and the signs and words in them.

use crate::{
    explain::{
        case::Case,
        columns::as_text,
        explained::{Explained, tick},
    },
    sql::TokenKind,
};

const COMPARES: &str = "= == <> != < > <= >= LIKE GLOB";

/// `LIKE Ana%` at the end of a statement: the `%` was taken for the rest of a division.
pub(super) fn bare_pattern(case: &Case<'_>, i: usize) -> Option<Explained> {
    let sign = i.checked_sub(1).filter(|&sign| case.is(sign, "%"))?;
    let begin = case.find_back(sign, "LIKE")? + 1;
    let pattern = case.spans(begin, sign).map(|span| &case.sql[span])?;
    let says = "The pattern stands without quotes.";
    Some(Explained::new(
        says,
        case.spans(begin, sign),
        format!("A pattern is a text: {}.", tick(&as_text(pattern))),
    ))
}

/// Signs the wrong way round, or of another language.
pub(super) fn sign(case: &Case<'_>, i: usize) -> Option<Explained> {
    let before = i.checked_sub(1)?;
    let both = case.spans(before, i);
    if case.is(before, "=") && case.is_one_of(i, "> <") {
        let (wrong, right) = if case.is(i, ">") { ("=>", ">=") } else { ("=<", "<=") };
        let says = format!("{} is written the wrong way round.", tick(wrong));
        return Some(Explained::new(says, both, format!("Write {}.", tick(right))));
    }
    if case.is(before, "&") && case.is(i, "&") {
        return Some(Explained::new("`&&` is no word of SQL.", both, "Write `AND`."));
    }
    if case.is(before, "NOT") && case.is_one_of(i, "NUL NULLL NIL NONE") {
        let says = format!("{} is no word of SQL.", tick(case.text(i)));
        return Some(Explained::new(says, case.span(i), "Did you mean `NULL`?"));
    }
    if case.is(before, "NOT") && case.is_value(i) && before > 0 && case.is_name(before - 1) {
        let says = "`NOT` does not compare.";
        return Some(Explained::new(says, both, format!("Write {}.", tick(&format!("<> {}", case.text(i))))));
    }
    if case.is(before, "NOT") && case.is(i, "IS") {
        let says = "`NOT` stands on the wrong side of `IS`.";
        return Some(Explained::new(says, both, "Write `IS NOT NULL`."));
    }
    if case.is(i, "%") && case.follows(i, "LIKE GLOB NOT =") {
        let end =
            (i..case.words.len()).take_while(|&n| case.is(n, "%") || case.is_name(n)).last().unwrap_or(i);
        let pattern = case.spans(i, end).map_or("%", |span| &case.sql[span]);
        let says = "The pattern stands without quotes.";
        return Some(Explained::new(
            says,
            case.span(i),
            format!("A pattern is a text: {}.", tick(&as_text(pattern))),
        ));
    }
    let two_ends = case.is_one_of(i, ", TO")
        || matches!(case.kind(i), Some(TokenKind::Text | TokenKind::Number)) && !case.is(before, "BETWEEN");
    if two_ends && lacks_and(case, i) {
        let says = "`BETWEEN` takes its two ends with an `AND` between them.";
        return Some(Explained::new(says, case.span(i), "Write `BETWEEN 1 AND 3`."));
    }
    None
}

fn lacks_and(case: &Case<'_>, i: usize) -> bool {
    case.find_back(i, "BETWEEN AND , WHERE").is_some_and(|word| case.is(word, "BETWEEN"))
}

/// `CASE` without its `END` or `THEN`.
pub(super) fn case_end(case: &Case<'_>, i: usize) -> Option<Explained> {
    let open = case.find_back(i, "CASE END").filter(|&word| case.is(word, "CASE"))?;
    let last = case.find_back(i, "CASE WHEN THEN ELSE")?;
    if case.is(last, "WHEN") && (case.is_value(i) || case.is_one_of(i, "END ELSE WHEN")) && i > last + 1 {
        let says = "After the condition of `WHEN` there is no `THEN`.";
        return Some(Explained::new(says, case.span(i), "Write `CASE WHEN … THEN … ELSE … END`."));
    }
    if i >= case.words.len() || case.is_one_of(i, "FROM ; , ) AS WHERE ORDER GROUP") {
        return Some(Explained::new(
            "The `CASE` has no `END`.",
            case.span(open),
            "Write `END` after its last value.",
        ));
    }
    None
}

/// A name with a space where it has a `_`.
pub(super) fn split_name(case: &Case<'_>, i: usize) -> Option<Explained> {
    let before = i.checked_sub(1).filter(|&before| case.is_name(before))?;
    let whole = format!("{}_{}", case.text(before), case.text(i));
    let mut names = case.schema.tables.iter().flat_map(|table| &table.columns).map(|column| &column.name);
    let name = names.find(|name| name.eq_ignore_ascii_case(&whole))?;
    let says = format!(
        "{} and {} stand apart, so they are taken for two names.",
        tick(case.text(before)),
        tick(case.text(i))
    );
    Some(Explained::new(says, case.spans(before, i), format!("Did you mean {}?", tick(name))))
}

/// Two values or conditions with nothing between them.
pub(super) fn missing(case: &Case<'_>, i: usize) -> Option<Explained> {
    let before = i.checked_sub(1)?;
    let clause = case
        .find_back(i, "WHERE HAVING ON SET SELECT BY FROM")
        .filter(|&c| case.is_one_of(c, "WHERE HAVING ON"))?;
    let ends = case.is_value(before) || case.is(before, ")");
    if !ends || before <= clause {
        return None;
    }
    if case.is_value(i) && case.is_one_of(i + 1, "= <> != < > <= >= . LIKE IN IS BETWEEN NOT ==") {
        let says = format!("Two conditions stand side by side, with nothing before {}.", tick(case.text(i)));
        return Some(Explained::new(says, case.span(i), "Write `AND` or `OR` between them."));
    }
    if case.is_name(i) && case.is_name(before) && before > 0 && case.is_one_of(before - 1, COMPARES) {
        let end = (i..case.words.len()).take_while(|&n| case.is_name(n)).last().unwrap_or(i);
        let text = case.spans(before, end).map_or("", |span| &case.sql[span]);
        let says = format!("{} stands without quotes, so its words are taken for names.", tick(text));
        return Some(Explained::new(
            says,
            case.span(i),
            format!("A text stands in single quotes: {}.", tick(&as_text(text))),
        ));
    }
    if matches!(case.kind(i), Some(TokenKind::Text | TokenKind::Number | TokenKind::Name))
        && case.is_name(before)
    {
        let says = format!(
            "Between {} and {} nothing says how they compare.",
            tick(case.text(before)),
            tick(case.text(i))
        );
        return Some(Explained::new(says, case.span(i), "Write `=`, or another comparison, between them."));
    }
    None
}
