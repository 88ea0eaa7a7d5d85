//! Where one statement ends and the next begins, by the rule of `sqlite3_complete` (<https://sqlite.org/c3ref/complete.html>):
//! at a semicolon outside quotes and comments, and in `CREATE TRIGGER` only at the one after `END`.

use super::token::{Token, TokenKind, tokens};
use std::ops::Range;

/// The statements of a text, without the space and the comments around them and with their semicolons.
pub fn split(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut statement: Option<OpenStatement> = None;
    for token in tokens(text) {
        match (&mut statement, token.kind) {
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

/// A statement whose end was not met yet.
struct OpenStatement {
    start: usize,
    end: usize,
    /// How many words were met, up to the ones that matter.
    words: usize,
    creates: bool,
    is_trigger: bool,
    /// Depth of `CASE … END` inside a trigger, whose `END` ends no trigger.
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
