//! Every way in which a model could be wrong by one thing: what graders of other trainers let pass.
//!
//! DeMillo, Lipton, Sayward, “Hints on Test Data Selection”, Computer 11 (1978); for SQL, Tuya, Suárez-Cabal, de la Riva,
//! “Mutating database queries”, Information and Software Technology 49 (2007). Each mutant changes one place of the
//! statement’s tree. Which of them mean the same as the model is not decided here.

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
    /// What was changed, for the report.
    pub what: String,
    /// What somebody has most likely done whose answer behaves like this one; a sentence.
    pub cause: String,
}

/// All mutants of a text of statements; none where its shape is not known.
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

type Found = Vec<(Vec<Statement>, String, String)>;

fn written(statements: &[Statement]) -> String {
    statements.iter().map(|statement| format!("{statement};\n")).collect()
}
