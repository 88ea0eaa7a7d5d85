//! Explains errors where two lists must have the same length and have not, or a number names no item of a list.

use super::{
    explanation::{Explanation, backticked, counted},
    failed_statement::FailedStatement,
};
use std::ops::Range;

/// `table users has 4 columns but 2 values were supplied`
pub(super) fn whole_rows(
    statement: &FailedStatement<'_>,
    [table, columns, values]: [&str; 3],
) -> Explanation {
    let says = format!(
        "{} has {}, and the row has {}.",
        backticked(table),
        counted(columns, "column"),
        counted(values, "value")
    );
    let names: Vec<&str> = statement
        .schema
        .table(table)
        .map(|t| t.columns.iter().map(|c| c.name.as_str()).collect())
        .unwrap_or_default();
    let shown = if names.is_empty() { "…".to_owned() } else { names.join(", ") };
    let example = backticked(&format!("INSERT INTO {table} ({shown}) …"));
    Explanation::new(
        says,
        first_row(statement),
        format!("Name the columns that you give values for, as in {example}."),
    )
}

/// `2 values for 3 columns`
pub(super) fn named_columns(statement: &FailedStatement<'_>, [values, columns, _]: [&str; 3]) -> Explanation {
    let verb = if values == "1" { "is" } else { "are" };
    let says = format!("There {verb} {} for {}.", counted(values, "value"), counted(columns, "column"));
    Explanation::new(
        says,
        first_row(statement),
        "Each column in the list needs exactly one value, in the same order.",
    )
}

/// `all VALUES must have the same number of terms`
pub(super) fn rows(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let says = "The rows after `VALUES` do not all have the same number of values.";
    let values = statement.find(0, "VALUES").unwrap_or(0);
    let lengths: Vec<(usize, usize, usize)> = rows_of(statement, values + 1);
    let other = lengths.iter().find(|row| Some(row.2) != lengths.first().map(|first| first.2));
    let at = other.and_then(|row| statement.spans(row.0, row.1));
    Explanation::new(says, at, "Give every row one value for each column; `NULL` where there is none.")
}

/// `2 columns assigned 1 values`
pub(super) fn assigned(statement: &FailedStatement<'_>, [columns, values, _]: [&str; 3]) -> Explanation {
    let says = format!("{} are set, and there are {}.", counted(columns, "column"), counted(values, "value"));
    Explanation::new(says, statement.here(), "Write one value for each column.")
}

/// `SELECTs to the left and right of UNION do not have the same number of result columns`
pub(super) fn compound(statement: &FailedStatement<'_>, [operator, ..]: [&str; 3]) -> Explanation {
    let word = operator.split(' ').next().unwrap_or(operator);
    let place = statement.find(0, word);
    let left =
        place.and_then(|i| statement.find_back(i, "SELECT")).and_then(|i| count_result_columns(statement, i));
    let right =
        place.and_then(|i| statement.find(i, "SELECT")).and_then(|i| count_result_columns(statement, i));
    let says = match (left, right) {
        (Some(left), Some(right)) if left != right => format!(
            "The `SELECT` before {} has {}, the one after it {}.",
            backticked(operator),
            counted(&left.to_string(), "column"),
            right
        ),
        _ => format!(
            "The `SELECT`s before and after {} have different numbers of columns.",
            backticked(operator)
        ),
    };
    let at = place.and_then(|i| statement.span(i));
    Explanation::new(says, at, "Both need the same number; `NULL` or a text may fill a gap.")
}

/// `sub-select returns 2 columns - expected 1`
pub(super) fn subquery(statement: &FailedStatement<'_>, [found, wanted, _]: [&str; 3]) -> Explanation {
    let one = if wanted == "1" { "one".to_owned() } else { wanted.to_owned() };
    let says = format!("The subquery gives {}, and {one} is needed here.", counted(found, "column"));
    let at = (1..statement.words.len())
        .find(|&i| statement.is(i, "SELECT") && statement.is(i - 1, "("))
        .and_then(|i| statement.span(i));
    Explanation::new(says, at, "Let its `SELECT` name only the column that is compared.")
}

/// `row value misused`: a list in brackets, or a subquery of more than one column, where one value is needed.
pub(super) fn row_value(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let inner = (1..statement.words.len()).find(|&i| statement.is(i, "SELECT") && statement.is(i - 1, "("));
    if let Some(i) = inner
        && let Some(found) = count_result_columns(statement, i).filter(|found| *found > 1)
    {
        return subquery(statement, [&found.to_string(), "1", ""]);
    }
    let open = (0..statement.words.len()).find(|&i| {
        let list = statement.close_bracket(i).is_some_and(|close| (i..close).any(|n| statement.is(n, ",")));
        statement.is(i, "(")
            && list
            && !(i > 0 && statement.is_name(i - 1))
            && !statement.follows(i, "IN VALUES")
    });
    let at = open.and_then(|open| statement.spans(open, statement.close_bracket(open)?));
    let says = "A list in brackets is a row, and one value is needed here.";
    Explanation::new(says, at, "Take the brackets away; a list in brackets belongs after `IN`.")
}

/// `IN(...) element has 1 term - expected 2`
pub(super) fn in_list(statement: &FailedStatement<'_>, [found, wanted, _]: [&str; 3]) -> Explanation {
    let found: String = found.chars().take_while(char::is_ascii_digit).collect();
    let says = format!("`IN` compares {}, and a row of its list has {found}.", counted(wanted, "value"));
    let at = statement.find(0, "IN").and_then(|i| statement.span(i));
    Explanation::new(says, at, "Both sides need the same number of values.")
}

/// `table a has 1 values for 2 columns`, `expected 2 columns for 'a' but got 1`: a view or a `WITH` with named columns.
pub(super) fn named_view(statement: &FailedStatement<'_>, [name, values, columns]: [&str; 3]) -> Explanation {
    let says = format!(
        "{} names {}, and its `SELECT` gives {values}.",
        backticked(name),
        counted(columns, "column")
    );
    let at = statement.find_name(name).and_then(|i| statement.span(i));
    Explanation::new(says, at, "Let the list of names and the `SELECT` be of the same length.")
}

/// `expected 2 columns for 'a' but got 1`
pub(super) fn named_view_expected(
    statement: &FailedStatement<'_>,
    [columns, name, values]: [&str; 3],
) -> Explanation {
    named_view(statement, [name, values, columns])
}

/// `1st ORDER BY term out of range - should be between 1 and 2`
pub(super) fn out_of_range(statement: &FailedStatement<'_>, [nth, clause, most]: [&str; 3]) -> Explanation {
    let by = statement.find(0, clause.split(' ').next().unwrap_or(clause)).unwrap_or(0) + 2;
    let nth: usize = nth.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(1);
    let place = nth_term(statement, by, nth);
    let number = if statement.kind(place) == Some(crate::sql::TokenKind::Number) {
        statement.text(place)
    } else {
        "this number"
    };
    let says = format!(
        "{} means column number {number}, and the result has {most}.",
        backticked(&format!("{clause} BY {number}"))
    );
    Explanation::new(
        says,
        statement.span(place),
        format!("Count from 1 to {most}, or write the column’s name."),
    )
}

/// `1st ORDER BY term does not match any column in the result set`
pub(super) fn unmatched(statement: &FailedStatement<'_>, [nth, ..]: [&str; 3]) -> Explanation {
    let order = (0..statement.words.len()).rev().find(|&i| statement.is(i, "ORDER")).unwrap_or(0);
    let nth: usize = nth.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(1);
    let place = nth_term(statement, order + 2, nth);
    let says = format!(
        "After a UNION, `ORDER BY` can only use columns of the result, and {} is none.",
        backticked(statement.text(place))
    );
    Explanation::new(says, statement.span(place), "Name a column of the first `SELECT`, or its number.")
}

/// The first word of the nth item of a list with commas.
fn nth_term(statement: &FailedStatement<'_>, from: usize, nth: usize) -> usize {
    let mut depth = 0_usize;
    let mut left = nth.saturating_sub(1);
    let mut at = from;
    for i in from..statement.words.len() {
        match statement.text(i) {
            _ if left == 0 => break,
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," if depth == 0 => {
                left -= 1;
                at = i + 1;
            }
            _ => {}
        }
    }
    at
}

/// How many columns a `SELECT` gives; none where it has a `*`.
fn count_result_columns(statement: &FailedStatement<'_>, select: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut count = 1;
    for i in select + 1..statement.words.len() {
        match statement.text(i) {
            "(" => depth += 1,
            ")" if depth == 0 => break,
            ")" => depth -= 1,
            "*" if depth == 0 && statement.follows(i, "SELECT , .") => return None,
            "," if depth == 0 => count += 1,
            _ if depth == 0 && statement.is_one_of(i, "FROM UNION INTERSECT EXCEPT WHERE ORDER LIMIT") => {
                break;
            }
            _ => {}
        }
    }
    Some(count)
}

/// The rows of `VALUES` from the word `i` on: first word, last word, and number of values of each.
fn rows_of(statement: &FailedStatement<'_>, mut i: usize) -> Vec<(usize, usize, usize)> {
    let mut rows = Vec::new();
    while statement.is(i, "(")
        && let Some(close) = statement.close_bracket(i)
    {
        let mut depth = 0_usize;
        let mut count = 1;
        for n in i + 1..close {
            match statement.text(n) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                "," if depth == 0 => count += 1,
                _ => {}
            }
        }
        rows.push((i, close, count));
        i = close + 2;
    }
    rows
}

/// The bytes of the first row of `VALUES`.
fn first_row(statement: &FailedStatement<'_>) -> Option<Range<usize>> {
    let values = statement.find(0, "VALUES")?;
    let row = *rows_of(statement, values + 1).first()?;
    statement.spans(row.0, row.1)
}

/// `duplicate column name: …`
pub(super) fn twice(statement: &FailedStatement<'_>, [name, ..]: [&str; 3]) -> Explanation {
    let at = (0..statement.words.len())
        .rev()
        .find(|&i| statement.name(i).eq_ignore_ascii_case(name))
        .and_then(|i| statement.span(i));
    if statement.is(0, "ALTER") {
        let table = statement.target().unwrap_or_default();
        let says = format!("{} has a column {} already.", backticked(&table), backticked(name));
        return Explanation::new(says, at, "Take another name.");
    }
    let says = format!("The column {} is there twice.", backticked(name));
    Explanation::new(says, at, "Take one of them away, or give it another name.")
}
