//! The clauses of one query, cut out of its text.
//!
//! The text is cut at the keywords outside brackets, so each clause stays as the learner wrote it, without its comments.
//! Whether it is sound is for SQLite to say: the whole query has run before it is taken apart.

use super::take_apart::ROWS_MAX;
use crate::sql::{self, TokenKind};
use serde::{Deserialize, Serialize};

/// A clause, in the order in which the steps go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Clause {
    From,
    Where,
    GroupBy,
    Having,
    Select,
    Distinct,
    OrderBy,
    Limit,
}

impl Clause {
    /// Its keywords.
    pub fn keywords(self) -> &'static str {
        match self {
            Self::From => "FROM",
            Self::Where => "WHERE",
            Self::GroupBy => "GROUP BY",
            Self::Having => "HAVING",
            Self::Select => "SELECT",
            Self::Distinct => "DISTINCT",
            Self::OrderBy => "ORDER BY",
            Self::Limit => "LIMIT",
        }
    }
}

/// Why a query cannot be taken apart. The texts are read by visitors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum NotTakenApart {
    /// There is no statement, or there are several.
    #[error("One query at a time can be taken apart, and this text has {0} statements.")]
    Statements(usize),
    /// It does not begin with `SELECT`.
    #[error("Only a statement that begins with SELECT can be taken apart here.")]
    NoSelect,
    /// It has no `FROM`.
    #[error("It has no FROM, so there are no rows to watch: SELECT makes its one row by itself.")]
    NoFrom,
    /// It is made of several queries.
    #[error("{0} puts two queries together. Take each of them apart by itself.")]
    Compound(String),
    /// It has a `WINDOW` clause.
    #[error("A WINDOW clause is not taken apart here. Write the window where it is used, in OVER (…).")]
    Window,
    /// A step has more rows than can be watched.
    #[error("{0} has more than {max} rows, too many to watch. LIMIT does not help, because it comes last: take smaller tables.", max = ROWS_MAX)]
    TooManyRows(String),
    /// The rows of a step are larger than a run may answer with.
    #[error("The rows of {0} are too large to watch: their values take more than a mebibyte.")]
    TooLarge(String),
    /// A clause means something else, or nothing, when it stands alone.
    #[error("SQLite answers the whole query, but {clause} by itself it refuses: {why}.")]
    Step {
        /// The keywords of the clause.
        clause: String,
        /// What SQLite says.
        why: String,
    },
}

/// One column of the result, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub expr: String,
    pub alias: Option<String>,
}

/// The clauses of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Clauses {
    pub distinct: bool,
    pub list: String,
    pub items: Vec<Item>,
    pub from: String,
    pub filter: Option<String>,
    /// The terms of `GROUP BY`; empty where there is none.
    pub group: Vec<String>,
    pub having: Option<String>,
    pub order: Option<String>,
    pub limit: Option<String>,
    pub offset: Option<String>,
}

/// A word or sign of the query, outside comments and space.
#[derive(Clone, Debug)]
struct Word<'a> {
    kind: TokenKind,
    text: &'a str,
    /// How many brackets are open around it; a bracket itself is inside.
    depth: usize,
    /// Where it stands in the text.
    start: usize,
}

impl Word<'_> {
    fn is(&self, keyword: &str) -> bool {
        self.kind == TokenKind::Keyword && self.text.eq_ignore_ascii_case(keyword)
    }
}

impl Clauses {
    /// The clauses of the one query in `text`.
    ///
    /// # Errors
    /// Why it cannot be taken apart.
    pub fn of(text: &str) -> Result<Self, NotTakenApart> {
        let statements = sql::split(text);
        let [span] = statements.as_slice() else {
            return Err(NotTakenApart::Statements(statements.len()));
        };
        let words = words(&text[span.clone()]);
        if !words.first().is_some_and(|word| word.is("SELECT")) {
            return Err(NotTakenApart::NoSelect);
        }
        let mut parts: Vec<(Clause, Vec<Word<'_>>)> = vec![(Clause::Select, Vec::new())];
        let mut at = 1;
        while let Some(word) = words.get(at) {
            let (previous, next) = (&words[at - 1], words.get(at + 1));
            let begins = (word.depth == 0).then(|| begins(word, previous, next)).transpose()?.flatten();
            match begins {
                Some((clause, length)) => {
                    parts.push((clause, Vec::new()));
                    at += length;
                }
                None => {
                    parts.last_mut().into_iter().for_each(|part| part.1.push(word.clone()));
                    at += 1;
                }
            }
        }
        Self::of_parts(&parts)
    }

    fn of_parts(parts: &[(Clause, Vec<Word<'_>>)]) -> Result<Self, NotTakenApart> {
        let mut clauses = Self::default();
        for (clause, words) in parts {
            match clause {
                Clause::From => clauses.from = join(words),
                Clause::Where => clauses.filter = Some(join(words)),
                Clause::GroupBy => clauses.group = terms(words).iter().map(|term| join(term)).collect(),
                Clause::Having => clauses.having = Some(join(words)),
                Clause::OrderBy => clauses.order = Some(join(words)),
                Clause::Limit => (clauses.limit, clauses.offset) = limit(words),
                Clause::Select | Clause::Distinct => {
                    clauses.distinct = words.first().is_some_and(|word| word.is("DISTINCT"));
                    let skip = words.first().is_some_and(|word| word.is("DISTINCT") || word.is("ALL"));
                    let words = &words[usize::from(skip)..];
                    clauses.list = join(words);
                    clauses.items = terms(words).into_iter().map(item).collect();
                }
            }
        }
        if clauses.from.is_empty() { Err(NotTakenApart::NoFrom) } else { Ok(clauses) }
    }
}

/// The clause that begins with this word outside brackets, and how many words its keywords are.
fn begins(
    word: &Word<'_>,
    previous: &Word<'_>,
    next: Option<&Word<'_>>,
) -> Result<Option<(Clause, usize)>, NotTakenApart> {
    if word.kind != TokenKind::Keyword {
        return Ok(None);
    }
    let by = next.is_some_and(|next| next.is("BY"));
    Ok(Some(match word.text.to_ascii_uppercase().as_str() {
        // `a IS DISTINCT FROM b` is a comparison.
        "FROM" if !previous.is("DISTINCT") => (Clause::From, 1),
        "WHERE" => (Clause::Where, 1),
        "GROUP" if by => (Clause::GroupBy, 2),
        "HAVING" => (Clause::Having, 1),
        "ORDER" if by => (Clause::OrderBy, 2),
        "LIMIT" => (Clause::Limit, 1),
        compound @ ("UNION" | "INTERSECT" | "EXCEPT") => {
            return Err(NotTakenApart::Compound(compound.to_owned()));
        }
        // A column may be called `window`, too.
        "WINDOW" if next.is_some_and(|next| next.kind == TokenKind::Name) => {
            return Err(NotTakenApart::Window);
        }
        _ => return Ok(None),
    }))
}

/// The words of a statement, without its semicolon.
fn words(statement: &str) -> Vec<Word<'_>> {
    let mut depth = 0_usize;
    let mut words = Vec::new();
    for token in sql::tokens(statement) {
        let text = &statement[token.span.clone()];
        if matches!(token.kind, TokenKind::Space | TokenKind::Comment | TokenKind::Semicolon) {
            continue;
        }
        depth += usize::from(text == "(");
        words.push(Word { kind: token.kind, text, depth, start: token.span.start });
        depth = depth.saturating_sub(usize::from(text == ")"));
    }
    words
}

/// The words as text again. Where there was nothing between two of them, nothing is put there: `a.b`, `count(*)`.
fn join(words: &[Word<'_>]) -> String {
    let mut text = String::new();
    let mut end = None;
    for word in words {
        if end.is_some_and(|end| end != word.start) {
            text.push(' ');
        }
        text.push_str(word.text);
        end = Some(word.start + word.text.len());
    }
    text
}

/// The terms between the commas outside brackets.
fn terms<'a, 'b>(words: &'b [Word<'a>]) -> Vec<&'b [Word<'a>]> {
    words.split(|word| word.depth == 0 && word.text == ",").collect()
}

/// A result column, with the name it is given: `expr AS name`, or `expr name`.
fn item(words: &[Word<'_>]) -> Item {
    let is_name = |word: &Word<'_>| matches!(word.kind, TokenKind::Name | TokenKind::Text);
    let (expr, alias) = match words {
        [expr @ .., of, name] if of.is("AS") && is_name(name) => (expr, Some(name)),
        [.., before, name] if is_name(name) && ends_value(before) => (&words[..words.len() - 1], Some(name)),
        _ => (words, None),
    };
    Item { expr: join(expr), alias: alias.map(|name| unquoted(name.text)) }
}

/// Whether an expression may end with this word, so that a name after it is the name of the column.
fn ends_value(word: &Word<'_>) -> bool {
    matches!(word.kind, TokenKind::Name | TokenKind::Number | TokenKind::Text)
        || word.text == ")"
        || word.is("END")
        || word.is("NULL")
}

/// A name without its quotes.
fn unquoted(name: &str) -> String {
    let inside = |open: char, close: char| name.strip_prefix(open)?.strip_suffix(close);
    for quote in ['"', '`', '\''] {
        if let Some(inside) = inside(quote, quote) {
            return inside.replace(&format!("{quote}{quote}"), &quote.to_string());
        }
    }
    inside('[', ']').unwrap_or(name).to_owned()
}

/// `LIMIT n`, `LIMIT n OFFSET m` and `LIMIT m, n`: how many rows, and how many are passed over before them.
fn limit(words: &[Word<'_>]) -> (Option<String>, Option<String>) {
    if let [skip, count] = terms(words).as_slice() {
        return (Some(join(count)), Some(join(skip)));
    }
    let offset = words.iter().position(|word| word.depth == 0 && word.is("OFFSET"));
    match offset {
        Some(at) => (Some(join(&words[..at])), Some(join(&words[at + 1..]))),
        None => (Some(join(words)), None),
    }
}

/// The text with each bare use of the column `name` replaced by the expression that `SELECT` gives this name.
pub(super) fn substitute(text: &str, name: &str, expr: &str) -> String {
    let words = words(text);
    let is_use = |at: usize| {
        let is_dot = |word: Option<&Word<'_>>| word.is_some_and(|word| word.text == ".");
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        words[at].kind == TokenKind::Name
            && unquoted(words[at].text).eq_ignore_ascii_case(name)
            && !is_dot(before)
            && !is_dot(words.get(at + 1))
    };
    let put = |at: usize| if is_use(at) { format!("({expr})") } else { words[at].text.to_owned() };
    (0..words.len()).map(put).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_falls_into_its_clauses_whatever_stands_in_brackets_and_quotes() {
        let text = "SELECT DISTINCT u.name AS \"who\", count(*) n, (SELECT 1 FROM x WHERE 2 ORDER BY 3) -- from here\n\
                    FROM users u JOIN (SELECT * FROM posts GROUP BY tag) p ON p.author_id = u.id \
                    WHERE u.city IS DISTINCT FROM 'where' AND name <> 'HAVING' \
                    GROUP BY 1, u.city HAVING count(*) > 1 ORDER BY n DESC, max(1, 2) LIMIT 2 OFFSET 1;";
        let clauses = Clauses::of(text).unwrap();
        assert!(clauses.distinct);
        let item =
            |expr: &str, alias: Option<&str>| Item { expr: expr.to_owned(), alias: alias.map(str::to_owned) };
        let subquery = "(SELECT 1 FROM x WHERE 2 ORDER BY 3)";
        assert_eq!(
            clauses.items,
            [item("u.name", Some("who")), item("count(*)", Some("n")), item(subquery, None)]
        );
        assert_eq!(clauses.from, "users u JOIN (SELECT * FROM posts GROUP BY tag) p ON p.author_id = u.id");
        assert_eq!(clauses.filter.as_deref(), Some("u.city IS DISTINCT FROM 'where' AND name <> 'HAVING'"));
        assert_eq!(clauses.group, ["1", "u.city"]);
        assert_eq!(clauses.having.as_deref(), Some("count(*) > 1"));
        assert_eq!(clauses.order.as_deref(), Some("n DESC, max(1, 2)"));
        assert_eq!((clauses.limit.as_deref(), clauses.offset.as_deref()), (Some("2"), Some("1")));
    }

    #[test]
    fn a_limit_with_a_comma_names_the_offset_first() {
        let clauses = Clauses::of("select * from t limit 5, 10").unwrap();
        assert_eq!((clauses.limit.as_deref(), clauses.offset.as_deref()), (Some("10"), Some("5")));
    }

    #[test]
    fn what_cannot_be_taken_apart_says_why() {
        for (text, why) in [
            ("", NotTakenApart::Statements(0)),
            ("SELECT 1 FROM a; SELECT 2 FROM b", NotTakenApart::Statements(2)),
            ("WITH a AS (SELECT 1) SELECT * FROM a", NotTakenApart::NoSelect),
            ("DELETE FROM a", NotTakenApart::NoSelect),
            ("SELECT 1 + 1", NotTakenApart::NoFrom),
            ("SELECT 1 FROM a union SELECT 2 FROM b", NotTakenApart::Compound("UNION".to_owned())),
            ("SELECT rank() OVER w FROM a WINDOW w AS (ORDER BY b)", NotTakenApart::Window),
        ] {
            assert_eq!(Clauses::of(text), Err(why), "{text}");
        }
        let said = NotTakenApart::TooManyRows("FROM".to_owned()).to_string();
        assert!(said.starts_with("FROM has more than 120 rows"), "{said}");
    }

    #[test]
    fn a_name_that_select_makes_is_replaced_where_it_is_used_alone() {
        assert_eq!(substitute("n > 1 AND t.n = 'n'", "N", "count(*)"), "(count(*)) > 1 AND t . n = 'n'");
    }
}
