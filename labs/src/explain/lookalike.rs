//! Characters that look right and are others: from a word processor, a web page, a keyboard for another script.

use super::{
    case::Case,
    columns::as_text,
    explained::{Explained, tick},
};
use crate::sql::TokenKind;

/// Explains the first one that stands outside quotes and comments.
pub(super) fn explain(case: &Case<'_>) -> Option<Explained> {
    let outside = |kind: TokenKind| {
        matches!(kind, TokenKind::Name | TokenKind::Broken | TokenKind::Number | TokenKind::Parameter)
    };
    let (i, found) = (0..case.words.len())
        .filter(|&i| case.kind(i).is_some_and(outside) && !case.text(i).starts_with(['"', '`', '[', '\'']))
        .find_map(|i| Some((i, case.text(i).chars().find(|c| is_odd(*c))?)))?;
    let start = case.span(i)?.start + case.text(i).find(found)?;
    let at = Some(start..start + found.len_utf8());
    Some(match found {
        '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '′' | '″' | '´' =>
        {
            let text = inside(case, start + found.len_utf8());
            Explained::new(
                format!("{} is a typographic quote, which SQL does not know.", tick(&found.to_string())),
                at,
                format!("Use the straight one from the keyboard: {}.", tick(&as_text(&text))),
            )
        }
        '–' | '—' | '−' => Explained::new(
            format!("{} is a dash, and no minus.", tick(&found.to_string())),
            at,
            "Use the one from the keyboard: `-`.",
        ),
        '\u{ff01}'..='\u{ff5e}' => Explained::new(
            format!("{} is a full-width character, which SQL takes for a letter.", tick(&found.to_string())),
            at,
            format!("Use the ordinary {}.", tick(&narrow(found).to_string())),
        ),
        '、' | '。' => Explained::new(
            format!("{} is a full-width character, which SQL takes for a letter.", tick(&found.to_string())),
            at,
            "Use the ordinary `,` or `;`.",
        ),
        _ => Explained::new(
            "A space here is none for SQL: it is a special one, as web pages and word processors have it.",
            at,
            "Delete it and type an ordinary space.",
        ),
    })
}

/// The text that somebody quoted with such quotes.
fn inside(case: &Case<'_>, from: usize) -> String {
    let rest = case.sql.get(from..).unwrap_or_default();
    let end = rest.find(['‘', '’', '‚', '‛', '“', '”', '„', '«', '»', '‹', '›', '´', '\'', '"', ';', '\n']);
    let text = end.map_or(rest, |end| &rest[..end]).trim();
    if text.is_empty() { "text".to_owned() } else { text.to_owned() }
}

fn is_odd(c: char) -> bool {
    matches!(
        c,
        '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '′' | '″'
            | '´' | '–' | '—' | '−' | '、' | '。'
            | '\u{ff01}'..='\u{ff5e}'
            | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}'
            | '\u{2060}' | '\u{3000}' | '\u{feff}'
    )
}

/// The ASCII character that a full-width one is the wide form of.
fn narrow(wide: char) -> char {
    u32::from(wide).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(wide)
}
