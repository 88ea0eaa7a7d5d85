//! Reads the text of a statement, to show it: words in colour, a title, the tables it speaks of.
//!
//! This is a tokeniser and a little bookkeeping of parentheses, not a parser: text that is no SQL at all still comes
//! out whole, and the worst answer is a missing name. It follows SQLite, and PostgreSQL where the two agree; backslash
//! escapes (`E'…'`), dollar quotes and nested comments are not known here.
//! Never here: a decision that anything but a display rests on.

/// A gist is no longer.
pub const GIST_CHARS_MAX: usize = 60;

/// A part of a statement as it is coloured. The parts in order are the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Keyword(&'a str),
    /// `$1`.
    Parameter(&'a str),
    /// `'…'`, quotes included.
    Text(&'a str),
    /// `-- …` without the line's end, or `/* … */`.
    Comment(&'a str),
    /// Everything else: names, functions, numbers, signs, blanks.
    Plain(&'a str),
}

/// The text in coloured parts. A word counts as a keyword only where it can be one: `key` alone is a column.
pub fn pieces(sql: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut plain, mut before) = (0, "");
    for token in tokens(sql) {
        let text = token.text;
        let end = token.at + text.len();
        let piece = match token.sort {
            Sort::Word if is_keyword(before, text, &sql[end..]) => Some(Piece::Keyword(text)),
            Sort::Parameter => Some(Piece::Parameter(text)),
            Sort::Text => Some(Piece::Text(text)),
            Sort::Comment => Some(Piece::Comment(text)),
            _ => None,
        };
        if let Some(piece) = piece {
            if plain < token.at {
                pieces.push(Piece::Plain(&sql[plain..token.at]));
            }
            pieces.push(piece);
            plain = end;
        }
        if token.is_spoken() {
            before = text;
        }
    }
    if plain < sql.len() {
        pieces.push(Piece::Plain(&sql[plain..]));
    }
    pieces
}

/// The words of the `-- …` line that the text begins with.
pub fn title(sql: &str) -> Option<&str> {
    let words = sql.trim_start().strip_prefix("--")?.lines().next()?.trim();
    (!words.is_empty()).then_some(words)
}

/// The text after the title's line, or all of it where there is none.
pub fn body(sql: &str) -> &str {
    let sql = sql.trim_start();
    match sql.strip_prefix("--") {
        Some(rest) => rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start(),
        None => sql,
    }
}

/// The statement in one short line: what it does, and to which table.
pub fn gist(sql: &str) -> String {
    let spoken = spoken(sql);
    let verb = verb(&spoken);
    let does = match verb.map(|verb| spoken[verb].text.to_ascii_uppercase()).as_deref() {
        Some("SELECT") => "SELECT",
        Some("UPDATE") => "UPDATE",
        Some("INSERT") => "INSERT INTO",
        Some("REPLACE") => "REPLACE INTO",
        Some("DELETE") => "DELETE FROM",
        _ => return first_line(sql),
    };
    // What a SELECT is about stands after its own FROM: a column may be a query, with tables of its own.
    let from = if does == "SELECT" { outer(&spoken, verb.unwrap_or(0), "FROM").or(verb) } else { verb };
    let tables = tables(sql);
    let main = references(&spoken)
        .into_iter()
        .find(|found| Some(found.place) > from && tables.contains(&found.table));
    let Some(main) = main.map(|found| found.table).or(tables.first().copied()) else {
        return first_line(sql);
    };
    if spoken[0].is("WITH") {
        return short(&format!("WITH … {does} {main}"));
    }
    let more = if does == "SELECT" && tables.len() > 1 { " …" } else { "" };
    short(&format!("{does} {main}{more}"))
}

fn first_line(sql: &str) -> String {
    let said = spoken(sql).first().map_or("", |first| &sql[first.at..]).trim();
    let line = said.lines().next().unwrap_or_default();
    let more = if line.len() < said.len() { " …" } else { "" };
    short(&(line.split_whitespace().collect::<Vec<_>>().join(" ") + more))
}

fn short(line: &str) -> String {
    if line.chars().count() <= GIST_CHARS_MAX {
        return line.to_owned();
    }
    line.chars().take(GIST_CHARS_MAX - 1).chain(['…']).collect()
}

/// Whether the statement changes something. Only its own verb counts, not one inside parentheses.
pub fn writes(sql: &str) -> bool {
    let spoken = spoken(sql);
    verb(&spoken).is_some_and(|verb| spoken[verb].is(WRITES))
}

/// Whether a LIMIT of the statement itself can end it before everything is read. Not where something is made of all rows;
/// a statement in which there is an aggregate anywhere is taken for such a one, unless it has groups.
pub fn can_end_early(sql: &str) -> bool {
    let spoken = spoken(sql);
    let Some(verb) = verb(&spoken) else { return false };
    let has = |words| outer(&spoken, verb, words).is_some();
    let aggregates = || spoken.windows(2).any(|pair| pair[0].is(AGGREGATES) && pair[1].text == "(");
    has("LIMIT") && (has("GROUP") || !aggregates())
}

/// The tables a statement speaks of, inner queries included: in order, each once. What a WITH makes is no table, nor is
/// a function's answer.
pub fn tables(sql: &str) -> Vec<&str> {
    let spoken = spoken(sql);
    let made = made(&spoken);
    let mut tables: Vec<&str> = Vec::new();
    for Reference { table, function, .. } in references(&spoken) {
        if !function && !made.contains(&table) && !tables.iter().any(|seen| seen.eq_ignore_ascii_case(table))
        {
            tables.push(table);
        }
    }
    tables
}

/// The short names that tables, functions and WITH queries have here: (short name, table), in order, each pair once. One
/// short name may stand for different tables in different parts.
pub fn aliases(sql: &str) -> Vec<(&str, &str)> {
    let mut aliases = Vec::new();
    for Reference { table, alias, .. } in references(&spoken(sql)) {
        if let Some(alias) = alias.filter(|alias| !aliases.contains(&(*alias, table))) {
            aliases.push((alias, table));
        }
    }
    aliases
}

/// The text without the indentation that all its lines but the first share, and without blanks at the ends of lines.
pub fn laid_out(sql: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let shared =
        sql.lines().skip(1).filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or_default();
    let line = |(n, line): (usize, &str)| {
        let from = if n == 0 { 0 } else { shared.min(indent(line)) };
        line[from..].trim_end().to_owned()
    };
    sql.trim_end().lines().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

// Words that are keywords wherever they stand as a word of their own.
const KEYWORDS: &str = "\
    ALL ALTER ANALYZE AND AS ASC AUTOINCREMENT BEGIN BETWEEN BY CASCADE CASE CAST CHECK COLLATE COMMIT CONFLICT \
    CONSTRAINT CREATE CROSS DEFAULT DELETE DESC DISTINCT DO DROP ELSE END ESCAPE EXCEPT EXISTS EXPLAIN FALSE FETCH \
    FILTER FOR FOREIGN FROM FULL GLOB GROUP HAVING IF ILIKE IMMEDIATE IN INDEX INDEXED INNER INSERT INTERSECT INTO IS \
    ISNULL JOIN LATERAL LEFT LIKE LIMIT MATCH MATERIALIZED NATURAL NOT NOTHING NOTNULL NULL NULLS OFFSET ON ONLY OR \
    ORDER OUTER OVER PARTITION PRAGMA PRIMARY RECURSIVE REFERENCES RELEASE REPLACE RETURNING RIGHT ROLLBACK SAVEPOINT \
    SELECT SET TABLE THEN TRANSACTION TRIGGER TRUE UNION UNIQUE UPDATE USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE \
    WINDOW WITH WITHOUT";
// Words that are keywords only after a certain other, and names of columns elsewhere.
const FOLLOWING: &str =
    "PRIMARY-KEY FOREIGN-KEY WITHOUT-ROWID NULLS-FIRST NULLS-LAST EXPLAIN-QUERY QUERY-PLAN";
// Keywords that are functions where a parenthesis follows at once.
const FUNCTIONS: &str = "REPLACE LEFT RIGHT IF";
const AGGREGATES: &str =
    "COUNT SUM TOTAL AVG MIN MAX GROUP_CONCAT STRING_AGG JSON_GROUP_ARRAY JSON_GROUP_OBJECT";
const WRITES: &str = "INSERT UPDATE DELETE REPLACE MERGE TRUNCATE CREATE ALTER DROP";
// What a query begins with; in PostgreSQL a WITH may change data too.
const QUERIES: &str = "SELECT VALUES WITH INSERT UPDATE DELETE REPLACE MERGE";
// After these a comma no longer means one more table.
const CLAUSES: &str =
    "WHERE GROUP HAVING WINDOW ORDER LIMIT RETURNING SELECT SET VALUES UNION EXCEPT INTERSECT";

fn among(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(word))
}

/// Whether a word is a keyword, between the word or sign before it and the text after it.
fn is_keyword(before: &str, word: &str, after: &str) -> bool {
    let name = before == "." || after.starts_with('.') || after.starts_with('(') && among(FUNCTIONS, word);
    !name && (among(KEYWORDS, word) || among(FOLLOWING, &format!("{before}-{word}")))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Word,
    /// A name in quotes.
    Quoted,
    Parameter,
    Text,
    Comment,
    Blank,
    /// A sign or a number.
    Mark,
}

#[derive(Clone, Copy)]
struct Token<'a> {
    sort: Sort,
    /// In bytes.
    at: usize,
    text: &'a str,
}

impl<'a> Token<'a> {
    /// Whether it is one of these words; a name in quotes is none.
    fn is(&self, words: &str) -> bool {
        among(words, self.text)
    }

    /// Neither a blank nor a comment.
    fn is_spoken(&self) -> bool {
        !matches!(self.sort, Sort::Blank | Sort::Comment)
    }

    /// As a name, without quotes.
    fn name(&self) -> Option<&'a str> {
        match self.sort {
            Sort::Word => Some(self.text),
            Sort::Quoted => Some(self.text.trim_matches(['"', '`'])),
            _ => None,
        }
    }
}

fn tokens(sql: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &sql[at..];
        let (sort, len) = first_token(rest)?;
        let token = Token { sort, at, text: &rest[..len] };
        at += len;
        Some(token)
    })
}

fn first_token(rest: &str) -> Option<(Sort, usize)> {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    let while_is = |from: usize, is: &dyn Fn(char) -> bool| {
        rest[from..].find(|c| !is(c)).map_or(rest.len(), |len| from + len)
    };
    let first = rest.chars().next()?;
    Some(match first {
        '\'' => (Sort::Text, quoted_len(rest, first)),
        '"' | '`' => (Sort::Quoted, quoted_len(rest, first)),
        '-' if rest.starts_with("--") => (Sort::Comment, while_is(0, &|c| c != '\n')),
        '/' if rest.starts_with("/*") => {
            (Sort::Comment, rest[2..].find("*/").map_or(rest.len(), |len| len + 4))
        }
        '$' if rest[1..].starts_with(in_word) => (Sort::Parameter, while_is(1, &in_word)),
        '0'..='9' => (Sort::Mark, while_is(0, &|c| in_word(c) || c == '.')),
        _ if in_word(first) => (Sort::Word, while_is(0, &in_word)),
        _ if first.is_whitespace() => (Sort::Blank, while_is(0, &char::is_whitespace)),
        _ => (Sort::Mark, first.len_utf8()),
    })
}

/// Up to the closing quote; a doubled one is part of the text.
fn quoted_len(rest: &str, quote: char) -> usize {
    let mut from = 1;
    while let Some(len) = rest[from..].find(quote) {
        from += len + 1;
        if !rest[from..].starts_with(quote) {
            return from;
        }
        from += 1;
    }
    rest.len()
}

fn spoken(sql: &str) -> Vec<Token<'_>> {
    tokens(sql).filter(Token::is_spoken).collect()
}

/// The place of the statement's own verb: its first word, or after a WITH the first that begins a query.
fn verb(spoken: &[Token<'_>]) -> Option<usize> {
    let first = spoken.iter().position(|token| token.sort == Sort::Word)?;
    if !spoken[first].is("WITH") {
        return Some(first);
    }
    outer(spoken, first, QUERIES)
}

/// The place of the first of these words after a place, parentheses passed over.
fn outer(spoken: &[Token<'_>], after: usize, words: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (place, token) in spoken.iter().enumerate().skip(after + 1) {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if depth == 0 && token.is(words) => return Some(place),
            _ => {}
        }
    }
    None
}

/// A place where a table is named.
struct Reference<'a> {
    table: &'a str,
    alias: Option<&'a str>,
    /// Not a table, but a function that answers with rows: `json_each($1)`.
    function: bool,
    /// Which of the spoken tokens.
    place: usize,
}

/// What an open parenthesis holds.
struct Level {
    /// Whether a FROM in it names tables; that of `extract(year FROM x)` does not.
    query: bool,
    /// Whether a comma means one more table.
    listing: bool,
}

fn references<'a>(spoken: &[Token<'a>]) -> Vec<Reference<'a>> {
    let mut references = Vec::new();
    let mut levels = vec![Level { query: true, listing: false }];
    let (mut wanted, mut target) = (false, false); // a table's name comes next; it is what an INSERT or UPDATE changes
    for (place, token) in spoken.iter().enumerate() {
        let Some(level) = levels.last_mut() else { break };
        let before = place.checked_sub(1).map_or("", |before| spoken[before].text);
        let next = spoken.get(place + 1);
        // Of `main.posts` only the last name counts, and a column's name means nothing here.
        if token.text == "." || next.is_some_and(|next| next.text == ".") || before == "." && !wanted {
            continue;
        }
        if token.text == "(" {
            let query = next.is_some_and(|next| next.is(QUERIES));
            wanted &= !query;
            levels.push(Level { query: query || wanted, listing: wanted });
        } else if token.text == ")" {
            wanted = false;
            if levels.len() > 1 {
                levels.pop();
            }
        } else if token.text == "," {
            wanted = level.listing;
        } else if token.is("FROM") && level.query && !among("DISTINCT", before) || token.is("JOIN") {
            (wanted, target, level.listing) = (true, false, true);
        } else if token.is("INTO") || token.is("UPDATE") && matches!(before, "" | "(" | ")" | ";") {
            (wanted, target, level.listing) = (true, true, false);
        } else if token.is(CLAUSES) {
            (wanted, level.listing) = (false, false);
        } else if wanted && !token.is("ONLY LATERAL OR") && !among("OR", before) {
            wanted = false;
            let Some(table) = token.name() else { continue };
            let function = !target && next.is_some_and(|next| next.text == "(");
            let rest = place + 1 + if function { group_len(&spoken[place + 1..]) } else { 0 };
            references.push(Reference { table, alias: alias(&spoken[rest..]), function, place });
        }
    }
    references
}

/// How many tokens a group in parentheses has, from the one that opens it.
fn group_len(spoken: &[Token<'_>]) -> usize {
    let mut depth = 0_usize;
    let closes = |token: &Token<'_>| {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    };
    spoken.iter().position(closes).map_or(spoken.len(), |last| last + 1)
}

/// The short name that begins here, with AS or without.
fn alias<'a>(rest: &[Token<'a>]) -> Option<&'a str> {
    let first = rest.first()?;
    let token = if first.is("AS") { rest.get(1)? } else { first };
    token.name().filter(|_| token.sort == Sort::Quoted || !among(KEYWORDS, token.text))
}

/// The names that WITH gives to queries: `name (columns) AS (SELECT …`.
fn made<'a>(spoken: &[Token<'a>]) -> Vec<&'a str> {
    let with = spoken.iter().position(|token| token.is("WITH")).unwrap_or(spoken.len());
    let names = spoken.windows(2).enumerate().skip(with).filter(|(_, two)| two[0].is("WITH RECURSIVE ,"));
    let made = names.filter_map(|(place, two)| {
        let rest = &spoken[place + 2..];
        let columns = if rest.first()?.text == "(" { group_len(rest) } else { 0 };
        let mut rest = rest[columns..].iter();
        let named = rest.next()?.is("AS");
        let mut rest = rest.skip_while(|token| token.is("NOT MATERIALIZED"));
        let opens = rest.next()?.text == "(" && rest.next()?.is(QUERIES);
        two[1].name().filter(|_| named && opens)
    });
    made.collect()
}

#[cfg(test)]
mod tests;
