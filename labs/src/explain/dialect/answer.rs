//! The sentences about a word of another database.

use super::{
    pattern::{Found, find, find_at},
    rows::{FUNCTIONS, LANGUAGES, MISREAD, NAMES, REFUSED, Refused},
};
use crate::explain::{
    explanation::{Explanation, backticked},
    failed_statement::FailedStatement,
};
use crate::sql::TokenKind;

/// Explains a word of another database at the place where SQLite stopped, or directly before it.
pub(in crate::explain) fn refused(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    FUNCTIONS.iter().chain(NAMES).chain(REFUSED).find_map(|row| told(statement, row, i))
}

/// Explains a name of another database which SQLite took for a column or a table that is not there.
pub(in crate::explain) fn refused_name(statement: &FailedStatement<'_>, i: usize) -> Option<Explanation> {
    FUNCTIONS.iter().chain(NAMES).find_map(|row| told(statement, row, i))
}

/// The explanation of a row, if its pattern is here.
fn told(statement: &FailedStatement<'_>, row: &Refused, i: usize) -> Option<Explanation> {
    let found = find_at(statement, row.pattern, i)?;
    let is_call = row.pattern.split(' ').nth(1) == Some("(") && statement.is_name(found.from);
    let says = if is_call {
        format!("There is no function {} in SQLite.", backticked(statement.text(found.from)))
    } else if row.whose == LANGUAGES && row.pattern.starts_with('^') {
        format!("SQLite has no statement {}.", backticked(&statement.text(0).to_ascii_uppercase()))
    } else {
        format!("{} belongs to {}, and SQLite does not know it.", words(statement, &found), row.whose)
    };
    // A sign says nothing by itself.
    let here =
        if is_call || statement.kind(i) == Some(TokenKind::Sign) { found.from } else { i.min(found.to) };
    let span = statement.span(here);
    Some(Explanation::new(says, span, advice(row.instead, row.runs, found.table.as_deref())))
}

/// Every word of another database in a statement that ran, with what SQLite took it for.
pub(in crate::explain) fn misread(statement: &FailedStatement<'_>) -> Vec<Explanation> {
    let found = MISREAD.iter().filter_map(|row| Some((row, find(statement, row.pattern)?)));
    found
        .map(|(row, found)| {
            // Of a definition it is about the words after the gap.
            let after = row.pattern.strip_prefix("^ CREATE … ").map(|words| words.split(' ').count());
            let from = after.map_or(found.from, |count| found.to + 1 - count);
            let says = format!(
                "{} is meant as in {}, and SQLite {}.",
                words(statement, &Found { from, ..found }),
                row.whose,
                row.does
            );
            let span = statement.spans(from, found.to);
            Explanation::new(says, span, advice(row.instead, row.runs, None))
        })
        .collect()
}

/// What there is instead, with a statement that does it. A table of the learner's own takes the place of the example's.
fn advice(instead: &str, runs: &str, table: Option<&str>) -> String {
    let runs = match table {
        Some(table) => runs.replace("users", table).replace("likes", table),
        None => runs.to_owned(),
    };
    format!("In SQLite {instead}. For example: `{runs}`.")
}

/// The words of the statement that are the pattern, in backticks.
fn words(statement: &FailedStatement<'_>, found: &Found) -> String {
    let text = statement.spans(found.from, found.to).map_or("", |span| &statement.sql[span]);
    backticked(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        explain::{explain, notes},
        sandbox::{Database, Fault, ScriptResult, run_script},
    };

    const SQUARE: &str = include_str!("../../../../content/sql/square.sql");

    /// Runs statements on the example data.
    fn run(sql: &str) -> ScriptResult {
        let database = Database::empty().unwrap();
        assert_eq!(run_script(&database, SQUARE).unwrap().outcomes.last().unwrap().fault, None);
        run_script(&database, sql).unwrap()
    }

    fn fault(sql: &str) -> Option<Fault> {
        run(sql).outcomes.last().and_then(|outcome| outcome.fault.clone())
    }

    /// The statement that an answer proposes.
    fn proposed(answer: &Explanation) -> Option<&str> {
        answer.suggestion.split_once("For example: `")?.1.strip_suffix("`.")
    }

    #[test]
    fn what_is_proposed_for_a_word_of_another_database_runs() {
        let all = FUNCTIONS
            .iter()
            .chain(NAMES)
            .chain(REFUSED)
            .map(|row| row.runs)
            .chain(MISREAD.iter().map(|row| row.runs));
        let failed: Vec<_> = all.filter_map(|sql| Some((sql, fault(sql)?))).collect();
        assert!(failed.is_empty(), "{failed:#?}");
    }

    #[test]
    fn every_word_of_another_database_is_told_what_sqlite_says_instead() {
        let mut wrong = Vec::new();
        let count = FUNCTIONS.len() + NAMES.len() + REFUSED.len();
        for row in FUNCTIONS.iter().chain(NAMES).chain(REFUSED) {
            let ran = run(row.example);
            let last = ran.outcomes.last().unwrap();
            let Some(fault) = &last.fault else {
                wrong.push(format!("{}: it runs", row.example));
                continue;
            };
            let said = explain(&row.example[last.span.clone()], fault, &ran.schema);
            if proposed(&said) != Some(row.runs) {
                wrong.push(format!("{} ({fault:?}): {said:?}", row.example));
            }
        }
        assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
        assert!(count >= 180, "{count}");
    }

    #[test]
    fn a_word_that_runs_and_means_something_else_here_has_a_note() {
        let mut wrong = Vec::new();
        for row in MISREAD {
            let ran = run(row.example);
            if let Some(fault) = &ran.outcomes.last().unwrap().fault {
                wrong.push(format!("{}: {fault:?}", row.example));
            }
            let said = notes(row.example, &ran.schema);
            if said.len() != 1 || proposed(&said[0]) != Some(row.runs) {
                wrong.push(format!("{}: {said:?}", row.example));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn what_sqlite_shares_with_other_databases_runs_without_a_word() {
        for sql in [
            "SELECT concat(name, ' of ', city) FROM users WHERE id != 1 LIMIT 2, 3",
            "SELECT if(id > 3, 'late', 'early'), iif(id > 3, 1, 0) FROM users",
            "SELECT name FROM users WHERE TRUE AND NOT FALSE AND city IS NOT DISTINCT FROM 'Delft'",
            "SELECT u.name, p.title FROM users u FULL OUTER JOIN posts p ON p.author_id = u.id",
            "SELECT string_agg(name, ', ') FROM users",
            "SELECT group_concat(DISTINCT city) FROM users",
            "CREATE TABLE flags (is_on BOOLEAN NOT NULL DEFAULT TRUE, at DATETIME DEFAULT CURRENT_TIMESTAMP)",
            "REPLACE INTO users (id, name, joined_on) VALUES (99, 'Ada', '2026-11-01')",
            "SELECT [name], `city`, \"joined_on\" FROM users",
            "SELECT name FROM users ORDER BY city DESC NULLS LAST",
            "SELECT substring(name, 1, 3), replace(name, 'a', 'b'), trim(name), round(2.5) FROM users",
            "SELECT name FROM users EXCEPT SELECT title FROM posts",
            "ALTER TABLE users RENAME COLUMN city TO town",
        ] {
            let ran = run(sql);
            assert_eq!(ran.outcomes.last().unwrap().fault, None, "{sql}");
            assert_eq!(notes(sql, &ran.schema), [], "{sql}");
        }
    }

    /// A column that is missing is missing, whatever it is called.
    #[test]
    fn a_missing_column_is_no_word_of_another_database() {
        for sql in
            ["SELECT engine FROM users", "SELECT top FROM users", "SELECT name FROM users WHERE interval = 1"]
        {
            let ran = run(sql);
            let said = explain(sql, ran.outcomes[0].fault.as_ref().unwrap(), &ran.schema);
            assert!(said.problem.starts_with("There is no column"), "{said:?}");
        }
    }

    #[test]
    fn the_answer_names_the_table_of_the_statement() {
        let said = |sql: &str| {
            let ran = run(sql);
            explain(sql, ran.outcomes[0].fault.as_ref().unwrap(), &ran.schema).suggestion
        };
        assert!(said("DESCRIBE posts").contains("`PRAGMA table_info(posts)`"));
        assert!(said("TRUNCATE TABLE comments").contains("`DELETE FROM comments`"));
    }

    #[test]
    fn a_name_of_ones_own_is_no_word_of_another_database() {
        let sql = "CREATE TABLE cars (engine TEXT, minus INTEGER); SELECT engine minus FROM cars WHERE engine DIV 2";
        let ran = run(sql);
        let last = ran.outcomes.last().unwrap();
        let said = explain(&sql[last.span.clone()], last.fault.as_ref().unwrap(), &ran.schema);
        assert!(said.problem.contains("`DIV`"), "{said:?}");
    }
}
