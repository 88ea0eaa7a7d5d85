//! A statement as its words, and the questions that an explanation asks of them. Nothing here parses: where the words are
//! not as expected, an answer is missing and the explanation says less.

use crate::{
    sandbox::Schema,
    sql::{TokenKind, tokens},
};
use std::ops::Range;

/// What SQLite refused, what it said, and what the database holds.
pub(super) struct FailedStatement<'a> {
    pub sql: &'a str,
    /// Without space and comments, and no more than `WORDS_MAX`.
    pub words: Vec<Word>,
    /// SQLite's own words.
    pub message: &'a str,
    /// Which word it is where SQLite stopped; none also where it is beyond the words that are looked at.
    pub at: Option<usize>,
    here: Option<Range<usize>>,
    pub schema: &'a Schema,
}

pub(super) struct Word {
    pub kind: TokenKind,
    pub span: Range<usize>,
}

/// More words of one statement are not looked at: the questions below go over them again and again.
const WORDS_MAX: usize = 1_000;

impl<'a> FailedStatement<'a> {
    pub fn new(sql: &'a str, message: &'a str, at: Option<usize>, schema: &'a Schema) -> Self {
        let all = tokens(sql).into_iter();
        let mut words: Vec<Word> = all
            .filter(|token| !matches!(token.kind, TokenKind::Space | TokenKind::Comment))
            .map(|token| Word { kind: token.kind, span: token.span })
            .collect();
        let here =
            at.and_then(|at| words.iter().find(|word| word.span.end > at)).map(|word| word.span.clone());
        words.truncate(WORDS_MAX);
        let at = at.and_then(|at| words.iter().position(|word| word.span.end > at));
        Self { sql, words, message, at, here, schema }
    }

    /// The word as it is written; empty beyond the ends.
    pub fn text(&self, i: usize) -> &'a str {
        self.words.get(i).map_or("", |word| &self.sql[word.span.clone()])
    }

    /// The word without the quotes of a name or a text.
    pub fn name(&self, i: usize) -> String {
        unquoted(self.text(i))
    }

    pub fn kind(&self, i: usize) -> Option<TokenKind> {
        self.words.get(i).map(|word| word.kind)
    }

    /// Whether the word is this one, in any case.
    pub fn is(&self, i: usize, word: &str) -> bool {
        self.text(i).eq_ignore_ascii_case(word)
    }

    /// Whether the words from `i` on are these, separated by single spaces.
    pub fn are(&self, i: usize, words: &str) -> bool {
        words.split(' ').enumerate().all(|(n, word)| self.is(i + n, word))
    }

    /// Whether the word is one of these, separated by single spaces.
    pub fn is_one_of(&self, i: usize, words: &str) -> bool {
        words.split(' ').any(|word| self.is(i, word))
    }

    /// Whether the word before `i` is one of these.
    pub fn follows(&self, i: usize, words: &str) -> bool {
        i > 0 && self.is_one_of(i - 1, words)
    }

    /// Whether the word is a bare or quoted name.
    pub fn is_name(&self, i: usize) -> bool {
        self.kind(i) == Some(TokenKind::Name)
    }

    /// Whether a value can begin or end with this word.
    pub fn is_value(&self, i: usize) -> bool {
        let literal = matches!(
            self.kind(i),
            Some(TokenKind::Name | TokenKind::Number | TokenKind::Text | TokenKind::Parameter)
        );
        literal || self.is_one_of(i, "NULL CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP")
    }

    pub fn span(&self, i: usize) -> Option<Range<usize>> {
        self.words.get(i).map(|word| word.span.clone())
    }

    /// From the beginning of one word to the end of another.
    pub fn spans(&self, from: usize, to: usize) -> Option<Range<usize>> {
        let span = self.span(from)?.start..self.span(to)?.end;
        (span.start < span.end).then_some(span)
    }

    /// The first word from `from` on that is one of these.
    pub fn find(&self, from: usize, words: &str) -> Option<usize> {
        (from..self.words.len()).find(|&i| self.is_one_of(i, words))
    }

    /// The last word before `before` that is one of these, in the same brackets.
    pub fn find_back(&self, before: usize, words: &str) -> Option<usize> {
        let mut depth = 0_usize;
        for i in (0..before.min(self.words.len())).rev() {
            match self.text(i) {
                ")" => depth += 1,
                "(" if depth == 0 => return None,
                "(" => depth -= 1,
                _ if depth == 0 && self.is_one_of(i, words) => return Some(i),
                _ => {}
            }
        }
        None
    }

    /// The bracket that is open at `i`.
    pub fn open_bracket(&self, i: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for i in (0..i.min(self.words.len())).rev() {
            match self.text(i) {
                ")" => depth += 1,
                "(" if depth == 0 => return Some(i),
                "(" => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// The bracket that closes the one at `open`.
    pub fn close_bracket(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for i in open..self.words.len() {
            match self.text(i) {
                "(" => depth += 1,
                ")" if depth <= 1 => return Some(i),
                ")" => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// Where a name stands: at SQLite's place if it is there, else where it is met first. A qualified one with its table.
    pub fn find_name(&self, name: &str) -> Option<usize> {
        let last = name.rsplit('.').next().unwrap_or(name);
        let is_it = |i: usize| self.name(i).eq_ignore_ascii_case(last) || self.text(i) == name;
        let near = self.at.and_then(|at| (at..at + 5).find(|&i| is_it(i)));
        near.or_else(|| (0..self.words.len()).find(|&i| self.is_name(i) && is_it(i)))
            .or_else(|| (0..self.words.len()).find(|&i| is_it(i)))
    }

    /// The place of a name with the table in front of it, if that is written.
    pub fn name_span(&self, name: &str) -> Option<Range<usize>> {
        let i = self.find_name(name)?;
        if i >= 2 && self.is(i - 1, ".") { self.spans(i - 2, i) } else { self.span(i) }
    }

    /// The place of the word where SQLite stopped.
    pub fn here(&self) -> Option<Range<usize>> {
        self.here.clone()
    }

    /// The table that the statement changes.
    pub fn target(&self) -> Option<String> {
        let mut i = self.find(0, "INTO UPDATE FROM TABLE")? + 1;
        while self.is_one_of(i, "OR IGNORE REPLACE ABORT FAIL ROLLBACK IF NOT EXISTS") {
            i += 1;
        }
        if self.is(i + 1, ".") {
            i += 2;
        }
        (i < self.words.len()).then(|| self.name(i))
    }
}

/// A name or a text without its quotes.
pub(super) fn unquoted(text: &str) -> String {
    let mut chars = text.chars();
    let (first, last) = (chars.next(), chars.next_back());
    let inside = chars.as_str();
    match (first, last) {
        (Some(open @ ('"' | '`' | '\'')), Some(close)) if open == close => {
            inside.replace(&format!("{open}{open}"), &open.to_string())
        }
        (Some('['), Some(']')) => inside.to_owned(),
        _ => text.to_owned(),
    }
}
