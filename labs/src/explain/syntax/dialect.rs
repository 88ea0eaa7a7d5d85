//! Words and operators of other databases.

use crate::explain::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
    function,
};
use std::ops::Range;

/// Words inside a statement: which database has them, and what to write instead.
const WORDS: &[(&str, &str, &str)] = &[
    ("AUTO_INCREMENT", "MySQL", "write `id INTEGER PRIMARY KEY`: SQLite then chooses the numbers itself"),
    ("IDENTITY", "SQL Server", "write `id INTEGER PRIMARY KEY`: SQLite then chooses the numbers itself"),
    ("ENGINE", "MySQL", "leave it away: there is one way to store a table"),
    ("CHARSET", "MySQL", "leave it away: all text is Unicode"),
    ("CHARACTER", "MySQL", "leave it away: all text is Unicode"),
    ("COMMENT", "MySQL", "write a comment with `--` instead"),
    ("ENUM", "MySQL", "write `TEXT CHECK (size IN ('small', 'large'))`, with your names"),
    ("TOP", "SQL Server", "write `LIMIT 5` at the end"),
    ("FETCH", "other databases", "write `LIMIT 5` at the end"),
    ("ILIKE", "PostgreSQL", "write `LIKE`, which takes capitals and small letters of English for the same"),
    ("RLIKE", "MySQL", "write `LIKE` with `%` and `_`, or `GLOB`"),
    ("SIMILAR", "PostgreSQL", "write `LIKE` with `%` and `_`, or `GLOB`"),
    ("INTERVAL", "other databases", "write `date('now', '-1 day')` for a day ago"),
    ("DUPLICATE", "MySQL", "write `ON CONFLICT (id) DO UPDATE SET …`"),
    ("DIV", "MySQL", "write `/`, which leaves the fraction away between whole numbers"),
    ("XOR", "MySQL", "write `<>` between two conditions"),
    ("MINUS", "Oracle", "write `EXCEPT`"),
    ("CONTAINS", "other databases", "write `LIKE '%a%'`"),
    ("STARTS", "other databases", "write `LIKE 'a%'`"),
    ("ENDS", "other databases", "write `LIKE '%a'`"),
    ("MOD", "other databases", "write `%`, as in `id % 2`"),
    ("GREATER", "other languages", "write `>`"),
    ("LESS", "other languages", "write `<`"),
    ("EQUALS", "other languages", "write `=`"),
    ("EQUAL", "other languages", "write `=`"),
    ("ASCENDING", "other languages", "write `ASC`, or leave it away"),
    ("DESCENDING", "other languages", "write `DESC`"),
    ("PIVOT", "SQL Server", "write `SUM(CASE WHEN … THEN … END)` for each column"),
    ("NOLOCK", "SQL Server", "leave it away"),
];

/// First words of statements of other databases, and what to write instead.
const STATEMENTS: &[(&str, &str)] = &[
    (
        "SHOW",
        "SQLite lists its tables in `SELECT name, sql FROM sqlite_schema`; a table’s columns are in `PRAGMA table_info(users)`",
    ),
    ("TRUNCATE", "Write `DELETE FROM users`, which deletes every row"),
    ("USE", "There is one database only, and you are in it: leave the line away"),
    ("MERGE", "Write `INSERT … ON CONFLICT … DO UPDATE`"),
    ("GRANT", "There are no users and rights inside SQLite: leave the line away"),
    ("REVOKE", "There are no users and rights inside SQLite: leave the line away"),
    ("CALL", "SQLite has no stored procedures: write out their statements"),
    ("EXEC", "SQLite has no stored procedures: write out their statements"),
    ("EXECUTE", "SQLite has no stored procedures: write out their statements"),
    ("DECLARE", "SQLite has no variables: use a `WITH`, or a table of your own"),
    ("SET", "Settings are changed with `PRAGMA`; columns with `UPDATE users SET …`"),
    ("GO", "A statement ends with `;`: leave the line away"),
    ("PRINT", "Write `SELECT`"),
    ("START", "Write `BEGIN`"),
    ("LOCK", "SQLite locks by itself: leave the line away"),
    ("COPY", "Write `INSERT`"),
    ("LOAD", "Write `INSERT`"),
    ("UPSERT", "Write `INSERT … ON CONFLICT … DO UPDATE`"),
    ("IF", "Write `CASE WHEN … THEN … END` inside a `SELECT`"),
    (
        "ADD",
        "A row is added with `INSERT INTO users (…) VALUES (…)`, a column with `ALTER TABLE users ADD COLUMN …`",
    ),
    ("REMOVE", "Rows are deleted with `DELETE FROM users WHERE …`"),
    ("ERASE", "Rows are deleted with `DELETE FROM users WHERE …`"),
    ("GET", "Rows are asked for with `SELECT name FROM users`"),
    ("FIND", "Rows are asked for with `SELECT name FROM users WHERE …`"),
    ("LIST", "Rows are asked for with `SELECT name FROM users`"),
    ("FETCH", "Rows are asked for with `SELECT name FROM users`"),
    ("CHANGE", "Rows are changed with `UPDATE users SET … WHERE …`"),
    ("MODIFY", "Rows are changed with `UPDATE users SET … WHERE …`"),
    ("MAKE", "A table is made with `CREATE TABLE plots (…)`"),
    ("RENAME", "A table is renamed with `ALTER TABLE users RENAME TO people`"),
    ("QUIT", "There is nothing to leave here: take the line away"),
    ("EXIT", "There is nothing to leave here: take the line away"),
    ("HELP", "Begin with `SELECT name, sql FROM sqlite_schema`, which shows the tables"),
    ("CLEAR", "There is nothing to clear here: take the line away"),
];

/// A statement that begins with a word of another database.
pub(super) fn statement(statement: &FailedStatement<'_>) -> Option<Explanation> {
    let at = statement.span(0);
    let word = statement.text(0);
    let says = format!("SQLite has no statement {}.", backticked(&word.to_ascii_uppercase()));
    if statement.is_one_of(0, "DESCRIBE DESC") {
        let table = if statement.is(1, "TABLE") { statement.name(2) } else { statement.name(1) };
        let table = if statement.schema.table(&table).is_some() { table } else { "users".to_owned() };
        let pragma = backticked(&format!("PRAGMA table_info({table})"));
        return Some(Explanation::new(says, at, format!("SQLite describes a table with {pragma}.")));
    }
    let (known, instead) = STATEMENTS.iter().find(|(other, _)| statement.is(0, other))?;
    let mut instead = (*instead).to_owned();
    // The advice names the table of the statement where it can.
    if *known == "TRUNCATE" {
        let table = if statement.is(1, "TABLE") { statement.name(2) } else { statement.name(1) };
        if statement.schema.table(&table).is_some() {
            instead = instead.replace("users", &table);
        }
    }
    Some(Explanation::new(says, at, format!("{instead}.")))
}

/// A word of another database where SQLite stopped, or just before that.
pub(super) fn word(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    for place in [Some(i), i.checked_sub(1), i.checked_sub(2)].into_iter().flatten() {
        if statement.schema.table(&statement.name(place)).is_some()
            || statement.text(place).starts_with(['"', '\'', '`', '['])
        {
            continue;
        }
        // A word two places back counts only where SQLite stopped directly after its bracket.
        let far = place + 2 == i;
        if far && !statement.is(i - 1, "(") {
            continue;
        }
        if let Some((word, whose, instead)) = WORDS.iter().find(|(word, ..)| statement.is(place, word)) {
            let says = format!("{} is a word of {whose}, and SQLite does not know it.", backticked(word));
            return Some(Explanation::new(says, statement.span(place), format!("In SQLite {instead}.")));
        }
    }
    // Catches `EXTRACT(YEAR FROM created_at)`.
    if statement.is(i, "FROM")
        && statement.open_bracket(i).is_some_and(|open| statement.follows(open, "EXTRACT"))
    {
        let open = statement.open_bracket(i)?;
        return function::of_another_database("EXTRACT", statement.span(open - 1));
    }
    // `ISNULL` is an operator of SQLite, so it is not reported as an unknown function.
    if statement.is(i, "ISNULL") && statement.is(i + 1, "(") {
        return function::of_another_database("ISNULL", statement.span(i));
    }
    // PostgreSQL allows `OFFSET` without `LIMIT`.
    if statement.is(i, "OFFSET") {
        let says = "`OFFSET` leaves rows out after a `LIMIT`, and there is none.";
        return Some(Explanation::new(
            says,
            statement.span(i),
            "Write `LIMIT -1 OFFSET 2` for all the rows after the second.",
        ));
    }
    None
}

/// Explains a character that SQL, or SQLite, does not know.
pub(super) fn sign(token: &str, at: Range<usize>, next_is_colon: bool) -> Explanation {
    let (says, try_this) = match token.chars().next() {
        Some('#') => {
            ("`#` begins no comment in SQL.", "A comment begins with `--` and goes to the end of its line.")
        }
        Some(':') if !next_is_colon => {
            ("A `:` has no meaning here.", "Take it away: between a name and its type stands a space.")
        }
        Some(':') => (
            "`::` is PostgreSQL’s way to change a type, and SQLite does not know it.",
            "Write `CAST(id AS TEXT)`, with your column.",
        ),
        Some('^') => ("`^` computes nothing in SQLite.", "Write `power(2, 3)`."),
        Some('!') => ("`!` alone is no word of SQL.", "Write `NOT`; for “not the same” write `<>`."),
        Some('\\') => (
            "A `\\` has no meaning in SQL.",
            "Take it away; an apostrophe inside a text is written twice: `'it''s'`.",
        ),
        Some('{' | '}') => ("Curly brackets have no meaning in SQL.", "Take them away, or use round ones."),
        Some('0'..='9') => {
            let says = format!("{} begins like a number and ends like a name.", backticked(token));
            let try_this = "Write a number without letters; a name does not begin with a digit, and a text needs single quotes.";
            return Explanation::new(says, Some(at), try_this);
        }
        Some('@' | '$' | '?') => (
            "A parameter needs a name or a number.",
            "Write the value itself; here nobody could fill the parameter in.",
        ),
        _ => {
            let says = format!("{} is a sign that SQL does not know.", backticked(token));
            return Explanation::new(
                says,
                Some(at),
                "Take it away; if it belongs to a text, put the text into single quotes.",
            );
        }
    };
    Explanation::new(says, Some(at), try_this)
}
