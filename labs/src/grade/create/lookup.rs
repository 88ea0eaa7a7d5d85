//! What an index can be used for. SQLite is asked how it would run a question that the model's index is made for: an
//! index with another order of columns, another collation or a `WHERE` of its own answers fewer questions.

use super::{compare::listed, quote_name};
use crate::sandbox::{Database, Index, Plan, SchemaTable};
use rusqlite::Result;

/// A question about a table, and how much of it an index answers.
pub(super) struct Lookup {
    pub sql: String,
    /// The index of the model that answers it.
    pub index: Index,
}

/// The questions that the indexes of this table are made for: by its first column, by its first two, and so on, and its order.
///
/// # Errors
/// The error of SQLite.
pub(super) fn lookups(model: &Database, table: &SchemaTable) -> Result<Vec<Lookup>> {
    let mut all = Vec::new();
    // The order of a primary key is compared by itself, and what is unique is tried.
    for index in table.indexes.iter().filter(|index| !index.of_constraint) {
        let Some(columns) = index.columns.iter().cloned().collect::<Option<Vec<String>>>() else { continue };
        let condition = where_of(model, index)?;
        let select = format!("SELECT * FROM {} WHERE ", quote_name(&table.name));
        let equals: Vec<String> =
            columns.iter().map(|column| format!("{} = '1'", quote_name(column))).collect();
        let question = |parts: &[String], order: &str| Lookup {
            sql: format!("{select}{}{order}", [parts, &condition].concat().join(" AND ")),
            index: index.clone(),
        };
        all.extend((1..=equals.len()).map(|count| question(&equals[..count], "")));
        // The direction of a column matters only beside that of another.
        if columns.len() > 1 {
            let order = order_of(model, index)?;
            all.push(question(&equals[..1], &format!(" ORDER BY {}", order.join(", "))));
        }
    }
    Ok(all)
}

/// The condition of a partial index, as the one item of a list.
fn where_of(model: &Database, index: &Index) -> Result<Vec<String>> {
    if !index.is_partial {
        return Ok(Vec::new());
    }
    let sql: String = model.connection().query_row(
        "SELECT COALESCE(sql, '') FROM sqlite_schema WHERE name = ?1",
        [&index.name],
        |row| row.get(0),
    )?;
    let at = crate::sql::tokens(&sql)
        .into_iter()
        .find(|token| sql[token.span.clone()].eq_ignore_ascii_case("WHERE"));
    Ok(at.map(|token| format!("({})", &sql[token.span.end..])).into_iter().collect())
}

/// The columns of an index with their directions, as an `ORDER BY` has them.
fn order_of(model: &Database, index: &Index) -> Result<Vec<String>> {
    let mut statement = model
        .connection()
        .prepare("SELECT name, desc FROM pragma_index_xinfo(?1) WHERE key ORDER BY seqno")?;
    let terms = statement.query_map([&index.name], |row| {
        let (name, falls): (String, bool) = (row.get(0)?, row.get(1)?);
        Ok(format!("{}{}", quote_name(&name), if falls { " DESC" } else { "" }))
    })?;
    terms.collect()
}

/// How well a database answers a question: how many columns it searches by, and whether it need not sort.
fn strength(database: &Database, sql: &str) -> Result<(usize, bool)> {
    let plan = Plan::of(database.connection(), sql)?;
    let searched = plan.0.iter().find(|node| node.detail.starts_with("SEARCH")).map_or(0, |node| {
        let by = node.detail.rsplit_once('(').map_or("", |(_, by)| by);
        by.split(" AND ").count()
    });
    let sorts = plan.0.iter().any(|node| node.detail.contains("TEMP B-TREE"));
    Ok((searched, !sorts))
}

/// Whether the given database answers the question as well as the model's.
///
/// # Errors
/// The error of SQLite.
pub(super) fn is_answered(model: &Database, given: &Database, lookup: &Lookup) -> Result<bool> {
    let (wanted, had) = (strength(model, &lookup.sql)?, strength(given, &lookup.sql)?);
    Ok(had.0 >= wanted.0 && had.1 >= wanted.1)
}

/// What is wrong with the given table's indexes, where the question of `lookup` is not answered: a sentence.
pub(super) fn says(table: &SchemaTable, given: &SchemaTable, lookup: &Lookup) -> String {
    let names: Vec<String> = lookup.index.columns.iter().flatten().cloned().collect();
    let on = format!("`{} ({})`", table.name, names.join(", "));
    let same = |other: &&Index| {
        other.columns.len() == names.len()
            && other
                .columns
                .iter()
                .zip(&names)
                .all(|(a, b)| a.as_ref().is_some_and(|a| a.eq_ignore_ascii_case(b)))
    };
    if let Some(other) = given.indexes.iter().find(same) {
        return if other.is_partial && !lookup.index.is_partial {
            format!(
                "The index on {on} has a `WHERE`, so it does not find every row; one of all rows is asked for."
            )
        } else {
            format!(
                "There is an index on {on}, but SQLite cannot use it for `{}`: it keeps its values in another order than the \
                 column compares them (`COLLATE`, or `DESC` on one of several columns).",
                lookup.sql
            )
        };
    }
    let turned = given.indexes.iter().any(|other| {
        other.columns.len() == names.len()
            && names
                .iter()
                .all(|name| other.columns.iter().flatten().any(|column| column.eq_ignore_ascii_case(name)))
    });
    if turned {
        return format!(
            "The index on {} is to have its columns in this order: {}. An index finds rows by its first column, not by its \
             second alone.",
            format_args!("`{}`", table.name),
            listed(&names)
        );
    }
    format!("There is no index on {on}.")
}
