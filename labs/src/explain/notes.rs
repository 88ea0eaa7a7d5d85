//! Notes on a statement that ran and may not mean what it seems to.
//!
//! A note is written only where it is sure. It needs the shape of the statement, so a statement that the parser cannot read
//! has none of those that look at the shape.

mod bare_column;

use super::{
    dialect,
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
};
use crate::sandbox::Schema;
use sqlparser::{
    ast::{BinaryOperator, Expr, InTarget, Statement, Value, visit_expressions},
    dialect::SQLiteDialect,
    parser::Parser,
};
use std::ops::ControlFlow;

/// The longest statement that is looked at, in bytes.
const BYTES_MAX: usize = 10_000;

/// The notes on the statement `sql`, which ran on a database with this schema: a comparison with `= NULL`, a column that stands
/// for one of many rows, a word of another database that SQLite takes for something else. Each has its place in the statement.
pub fn notes(sql: &str, schema: &Schema) -> Vec<Explanation> {
    if sql.len() > BYTES_MAX {
        return Vec::new();
    }
    let words = FailedStatement::new(sql, "", None, schema);
    let mut all = dialect::misread(&words);
    for statement in Parser::parse_sql(&SQLiteDialect {}, sql).unwrap_or_default() {
        all.extend(compared_with_null(&statement, &words));
        all.extend(bare_column::note(&statement, &words));
    }
    all
}

/// The first comparison with NULL, which is true for no row (<https://sqlite.org/nulls.html>).
fn compared_with_null(statement: &Statement, words: &FailedStatement<'_>) -> Option<Explanation> {
    let found = visit_expressions(statement, |expr| match expr {
        Expr::BinaryOp { left, op, right } if compares(op) && (is_null(left) || is_null(right)) => {
            ControlFlow::Break(op.to_string())
        }
        Expr::In { target: InTarget::List(list), negated: true, .. } if list.iter().any(is_null) => {
            ControlFlow::Break("NOT IN".to_owned())
        }
        _ => ControlFlow::Continue(()),
    });
    let ControlFlow::Break(op) = found else { return None };
    if op == "NOT IN" {
        let says = "`NOT IN` is true for no row here, because its list has a NULL, of which nobody knows what it equals.";
        return Some(Explanation::new(
            says,
            words.find(0, "NULL").and_then(|i| words.span(i)),
            "Leave `NULL` out of the list, and ask for it with `IS NOT NULL`.",
        ));
    }
    let at = (1..words.words.len())
        .find(|&i| words.is(i, "NULL") && words.follows(i, "= == <> != < > <= >="))
        .and_then(|i| words.spans(i - 1, i));
    let says = format!(
        "Nothing is equal or unequal to NULL, nor larger or smaller: {} is NULL for every row, and never true.",
        backticked(&format!("{op} NULL"))
    );
    Some(Explanation::new(says, at, "`IS NULL` and `IS NOT NULL` ask for it."))
}

fn compares(op: &BinaryOperator) -> bool {
    use BinaryOperator as B;
    matches!(op, B::Eq | B::NotEq | B::Lt | B::LtEq | B::Gt | B::GtEq)
}

fn is_null(expr: &Expr) -> bool {
    match expr {
        Expr::Value(value) => matches!(value.value, Value::Null),
        Expr::Nested(inner) => is_null(inner),
        _ => false,
    }
}
