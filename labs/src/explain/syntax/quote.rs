//! Quotes that are not closed, and apostrophes that end a text too early.

use crate::{
    explain::{
        explanation::{Explanation, backticked},
        failed_statement::{FailedStatement, unquoted},
    },
    sql::TokenKind,
};

/// An apostrophe inside a text, as in `'it's'`: SQLite sees a text with a name directly after it.
pub(super) fn apostrophe(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let before = i.checked_sub(1)?;
    let touches = statement.words.get(before)?.span.end == statement.words.get(i)?.span.start;
    let is_text = statement.kind(before) == Some(TokenKind::Text) && statement.text(before).starts_with('\'');
    if !(touches && is_text && matches!(statement.kind(i), Some(TokenKind::Name | TokenKind::Keyword))) {
        return None;
    }
    let text = format!("'{}''{}…'", unquoted(statement.text(before)), statement.text(i));
    let end = statement.words.get(before)?.span.end;
    Some(Explanation::new(
        format!("The apostrophe before {} ends the text too early.", backticked(statement.text(i))),
        Some(end - 1..end),
        format!("Inside a text an apostrophe is written twice: {}.", backticked(&text)),
    ))
}

/// A quote that is not closed.
pub(super) fn without_end(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let text = statement.text(i);
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"' | '`' | '['))?;
    if statement.kind(i) != Some(TokenKind::Broken) {
        return None;
    }
    let start = statement.span(i)?.start;
    let before = i.checked_sub(1).filter(|&n| statement.words[n].span.end == start && statement.is_name(n));
    // Catches `name = Ida'`: the first quote is missing.
    if let (Some(before), '\'' | '"') = (before, quote) {
        let word = statement.text(before);
        let says = format!("The quote after {} ends a text that no quote begins.", backticked(word));
        return Some(Explanation::new(
            says,
            Some(start..start + 1),
            format!("Write {}.", backticked(&format!("'{word}'"))),
        ));
    }
    let inside: String = text.chars().skip(1).collect();
    // Catches `'it''`: the doubled quote is one inside the text.
    if inside.trim_end_matches([';', ' ', '\n']).ends_with(&format!("{quote}{quote}")) {
        let says = "The text does not end: two quotes side by side stand for one inside it.";
        return Some(Explanation::new(says, statement.span(i), "End it with one quote."));
    }
    // Guesses where the text was meant to end: before a sign or a keyword that rather belongs to the statement.
    let end = inside.find(['\n', ';', ',', ')', '"']).unwrap_or(inside.len());
    let inside = &inside[..end];
    let clause = [" FROM ", " WHERE ", " AND ", " OR ", " ORDER ", " LIMIT "].iter();
    let end = clause.filter_map(|word| inside.to_ascii_uppercase().find(word)).min().unwrap_or(inside.len());
    let close = if quote == '[' { ']' } else { quote };
    let whole = format!("{quote}{}{close}", inside[..end].trim_end());
    // Catches a straight quote that a word processor closed with a curly one.
    if let Some(odd) = inside.chars().find(|c| matches!(c, '‘' | '’' | '“' | '”' | '´')) {
        let whole = inside.split(odd).next().unwrap_or_default();
        let says = format!(
            "The text begins with {} and ends with {}, which is another sign.",
            backticked(&quote.to_string()),
            backticked(&odd.to_string())
        );
        return Some(Explanation::new(
            says,
            statement.span(i),
            format!("Write {}.", backticked(&format!("'{whole}'"))),
        ));
    }
    let kind = if quote == '\'' { "text" } else { "name" };
    Some(Explanation::new(
        format!("A {kind} begins with the quote {} and never ends.", backticked(&quote.to_string())),
        Some(start..start + quote.len_utf8()),
        format!("Close it with the same quote, as in {}.", backticked(&whole)),
    ))
}
