//! A statement that failed, as a list of words, and what explainers ask about them.
//!
//! Nothing is parsed here. Most statements that need an explanation cannot be parsed, so the questions are about single words and
//! what stands beside them. Words are counted from 0, and an index beyond the ends is an empty word.

use crate::{
    sandbox::Schema,
    sql::{TokenKind, tokens},
};
use std::ops::Range;

/// What failed, what SQLite said about it, and the schema of the database.
pub(super) struct FailedStatement<'a> {
    pub sql: &'a str,
    /// The tokens without space and comments, at most `WORDS_MAX`.
    pub words: Vec<Word>,
    /// SQLite's message.
    pub message: &'a str,
    /// The index of the word where SQLite stopped; none where it did not say so, or where the word is beyond `WORDS_MAX`.
    pub at: Option<usize>,
    /// The bytes of that word, also of one beyond `WORDS_MAX`.
    here: Option<Range<usize>>,
    pub schema: &'a Schema,
}

/// A token with its place in the statement, in bytes.
pub(super) struct Word {
    pub kind: TokenKind,
    pub span: Range<usize>,
}

/// The most words that are looked at. The functions below search them again and again, so a long statement would be slow.
const WORDS_MAX: usize = 1_000;

impl<'a> FailedStatement<'a> {
    /// A failed statement; `at` is where SQLite stopped, in bytes.
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

    /// The word as it is written.
    pub fn text(&self, i: usize) -> &'a str {
        self.words.get(i).map_or("", |word| &self.sql[word.span.clone()])
    }

    /// The word without the quotes of a name or a text.
    pub fn name(&self, i: usize) -> String {
        unquoted(self.text(i))
    }

    /// What kind of token the word is.
    pub fn kind(&self, i: usize) -> Option<TokenKind> {
        self.words.get(i).map(|word| word.kind)
    }

    /// Whether the word is this one, in upper or lower case.
    pub fn is(&self, i: usize, word: &str) -> bool {
        self.text(i).eq_ignore_ascii_case(word)
    }

    /// Whether the words from `i` on are these, which are separated by single spaces.
    pub fn are(&self, i: usize, words: &str) -> bool {
        words.split(' ').enumerate().all(|(n, word)| self.is(i + n, word))
    }

    /// Whether the word is one of these, which are separated by single spaces.
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

    /// The bytes of the word.
    pub fn span(&self, i: usize) -> Option<Range<usize>> {
        self.words.get(i).map(|word| word.span.clone())
    }

    /// The bytes from the beginning of one word to the end of another.
    pub fn spans(&self, from: usize, to: usize) -> Option<Range<usize>> {
        let span = self.span(from)?.start..self.span(to)?.end;
        (span.start < span.end).then_some(span)
    }

    /// The first word from `from` on that is one of these.
    pub fn find(&self, from: usize, words: &str) -> Option<usize> {
        (from..self.words.len()).find(|&i| self.is_one_of(i, words))
    }

    /// The last word before `before` that is one of these and stands in the same brackets.
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

    /// The innermost bracket that is open at `i`.
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

    /// The word that is this name: near the place where SQLite stopped if it is there, or else the first one. Of a qualified name
    /// it is the last part.
    pub fn find_name(&self, name: &str) -> Option<usize> {
        let last = name.rsplit('.').next().unwrap_or(name);
        let is_it = |i: usize| self.name(i).eq_ignore_ascii_case(last) || self.text(i) == name;
        let near = self.at.and_then(|at| (at..at + 5).find(|&i| is_it(i)));
        near.or_else(|| (0..self.words.len()).find(|&i| self.is_name(i) && is_it(i)))
            .or_else(|| (0..self.words.len()).find(|&i| is_it(i)))
    }

    /// The bytes of a name, with the table before it if one is written.
    pub fn name_span(&self, name: &str) -> Option<Range<usize>> {
        let i = self.find_name(name)?;
        if i >= 2 && self.is(i - 1, ".") { self.spans(i - 2, i) } else { self.span(i) }
    }

    /// The bytes of the word where SQLite stopped.
    pub fn here(&self) -> Option<Range<usize>> {
        self.here.clone()
    }

    /// The table that the statement changes, by the first word that can stand before it.
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
