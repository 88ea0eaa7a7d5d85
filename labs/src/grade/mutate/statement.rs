//! Mutants that drop a statement, or change the parts of an `INSERT`, `UPDATE` or `DELETE`. Those of a schema are in
//! `create::mutant`.

use super::Found;
use sqlparser::ast::{FromTable, Insert, OnInsert, SetExpr, SqliteOnConflict, Statement};

/// All mutants of this kind.
pub(super) fn mutants(statements: &[Statement]) -> Found {
    let mut all = Vec::new();
    // One of several statements may have been forgotten.
    if statements.len() > 1 {
        for i in 0..statements.len() {
            let mut fewer = statements.to_vec();
            let gone = fewer.remove(i);
            let what =
                format!("statement dropped: {}", gone.to_string().chars().take(40).collect::<String>());
            all.push((fewer, what, "One of the steps seems to be missing.".to_owned()));
        }
    }
    for (i, statement) in statements.iter().enumerate() {
        for (changed, what, cause) in of_one(statement) {
            let mut copy = statements.to_vec();
            copy[i] = changed;
            all.push((copy, what, cause));
        }
    }
    all
}

/// The mutants of one statement.
fn of_one(statement: &Statement) -> Vec<(Statement, String, String)> {
    match statement {
        Statement::Update(update) => {
            let mut all = Vec::new();
            // An UPDATE loses its WHERE, and each of its assignments.
            if update.selection.is_some() {
                let mut whole = update.clone();
                whole.selection = None;
                all.push((
                    Statement::Update(whole),
                    "WHERE dropped".to_owned(),
                    "It changes every row.".to_owned(),
                ));
            }
            for i in 0..update.assignments.len() {
                let mut fewer = update.clone();
                fewer.assignments.remove(i);
                let cause = "One of the columns is left as it was.";
                if !fewer.assignments.is_empty() {
                    all.push((Statement::Update(fewer), "assignment dropped".to_owned(), cause.to_owned()));
                }
            }
            all
        }
        Statement::Delete(delete) => {
            // A DELETE has only its WHERE to lose.
            let mut whole = delete.clone();
            if whole.selection.take().is_none() || matches!(whole.from, FromTable::WithoutKeyword(_)) {
                return Vec::new();
            }
            vec![(Statement::Delete(whole), "WHERE dropped".to_owned(), "It deletes every row.".to_owned())]
        }
        Statement::Insert(insert) => inserts(insert),
        _ => Vec::new(),
    }
}

fn inserts(insert: &Insert) -> Vec<(Statement, String, String)> {
    let mut all = Vec::new();
    let mut add = |changed: Insert, what: &str, cause: &str| {
        all.push((Statement::Insert(changed), what.to_owned(), cause.to_owned()));
    };
    // Neighbouring columns are exchanged, while the values stay where they are.
    for i in 1..insert.columns.len() {
        let mut swapped = insert.clone();
        swapped.columns.swap(i - 1, i);
        add(swapped, "two columns swapped", "Two values stand in each other’s columns.");
    }
    // What happens to a row that exists already is what people get wrong most often.
    if matches!(insert.or, Some(SqliteOnConflict::Ignore)) {
        let mut bare = insert.clone();
        bare.or = None;
        add(bare, "OR IGNORE dropped", "A row that exists already ends it all; it is to be passed over.");
        let mut replace = insert.clone();
        replace.or = Some(SqliteOnConflict::Replace);
        add(
            replace,
            "OR IGNORE became OR REPLACE",
            "A row that exists already is replaced; it is to stay as it is.",
        );
    }
    if matches!(insert.on, Some(OnInsert::OnConflict(_))) {
        let mut bare = insert.clone();
        bare.on = None;
        add(bare, "ON CONFLICT dropped", "A row that exists already ends it all.");
    }
    if let Some(source) = &insert.source
        && let SetExpr::Values(values) = source.body.as_ref()
        && values.rows.len() > 1
    {
        for i in 0..values.rows.len() {
            let mut fewer = insert.clone();
            if let Some(source) = &mut fewer.source
                && let SetExpr::Values(values) = source.body.as_mut()
            {
                values.rows.remove(i);
            }
            add(fewer, "a row dropped", "One of the rows is missing.");
        }
    }
    all
}
