//! Characters that look like those of SQL and are different ones. They come from word processors, web pages, and keyboards for
//! other scripts.

use super::{
    columns::as_text,
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
};
use crate::sql::TokenKind;

/// Explains the first such character outside quotes and comments, if there is one.
pub(super) fn explain(statement: &FailedStatement<'_>) -> Option<Explanation> {
    let outside = |kind: TokenKind| {
        matches!(kind, TokenKind::Name | TokenKind::Broken | TokenKind::Number | TokenKind::Parameter)
    };
    let (i, found) = (0..statement.words.len())
        .filter(|&i| {
            statement.kind(i).is_some_and(outside) && !statement.text(i).starts_with(['"', '`', '[', '\''])
        })
        .find_map(|i| Some((i, statement.text(i).chars().find(|c| is_lookalike(*c))?)))?;
    // The place of the character itself, which may be inside a word.
    let start = statement.span(i)?.start + statement.text(i).find(found)?;
    let at = Some(start..start + found.len_utf8());
    Some(match found {
        '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '′' | '″' | '´' =>
        {
            let text = inside(statement, start + found.len_utf8());
            Explanation::new(
                format!(
                    "{} is a typographic quote, which SQL does not know.",
                    backticked(&found.to_string())
                ),
                at,
                format!("Use the straight one from the keyboard: {}.", backticked(&as_text(&text))),
            )
        }
        '–' | '—' | '−' => Explanation::new(
            format!("{} is a dash, and no minus.", backticked(&found.to_string())),
            at,
            "Use the one from the keyboard: `-`.",
        ),
        '\u{ff01}'..='\u{ff5e}' => Explanation::new(
            format!(
                "{} is a full-width character, which SQL takes for a letter.",
                backticked(&found.to_string())
            ),
            at,
            format!("Use the ordinary {}.", backticked(&narrow(found).to_string())),
        ),
        '、' | '。' => Explanation::new(
            format!(
                "{} is a full-width character, which SQL takes for a letter.",
                backticked(&found.to_string())
            ),
            at,
            "Use the ordinary `,` or `;`.",
        ),
        _ => Explanation::new(
            "A space here is none for SQL: it is a special one, as web pages and word processors have it.",
            at,
            "Delete it and type an ordinary space.",
        ),
    })
}

/// The text that somebody put into such quotes, from the byte `from` on.
fn inside(statement: &FailedStatement<'_>, from: usize) -> String {
    let rest = statement.sql.get(from..).unwrap_or_default();
    let end = rest.find(['‘', '’', '‚', '‛', '“', '”', '„', '«', '»', '‹', '›', '´', '\'', '"', ';', '\n']);
    let text = end.map_or(rest, |end| &rest[..end]).trim();
    if text.is_empty() { "text".to_owned() } else { text.to_owned() }
}

/// Whether a character is one of those that are explained here.
fn is_lookalike(c: char) -> bool {
    matches!(
        c,
        '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '′' | '″'
            | '´' | '–' | '—' | '−' | '、' | '。'
            | '\u{ff01}'..='\u{ff5e}'
            | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}'
            | '\u{2060}' | '\u{3000}' | '\u{feff}'
    )
}

/// The ASCII character of a full-width one: Unicode has them in the same order, from U+FF01 on.
fn narrow(wide: char) -> char {
    u32::from(wide).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(wide)
}
