//! Quotes without their partner, and apostrophes that end a text too early.

use crate::{
    explain::{
        case::{Case, unquoted},
        explained::{Explained, tick},
    },
    sql::TokenKind,
};

/// `'it's'`: a text, and a name close behind it.
pub(super) fn apostrophe(case: &Case<'_>, i: usize) -> Option<Explained> {
    let before = i.checked_sub(1)?;
    let touches = case.words.get(before)?.span.end == case.words.get(i)?.span.start;
    let is_text = case.kind(before) == Some(TokenKind::Text) && case.text(before).starts_with('\'');
    if !(touches && is_text && matches!(case.kind(i), Some(TokenKind::Name | TokenKind::Keyword))) {
        return None;
    }
    let text = format!("'{}''{}…'", unquoted(case.text(before)), case.text(i));
    let end = case.words.get(before)?.span.end;
    Some(Explained::new(
        format!("The apostrophe before {} ends the text too early.", tick(case.text(i))),
        Some(end - 1..end),
        format!("Inside a text an apostrophe is written twice: {}.", tick(&text)),
    ))
}

/// A quote that nothing closes.
pub(super) fn without_end(case: &Case<'_>, i: usize) -> Option<Explained> {
    let text = case.text(i);
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"' | '`' | '['))?;
    if case.kind(i) != Some(TokenKind::Broken) {
        return None;
    }
    let start = case.span(i)?.start;
    let before = i.checked_sub(1).filter(|&n| case.words[n].span.end == start && case.is_name(n));
    if let (Some(before), '\'' | '"') = (before, quote) {
        let word = case.text(before);
        let says = format!("The quote after {} ends a text that no quote begins.", tick(word));
        return Some(Explained::new(
            says,
            Some(start..start + 1),
            format!("Write {}.", tick(&format!("'{word}'"))),
        ));
    }
    let inside: String = text.chars().skip(1).collect();
    if inside.trim_end_matches([';', ' ', '\n']).ends_with(&format!("{quote}{quote}")) {
        let says = "The text does not end: two quotes side by side stand for one inside it.";
        return Some(Explained::new(says, case.span(i), "End it with one quote."));
    }
    let end = inside.find(['\n', ';', ',', ')', '"']).unwrap_or(inside.len());
    let inside = &inside[..end];
    let clause = [" FROM ", " WHERE ", " AND ", " OR ", " ORDER ", " LIMIT "].iter();
    let end = clause.filter_map(|word| inside.to_ascii_uppercase().find(word)).min().unwrap_or(inside.len());
    let close = if quote == '[' { ']' } else { quote };
    let whole = format!("{quote}{}{close}", inside[..end].trim_end());
    if let Some(odd) = inside.chars().find(|c| matches!(c, '‘' | '’' | '“' | '”' | '´')) {
        let whole = inside.split(odd).next().unwrap_or_default();
        let says = format!(
            "The text begins with {} and ends with {}, which is another sign.",
            tick(&quote.to_string()),
            tick(&odd.to_string())
        );
        return Some(Explained::new(says, case.span(i), format!("Write {}.", tick(&format!("'{whole}'")))));
    }
    let kind = if quote == '\'' { "text" } else { "name" };
    Some(Explained::new(
        format!("A {kind} begins with the quote {} and never ends.", tick(&quote.to_string())),
        Some(start..start + quote.len_utf8()),
        format!("Close it with the same quote, as in {}.", tick(&whole)),
    ))
}
