//! Proves that an exercise is fit to be used. The model passes, and so does every alternative. The starter fails, and so do
//! every typical mistake and every mutant of the model that does not mean the same as it.

use super::{
    create::{contradiction, schema_mutants},
    generated_database::DatabaseRows,
    grader::Grader,
    mutate,
    result_rows::{bag, in_order},
    rules,
    select::{AnswerResult, Model, differ},
    state, syntax,
};
use crate::{
    sandbox::{Fault, Plan},
    sql,
    sql_exercise::{ExerciseDatabase, SqlExercise, SqlExerciseKind},
};

/// What the proof of an exercise found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What is wrong, in sentences. An exercise may be used if there is nothing.
    pub faults: Vec<String>,
    /// How many mutants SQLite accepts.
    pub mutants: usize,
    /// How many of them the grader refuses. “Killed” is the word of mutation testing.
    pub killed: usize,
    /// The mutants that gave the model's result on every database, each with the reason to take it for equivalent.
    pub equivalent: Vec<String>,
}

/// Proves an exercise. A mutant that passes the exercise's own databases is tried on `search` further ones.
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

/// Grades the model, the alternatives, the starter and the mistakes.
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
    // A model with several right results would refuse right answers.
    if !is_deterministic(grader) {
        fault("The model has more than one right result: its order or its LIMIT leaves a choice.".to_owned());
    }
    // The alternatives show that the grader does not insist on the model's way.
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
    // A hint may show a short piece of the model, but not all of it.
    let solution =
        |text: &str| sql::tokens(text).len() > 6 && text.contains(exercise.model.trim_end_matches(';'));
    if exercise.hints.iter().any(|hint| solution(hint)) {
        fault("A hint gives the model away.".to_owned());
    }
}

/// Whether a constraint of the tables refused the statement. Unlike an error of syntax, that is a mistake worth showing.
fn breaks_a_rule(fault: &Fault) -> bool {
    matches!(fault, Fault::Sqlite { code, .. } if code & 0xff == rusqlite::ffi::SQLITE_CONSTRAINT)
}

/// Whether the model gives the same result when SQLite reverses the order of unordered rows.
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

/// Grades every mutant of the model. One that passes is either equivalent to the model, or shows that the databases of the
/// exercise are too weak.
fn check_mutants(grader: &Grader<'_>, search: u64, report: &mut Report) {
    if grader.exercise.kind == SqlExerciseKind::Create {
        return check_schema_mutants(grader, report);
    }
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
            None => report
                .equivalent
                .push(format!("{}: no difference on {search} generated databases", mutant.what)),
        }
    }
}

/// Grades every mutant of a schema. Of these it is known whether they mean the same as the model, so that a right answer which is
/// refused is a fault as well.
fn check_schema_mutants(grader: &Grader<'_>, report: &mut Report) {
    for mutant in schema_mutants(&grader.exercise.model) {
        if !runs(grader, &mutant.sql) {
            continue;
        }
        report.mutants += 1;
        let (verdict, sql) = (grader.grade(&mutant.sql), mutant.sql.trim());
        match (verdict.right, mutant.is_same) {
            (true, true) => report.equivalent.push(format!("{}: the same tables", mutant.what)),
            (false, false) => report.killed += 1,
            (true, false) => report.faults.push(format!("A mutant is taken: {}: {sql}", mutant.what)),
            (false, true) => report.faults.push(format!(
                "The same in other words is refused: {}: {sql}: {}",
                mutant.what,
                verdict.schema_problems.join(" ")
            )),
        }
        report.faults.extend(
            contradiction(&verdict)
                .map(|says| format!("The verdict on {} contradicts itself: {says}", mutant.what)),
        );
    }
}

/// Whether SQLite accepts the statement at all. If not, nobody can hand it in, and it proves nothing.
fn runs(grader: &Grader<'_>, sql: &str) -> bool {
    let Ok(database) = grader.generator.open(&grader.databases[0]) else { return false };
    match grader.exercise.kind {
        SqlExerciseKind::Select => AnswerResult::run(&database, sql).is_ok(),
        SqlExerciseKind::Change => sql::split(sql).first().is_some_and(|first| {
            Plan::of(database.connection(), &sql[first.clone()]).is_ok() && syntax::parse(sql).is_some()
        }),
        SqlExerciseKind::Create => state::run(&database, sql).is_ok(),
    }
}

/// The number of a further database on which the mutant and the model differ. Numbers of a thousand and more are never those
/// of the hidden databases.
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
