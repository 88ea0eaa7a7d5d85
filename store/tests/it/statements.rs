//! Every statement of the store is prepared against the migrated schema.
//!
//! The constants are private to their files, so this reads the sources: a statement that is added tomorrow is found without
//! being listed anywhere. The reader below understands string literals, `concat!` and the macros that a file itself
//! defines. It fails on anything else, so no statement is passed over in silence.

use crate::fresh;
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    iter::Peekable,
    path::Path,
    str::Chars,
};
use store::Result;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Text(String),
    Word(String),
    Sign(char),
}

/// The tokens of a Rust source, as far as this test needs them: comments are left out, and characters and lifetimes are
/// read over.
fn tokens(source: &str) -> Vec<Token> {
    let mut chars = source.chars().peekable();
    let mut tokens = Vec::new();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => {
                chars.by_ref().find(|c| *c == '\n');
            }
            '"' => tokens.push(Token::Text(literal(&mut chars))),
            '\'' => skip_character(&mut chars),
            _ if c.is_whitespace() => {}
            _ if c.is_alphanumeric() || c == '_' => {
                let mut word = String::from(c);
                while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    word.push(c);
                }
                if word == "r" && matches!(chars.peek(), Some('"' | '#')) {
                    tokens.push(Token::Text(raw_literal(&mut chars)));
                } else {
                    tokens.push(Token::Word(word));
                }
            }
            _ => tokens.push(Token::Sign(c)),
        }
    }
    tokens
}

/// The value of a string literal whose opening quote was read.
fn literal(chars: &mut Peekable<Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        match c {
            '"' => return text,
            '\\' => match chars.next() {
                // A line that ends in a backslash goes on at the next character that is no blank.
                Some('\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('0') => text.push('\0'),
                Some('u') => {
                    let digits: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                    text.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
                }
                Some(c) => text.push(c),
                None => break,
            },
            c => text.push(c),
        }
    }
    panic!("a string literal without an end: {text:?}");
}

/// The value of a raw string literal whose `r` was read.
fn raw_literal(chars: &mut Peekable<Chars<'_>>) -> String {
    let mut end = String::from('"');
    while chars.next_if_eq(&'#').is_some() {
        end.push('#');
    }
    if chars.next_if_eq(&'"').is_none() {
        return String::new(); // a raw identifier, such as `r#type`
    }
    let mut text = String::new();
    while !text.ends_with(&end) {
        text.push(chars.next().expect("a raw string literal has an end"));
    }
    text.truncate(text.len() - end.len());
    text
}

/// Reads over a character literal; a lifetime has no second quote and stays as the word it is.
fn skip_character(chars: &mut Peekable<Chars<'_>>) {
    let mut ahead = chars.clone();
    match (ahead.next(), ahead.next()) {
        (Some('\\'), _) => {
            chars.next();
            chars.next();
            chars.by_ref().find(|c| *c == '\'');
        }
        (Some(_), Some('\'')) => {
            chars.next();
            chars.next();
        }
        _ => {}
    }
}

/// One arm of a macro: the names of its parameters, and its body.
type Arm = (Vec<String>, Vec<Token>);

fn is_sign(token: Option<&Token>, sign: char) -> bool {
    token == Some(&Token::Sign(sign))
}

fn word(token: Option<&Token>) -> Option<&str> {
    match token {
        Some(Token::Word(word)) => Some(word),
        _ => None,
    }
}

/// The tokens between the bracket at `from` and the one that closes it.
fn inside(tokens: &[Token], from: usize) -> &[Token] {
    let mut depth = 0;
    for (n, token) in tokens.iter().enumerate().skip(from) {
        match token {
            Token::Sign('(' | '[' | '{') => depth += 1,
            Token::Sign(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &tokens[from + 1..n];
        }
    }
    panic!("a bracket that nothing closes");
}

/// The macros that a file defines, by name.
fn macros(tokens: &[Token]) -> HashMap<String, Vec<Arm>> {
    let mut macros = HashMap::new();
    for n in 0..tokens.len() {
        if word(tokens.get(n)) != Some("macro_rules") {
            continue;
        }
        let name = word(tokens.get(n + 2)).expect("a macro has a name");
        let body = inside(tokens, n + 3);
        let (mut arms, mut at) = (Vec::new(), 0);
        while at < body.len() {
            let pattern = inside(body, at);
            at += pattern.len() + 4; // the two brackets and `=>`
            let result = inside(body, at);
            at += result.len() + 2;
            at += usize::from(is_sign(body.get(at), ';'));
            let names = pattern.windows(2).filter(|pair| pair[0] == Token::Sign('$'));
            let names = names.filter_map(|pair| word(pair.get(1)).map(str::to_owned)).collect();
            arms.push((names, result.to_vec()));
        }
        macros.insert(name.to_owned(), arms);
    }
    macros
}

/// The text that an expression stands for; None where it is none that this test understands.
fn value(
    tokens: &[Token],
    macros: &HashMap<String, Vec<Arm>>,
    values: &HashMap<String, String>,
) -> Option<String> {
    match tokens {
        [Token::Text(text)] => Some(text.clone()),
        [Token::Sign('$'), Token::Word(name)] => values.get(name).cloned(),
        [Token::Word(name), Token::Sign('!'), Token::Sign('('), ..] => {
            let list = inside(tokens, 2);
            let parts = list.split(|token| *token == Token::Sign(',')).filter(|part| !part.is_empty());
            // No argument of these macros has a comma of its own outside of a text, except `tags!()`, which has none.
            let parts: Option<Vec<String>> = parts.map(|part| value(part, macros, values)).collect();
            let parts = parts?;
            if name == "concat" {
                return Some(parts.concat());
            }
            let (names, body) = macros.get(name)?.iter().find(|(names, _)| names.len() == parts.len())?;
            value(body, macros, &names.iter().cloned().zip(parts).collect())
        }
        _ => None,
    }
}

/// The `&str` constants of a source by name, each with its text.
fn constants(file: &str, tokens: &[Token]) -> BTreeMap<String, String> {
    let macros = macros(tokens);
    let mut constants = BTreeMap::new();
    for n in 0..tokens.len() {
        let (Some("const" | "static"), Some(name)) = (word(tokens.get(n)), word(tokens.get(n + 1))) else {
            continue;
        };
        let head = [Token::Sign(':'), Token::Sign('&')];
        if !tokens[n + 2..].starts_with(&head) {
            continue;
        }
        let at = n + 4 + usize::from(word(tokens.get(n + 4)) == Some("static"));
        if word(tokens.get(at)) != Some("str") || !is_sign(tokens.get(at + 1), '=') {
            continue;
        }
        let rest = &tokens[at + 2..];
        let end = rest.iter().position(|token| *token == Token::Sign(';')).expect("a constant has an end");
        let text = value(&rest[..end], &macros, &HashMap::new());
        let text = text.unwrap_or_else(|| panic!("{file}: this test does not understand {name}"));
        assert!(constants.insert(name.to_owned(), text).is_none(), "{file}: {name} stands there twice");
    }
    constants
}

/// What `.query(…)` is called with: names of constants. A name in small letters is a variable that holds one of them.
fn queried(file: &str, tokens: &[Token]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for call in tokens.windows(4) {
        let [Token::Sign('.'), Token::Word(method), Token::Sign('('), argument] = call else { continue };
        match argument {
            Token::Word(name) if method == "query" && name.chars().all(|c| !c.is_lowercase()) => {
                names.insert(name.clone());
            }
            Token::Text(sql) if method == "query" => panic!("{file}: {sql:?} is to be a constant"),
            _ => {}
        }
    }
    names
}

/// Whether a text is a statement: its first line is a comment, its title, or it begins as SQL does.
fn is_sql(text: &str) -> bool {
    const VERBS: [&str; 9] =
        ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "ANALYZE", "PRAGMA", "REPLACE", "CREATE"];
    text.starts_with("--") || VERBS.iter().any(|verb| text.trim_start().starts_with(verb))
}

/// The Rust sources below a folder: path and text.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_statement_of_the_store_fits_the_schema() -> Result<()> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files)?;
    let (mut statements, mut called) = (Vec::new(), BTreeSet::new());
    for (file, source) in &files {
        let tokens = tokens(source);
        let found = constants(file, &tokens).into_iter().filter(|(_, text)| is_sql(text));
        statements.extend(found.map(|(name, text)| (file, name, text)));
        called.extend(queried(file, &tokens));
    }
    // A call that names no constant of these would mean that the reader above has missed one.
    let names: BTreeSet<_> = statements.iter().map(|(_, name, _)| name.clone()).collect();
    let unknown: Vec<_> = called.difference(&names).collect();
    assert!(unknown.is_empty(), "no constant was found for {unknown:?}");
    assert!(called.len() > 100, "only {} statements are called by their names", called.len());

    let fresh = fresh().await?;
    let (mut site, mut guests) = (fresh.connect().await?, fresh.connect_to("guests.db").await?);
    let mut of_both = 0;
    for (file, name, text) in statements {
        assert!(text.starts_with("-- "), "{file}: {name} has no title");
        let sql = || AssertSqlSafe(text.clone()).into_sql_str();
        let (on_site, on_guests) = ((&mut site).prepare(sql()).await, (&mut guests).prepare(sql()).await);
        of_both += usize::from(on_site.is_ok() && on_guests.is_ok());
        // What learners do runs on either file. The rest is about one of them.
        if let (Err(e), Err(guests)) = (&on_site, &on_guests) {
            panic!("{file}: {name} does not fit the schema: {e}; in the guests' file: {guests}\n{text}");
        }
        let of_learners = ["attempt.rs", "reset.rs", "state.rs", "sandbox.rs", "shared_race.rs", "copy.rs"];
        if file.contains("/learner/") && of_learners.iter().any(|of| file.ends_with(of)) {
            assert!(on_site.is_ok() && on_guests.is_ok(), "{file}: {name} does not fit both files");
        }
    }
    assert!(of_both > 40, "only {of_both} statements fit both files");
    Ok(())
}

#[test]
fn the_reader_of_sources_understands_what_the_store_writes() {
    let source = r##"
        // const COMMENTED: &str = "-- no";
        const PLAIN: &str = "\
            -- A \"title\"
SELECT '\u{1}'";
        const CLOSE: char = '"';
        macro_rules! ending { () => { "LIMIT 1" }; }
        macro_rules! both {
            ($a:literal) => { both!($a, "") };
            ($a:literal, $b:literal) => { concat!("-- ", $a, ending!(), $b) };
        }
        pub(crate) const ONE: &'static str = both!("one, ");
        const TWO: &str = both!("two ", "; three");
        const RAW: &str = r#"-- "raw""#;
        fn f<'a>(db: &'a Db) { db.query(PLAIN).bind('x').run(); tx.query(count) }
    "##;
    let tokens = tokens(source);
    let found = constants("here", &tokens);
    let found: Vec<_> = found.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let want = [
        ("ONE", "-- one, LIMIT 1"),
        ("PLAIN", "-- A \"title\"\nSELECT '\u{1}'"),
        ("RAW", "-- \"raw\""),
        ("TWO", "-- two LIMIT 1; three"),
    ];
    assert_eq!(found, want);
    assert_eq!(queried("here", &tokens).into_iter().collect::<Vec<_>>(), ["PLAIN"]);
}
