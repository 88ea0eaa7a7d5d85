//! The tokens of a text, divided as SQLite's tokenizer does (`tokenize.c`; for literals <https://sqlite.org/lang_expr.html>,
//! section 2). Every byte belongs to exactly one token, so the tokens put together are the text again.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Space,
    /// To the end of the line, or between `/*` and `*/`.
    Comment,
    Keyword,
    /// A bare or quoted name; `"…"` is a name.
    Name,
    Number,
    /// `'…'` or `x'…'`.
    Text,
    /// `?1`, `:name`, `@name`, `$name`.
    Parameter,
    /// An operator or a bracket.
    Sign,
    Semicolon,
    /// A quote that is not closed, or a character that SQL does not know.
    Broken,
}

/// A token of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
}

/// The keywords of SQLite (<https://sqlite.org/lang_keywords.html>), as far as people write them.
const KEYWORDS: &str = " ABORT ACTION ADD AFTER ALL ALTER ALWAYS ANALYZE AND AS ASC ATTACH AUTOINCREMENT BEFORE BEGIN BETWEEN \
    BY CASCADE CASE CAST CHECK COLLATE COLUMN COMMIT CONFLICT CONSTRAINT CREATE CROSS CURRENT CURRENT_DATE CURRENT_TIME \
    CURRENT_TIMESTAMP DATABASE DEFAULT DEFERRABLE DEFERRED DELETE DESC DETACH DISTINCT DO DROP EACH ELSE END ESCAPE EXCEPT \
    EXCLUDE EXCLUSIVE EXISTS EXPLAIN FAIL FILTER FIRST FOLLOWING FOR FOREIGN FROM FULL GENERATED GLOB GROUP GROUPS HAVING IF \
    IGNORE IMMEDIATE IN INDEX INDEXED INITIALLY INNER INSERT INSTEAD INTERSECT INTO IS ISNULL JOIN KEY LAST LEFT LIKE LIMIT \
    MATCH MATERIALIZED NATURAL NO NOT NOTHING NOTNULL NULL NULLS OF OFFSET ON OR ORDER OTHERS OUTER OVER PARTITION PLAN \
    PRAGMA PRECEDING PRIMARY QUERY RAISE RANGE RECURSIVE REFERENCES REGEXP REINDEX RELEASE RENAME REPLACE RESTRICT RETURNING \
    RIGHT ROLLBACK ROW ROWS SAVEPOINT SELECT SET STRICT TABLE TEMP TEMPORARY THEN TIES TO TRANSACTION TRIGGER UNBOUNDED UNION \
    UNIQUE UPDATE USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE WINDOW WITH WITHOUT ";

/// Whether a word is a keyword, in upper or lower case.
pub fn is_keyword(word: &str) -> bool {
    // The shortest has two letters. A long text of single letters would take milliseconds to look up.
    (2..20).contains(&word.len())
        && !word.contains(' ')
        && KEYWORDS.contains(&format!(" {} ", word.to_ascii_uppercase()))
}

/// All tokens of `text`, without gaps.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (kind, length) = next(&text[at..]);
        all.push(Token { kind, span: at..at + length });
        at += length;
    }
    all
}

/// The kind and the length in bytes of the first token of `rest`, which must not be empty.
fn next(rest: &str) -> (TokenKind, usize) {
    let bytes = rest.as_bytes();
    let second = bytes.get(1).copied();
    match bytes[0] {
        b' ' | b'\t' | b'\n' | b'\r' | 0x0c => (TokenKind::Space, run(rest, |c| c.is_ascii_whitespace())),
        b'-' if second == Some(b'-') => (TokenKind::Comment, rest.find('\n').unwrap_or(rest.len())),
        b'/' if second == Some(b'*') => {
            (TokenKind::Comment, rest[2..].find("*/").map_or(rest.len(), |end| end + 4))
        }
        b'\'' => quoted(rest, '\'', TokenKind::Text),
        b'"' => quoted(rest, '"', TokenKind::Name),
        b'`' => quoted(rest, '`', TokenKind::Name),
        // Brackets as quotes are of SQL Server, and SQLite takes them too. A bracket cannot stand inside them.
        b'[' => rest.find(']').map_or((TokenKind::Broken, rest.len()), |end| (TokenKind::Name, end + 1)),
        b'x' | b'X' if second == Some(b'\'') => {
            let (kind, length) = quoted(&rest[1..], '\'', TokenKind::Text);
            (kind, length + 1)
        }
        b';' => (TokenKind::Semicolon, 1),
        b'0'..=b'9' => (TokenKind::Number, number(rest)),
        b'.' if second.is_some_and(|b| b.is_ascii_digit()) => (TokenKind::Number, number(rest)),
        b'?' => (TokenKind::Parameter, 1 + run(&rest[1..], |c| c.is_ascii_digit())),
        b':' | b'@' | b'$' if second.is_some_and(|b| is_word(char::from(b))) => {
            (TokenKind::Parameter, 1 + run(&rest[1..], is_word))
        }
        // Everything else is a word, or a single sign.
        _ => word_or_sign(rest),
    }
}

/// A keyword, a bare name, or an operator of one or two characters (`->>` has three).
fn word_or_sign(rest: &str) -> (TokenKind, usize) {
    let length = run(rest, is_word);
    if length > 0 {
        let kind = if is_keyword(&rest[..length]) { TokenKind::Keyword } else { TokenKind::Name };
        return (kind, length);
    }
    for sign in ["->>", "->", "||", "<=", ">=", "<>", "!=", "==", "<<", ">>"] {
        if rest.starts_with(sign) {
            return (TokenKind::Sign, sign.len());
        }
    }
    let first = rest.chars().next().map_or(1, char::len_utf8);
    let known = rest.starts_with(['(', ')', ',', '.', '+', '-', '*', '/', '%', '=', '<', '>', '&', '|', '~']);
    (if known { TokenKind::Sign } else { TokenKind::Broken }, first)
}

/// Whether SQLite allows the character in a bare name: letters, digits, `_`, `$`, and everything beyond ASCII.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$' || !c.is_ascii()
}

/// The length in bytes of the characters at the beginning for which `belongs` is true.
fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// A text or name in quotes. Within it a doubled quote stands for the quote itself.
fn quoted(rest: &str, quote: char, kind: TokenKind) -> (TokenKind, usize) {
    let mut at = 1;
    while let Some(found) = rest[at..].find(quote) {
        at += found + 1;
        if !rest[at..].starts_with(quote) {
            return (kind, at);
        }
        at += 1;
    }
    (TokenKind::Broken, rest.len())
}

/// The length of a number with its fraction and exponent, or of a hexadecimal one.
fn number(rest: &str) -> usize {
    if rest.starts_with("0x") || rest.starts_with("0X") {
        return 2 + run(&rest[2..], |c| c.is_ascii_hexdigit());
    }
    let digits = |from: usize| from + run(&rest[from..], |c| c.is_ascii_digit() || c == '_');
    let mut at = digits(0);
    if rest[at..].starts_with('.') {
        at = digits(at + 1);
    }
    if rest[at..].starts_with(['e', 'E']) {
        let sign = usize::from(rest[at + 1..].starts_with(['+', '-']));
        let end = digits(at + 1 + sign);
        if end > at + 1 + sign {
            at = end;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &[(TokenKind, &str)]) {
        let found: Vec<_> = tokens(text)
            .into_iter()
            .filter(|token| token.kind != TokenKind::Space)
            .map(|token| (token.kind, &text[token.span]))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_select_falls_into_its_words() {
        use TokenKind::{Keyword, Name, Number, Semicolon, Sign};
        check(
            "SELECT a.b, 1.5e3 FROM t;",
            &[
                (Keyword, "SELECT"),
                (Name, "a"),
                (Sign, "."),
                (Name, "b"),
                (Sign, ","),
                (Number, "1.5e3"),
                (Keyword, "FROM"),
                (Name, "t"),
                (Semicolon, ";"),
            ],
        );
    }

    #[test]
    fn a_quote_holds_what_would_end_it_outside() {
        check("'it''s; -- not'", &[(TokenKind::Text, "'it''s; -- not'")]);
        check("\"a;b\"", &[(TokenKind::Name, "\"a;b\"")]);
        check("x'00'", &[(TokenKind::Text, "x'00'")]);
        check("/* ; */", &[(TokenKind::Comment, "/* ; */")]);
    }

    #[test]
    fn a_quote_without_an_end_is_broken() {
        check("'oh", &[(TokenKind::Broken, "'oh")]);
        check("[oh", &[(TokenKind::Broken, "[oh")]);
    }

    proptest! {
        #[test]
        fn no_byte_is_lost_whatever_is_typed(text in "\\PC*") {
            let mut at = 0;
            for token in tokens(&text) {
                prop_assert_eq!(token.span.start, at);
                prop_assert!(token.span.end > at);
                at = token.span.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
