//! The grader: an exercise with its databases, and the verdict on an answer.

use super::{
    create, diff,
    generated_database::{DatabaseRows, Generator},
    mutate::{self, Mutant},
    result_rows::{ColumnMapping, Table, bag},
    rules,
    sample_job::run_each,
    select::{self, AnswerResult, Comparison, Model, ModelResult},
    shrink::shrink,
    state::{self, State},
    syntax,
    verdict::{Counterexample, Difference, ShownTable, Verdict},
};
use crate::{
    sandbox::{Database, Fault, Schema},
    sql,
    sql_exercise::{ExerciseDatabase, SqlExercise, SqlExerciseKind},
};
use std::{cell::OnceCell, time::Duration};

/// How many generated databases, which nobody sees, an answer is graded on besides the sample.
pub const HIDDEN_DATABASES: u64 = 16;
/// How long the grader looks for a smaller database.
const SHRINK_TIME: Duration = Duration::from_millis(300);

/// What a right answer is told that the parser cannot read.
const UNREAD_ANSWER: &str = "The judge’s parser cannot read this statement, though SQLite can. So it was judged by its results \
                             alone, and nobody looked whether it has an `ORDER BY` of its own.";

/// The most rows that are shown of a result on the small database: a cross join makes many rows of few.
const SHOWN_MAX: usize = 20;

/// An exercise with its databases, ready to grade answers.
pub struct Grader<'a> {
    pub(super) exercise: &'a SqlExercise,
    pub(super) generator: Generator,
    /// The sample first, and then the generated ones.
    pub(super) databases: Vec<DatabaseRows>,
    pub(super) schema: Schema,
    /// What the model gives on each database, and in which state it leaves it. Computed when it is first needed.
    model_results: OnceCell<Result<Vec<ModelResult>, Fault>>,
    model_states: OnceCell<Vec<Result<State, Fault>>>,
    is_model_read: bool,
}

impl<'a> Grader<'a> {
    /// A grader for this exercise. `sample` is what the learner sees, as SQL; without it, the sample of the exercises'
    /// database.
    ///
    /// # Errors
    /// When the model cannot be parsed, or the exercise does not fit the database.
    pub fn new(
        exercise_database: &ExerciseDatabase,
        exercise: &'a SqlExercise,
        sample: Option<&str>,
    ) -> Result<Self, String> {
        // SQLite accepts statements that the parser cannot read. They are judged by their results alone.
        let shape = syntax::parse(&exercise.model);
        let literals = syntax::literals(shape.as_deref().unwrap_or_default());
        let say = |e: rusqlite::Error| e.to_string();
        // First of all, because it says best what is wrong with the tables.
        let seen = Database::empty().map_err(say)?;
        run_each(&seen, &exercise_database.schema)?;
        run_each(&seen, sample.unwrap_or(&exercise_database.sample))?;
        let generator = Generator::new(exercise_database, exercise, &literals).map_err(say)?;
        // An exercise without tables has nothing to generate: the sample is its only database.
        let mut databases = vec![DatabaseRows::of(&seen, generator.tables()).map_err(say)?];
        if !generator.tables().is_empty() {
            for number in (0..HIDDEN_DATABASES).chain(exercise.seeds.iter().copied()) {
                databases.push(generator.data(number).map_err(say)?);
            }
        }
        let schema = Schema::of(generator.open(&databases[0]).map_err(say)?.connection()).map_err(say)?;
        Ok(Self {
            exercise,
            generator,
            databases,
            schema,
            model_results: OnceCell::new(),
            model_states: OnceCell::new(),
            is_model_read: shape.is_some(),
        })
    }

    /// What is not checked where the parser cannot read the model: a sentence. None where it can.
    pub(super) fn unread_model(&self) -> Option<&'static str> {
        (!self.is_model_read).then_some(
            "The judge’s parser cannot read the model, though SQLite can. So answers are compared by their results alone: the \
             order of rows does not count, no values near the model’s literals are generated, and no mutants were made.",
        )
    }

    /// The verdict on an answer. The same answer gets the same verdict every time.
    pub fn grade(&self, answer: &str) -> Verdict {
        if sql::split(answer).is_empty() {
            return Verdict { refused: Some("There is no statement yet.".to_owned()), ..Verdict::default() };
        }
        match self.exercise.kind {
            SqlExerciseKind::Select => self.grade_select(answer),
            SqlExerciseKind::Change => self.grade_change(answer),
            SqlExerciseKind::Create => self.grade_create(answer),
        }
    }

    /// Whether the verdict would be “right”. This is quicker than `grade`, because nothing is explained.
    pub(super) fn is_right(&self, answer: &str) -> bool {
        match self.exercise.kind {
            SqlExerciseKind::Select => {
                let Ok(expected) = self.model_results() else { return false };
                self.answer_results(answer)
                    .is_ok_and(|given| self.compare(expected, &given, answer).agree.iter().all(|a| *a))
                    && self.broken_rule(answer).is_none()
            }
            SqlExerciseKind::Change => {
                self.agreement_on_changes(answer).iter().all(|same| *same == Ok(true))
                    && self.broken_rule(answer).is_none()
            }
            SqlExerciseKind::Create => {
                create::grade_schema(self.exercise, &self.generator, &self.databases[0], answer)
                    .is_ok_and(|schema_verdict| schema_verdict.is_right())
            }
        }
    }

    /// The first rule of the exercise that the answer breaks, as a sentence.
    fn broken_rule(&self, answer: &str) -> Option<String> {
        let database = self.generator.open(&self.databases[0]).ok()?;
        rules::broken_rule(self.exercise, answer, &database)
    }

    /// The first error of SQLite that an answer meets, on the sample or on any other database.
    pub(super) fn first_fault(&self, answer: &str) -> Option<Fault> {
        match self.exercise.kind {
            SqlExerciseKind::Select => self.answer_results(answer).err(),
            SqlExerciseKind::Change => self.agreement_on_changes(answer).into_iter().find_map(Result::err),
            SqlExerciseKind::Create => {
                create::grade_schema(self.exercise, &self.generator, &self.databases[0], answer).err()
            }
        }
    }

    // Queries.

    /// What the model gives on each database.
    fn model_results(&self) -> Result<&[ModelResult], Fault> {
        let results = self.model_results.get_or_init(|| {
            let model = Model::new(self.exercise);
            self.on_all(|database| model.run(database))
        });
        results.as_deref().map_err(Clone::clone)
    }

    /// What an answer gives on each database.
    fn answer_results(&self, answer: &str) -> Result<Vec<AnswerResult>, Fault> {
        self.on_all(|database| AnswerResult::run(database, answer))
    }

    /// Runs something on every database, up to the first error.
    fn on_all<T>(&self, run: impl Fn(&Database) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        let open = |data| self.generator.open(data).map_err(|e| Fault::of(&e));
        self.databases.iter().map(|data| run(&open(data)?)).collect()
    }

    /// Compares an answer with the model. An answer that cannot be parsed is believed to say its order.
    fn compare(&self, expected: &[ModelResult], given: &[AnswerResult], answer: &str) -> Comparison {
        let says_order = syntax::parse(answer).is_none_or(|shape| syntax::has_order(&shape));
        Model::new(self.exercise).compare(expected, given, says_order)
    }

    /// The verdict on a query.
    fn grade_select(&self, answer: &str) -> Verdict {
        let mut verdict = Verdict::default();
        let spans = sql::split(answer);
        if spans.len() > 1 {
            verdict.refused =
                Some(format!("One question is asked for; these are {} statements.", spans.len()));
            return verdict;
        }
        // The model never fails on a proven exercise, so a fault is one of the answer.
        let (expected, given) = match (self.model_results(), self.answer_results(answer)) {
            (Ok(expected), Ok(given)) => (expected, given),
            (Err(fault), _) | (_, Err(fault)) => {
                verdict.fault = Some(fault);
                return verdict;
            }
        };
        // A statement that is no query gives no columns. Nothing it changed is kept.
        if given[0].table.columns.is_empty() {
            verdict.refused =
                Some("It changes something, and gives no rows; a `SELECT` is asked for.".to_owned());
            return verdict;
        }
        let comparison = self.compare(expected, &given, answer);
        verdict.agree.clone_from(&comparison.agree);
        if comparison.agree.iter().all(|agree| *agree) {
            verdict.refused = self.broken_rule(answer);
            verdict.right = verdict.refused.is_none();
            // A right answer may still be told what differs and does not matter.
            if let Some(mapping) = &comparison.mapping {
                verdict.notes = notes(&expected[0].table, &given[0].table, mapping);
            }
            if verdict.right && syntax::parse(answer).is_none() {
                verdict.notes.push(UNREAD_ANSWER.to_owned());
            }
            return verdict;
        }
        self.explain_select(answer, expected, &given, &comparison, &mut verdict);
        verdict
    }

    /// Fills in what is shown of a query that differs from the model.
    fn explain_select(
        &self,
        answer: &str,
        expected: &[ModelResult],
        given: &[AnswerResult],
        comparison: &Comparison,
        verdict: &mut Verdict,
    ) {
        let model = Model::new(self.exercise);
        let at = comparison.agree.iter().position(|agree| !agree).unwrap_or(0);
        let (expected_there, given_there) = (&expected[at], &given[at]);
        let mapping = comparison.mapping.clone().filter(|_| same_width(expected_there, given_there));
        // Where the columns fit in no way, the rows are not compared: only the numbers of columns are shown.
        let identity: ColumnMapping = (0..given_there.table.columns.len()).collect();
        let given_rows = given_there.table.mapped(mapping.as_ref().unwrap_or(&identity));
        verdict.difference = Some(Difference {
            table: None,
            columns: expected_there.table.columns.clone(),
            rows: if mapping.is_some() {
                diff::rows(&given_rows, &expected_there.table.rows)
            } else {
                Vec::new()
            },
            on_sample: at == 0,
            only_order: comparison.only_order,
            columns_given: given_there.table.columns.len(),
        });
        verdict.cause = Some(self.cause(answer, expected, given, comparison));
        if comparison.ordered_by_luck && comparison.only_order {
            return;
        }
        let differs =
            |data: &DatabaseRows| select::differ(&model, &self.generator, data, answer, mapping.as_ref());
        // Making a database smaller takes time for each row, so it starts from the one with the fewest.
        let count = |data: &DatabaseRows| data.0.iter().map(|table| table.rows.len()).sum::<usize>();
        let start = (0..self.databases.len())
            .filter(|&i| !comparison.agree[i])
            .min_by_key(|&i| count(&self.databases[i]));
        let Some(start) = start.filter(|_| mapping.is_some()) else { return };
        let data = shrink(self.databases[start].clone(), SHRINK_TIME, differs);
        if let Ok(database) = self.generator.open(&data)
            && let (Ok(expected), Ok(given)) = (model.run(&database), Table::run(&database, answer))
        {
            verdict.counterexample = Some(self.counterexample(&data, None, expected.table, given));
        }
    }

    /// A database and both results on it, cut to what can be shown. `name` is the table that is compared.
    fn counterexample(
        &self,
        data: &DatabaseRows,
        name: Option<&str>,
        expected: Table,
        given_rows: Table,
    ) -> Counterexample {
        let shown = |table: Table| ShownTable {
            name: name.unwrap_or_default().to_owned(),
            columns: table.columns,
            rows: table.rows.into_iter().take(SHOWN_MAX).map(diff::shortened).collect(),
        };
        let tables = data.0.iter().map(|table| ShownTable {
            name: table.name.clone(),
            columns: table.columns.clone(),
            rows: table.rows.clone(),
        });
        Counterexample {
            tables: tables
                .filter(|table| !table.rows.is_empty() || self.exercise.tables.contains(&table.name))
                .collect(),
            given: shown(given_rows),
            expected: shown(expected),
            sql: self.generator.to_sql(data),
        }
    }

    /// The likely mistake. What is certain comes first; then the mutant of the model that gives the same results as this
    /// answer; and last what the results themselves suggest.
    fn cause(
        &self,
        answer: &str,
        expected: &[ModelResult],
        given: &[AnswerResult],
        comparison: &Comparison,
    ) -> String {
        if comparison.ordered_by_luck && comparison.only_order {
            return "The rows happen to come in the right order, and nothing says that they must: an `ORDER BY` is missing or \
                    leaves a term out."
                .to_owned();
        }
        // These three are certain, and need no comparison with mutants.
        let columns = (expected[0].table.columns.len(), given[0].table.columns.len());
        if columns.0 != columns.1 {
            let (wanted, had) = columns;
            return format!(
                "The answer has {had} {}; {wanted} asked for.",
                if had == 1 { "column" } else { "columns" }
            );
        }
        if comparison.mapping.is_none() {
            return "The names of the columns count here, and they are not those of the question.".to_owned();
        }
        if let Some(says) = syntax::parse(answer).and_then(|shape| syntax::null_trap(&shape)) {
            return says.to_owned();
        }
        self.matching_mutant(given, comparison)
            .map_or_else(|| diff::cause(expected, given, comparison), |mutant| mutant.cause)
    }

    /// A mutant of the model that gives the same rows as the answer on every database.
    fn matching_mutant(&self, given: &[AnswerResult], comparison: &Comparison) -> Option<Mutant> {
        let mapping = comparison.mapping.as_ref()?;
        let given_rows: Vec<_> = given.iter().map(|given| bag(&given.table.mapped(mapping))).collect();
        let behaves = |mutant: &Mutant| {
            // The order is compared only where the order is what is wrong.
            self.databases.iter().zip(&given_rows).zip(given).all(|((data, given_rows), given)| {
                let Ok(database) = self.generator.open(data) else { return false };
                let Ok(table) = Table::run(&database, &mutant.sql) else { return false };
                let in_order = !comparison.only_order || table.rows == given.table.mapped(mapping);
                in_order && bag(&table.rows) == *given_rows
            })
        };
        mutate::mutants(&self.exercise.model, &self.schema).into_iter().find(behaves)
    }

    // Statements that change rows.

    /// For each database, whether the answer leaves it in the same state as the model does.
    fn agreement_on_changes(&self, answer: &str) -> Vec<Result<bool, Fault>> {
        let after = |data: &DatabaseRows, sql: &str| state::after(&self.generator, data, sql);
        let model_states = self
            .model_states
            .get_or_init(|| self.databases.iter().map(|data| after(data, &self.exercise.model)).collect());
        let on = |(data, expected): (&DatabaseRows, &Result<State, Fault>)| {
            Ok(state::same(expected.as_ref().map_err(Clone::clone)?, &after(data, answer)?))
        };
        self.databases.iter().zip(model_states).map(on).collect()
    }

    /// The verdict on statements that change rows.
    fn grade_change(&self, answer: &str) -> Verdict {
        let mut verdict = Verdict::default();
        let mut wrong = None;
        for (at, result) in self.agreement_on_changes(answer).into_iter().enumerate() {
            match result {
                Ok(agrees) => verdict.agree.push(agrees),
                // An error on the sample is shown as an error. On a database that nobody sees it means that the answer
                // leaves a wrong state.
                Err(fault) if at == 0 => {
                    verdict.fault = Some(fault);
                    return verdict;
                }
                Err(fault) => {
                    verdict.agree.push(false);
                    wrong.get_or_insert((at, fault));
                }
            }
        }
        if verdict.agree.iter().all(|agrees| *agrees) {
            verdict.refused = self.broken_rule(answer);
            verdict.right = verdict.refused.is_none();
            return verdict;
        }
        let after = |data: &DatabaseRows, sql: &str| state::after(&self.generator, data, sql);
        let differs = |data: &DatabaseRows| {
            after(data, &self.exercise.model).is_ok_and(|expected| {
                after(data, answer).map_or(true, |given| !state::same(&expected, &given))
            })
        };
        let at = verdict.agree.iter().position(|agrees| !agrees).unwrap_or(0);
        if let (Ok(expected), Ok(given)) =
            (after(&self.databases[at], &self.exercise.model), after(&self.databases[at], answer))
            && let Some((name, table, given_rows)) = state::first_difference(&expected, &given)
        {
            verdict.difference = Some(Difference {
                table: Some(name.to_owned()),
                columns: table.columns.clone(),
                rows: diff::rows(&given_rows.rows, &table.rows),
                on_sample: at == 0,
                only_order: false,
                columns_given: given_rows.columns.len(),
            });
        }
        // An answer that fails on the small database leaves nothing to compare, so an empty state stands for it.
        let data = shrink(self.databases[at].clone(), SHRINK_TIME, differs);
        if let Ok(expected) = after(&data, &self.exercise.model) {
            let given = after(&data, answer).unwrap_or_default();
            if let Some((name, table, given_rows)) = state::first_difference(&expected, &given) {
                verdict.counterexample =
                    Some(self.counterexample(&data, Some(name), table.clone(), given_rows));
            }
        }
        verdict.cause = Some(self.cause_of_change(answer, wrong));
        verdict
    }

    /// The likely mistake: a mutant of the model that leaves the same states, an error on hidden data, or nothing precise.
    fn cause_of_change(&self, answer: &str, wrong: Option<(usize, Fault)>) -> String {
        let states = |sql: &str| -> Vec<Option<State>> {
            self.databases.iter().map(|data| state::after(&self.generator, data, sql).ok()).collect()
        };
        let given_rows = states(answer);
        let same = |a: &Option<State>, b: &Option<State>| match (a, b) {
            (Some(a), Some(b)) => state::same(a, b),
            (None, None) => true,
            _ => false,
        };
        let behaves = |mutant: &Mutant| states(&mutant.sql).iter().zip(&given_rows).all(|(a, b)| same(a, b));
        if let Some(mutant) = mutate::mutants(&self.exercise.model, &self.schema).into_iter().find(behaves) {
            return mutant.cause;
        }
        match wrong {
            Some((_, Fault::Sqlite { message, .. })) => {
                format!("On other data it does not run to its end: {message}.")
            }
            _ => "The tables are left in another state than the one asked for.".to_owned(),
        }
    }

    // Statements that make tables.

    /// The verdict on statements that make tables.
    fn grade_create(&self, answer: &str) -> Verdict {
        let mut verdict = Verdict::default();
        match create::grade_schema(self.exercise, &self.generator, &self.databases[0], answer) {
            Err(fault) => verdict.fault = Some(fault),
            Ok(schema_verdict) => {
                verdict.refused = self.broken_rule(answer).filter(|_| schema_verdict.is_right());
                verdict.right = schema_verdict.is_right() && verdict.refused.is_none();
                verdict.agree = schema_verdict.schema_tests.iter().map(|test| test.is_right).collect();
                verdict.schema_problems = schema_verdict.problems;
                verdict.schema_tests = schema_verdict.schema_tests;
            }
        }
        verdict
    }
}

fn same_width(expected: &ModelResult, given: &AnswerResult) -> bool {
    expected.table.columns.len() == given.table.columns.len()
}

/// What is different in a right answer and does not matter: the order and the names of its columns.
fn notes(expected: &Table, given: &Table, mapping: &ColumnMapping) -> Vec<String> {
    let mut notes = Vec::new();
    if !mapping.iter().enumerate().all(|(i, &at)| i == at) {
        notes.push(
            "Your columns stand in another order than the question lists them; that does not count here."
                .to_owned(),
        );
    }
    let renamed = expected
        .columns
        .iter()
        .zip(mapping)
        .find(|(name, at)| !given.columns[**at].eq_ignore_ascii_case(name));
    if let Some((name, &at)) = renamed {
        notes.push(format!(
            "Your column `{}` is called `{name}` in the question; that does not count here.",
            given.columns[at]
        ));
    }
    notes
}
