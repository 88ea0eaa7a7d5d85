//! Mutants: the model with one place changed, in every way in which people often get it wrong.
//!
//! The idea is mutation testing (DeMillo, Lipton, Sayward, “Hints on Test Data Selection”, Computer 11 (1978)); the operators
//! for SQL follow Tuya, Suárez-Cabal, de la Riva, “Mutating database queries”, Information and Software Technology 49 (2007).
//! Each mutant changes one node of the syntax tree. Whether it still means the same as the model is not decided here.

mod expr;
mod query;
mod statement;

use super::syntax;
use crate::sandbox::Schema;
use sqlparser::ast::Statement;
use std::collections::BTreeSet;

/// A model changed in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    pub sql: String,
    /// What was changed, for the report of `prove`.
    pub what: String,
    /// The likely mistake of somebody whose answer behaves like this mutant: a sentence.
    pub cause: String,
}

/// All mutants of a text of statements, without duplicates; none where it cannot be parsed.
pub(super) fn mutants(sql: &str, schema: &Schema) -> Vec<Mutant> {
    let Some(statements) = syntax::parse(sql) else { return Vec::new() };
    let mut all = Vec::new();
    let mut seen = BTreeSet::from([written(&statements)]);
    let mut found = expr::mutants(&statements, schema);
    found.extend(query::mutants(&statements));
    found.extend(statement::mutants(&statements));
    for (changed, what, cause) in found {
        let sql = written(&changed);
        if seen.insert(sql.clone()) {
            all.push(Mutant { sql, what, cause });
        }
    }
    all
}

/// Mutants as they are found: the statements, what was changed, and the likely mistake.
type Found = Vec<(Vec<Statement>, String, String)>;

/// The statements as text.
fn written(statements: &[Statement]) -> String {
    statements.iter().map(|statement| format!("{statement};\n")).collect()
}
