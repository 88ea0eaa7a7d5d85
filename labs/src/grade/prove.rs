//! Proves an exercise: the model passes, every other way of writing it passes, the starter and every mistake fail, and so
//! does every mutant of the model that does not mean the same.

use super::{
    data::DatabaseRows,
    grader::Grader,
    mutate, rules,
    select::{AnswerResult, Model, differ},
    state, syntax,
    table::{bag, in_order},
};
use crate::{
    sandbox::{Fault, Plan},
    sql,
    sql_exercise::{ExerciseDatabase, SqlExercise, SqlExerciseKind},
};

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What is wrong; an exercise with none may be used.
    pub faults: Vec<String>,
    /// Mutants that SQLite takes.
    pub mutants: usize,
    pub killed: usize,
    /// Those that no database tells from the model, each with the reason to think that none can.
    pub equivalent: Vec<String>,
}

/// Checks an exercise. A mutant that the hidden databases do not tell apart is looked for on `search` further ones.
pub fn prove(exercise_database: &ExerciseDatabase, exercise: &SqlExercise, search: u64) -> Report {
    let mut report = Report::default();
    report.faults.extend(rules::unknown_construct(exercise));
    match Grader::new(exercise_database, exercise, None) {
        Ok(grader) => {
            check_texts(&grader, &mut report);
            if report.faults.is_empty() {
                check_mutants(&grader, search, &mut report);
            }
        }
        Err(says) => report.faults.push(says),
    }
    report
}

fn check_texts(grader: &Grader<'_>, report: &mut Report) {
    let exercise = grader.exercise;
    let mut fault = |says: String| report.faults.push(says);
    let right = |sql: &str| {
        let verdict = grader.grade(sql);
        if verdict.right {
            None
        } else {
            Some(format!("{:?}", (verdict.fault, verdict.refused, verdict.cause, verdict.schema_problems)))
        }
    };
    if let Some(why) = right(&exercise.model) {
        fault(format!("The model is refused: {why}"));
        return;
    }
    if !is_deterministic(grader) {
        fault("The model has more than one right result: its order or its LIMIT leaves a choice.".to_owned());
    }
    if exercise.alternatives.len() < 2 {
        fault("It has fewer than two other ways of writing the answer.".to_owned());
    }
    for (i, other) in exercise.alternatives.iter().enumerate() {
        if let Some(why) = right(other) {
            fault(format!("The other way {} is refused: {why}", i + 1));
        }
    }
    if !exercise.starter.is_empty() && grader.is_right(&exercise.starter) {
        fault("The starter is right already.".to_owned());
    }
    for (i, mistake) in exercise.mistakes.iter().enumerate() {
        let verdict = grader.grade(&mistake.sql);
        if verdict.right {
            fault(format!("The mistake {} is taken: {}", i + 1, mistake.because));
        } else if let Some(message) = verdict.fault.as_ref().filter(|fault| !breaks_a_rule(fault)) {
            fault(format!("The mistake {} does not run: {message:?}", i + 1));
        }
    }
    let solution =
        |text: &str| sql::tokens(text).len() > 6 && text.contains(exercise.model.trim_end_matches(';'));
    if exercise.hints.iter().any(|hint| solution(hint)) {
        fault("A hint gives the model away.".to_owned());
    }
}

/// Whether SQLite took the statement and the data refused it, which is a mistake worth making.
fn breaks_a_rule(fault: &Fault) -> bool {
    matches!(fault, Fault::Sqlite { code, .. } if code & 0xff == rusqlite::ffi::SQLITE_CONSTRAINT)
}

/// Whether the model gives the same when SQLite reads tables backwards.
fn is_deterministic(grader: &Grader<'_>) -> bool {
    if grader.exercise.kind != SqlExerciseKind::Select {
        return true;
    }
    let model = Model::new(grader.exercise);
    grader.databases.iter().all(|data| {
        let Ok(database) = grader.generator.open(data) else { return false };
        let (Ok(expected), Ok(given)) =
            (model.run(&database), AnswerResult::run(&database, &grader.exercise.model))
        else {
            return false;
        };
        match &expected.keys {
            Some(keys) => in_order(&expected.table.rows, keys, &given.backwards.rows),
            None => bag(&expected.table.rows) == bag(&given.backwards.rows),
        }
    })
}

fn check_mutants(grader: &Grader<'_>, search: u64, report: &mut Report) {
    for mutant in mutate::mutants(&grader.exercise.model, &grader.schema) {
        if !runs(grader, &mutant.sql) {
            continue;
        }
        report.mutants += 1;
        if !grader.is_right(&mutant.sql) {
            report.killed += 1;
            continue;
        }
        match find_difference(grader, &mutant.sql, search) {
            Some(number) => report.faults.push(format!(
                "A mutant is taken: {}; database {number} tells it apart, so put it into `seeds`: {}",
                mutant.what,
                mutant.sql.trim()
            )),
            None => report.equivalent.push(format!("{}: {}", mutant.what, reason(grader, search))),
        }
    }
}

fn reason(grader: &Grader<'_>, search: u64) -> String {
    match grader.exercise.kind {
        SqlExerciseKind::Create => "the same schema, and the same answer to every attack".to_owned(),
        _ => format!("no difference on {search} generated databases"),
    }
}

/// Whether SQLite takes a statement at all; what it does not take nobody can hand in.
fn runs(grader: &Grader<'_>, sql: &str) -> bool {
    let Ok(database) = grader.generator.open(&grader.databases[0]) else { return false };
    match grader.exercise.kind {
        SqlExerciseKind::Select => AnswerResult::run(&database, sql).is_ok(),
        _ => sql::split(sql).first().is_some_and(|first| {
            Plan::of(database.connection(), &sql[first.clone()]).is_ok() && syntax::parse(sql).is_some()
        }),
    }
}

/// The number of a database on which it answers otherwise than the model.
fn find_difference(grader: &Grader<'_>, sql: &str, search: u64) -> Option<u64> {
    let model = Model::new(grader.exercise);
    let differs = |data: &DatabaseRows| match grader.exercise.kind {
        SqlExerciseKind::Select => {
            let width = grader
                .generator
                .open(data)
                .ok()
                .and_then(|db| model.run(&db).ok())
                .map(|a| a.table.columns.len());
            let mapping = width.map(|width| (0..width).collect());
            differ(&model, &grader.generator, data, sql, mapping.as_ref())
        }
        SqlExerciseKind::Change => {
            let after = |sql: &str| state::after(&grader.generator, data, sql);
            after(&grader.exercise.model)
                .is_ok_and(|expected| after(sql).map_or(true, |given| !state::same(&expected, &given)))
        }
        SqlExerciseKind::Create => false,
    };
    if grader.generator.tables().is_empty() {
        return None;
    }
    (1_000..1_000 + search).find(|number| grader.generator.data(*number).is_ok_and(|data| differs(&data)))
}
