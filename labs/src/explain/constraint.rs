//! Explains errors where a row would break a constraint of its table.

use super::{
    explanation::{Explanation, backticked, listed},
    failed_statement::FailedStatement,
};
use crate::sandbox::SchemaTable;
use std::ops::Range;

/// `UNIQUE constraint failed: users.name`, of keys and primary keys.
pub(super) fn unique(statement: &FailedStatement<'_>, [columns, ..]: [&str; 3]) -> Explanation {
    if let Some(index) = columns.strip_prefix("index ") {
        let says =
            format!("A row with the same value in the index {} is there already.", index.replace('\'', "`"));
        return Explanation::new(says, None, "Choose another value, or change the row that is there.");
    }
    let (table, names) = split_column_names(columns);
    let key: Vec<&str> = names.iter().map(String::as_str).collect();
    let primary = statement.schema.table(&table).is_some_and(|t| is_primary_key(t, &key));
    let rule = if primary { "its primary key" } else { "a UNIQUE key" };
    let says = match names[..] {
        [_] => format!(
            "There is a row with the same {} in {} already, and {} is {rule}.",
            backticked(&names[0]),
            backticked(&table),
            backticked(&names[0])
        ),
        _ => format!(
            "There is a row with the same {} in {} already, and together they are {rule}.",
            listed(&names, "and"),
            backticked(&table)
        ),
    };
    let at = value_of(statement, names.first().map_or("", String::as_str));
    // What helps depends on whether a row was to be changed or inserted, and on the kind of key.
    let try_this = if statement.is(0, "UPDATE") {
        if statement.find(0, "WHERE").is_none() {
            "Without a `WHERE` every row gets this value. Say which row is meant.".to_owned()
        } else {
            "Choose another value, or let the `WHERE` find one row only.".to_owned()
        }
    } else if primary && names.len() == 1 {
        format!(
            "Leave {} out, and SQLite chooses a free number; or change the row that is there with `UPDATE`.",
            backticked(&names[0])
        )
    } else {
        "Choose another value, change the row that is there with `UPDATE`, or add `ON CONFLICT DO NOTHING`."
            .to_owned()
    };
    Explanation::new(says, at, try_this)
}

/// `NOT NULL constraint failed: users.name`
pub(super) fn not_null(statement: &FailedStatement<'_>, [column, ..]: [&str; 3]) -> Explanation {
    let (table, names) = split_column_names(column);
    let name = names.first().map_or("", String::as_str);
    let says =
        format!("{} in {} is NOT NULL: every row needs a value there.", backticked(name), backticked(&table));
    let written = statement.find_name(name).is_some();
    let try_this = if written {
        format!("Give {} a value, or leave the row as it was.", backticked(name))
    } else {
        format!("Add {} to the list of columns, and its value to `VALUES`.", backticked(name))
    };
    Explanation::new(says, value_of(statement, name), try_this)
}

/// `CHECK constraint failed: follower_id <> followed_id`, or the name of the rule.
pub(super) fn check(statement: &FailedStatement<'_>, [rule, ..]: [&str; 3]) -> Explanation {
    let target = statement.target().unwrap_or_default();
    let named = statement.schema.table(&target).and_then(|table| named_check(&table.sql, rule));
    let says = match named {
        Some(text) => {
            format!(
                "The row breaks a rule of {}: its CHECK {} says {}.",
                backticked(&target),
                backticked(rule),
                backticked(&text)
            )
        }
        None => {
            format!("The row breaks a rule of {}: its CHECK says {}.", backticked(&target), backticked(rule))
        }
    };
    Explanation::new(says, None, "Choose values for which that is true.")
}

/// `FOREIGN KEY constraint failed`. SQLite does not say which key, so all that may be meant are named.
pub(super) fn foreign_key(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let target = statement.target().unwrap_or_default();
    let at = statement.find_name(&target).and_then(|i| statement.span(i));
    if statement.is_one_of(0, "DELETE DROP") {
        return still_referenced(statement, &target, at);
    }
    let keys = statement.schema.table(&target).map(|table| table.foreign_keys.as_slice()).unwrap_or_default();
    let Some(first) = keys.first().filter(|_| !statement.is(0, "COMMIT")) else {
        let says = "A row refers to another that is not there, and a foreign key forbids that.";
        return Explanation::new(
            says,
            at,
            "`PRAGMA foreign_key_check` lists the rows that refer to nothing.",
        );
    };
    let target = backticked(&target);
    let look = format!("Look which there are: {}.", backticked(&format!("SELECT * FROM {}", first.table)));
    if keys.len() == 1 {
        let says = format!(
            "A row of {target} would refer to a row that is not there: {} must name a row of {}.",
            listed(&first.columns, "and"),
            backticked(&first.table)
        );
        let value = first.columns.first().and_then(|column| value_of(statement, column));
        return Explanation::new(says, value.or(at), look);
    }
    let pairs: Vec<String> = keys
        .iter()
        .map(|key| format!("{} a row of {}", listed(&key.columns, "and"), backticked(&key.table)))
        .collect();
    Explanation::new(
        format!("A row of {target} would refer to a row that is not there, by one of its foreign keys."),
        at,
        format!("{look} The foreign keys of {target} are: {}.", pairs.join("; ")),
    )
}

/// Rows that are to be deleted, or a table that is to be dropped, while other rows refer to them.
fn still_referenced(statement: &FailedStatement<'_>, target: &str, at: Option<Range<usize>>) -> Explanation {
    let refers =
        |table: &&SchemaTable| table.foreign_keys.iter().any(|key| key.table.eq_ignore_ascii_case(target));
    let referring = statement.schema.tables.iter().filter(refers);
    let names: Vec<&str> = referring.map(|table| table.name.as_str()).collect();
    let says = format!(
        "Rows of {} are still needed: rows of {} refer to them.",
        backticked(target),
        listed(&names, "or")
    );
    let try_this = if statement.is(0, "DROP") {
        format!("Drop {} first.", listed(&names, "and"))
    } else {
        "Delete the rows that refer to them first, or choose rows that nobody refers to.".to_owned()
    };
    Explanation::new(says, at, try_this)
}

/// `foreign key mismatch - "plots" referencing "users"`
pub(super) fn mismatch(statement: &FailedStatement<'_>, [from, to, _]: [&str; 3]) -> Explanation {
    let key = statement
        .schema
        .table(from)
        .and_then(|t| t.foreign_keys.iter().find(|key| key.table.eq_ignore_ascii_case(to)));
    let columns = key.map(|key| listed(&key.to, "and")).filter(|columns| !columns.is_empty());
    let says = match columns {
        Some(columns) => {
            format!(
                "{} refers to {columns} of {}, and that is no unique key.",
                backticked(from),
                backticked(to)
            )
        }
        None => {
            format!(
                "{} refers to {}, which has no fitting primary key or unique key.",
                backticked(from),
                backticked(to)
            )
        }
    };
    Explanation::new(
        says,
        None,
        format!(
            "A foreign key must refer to a primary key or a unique key: make one in {}, or refer to its `id`.",
            backticked(to)
        ),
    )
}

/// `datatype mismatch`: an INTEGER PRIMARY KEY, or a `LIMIT`, that is not a whole number.
pub(super) fn mistyped(statement: &FailedStatement<'_>, _: [&str; 3]) -> Explanation {
    let target = statement.target().unwrap_or_default();
    let key = statement
        .schema
        .table(&target)
        .and_then(|table| table.columns.iter().find(|column| column.primary_key == 1));
    match key {
        Some(key) if statement.is_one_of(0, "INSERT UPDATE REPLACE") => {
            let says = format!(
                "{} of {} is an INTEGER PRIMARY KEY and takes whole numbers only.",
                backticked(&key.name),
                backticked(&target)
            );
            Explanation::new(
                says,
                value_of(statement, &key.name),
                "Write a number without quotes, or leave it out: SQLite then chooses a free one.",
            )
        }
        _ => Explanation::new(
            "A whole number is needed, and this value is none.",
            statement.here(),
            "Write a number, as in `LIMIT 5`.",
        ),
    }
}

/// `cannot store TEXT value in INTEGER column plots.size`
pub(super) fn strict(statement: &FailedStatement<'_>, [given, wanted, column]: [&str; 3]) -> Explanation {
    let (table, names) = split_column_names(column);
    let name = names.first().map_or("", String::as_str);
    let says = format!(
        "{} in {} takes {wanted} values, and this one is {given}.",
        backticked(name),
        backticked(&table)
    );
    Explanation::new(
        says,
        value_of(statement, name),
        "The table is STRICT, so every value must be of its column’s type. Change the value.",
    )
}

/// The table and the columns in a part of a message like `users.name`, or `likes.user_id, likes.post_id`.
fn split_column_names(columns: &str) -> (String, Vec<String>) {
    let mut table = String::new();
    let mut names = Vec::new();
    for column in columns.split(", ") {
        let (of, name) = column.rsplit_once('.').unwrap_or(("", column));
        table = of.to_owned();
        names.push(name.to_owned());
    }
    (table, names)
}

/// Whether these columns are exactly the primary key.
fn is_primary_key(table: &SchemaTable, names: &[&str]) -> bool {
    let key: Vec<&str> =
        table.columns.iter().filter(|c| c.primary_key > 0).map(|c| c.name.as_str()).collect();
    key.len() == names.len() && names.iter().all(|name| key.contains(name))
}

/// The condition of a named `CHECK`, from the statement that made the table.
fn named_check(sql: &str, name: &str) -> Option<String> {
    let empty = crate::sandbox::Schema::default();
    let table = FailedStatement::new(sql, "", None, &empty);
    let i = (1..table.words.len())
        .find(|&i| table.is(i - 1, "CONSTRAINT") && table.name(i).eq_ignore_ascii_case(name))?;
    if !table.are(i + 1, "CHECK (") {
        return None;
    }
    let close = table.close_bracket(i + 2)?;
    table.spans(i + 3, close - 1).map(|span| sql[span].to_owned())
}

/// The bytes where an `INSERT` of one row or an `UPDATE` gives a column its value; none where that cannot be seen.
fn value_of(statement: &FailedStatement<'_>, column: &str) -> Option<Range<usize>> {
    let is_column = |i: usize| statement.name(i).eq_ignore_ascii_case(column);
    // `UPDATE … SET column = value`.
    if statement.is(0, "UPDATE") {
        let set = statement.find(0, "SET")?;
        let i = (set..statement.words.len()).find(|&i| is_column(i) && statement.is(i + 1, "="))?;
        return statement.spans(i, (i + 2).min(statement.words.len() - 1));
    }
    let values = statement.find(0, "VALUES")?;
    let items = |open: usize| -> Option<Vec<usize>> {
        let close = statement.close_bracket(open)?;
        let mut depth = 0_usize;
        let mut begins = vec![open + 1];
        for i in open + 1..close {
            match statement.text(i) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                "," if depth == 0 => begins.push(i + 1),
                _ => {}
            }
        }
        Some(begins)
    };
    if statement.words.get(values + 1..)?.iter().any(|word| statement.sql[word.span.clone()] == *"(") {
        let given = items(values + 1)?;
        let close = statement.close_bracket(values + 1)?;
        let one_row = !statement.is(close + 1, ",");
        // With a list of columns their order counts, and without one the order of the table.
        let place = if values > 0 && statement.is(values - 1, ")") {
            let open = statement.open_bracket(values - 1)?;
            items(open)?.iter().position(|&i| is_column(i))?
        } else {
            let table = statement.schema.table(&statement.target()?)?;
            table.columns.iter().position(|own| own.name.eq_ignore_ascii_case(column))?
        };
        let from = *given.get(place)?;
        let to = given.get(place + 1).map_or(close - 1, |next| next - 2);
        // Of several rows nobody knows which one SQLite refused.
        return if one_row { statement.spans(from, to) } else { None };
    }
    None
}
