//! Misspelt keywords. SQLite takes such a word for a name, and often stops only at one of the next words.

use crate::explain::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
};

/// The keywords that are recognized when they are misspelt.
const WORDS: &str = "SELECT FROM WHERE GROUP ORDER HAVING LIMIT OFFSET INSERT INTO VALUES UPDATE SET DELETE CREATE TABLE ALTER \
    DROP JOIN INNER LEFT OUTER CROSS NATURAL UNION INTERSECT EXCEPT BETWEEN LIKE AND NOT NULL EXISTS DISTINCT PRIMARY KEY \
    FOREIGN REFERENCES UNIQUE CHECK DEFAULT CONSTRAINT CASCADE COLUMN INDEX VIEW TRIGGER CASE WHEN THEN ELSE END DESC ASC \
    USING RETURNING CONFLICT NOTHING RENAME AUTOINCREMENT COLLATE PRAGMA EXPLAIN BEGIN COMMIT ROLLBACK";

/// A misspelt keyword at the word `i`, or up to three words before it.
pub(super) fn word(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    // Catches `ORDER YB name`. Two letters are too few for the general rule.
    if statement.follows(i, "ORDER GROUP") && statement.text(i).len() == 2 && statement.is_name(i) {
        return Some(is_meant(statement, i, "BY"));
    }
    if let Some(word) = misspelt(statement, i) {
        return Some(is_meant(statement, i, &word));
    }
    // SQLite often takes the misspelt word for a name or an alias, and stops at the next word.
    let before = i.checked_sub(1)?;
    if let Some(word) = misspelt(statement, before) {
        return Some(is_meant(statement, before, &word));
    }
    // Catches `REFERENCE users (id)`: SQLite stops after the bracket.
    let three = i.checked_sub(3).filter(|_| statement.is(before, "("));
    if let Some(three) = three.filter(|&three| misspelt(statement, three).as_deref() == Some("REFERENCES")) {
        return Some(is_meant(statement, three, "REFERENCES"));
    }
    // Sometimes SQLite stops two words later. That is believed of a few keywords only, since a name may look like many others.
    let two = i.checked_sub(2)?;
    let word = misspelt(statement, two)?;
    let fits = if statement.is(before, "(") {
        word == "EXISTS" || word == "VALUES"
    } else {
        word == "JOIN" || word == "FROM"
    };
    fits.then(|| is_meant(statement, two, &word))
}

/// Says that `word` was probably meant.
fn is_meant(statement: &FailedStatement<'_>, i: usize, word: &str) -> Explanation {
    let says = format!("{} is no word of SQL, so it is taken for a name.", backticked(statement.text(i)));
    Explanation::new(says, statement.span(i), format!("Did you mean {}?", backticked(word)))
}

/// The keyword that a bare name is a misspelling of. The name of a table or a column of the schema is none.
fn misspelt(statement: &FailedStatement<'_>, i: usize) -> Option<String> {
    let text = statement.text(i);
    if !statement.is_name(i)
        || text.starts_with(['"', '`', '['])
        || statement.follows(i, ". AS")
        || statement.is(i + 1, ".")
    {
        return None;
    }
    let is_own = |name: &str| name.eq_ignore_ascii_case(text);
    let known =
        statement.schema.tables.iter().any(|t| is_own(&t.name) || t.columns.iter().any(|c| is_own(&c.name)));
    let word = if known { None } else { nearest_word(text, WORDS) };
    // The keywords of a `CASE` are only meant where the statement has a `CASE`.
    word.filter(|word| {
        !["WHEN", "THEN", "ELSE", "END"].contains(&word.as_str()) || statement.find(0, "CASE").is_some()
    })
}

/// The word of a list that is one wrong character away, or two if the text has at least six characters.
pub(super) fn nearest_word(text: &str, words: &str) -> Option<String> {
    let length = text.chars().count();
    if !(3..=16).contains(&length) {
        return None;
    }
    let upper = text.to_uppercase();
    let slips_max = if length >= 6 { 2 } else { 1 };
    let near = words.split_whitespace().map(|word| (strsim::osa_distance(&upper, word), word));
    let (_, word) = near.filter(|(slips, word)| *slips > 0 && *slips <= slips_max && word.len() > 2).min()?;
    Some(word.to_owned())
}
