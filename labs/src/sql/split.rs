//! Where one statement ends and the next begins.
//!
//! The rule is that of `sqlite3_complete` (<https://sqlite.org/c3ref/complete.html>): a statement ends at a semicolon outside
//! quotes and comments, and a `CREATE TRIGGER` only at the semicolon after its `END`.

use super::token::{Token, TokenKind, tokens};
use std::ops::Range;

/// The statements of a text, as ranges of bytes: with their semicolons, and without the space and comments around them.
pub fn split(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut statement: Option<OpenStatement> = None;
    for token in tokens(text) {
        match (&mut statement, token.kind) {
            // Between statements nothing counts; a semicolon without a statement is none either.
            (_, TokenKind::Space | TokenKind::Comment) | (None, TokenKind::Semicolon) => {}
            (Some(open), TokenKind::Semicolon) => {
                if open.ends_here() {
                    found.push(open.start..token.span.end);
                    statement = None;
                } else {
                    open.add_word("");
                    open.end = token.span.end;
                }
            }
            (None, _) => statement = Some(OpenStatement::new(&token, text)),
            (Some(open), _) => {
                open.add_word(&text[token.span.clone()]);
                open.end = token.span.end;
            }
        }
    }
    found.extend(statement.map(|open| open.start..open.end));
    found
}

/// A statement whose end has not been found yet.
struct OpenStatement {
    start: usize,
    end: usize,
    /// How many words of it have been read, without `EXPLAIN QUERY PLAN` and `TEMP`.
    words: usize,
    /// Whether its first word is `CREATE`.
    creates: bool,
    is_trigger: bool,
    /// How many `CASE`s are open. The `END` of one does not end a trigger.
    cases: usize,
    last_is_end: bool,
}

impl OpenStatement {
    fn new(token: &Token, text: &str) -> Self {
        let mut open = Self {
            start: token.span.start,
            end: token.span.end,
            words: 0,
            creates: false,
            is_trigger: false,
            cases: 0,
            last_is_end: false,
        };
        open.add_word(&text[token.span.clone()]);
        open
    }

    /// Reads the next word; a semicolon inside a trigger counts as an empty one.
    fn add_word(&mut self, word: &str) {
        let is = |other: &str| word.eq_ignore_ascii_case(other);
        match self.words {
            0 if is("EXPLAIN") || is("QUERY") || is("PLAN") => return,
            0 => self.creates = is("CREATE"),
            1 if is("TEMP") || is("TEMPORARY") => return,
            1 => self.is_trigger = self.creates && is("TRIGGER"),
            _ => {}
        }
        self.words += 1;
        if is("CASE") {
            self.cases += 1;
        }
        self.last_is_end = is("END") && self.cases == 0;
        if is("END") {
            self.cases = self.cases.saturating_sub(1);
        }
    }

    /// Whether a semicolon at this place ends the statement.
    fn ends_here(&self) -> bool {
        !self.is_trigger || self.last_is_end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = split(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn statements_end_at_semicolons() {
        check("SELECT 1; SELECT 2", &["SELECT 1;", "SELECT 2"]);
        check(" ; ;-- nothing\n", &[]);
        check("SELECT ';'; -- a;b\nSELECT 2 /* ; */ ;", &["SELECT ';';", "SELECT 2 /* ; */ ;"]);
    }

    #[test]
    fn a_trigger_ends_with_its_end() {
        let trigger = "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; DELETE FROM b; END;";
        check(&format!("{trigger} SELECT 1"), &[trigger, "SELECT 1"]);
    }
}
