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
    tables_read::table_faults,
};
use crate::{
    explain::explain,
    sandbox::{Fault, Plan},
    sql,
    sql_exercise::{ExerciseDatabase, ExerciseFault, SqlExercise, SqlExerciseKind},
};
use serde::{Deserialize, Serialize};

/// What the proof of an exercise found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What is wrong. An exercise may be used if there is nothing.
    pub faults: Vec<ExerciseFault>,
    /// What could not be checked, and why: sentences. They are no faults.
    pub unchecked: Vec<String>,
    /// How many mutants SQLite accepts.
    pub mutants: usize,
    /// How many of them the grader refuses. “Killed” is the word of mutation testing.
    pub killed: usize,
    /// The mutants that gave the model's result on every database, each with the reason to take it for equivalent.
    pub equivalent: Vec<String>,
}

/// Proves an exercise. A mutant that passes the exercise's own databases is tried on `search` further ones.
pub fn prove(exercise_database: &ExerciseDatabase, exercise: &SqlExercise, search: u64) -> Report {
    prove_from(exercise_database, exercise, search, 0, &|| false).0
}

/// The part of a proof that begins with the mutant of this number; with 0 it begins with everything that comes before the
/// mutants. It ends early where `is_time_over` says so after a mutant, and then gives the number of the next.
pub(super) fn prove_from(
    exercise_database: &ExerciseDatabase,
    exercise: &SqlExercise,
    search: u64,
    from: usize,
    is_time_over: &dyn Fn() -> bool,
) -> (Report, Option<usize>) {
    let mut report = Report::default();
    if from == 0 {
        report.faults.extend(rules::unknown_construct(exercise).map(|says| at_key(exercise, "rules", says)));
        report.faults.extend(table_faults(exercise_database, exercise));
    }
    let grader = match Grader::new(exercise_database, exercise, None) {
        Ok(grader) => grader,
        Err(says) => {
            report.faults.push(says.into());
            return (report, None);
        }
    };
    if from == 0 {
        check_texts(&grader, &mut report);
    }
    let next = match report.faults.is_empty() {
        true => check_mutants(&grader, search, &mut report, from, is_time_over),
        false => None,
    };
    (report, next)
}

/// A fault of the front matter, at the line of this key.
pub(super) fn at_key(exercise: &SqlExercise, key: &str, says: String) -> ExerciseFault {
    ExerciseFault { line: exercise.lines.keys.get(key).copied(), says }
}

/// A fault of a block of SQL, whose first line is given: at the line where SQLite met it, if it was an error of SQLite.
fn at_block(line: usize, fault: Option<&Fault>, sql: &str, says: String) -> ExerciseFault {
    let at = match fault {
        Some(Fault::Sqlite { at: Some(at), .. }) => *at,
        _ => 0,
    };
    let below = sql.bytes().take(at).filter(|&byte| byte == b'\n').count();
    ExerciseFault { line: (line > 0).then_some(line + below), says }
}

/// Why an answer is not taken, in words; none where it is right.
fn refusal(grader: &Grader<'_>, sql: &str) -> Option<(Option<Fault>, String)> {
    let verdict = grader.grade(sql);
    if verdict.right {
        return None;
    }
    let says = match &verdict.fault {
        Some(fault) => in_words(grader, sql, fault),
        None => [verdict.refused, verdict.cause, verdict.schema_problems.into_iter().next()]
            .into_iter()
            .flatten()
            .next()
            .unwrap_or_else(|| "its result is not that of the model.".to_owned()),
    };
    Some((verdict.fault, says))
}

/// An error of SQLite, as learners read it.
fn in_words(grader: &Grader<'_>, sql: &str, fault: &Fault) -> String {
    let explanation = explain(sql, fault, &grader.schema);
    format!("{} {}", explanation.problem, explanation.suggestion).trim_end().to_owned()
}

/// Grades the model, the alternatives, the starter and the mistakes.
fn check_texts(grader: &Grader<'_>, report: &mut Report) {
    let exercise = grader.exercise;
    let lines = &exercise.lines;
    if let Some((fault, why)) = refusal(grader, &exercise.model) {
        let says = format!("The model is refused: {why}");
        report.faults.push(at_block(lines.model, fault.as_ref(), &exercise.model, says));
    } else if !is_deterministic(grader) {
        // A model with several right results would refuse right answers.
        let says = "The model has more than one right result: its order or its LIMIT leaves a choice.";
        report.faults.push(at_block(lines.model, None, "", says.to_owned()));
    }
    let model_runs = report.faults.is_empty();
    // The alternatives show that the grader does not insist on the model's way.
    if exercise.alternatives.len() < 2 {
        let says = format!(
            "There are at least two other ways of writing the answer, in blocks `other`; here are {}.",
            exercise.alternatives.len()
        );
        report.faults.push(says.into());
    }
    // Beside a model that does not run, nothing can be compared.
    if model_runs {
        check_other_texts(grader, report);
    }
    // A hint may show a short piece of the model, but not all of it.
    let solution =
        |text: &str| sql::tokens(text).len() > 6 && text.contains(exercise.model.trim_end_matches(';'));
    if exercise.hints.iter().any(|hint| solution(hint)) {
        report.faults.push(at_key(exercise, "hints", "A hint gives the model away.".to_owned()));
    }
    if let Some(says) = grader.unread_model() {
        report.unchecked.push(says.to_owned());
    }
}

/// Grades the alternatives, the starter and the mistakes beside a model that runs.
fn check_other_texts(grader: &Grader<'_>, report: &mut Report) {
    let exercise = grader.exercise;
    let lines = &exercise.lines;
    for (i, other) in exercise.alternatives.iter().enumerate() {
        if !grader.is_right(other)
            && let Some((fault, why)) = refusal(grader, other)
        {
            let says = format!("The other way {} is refused: {why}", i + 1);
            report.faults.push(at_block(lines.alternatives[i], fault.as_ref(), other, says));
        }
    }
    if !exercise.starter.is_empty() && grader.is_right(&exercise.starter) {
        let says = "The starter is right already.".to_owned();
        report.faults.push(at_block(lines.starter, None, "", says));
    }
    for (i, mistake) in exercise.mistakes.iter().enumerate() {
        let line = lines.mistakes[i];
        if grader.is_right(&mistake.sql) {
            let says = format!("The mistake {} is taken: {}", i + 1, mistake.because);
            report.faults.push(at_block(line, None, "", says));
        } else if let Some(fault) = grader.first_fault(&mistake.sql).filter(|fault| !breaks_a_rule(fault)) {
            let why = in_words(grader, &mistake.sql, &fault);
            let says = format!("The mistake {} does not run: {why}", i + 1);
            report.faults.push(at_block(line, Some(&fault), &mistake.sql, says));
        }
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

/// Grades every mutant of the model from this number on. One that passes is either equivalent to the model, or shows that the
/// databases of the exercise are too weak. Where the time is over, it gives the number of the next mutant.
fn check_mutants(
    grader: &Grader<'_>,
    search: u64,
    report: &mut Report,
    from: usize,
    is_time_over: &dyn Fn() -> bool,
) -> Option<usize> {
    if grader.exercise.kind == SqlExerciseKind::Create {
        return check_schema_mutants(grader, report, from, is_time_over);
    }
    let mutants = mutate::mutants(&grader.exercise.model, &grader.schema);
    for (number, mutant) in mutants.into_iter().enumerate().skip(from) {
        if number > from && is_time_over() {
            return Some(number);
        }
        if !runs(grader, &mutant.sql) {
            continue;
        }
        report.mutants += 1;
        if !grader.is_right(&mutant.sql) {
            report.killed += 1;
            continue;
        }
        match find_difference(grader, &mutant.sql, search) {
            Some(number) => {
                let says = format!(
                    "A mutant is taken: {}; database {number} tells it apart, so put it into `seeds`: {}",
                    mutant.what,
                    mutant.sql.trim()
                );
                report.faults.push(at_block(grader.exercise.lines.model, None, "", says));
            }
            None => report
                .equivalent
                .push(format!("{}: no difference on {search} generated databases", mutant.what)),
        }
    }
    None
}

/// Grades every mutant of a schema, as `check_mutants` does. Of these it is known whether they mean the same as the model, so that
/// a right answer which is refused is a fault as well.
fn check_schema_mutants(
    grader: &Grader<'_>,
    report: &mut Report,
    from: usize,
    is_time_over: &dyn Fn() -> bool,
) -> Option<usize> {
    let fault = |says: String| at_block(grader.exercise.lines.model, None, "", says);
    for (number, mutant) in schema_mutants(&grader.exercise.model).into_iter().enumerate().skip(from) {
        if number > from && is_time_over() {
            return Some(number);
        }
        if !runs(grader, &mutant.sql) {
            continue;
        }
        report.mutants += 1;
        let (verdict, sql) = (grader.grade(&mutant.sql), mutant.sql.trim());
        match (verdict.right, mutant.is_same) {
            (true, true) => report.equivalent.push(format!("{}: the same tables", mutant.what)),
            (false, false) => report.killed += 1,
            (true, false) => report.faults.push(fault(format!("A mutant is taken: {}: {sql}", mutant.what))),
            (false, true) => report.faults.push(fault(format!(
                "The same in other words is refused: {}: {sql}: {}",
                mutant.what,
                verdict.schema_problems.join(" ")
            ))),
        }
        let contradiction = contradiction(&verdict)
            .map(|says| fault(format!("The verdict on {} contradicts itself: {says}", mutant.what)));
        report.faults.extend(contradiction);
    }
    None
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
