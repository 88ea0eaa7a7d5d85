//! Mistakes in conditions: operators, values next to each other, and `CASE`.

use crate::{
    explain::{
        columns::as_text,
        explanation::{Explanation, backticked},
        failed_statement::FailedStatement,
    },
    sql::TokenKind,
};

const COMPARES: &str = "= == <> != < > <= >= LIKE GLOB";

/// `LIKE Ana%` at the end of a statement. SQLite took the `%` for the remainder operator, and expects a number after it.
pub(super) fn bare_pattern(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let sign = i.checked_sub(1).filter(|&sign| statement.is(sign, "%"))?;
    let begin = statement.find_back(sign, "LIKE")? + 1;
    let pattern = statement.spans(begin, sign).map(|span| &statement.sql[span])?;
    let says = "The pattern stands without quotes.";
    Some(Explanation::new(
        says,
        statement.spans(begin, sign),
        format!("A pattern is a text: {}.", backticked(&as_text(pattern))),
    ))
}

/// Operators that are written the wrong way round, or belong to another language.
pub(super) fn sign(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let before = i.checked_sub(1)?;
    let both = statement.spans(before, i);
    // Catches `=>` and `=<`.
    if statement.is(before, "=") && statement.is_one_of(i, "> <") {
        let (wrong, right) = if statement.is(i, ">") { ("=>", ">=") } else { ("=<", "<=") };
        let says = format!("{} is written the wrong way round.", backticked(wrong));
        return Some(Explanation::new(says, both, format!("Write {}.", backticked(right))));
    }
    if statement.is(before, "&") && statement.is(i, "&") {
        return Some(Explanation::new("`&&` is no word of SQL.", both, "Write `AND`."));
    }
    // Catches `name TEXT NOT NUL`.
    if statement.is(before, "NOT") && statement.is_one_of(i, "NUL NULLL NIL NONE") {
        let says = format!("{} is no word of SQL.", backticked(statement.text(i)));
        return Some(Explanation::new(says, statement.span(i), "Did you mean `NULL`?"));
    }
    // Catches `WHERE city NOT 'Delft'`.
    if statement.is(before, "NOT") && statement.is_value(i) && before > 0 && statement.is_name(before - 1) {
        let says = "`NOT` does not compare.";
        return Some(Explanation::new(
            says,
            both,
            format!("Write {}.", backticked(&format!("<> {}", statement.text(i)))),
        ));
    }
    // Catches `city NOT IS NULL`.
    if statement.is(before, "NOT") && statement.is(i, "IS") {
        let says = "`NOT` stands on the wrong side of `IS`.";
        return Some(Explanation::new(says, both, "Write `IS NOT NULL`."));
    }
    // Catches `LIKE %ana%`.
    if statement.is(i, "%") && statement.follows(i, "LIKE GLOB NOT =") {
        let end = (i..statement.words.len())
            .take_while(|&n| statement.is(n, "%") || statement.is_name(n))
            .last()
            .unwrap_or(i);
        let pattern = statement.spans(i, end).map_or("%", |span| &statement.sql[span]);
        let says = "The pattern stands without quotes.";
        return Some(Explanation::new(
            says,
            statement.span(i),
            format!("A pattern is a text: {}.", backticked(&as_text(pattern))),
        ));
    }
    // Catches `BETWEEN 1, 3` and `BETWEEN 1 3`.
    let two_ends = statement.is_one_of(i, ", TO")
        || matches!(statement.kind(i), Some(TokenKind::Text | TokenKind::Number))
            && !statement.is(before, "BETWEEN");
    if two_ends && lacks_and(statement, i) {
        let says = "`BETWEEN` takes its two ends with an `AND` between them.";
        return Some(Explanation::new(says, statement.span(i), "Write `BETWEEN 1 AND 3`."));
    }
    None
}

/// Whether an `AND` seems to be missing before the word.
fn lacks_and(statement: &FailedStatement<'_>, i: usize) -> bool {
    statement.find_back(i, "BETWEEN AND , WHERE").is_some_and(|word| statement.is(word, "BETWEEN"))
}

/// `CASE` without its `END` or `THEN`.
pub(super) fn case_end(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let open = statement.find_back(i, "CASE END").filter(|&word| statement.is(word, "CASE"))?;
    let last = statement.find_back(i, "CASE WHEN THEN ELSE")?;
    // Catches `CASE WHEN id = 1 'one' END`.
    if statement.is(last, "WHEN")
        && (statement.is_value(i) || statement.is_one_of(i, "END ELSE WHEN"))
        && i > last + 1
    {
        let says = "After the condition of `WHEN` there is no `THEN`.";
        return Some(Explanation::new(says, statement.span(i), "Write `CASE WHEN … THEN … ELSE … END`."));
    }
    // Catches a clause, or the end, where the `CASE` is still open.
    if i >= statement.words.len() || statement.is_one_of(i, "FROM ; , ) AS WHERE ORDER GROUP") {
        return Some(Explanation::new(
            "The `CASE` has no `END`.",
            statement.span(open),
            "Write `END` after its last value.",
        ));
    }
    None
}

/// A name that is written with a space in place of its `_`.
pub(super) fn split_name(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let before = i.checked_sub(1).filter(|&before| statement.is_name(before))?;
    let whole = format!("{}_{}", statement.text(before), statement.text(i));
    let mut names =
        statement.schema.tables.iter().flat_map(|table| &table.columns).map(|column| &column.name);
    let name = names.find(|name| name.eq_ignore_ascii_case(&whole))?;
    let says = format!(
        "{} and {} stand apart, so they are taken for two names.",
        backticked(statement.text(before)),
        backticked(statement.text(i))
    );
    Some(Explanation::new(says, statement.spans(before, i), format!("Did you mean {}?", backticked(name))))
}

/// Two values or conditions without an operator between them.
pub(super) fn missing(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    let before = i.checked_sub(1)?;
    let clause = statement
        .find_back(i, "WHERE HAVING ON SET SELECT BY FROM")
        .filter(|&c| statement.is_one_of(c, "WHERE HAVING ON"))?;
    let ends = statement.is_value(before) || statement.is(before, ")");
    if !ends || before <= clause {
        return None;
    }
    // Catches `WHERE id = 1 city = 'Delft'`.
    if statement.is_value(i) && statement.is_one_of(i + 1, "= <> != < > <= >= . LIKE IN IS BETWEEN NOT ==") {
        let says = format!(
            "Two conditions stand side by side, with nothing before {}.",
            backticked(statement.text(i))
        );
        return Some(Explanation::new(says, statement.span(i), "Write `AND` or `OR` between them."));
    }
    // Catches `WHERE name = Ida Visser`.
    if statement.is_name(i)
        && statement.is_name(before)
        && before > 0
        && statement.is_one_of(before - 1, COMPARES)
    {
        let end = (i..statement.words.len()).take_while(|&n| statement.is_name(n)).last().unwrap_or(i);
        let text = statement.spans(before, end).map_or("", |span| &statement.sql[span]);
        let says = format!("{} stands without quotes, so its words are taken for names.", backticked(text));
        return Some(Explanation::new(
            says,
            statement.span(i),
            format!("A text stands in single quotes: {}.", backticked(&as_text(text))),
        ));
    }
    if matches!(statement.kind(i), Some(TokenKind::Text | TokenKind::Number | TokenKind::Name))
        && statement.is_name(before)
    {
        let says = format!(
            "Between {} and {} nothing says how they compare.",
            backticked(statement.text(before)),
            backticked(statement.text(i))
        );
        return Some(Explanation::new(
            says,
            statement.span(i),
            "Write `=`, or another comparison, between them.",
        ));
    }
    None
}
