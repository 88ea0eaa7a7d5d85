//! Reads the text of a statement in order to show it: coloured words, a title, the tables that it names.
//!
//! This is deliberately a tokeniser with a little counting of parentheses, and not a parser. Text that is no SQL at all
//! still comes out complete, and the worst mistake is a missing name. It follows SQLite
//! (sqlite.org/lang_keywords.html), and PostgreSQL where the two agree; backslash escapes (`E'…'`), dollar quotes and
//! nested comments are not known here. Because of that only displays may rely on it, never a decision about what is
//! allowed.

/// The greatest length of a `summary`, in characters.
pub const SUMMARY_CHARS_MAX: usize = 60;

/// A part of a statement, by how it is coloured. All pieces put together in order are the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// `SELECT`, in the case in which it was written.
    Keyword(&'a str),
    /// A numbered parameter: `$1`.
    Parameter(&'a str),
    /// A text in single quotes, including the quotes.
    Text(&'a str),
    /// `-- …` without the line break, or `/* … */`.
    Comment(&'a str),
    /// Everything else: names, functions, numbers, operators, white space.
    Plain(&'a str),
}

/// The text in coloured pieces. A word counts as a keyword only where it can be one: `key` alone is a column.
pub fn pieces(sql: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    // `plain` is where the plain text that is not pushed yet begins; `before` is the last word or sign.
    let (mut plain, mut before) = (0, "");
    for token in tokens(sql) {
        let text = token.text;
        let end = token.at + text.len();
        let piece = match token.kind {
            TokenKind::Word if is_keyword(before, text, &sql[end..]) => Some(Piece::Keyword(text)),
            TokenKind::Parameter => Some(Piece::Parameter(text)),
            TokenKind::Text => Some(Piece::Text(text)),
            TokenKind::Comment => Some(Piece::Comment(text)),
            _ => None,
        };
        if let Some(piece) = piece {
            if plain < token.at {
                pieces.push(Piece::Plain(&sql[plain..token.at]));
            }
            pieces.push(piece);
            plain = end;
        }
        if token.is_significant() {
            before = text;
        }
    }
    if plain < sql.len() {
        pieces.push(Piece::Plain(&sql[plain..]));
    }
    pieces
}

/// The title: the words of the `-- …` line that the text begins with. `None` where there is no such line.
pub fn title(sql: &str) -> Option<&str> {
    let words = sql.trim_start().strip_prefix("--")?.lines().next()?.trim();
    (!words.is_empty()).then_some(words)
}

/// The text after the line of the title, or all of it if there is no title.
pub fn body(sql: &str) -> &str {
    let sql = sql.trim_start();
    match sql.strip_prefix("--") {
        Some(rest) => rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start(),
        None => sql,
    }
}

/// The statement in one short line, at most `SUMMARY_CHARS_MAX` characters: what it does, and to which table. Where
/// that cannot be told, the beginning of its first line.
pub fn summary(sql: &str) -> String {
    let significant = significant(sql);
    let verb = verb(&significant);
    let does = match verb.map(|verb| significant[verb].text.to_ascii_uppercase()).as_deref() {
        Some("SELECT") => "SELECT",
        Some("UPDATE") => "UPDATE",
        Some("INSERT") => "INSERT INTO",
        Some("REPLACE") => "REPLACE INTO",
        Some("DELETE") => "DELETE FROM",
        _ => return first_line(sql),
    };
    // The main table of a SELECT follows its own FROM. An earlier FROM belongs to a subquery among the columns.
    let from = if does == "SELECT" { outer(&significant, verb.unwrap_or(0), "FROM").or(verb) } else { verb };
    let tables = tables(sql);
    let main = references(&significant)
        .into_iter()
        .find(|found| Some(found.place) > from && tables.contains(&found.table));
    let Some(main) = main.map(|found| found.table).or(tables.first().copied()) else {
        return first_line(sql);
    };
    if significant[0].is("WITH") {
        return short(&format!("WITH … {does} {main}"));
    }
    let more = if does == "SELECT" && tables.len() > 1 { " …" } else { "" };
    short(&format!("{does} {main}{more}"))
}

fn first_line(sql: &str) -> String {
    let said = significant(sql).first().map_or("", |first| &sql[first.at..]).trim();
    let line = said.lines().next().unwrap_or_default();
    let more = if line.len() < said.len() { " …" } else { "" };
    short(&(line.split_whitespace().collect::<Vec<_>>().join(" ") + more))
}

fn short(line: &str) -> String {
    if line.chars().count() <= SUMMARY_CHARS_MAX {
        return line.to_owned();
    }
    line.chars().take(SUMMARY_CHARS_MAX - 1).chain(['…']).collect()
}

/// Whether the statement changes data or the schema. Only its own verb counts, not one inside parentheses.
pub fn writes(sql: &str) -> bool {
    let significant = significant(sql);
    verb(&significant).is_some_and(|verb| significant[verb].is(WRITING_VERBS))
}

/// Whether the statement's own LIMIT can end it before everything is read. It cannot where an aggregate needs all rows
/// first. Without a parser it is not known to which query an aggregate belongs, so one anywhere in the text counts,
/// unless the statement has groups: those can be returned one by one.
pub fn can_end_early(sql: &str) -> bool {
    let significant = significant(sql);
    let Some(verb) = verb(&significant) else { return false };
    let has = |words| outer(&significant, verb, words).is_some();
    let aggregates = || significant.windows(2).any(|pair| pair[0].is(AGGREGATES) && pair[1].text == "(");
    has("LIMIT") && (has("GROUP") || !aggregates())
}

/// The tables that a statement names, including those of inner queries: in order, each once. The name of a WITH query
/// is not a table, and neither is a table-valued function.
pub fn tables(sql: &str) -> Vec<&str> {
    let significant = significant(sql);
    let cte_names = cte_names(&significant);
    let mut tables: Vec<&str> = Vec::new();
    for Reference { table, function, .. } in references(&significant) {
        if !function
            && !cte_names.contains(&table)
            && !tables.iter().any(|seen| seen.eq_ignore_ascii_case(table))
        {
            tables.push(table);
        }
    }
    tables
}

/// The aliases of tables, functions and WITH queries as (alias, table): in order, each pair once. One alias may stand
/// for different tables in different parts of the statement.
pub fn aliases(sql: &str) -> Vec<(&str, &str)> {
    let mut aliases = Vec::new();
    for Reference { table, alias, .. } in references(&significant(sql)) {
        if let Some(alias) = alias.filter(|alias| !aliases.contains(&(*alias, table))) {
            aliases.push((alias, table));
        }
    }
    aliases
}

/// The text without the indentation that its lines share, and without white space at the ends of lines. The first line
/// does not count for the shared indentation: in Rust source it stands right behind the opening quote.
pub fn dedented(sql: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let shared =
        sql.lines().skip(1).filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or_default();
    let line = |(n, line): (usize, &str)| {
        let from = if n == 0 { 0 } else { shared.min(indent(line)) };
        line[from..].trim_end().to_owned()
    };
    sql.trim_end().lines().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

// Words that are keywords wherever they stand as words of their own.
const KEYWORDS: &str = "\
    ALL ALTER ANALYZE AND AS ASC AUTOINCREMENT BEGIN BETWEEN BY CASCADE CASE CAST CHECK COLLATE COMMIT CONFLICT \
    CONSTRAINT CREATE CROSS DEFAULT DELETE DESC DISTINCT DO DROP ELSE END ESCAPE EXCEPT EXISTS EXPLAIN FALSE FETCH \
    FILTER FOR FOREIGN FROM FULL GLOB GROUP HAVING IF ILIKE IMMEDIATE IN INDEX INDEXED INNER INSERT INTERSECT INTO IS \
    ISNULL JOIN LATERAL LEFT LIKE LIMIT MATCH MATERIALIZED NATURAL NOT NOTHING NOTNULL NULL NULLS OFFSET ON ONLY OR \
    ORDER OUTER OVER PARTITION PRAGMA PRIMARY RECURSIVE REFERENCES RELEASE REPLACE RETURNING RIGHT ROLLBACK SAVEPOINT \
    SELECT SET TABLE THEN TRANSACTION TRIGGER TRUE UNION UNIQUE UPDATE USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE \
    WINDOW WITH WITHOUT";
// Words that are keywords only after one certain other word, and may be names of columns elsewhere.
const KEYWORD_PAIRS: &str =
    "PRIMARY-KEY FOREIGN-KEY WITHOUT-ROWID NULLS-FIRST NULLS-LAST EXPLAIN-QUERY QUERY-PLAN";
// Keywords that are names of functions where a parenthesis follows directly.
const FUNCTIONS: &str = "REPLACE LEFT RIGHT IF";
const AGGREGATES: &str =
    "COUNT SUM TOTAL AVG MIN MAX GROUP_CONCAT STRING_AGG JSON_GROUP_ARRAY JSON_GROUP_OBJECT";
const WRITING_VERBS: &str = "INSERT UPDATE DELETE REPLACE MERGE TRUNCATE CREATE ALTER DROP";
// What a query begins with. Data-changing verbs are among them because PostgreSQL allows those in a WITH.
const QUERY_STARTS: &str = "SELECT VALUES WITH INSERT UPDATE DELETE REPLACE MERGE";
// What ends a list of tables: after these a comma no longer announces another table.
const CLAUSE_STARTS: &str =
    "WHERE GROUP HAVING WINDOW ORDER LIMIT RETURNING SELECT SET VALUES UNION EXCEPT INTERSECT";

/// Whether `word` is one of `words`, which are separated by spaces; case does not matter.
fn among(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(word))
}

/// Whether a word is a keyword, judged by the word or sign before it and the text after it.
fn is_keyword(before: &str, word: &str, after: &str) -> bool {
    let name = before == "." || after.starts_with('.') || after.starts_with('(') && among(FUNCTIONS, word);
    !name && (among(KEYWORDS, word) || among(KEYWORD_PAIRS, &format!("{before}-{word}")))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenKind {
    Word,
    /// A name in double quotes or backquotes.
    Quoted,
    Parameter,
    Text,
    Comment,
    Blank,
    /// An operator, another sign, or a number.
    Mark,
}

#[derive(Clone, Copy)]
struct Token<'a> {
    kind: TokenKind,
    /// Where it begins in the statement, in bytes.
    at: usize,
    text: &'a str,
}

impl<'a> Token<'a> {
    /// Whether it is one of these words. A name in quotes never is, because the quotes are part of its text.
    fn is(&self, words: &str) -> bool {
        among(words, self.text)
    }

    /// Whether it means something to SQL: it is neither white space nor a comment.
    fn is_significant(&self) -> bool {
        !matches!(self.kind, TokenKind::Blank | TokenKind::Comment)
    }

    /// Its text as a name, without quotes; `None` for a token that cannot be a name.
    fn name(&self) -> Option<&'a str> {
        match self.kind {
            TokenKind::Word => Some(self.text),
            TokenKind::Quoted => Some(self.text.trim_matches(['"', '`'])),
            _ => None,
        }
    }
}

/// The tokens of a text. They cover it without gaps.
fn tokens(sql: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &sql[at..];
        let (kind, len) = first_token(rest)?;
        let token = Token { kind, at, text: &rest[..len] };
        at += len;
        Some(token)
    })
}

/// The kind of the first token, and its length in bytes; `None` at the end of the text.
fn first_token(rest: &str) -> Option<(TokenKind, usize)> {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    let while_is = |from: usize, is: &dyn Fn(char) -> bool| {
        rest[from..].find(|c| !is(c)).map_or(rest.len(), |len| from + len)
    };
    let first = rest.chars().next()?;
    Some(match first {
        '\'' => (TokenKind::Text, quoted_len(rest, first)),
        '"' | '`' => (TokenKind::Quoted, quoted_len(rest, first)),
        '-' if rest.starts_with("--") => (TokenKind::Comment, while_is(0, &|c| c != '\n')),
        '/' if rest.starts_with("/*") => {
            (TokenKind::Comment, rest[2..].find("*/").map_or(rest.len(), |len| len + 4))
        }
        '$' if rest[1..].starts_with(in_word) => (TokenKind::Parameter, while_is(1, &in_word)),
        '0'..='9' => (TokenKind::Mark, while_is(0, &|c| in_word(c) || c == '.')),
        _ if in_word(first) => (TokenKind::Word, while_is(0, &in_word)),
        _ if first.is_whitespace() => (TokenKind::Blank, while_is(0, &char::is_whitespace)),
        _ => (TokenKind::Mark, first.len_utf8()),
    })
}

/// The length in bytes up to and including the closing quote. A doubled quote is part of the text.
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

/// The tokens without white space and comments.
fn significant(sql: &str) -> Vec<Token<'_>> {
    tokens(sql).filter(Token::is_significant).collect()
}

/// The index of the statement's own verb: its first word, or after a WITH the first word outside of parentheses that
/// begins a query.
fn verb(significant: &[Token<'_>]) -> Option<usize> {
    let first = significant.iter().position(|token| token.kind == TokenKind::Word)?;
    if !significant[first].is("WITH") {
        return Some(first);
    }
    outer(significant, first, QUERY_STARTS)
}

/// The index of the first of these words after index `after`, skipping everything in parentheses.
fn outer(significant: &[Token<'_>], after: usize, words: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (place, token) in significant.iter().enumerate().skip(after + 1) {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if depth == 0 && token.is(words) => return Some(place),
            _ => {}
        }
    }
    None
}

/// A place in the statement where a table is named.
struct Reference<'a> {
    table: &'a str,
    alias: Option<&'a str>,
    /// Whether it is not a table but a table-valued function: `json_each($1)`.
    function: bool,
    /// The index among the significant tokens.
    place: usize,
}

/// What the innermost open parenthesis contains.
struct Level {
    /// Whether a FROM in it names tables. The FROM of `extract(year FROM x)` does not.
    query: bool,
    /// Whether a comma announces another table.
    listing: bool,
}

/// All places where a table is named, in order. It goes through the tokens once and remembers whether the next name is
/// that of a table.
fn references<'a>(significant: &[Token<'a>]) -> Vec<Reference<'a>> {
    let mut references = Vec::new();
    let mut levels = vec![Level { query: true, listing: false }];
    // `wanted`: the next name is that of a table. `target`: it is the table that an INSERT or UPDATE changes, so a
    // parenthesis after it is a list of columns and not the arguments of a function.
    let (mut wanted, mut target) = (false, false);
    for (place, token) in significant.iter().enumerate() {
        let Some(level) = levels.last_mut() else { break };
        let before = place.checked_sub(1).map_or("", |before| significant[before].text);
        let next = significant.get(place + 1);
        // Only the last name of `main.posts` counts, and the column in `p.id` is no table.
        if token.text == "." || next.is_some_and(|next| next.text == ".") || before == "." && !wanted {
            continue;
        }
        // A parenthesis where a table is expected holds a subquery or a join in parentheses.
        if token.text == "(" {
            let query = next.is_some_and(|next| next.is(QUERY_STARTS));
            wanted &= !query;
            levels.push(Level { query: query || wanted, listing: wanted });
        } else if token.text == ")" {
            wanted = false;
            if levels.len() > 1 {
                levels.pop();
            }
        } else if token.text == "," {
            wanted = level.listing;
        // `IS DISTINCT FROM` compares two values, and names no table.
        } else if token.is("FROM") && level.query && !among("DISTINCT", before) || token.is("JOIN") {
            (wanted, target, level.listing) = (true, false, true);
        // UPDATE is a verb only at the beginning; elsewhere it stands in `DO UPDATE` or `FOR UPDATE`.
        } else if token.is("INTO") || token.is("UPDATE") && matches!(before, "" | "(" | ")" | ";") {
            (wanted, target, level.listing) = (true, true, false);
        } else if token.is(CLAUSE_STARTS) {
            (wanted, level.listing) = (false, false);
        } else if wanted && !token.is("ONLY LATERAL OR") && !among("OR", before) {
            wanted = false;
            let Some(table) = token.name() else { continue };
            let function = !target && next.is_some_and(|next| next.text == "(");
            let rest = place + 1 + if function { group_len(&significant[place + 1..]) } else { 0 };
            references.push(Reference { table, alias: alias(&significant[rest..]), function, place });
        }
    }
    references
}

/// The number of tokens of a group in parentheses, both parentheses included. The first token must be the opening one.
fn group_len(significant: &[Token<'_>]) -> usize {
    let mut depth = 0_usize;
    let closes = |token: &Token<'_>| {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    };
    significant.iter().position(closes).map_or(significant.len(), |last| last + 1)
}

/// The alias that begins here, with AS or without.
fn alias<'a>(rest: &[Token<'a>]) -> Option<&'a str> {
    let first = rest.first()?;
    let token = if first.is("AS") { rest.get(1)? } else { first };
    token.name().filter(|_| token.kind == TokenKind::Quoted || !among(KEYWORDS, token.text))
}

/// The names that a WITH gives to its queries (common table expressions): `name (columns) AS (SELECT …`.
fn cte_names<'a>(significant: &[Token<'a>]) -> Vec<&'a str> {
    let with = significant.iter().position(|token| token.is("WITH")).unwrap_or(significant.len());
    let names =
        significant.windows(2).enumerate().skip(with).filter(|(_, two)| two[0].is("WITH RECURSIVE ,"));
    let cte_names = names.filter_map(|(place, two)| {
        let rest = &significant[place + 2..];
        let columns = if rest.first()?.text == "(" { group_len(rest) } else { 0 };
        let mut rest = rest[columns..].iter();
        let named = rest.next()?.is("AS");
        let mut rest = rest.skip_while(|token| token.is("NOT MATERIALIZED"));
        let opens = rest.next()?.text == "(" && rest.next()?.is(QUERY_STARTS);
        two[1].name().filter(|_| named && opens)
    });
    cte_names.collect()
}

#[cfg(test)]
mod tests;
