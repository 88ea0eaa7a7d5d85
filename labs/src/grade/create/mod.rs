//! Compares statements that make tables. How they are written does not matter: the tables are asked, not the text.
//!
//! What SQLite tells of the tables comes first (`compare`), and what their keys and indexes can be used for (`lookup`). Then the
//! tests of the exercise run, and after them some hundred to thousand trials that are made from the model's tables (`attack`). Whatever
//! becomes of a trial on the model's tables is right, and a difference is told in a sentence (`reason`).
//! `mutant` makes schemas that are known to mean the same or not; `prove` drives all of them through this.

mod attack;
mod compare;
mod lookup;
mod mutant;
mod reason;
mod sample_rows;
#[cfg(test)]
mod tests;
mod trial;
mod values;

use self::{
    attack::Attacks,
    reason::{Finding, Told},
    sample_rows::{Row, SampleRows},
    trial::{Outcome, Subject, Trial, What},
    values::Literals,
};
use super::{
    generated_database::{DatabaseRows, Generator},
    result_rows::{Table, bag, comparable_row},
    state, syntax,
    verdict::Verdict,
};
use crate::{
    sandbox::{Cell, Database, Fault, Schema, SchemaTable, quote_name},
    sql_exercise::{Expectation, SchemaTest, SqlExercise},
};
pub(super) use mutant::schema_mutants;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};

/// How long all trials of one answer may take together.
const TRIALS_TIME: Duration = Duration::from_millis(900);
/// The most sentences on what is wrong.
const PROBLEMS_MAX: usize = 6;

/// How a schema did in one test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SchemaTestResult {
    /// What the test tries, in words.
    pub says: String,
    pub sql: String,
    /// Whether the statement must be refused.
    pub must_fail: bool,
    /// Whether the rows count that it gives or leaves: they must be those of the model's tables.
    pub is_question: bool,
    /// Whether the schema did as the model's does.
    pub is_right: bool,
}

/// How a schema compares with the model's.
#[derive(Clone, Debug, Default)]
pub(super) struct SchemaVerdict {
    /// What is not as asked, in sentences. There is at least one where a test went wrong.
    pub problems: Vec<String>,
    /// Empty where a table is missing, since then hardly any test can run.
    pub schema_tests: Vec<SchemaTestResult>,
}

impl SchemaVerdict {
    /// Whether nothing is wrong.
    pub fn is_right(&self) -> bool {
        self.problems.is_empty() && self.schema_tests.iter().all(|test| test.is_right)
    }
}

/// Makes the tables of the model and those of the answer, and compares them.
///
/// # Errors
/// The first error of SQLite in one of the two.
pub(super) fn grade_schema(
    exercise: &SqlExercise,
    generator: &Generator,
    data: &DatabaseRows,
    answer: &str,
) -> Result<SchemaVerdict, Fault> {
    let fault = |e: rusqlite::Error| Fault::of(&e);
    let open = |sql: &str| {
        let database = generator.open(data).map_err(fault)?;
        state::run(&database, sql)?;
        // A setting of the answer's own is gone with its connection, and the tables stay.
        let reset = "PRAGMA foreign_keys = ON; PRAGMA reverse_unordered_selects = OFF";
        database.connection().execute_batch(reset).map_err(fault)?;
        Ok::<_, Fault>(database)
    };
    // Tests of the exercise change rows, so they and the trials have databases of their own.
    let (tried, tested) = ([open(&exercise.model)?, open(answer)?], [open(&exercise.model)?, open(answer)?]);
    let verdict = Comparison::new(exercise, &tried).and_then(|it| it.verdict(tried, &tested, answer));
    verdict.map_err(fault)
}

/// The tables of the model and of the answer, described.
struct Comparison<'a> {
    exercise: &'a SqlExercise,
    model: Schema,
    given: Schema,
}

impl<'a> Comparison<'a> {
    fn new(exercise: &'a SqlExercise, [model, given]: &[Database; 2]) -> rusqlite::Result<Self> {
        let schema = |database: &Database| Schema::of(database.connection());
        Ok(Self { exercise, model: schema(model)?, given: schema(given)? })
    }

    /// The verdict. Of each pair of databases the first has the model's tables and the second the answer's.
    fn verdict(
        &self,
        [model, given]: [Database; 2],
        [model_tested, given_tested]: &[Database; 2],
        answer: &str,
    ) -> rusqlite::Result<SchemaVerdict> {
        let mut verdict = SchemaVerdict::default();
        let differences = compare::compare(&self.model, &self.given);
        verdict.problems = differences.says;
        verdict.problems.extend(compare::left_besides(model.connection(), given.connection())?);
        self.lookups(&model, &given, &mut verdict.problems)?;
        if !verdict.problems.iter().any(|problem| problem.starts_with("There is no table")) {
            let run = |test| run_test(test, model_tested, given_tested);
            verdict.schema_tests = self.exercise.schema_tests.iter().map(run).collect();
        }
        if !differences.is_incomplete {
            let harvest = self.harvest(model_tested);
            self.try_all([model, given], &harvest, answer, &mut verdict)?;
        }
        verdict.problems.truncate(PROBLEMS_MAX);
        // Nothing is wrong without a sentence that says what.
        if verdict.problems.is_empty()
            && let Some(missed) = verdict.schema_tests.iter().find(|test| !test.is_right)
        {
            let says = &missed.says;
            verdict.problems.push(match (missed.must_fail, missed.is_question) {
                (true, _) => format!("One thing was taken, and must be refused: {says}."),
                (_, true) => format!("One question did not get the rows asked for: {says}."),
                _ => format!("One thing was refused, and must be taken: {says}."),
            });
        }
        Ok(verdict)
    }

    /// The model's tables, without views.
    fn tables(&self) -> Vec<&SchemaTable> {
        self.model.tables.iter().filter(|table| !table.is_view).collect()
    }

    /// Adds what the answer's indexes cannot be used for.
    fn lookups(
        &self,
        model: &Database,
        given: &Database,
        problems: &mut Vec<String>,
    ) -> rusqlite::Result<()> {
        for table in self.tables() {
            let Some(other) = self.given.table(&table.name) else { continue };
            for lookup in lookup::lookups(model, table)? {
                // A question about a column that is not there cannot be asked; the column is named already.
                let is_answered = lookup::is_answered(model, given, &lookup).unwrap_or(true);
                let says = lookup::says(table, other, &lookup);
                // A key that is missing or turned is told as such.
                let is_told =
                    problems.contains(&says) || (lookup.index.of_constraint && !problems.is_empty());
                if !is_answered && !is_told {
                    problems.push(says);
                }
            }
        }
        Ok(())
    }

    /// The rows that the exercise's own tests leave in the model's tables, as SQL. They are rows that mean something.
    fn harvest(&self, model: &Database) -> BTreeMap<String, Vec<Row>> {
        let rows = |table: &SchemaTable| {
            let found = Table::run(model, &compare::select_all(table)).unwrap_or_default();
            found.rows.into_iter().map(|row| row.iter().map(Cell::to_sql).map(Some).collect()).collect()
        };
        self.tables().into_iter().map(|table| (table.name.clone(), rows(table))).collect()
    }

    /// Runs the trials, and adds a sentence for each kind of difference. Where no test of the exercise shows it, the trial is
    /// added to the tests.
    fn try_all(
        &self,
        [model, given]: [Database; 2],
        harvest: &BTreeMap<String, Vec<Row>>,
        answer: &str,
        verdict: &mut SchemaVerdict,
    ) -> rusqlite::Result<()> {
        model.limit_time(TRIALS_TIME)?;
        given.limit_time(TRIALS_TIME)?;
        let tables = self.tables();
        let (model, given) = (Subject::new(model, &tables)?, Subject::new(given, &tables)?);
        if model.state() != given.state() {
            verdict.problems.push("The statements leave other rows in the tables than asked for.".to_owned());
            return Ok(());
        }
        let own_literals = Literals::of(&[answer]);
        let literals = Literals::of(&[answer, &self.exercise.model]);
        let rows = SampleRows::find(&model, &tables, harvest, &Literals::of(&[&self.exercise.model]));
        let is_shown = verdict.schema_tests.iter().any(|test| !test.is_right);
        let mut told = Told::default();
        let mut notice = |trial: &Trial, expected: &Outcome, outcome: &Outcome| {
            let finding =
                Finding { trial, expected, given: outcome, model: &self.model, answer: &self.given };
            let problem = finding.problem();
            let is_new = told.is_new(&finding) && !verdict.problems.contains(&problem);
            if is_new && verdict.problems.len() < PROBLEMS_MAX {
                verdict.problems.push(problem);
                if !is_shown {
                    verdict.schema_tests.push(evidence(&finding));
                }
            }
        };
        // The rows that others refer to are in the model already.
        for sql in &rows.ground {
            if let Err(says) = given.step(sql) {
                let trial = Trial::good(sql, &tables);
                notice(&trial, &Outcome::Done(BTreeMap::new()), &Outcome::Refused(says));
                return Ok(());
            }
        }
        let has_checks =
            [answer, &self.exercise.model].iter().any(|sql| sql.to_ascii_uppercase().contains("CHECK"));
        let attacks = Attacks {
            tables: &tables,
            rows: &rows,
            literals: &literals,
            own_literals: &own_literals,
            has_checks,
        };
        // What the same statements made does the same.
        let differs = |table: &str| match (model.made_by(table), given.made_by(table)) {
            (Ok(expected), Ok(made)) => expected != made,
            _ => true,
        };
        for trial in attacks.all(&self.model, differs) {
            let Some(expected) = model.run(&trial) else { continue };
            let outcome = given.run(&trial);
            // Where the answer refuses a row of the setup, another trial is about that row.
            if let Some(outcome) = outcome.filter(|outcome| !self.agree(&trial, &expected, outcome)) {
                notice(&trial, &expected, &outcome);
            }
            given.check_not_stopped()?;
        }
        model.check_not_stopped()
    }

    /// Whether what became of a trial is as right on the answer's tables as on the model's.
    fn agree(&self, trial: &Trial, expected: &Outcome, given: &Outcome) -> bool {
        match (expected, given) {
            (Outcome::Refused(_), Outcome::Refused(_)) => true,
            (Outcome::Done(expected), Outcome::Done(given)) => expected == given,
            // A key that refers to another table is never to number itself. Whoever refuses a row without it is right too.
            (Outcome::Done(_), Outcome::Refused(_)) => match &trial.what {
                What::Null(name) => self.is_key_and_reference(&trial.table, name),
                What::Omitted(names) => {
                    names.iter().any(|name| self.is_key_and_reference(&trial.table, name))
                }
                _ => false,
            },
            (Outcome::Refused(_), Outcome::Done(_)) => false,
        }
    }

    fn is_key_and_reference(&self, table: &str, name: &str) -> bool {
        self.model.table(table).is_some_and(|table| {
            table.columns.iter().any(|column| column.name == name && column.primary_key > 0)
                && table.foreign_keys.iter().any(|key| key.columns.iter().any(|column| column == name))
        })
    }
}

/// What does not hold together in a verdict on tables, if anything: an answer that is wrong without a reason, a reason against a
/// right one, a row that is named as refused while all are said to have been answered as asked, or a sentence said twice.
pub(super) fn contradiction(verdict: &Verdict) -> Option<String> {
    let problems = &verdict.schema_problems;
    let all_agree = verdict.schema_tests.iter().all(|test| test.is_right);
    let names_row = |problem: &String| problem.contains("a row with ") || problem.contains("second row");
    let is_twice = |(n, problem): (usize, &String)| problems[..n].contains(problem);
    let says = match verdict.right {
        true if !problems.is_empty() || !all_agree => "a right answer has a reason against it",
        false if verdict.fault.is_none() && problems.is_empty() => "a wrong answer is without a reason",
        false if all_agree && problems.iter().any(names_row) => {
            "a row is named, and every row is said to be answered as asked"
        }
        _ if problems.iter().enumerate().any(is_twice) => "a sentence is said twice",
        _ if problems.iter().any(|problem| problem.contains("``") || !problem.ends_with('.')) => {
            "a sentence has a gap, or no end"
        }
        _ => return None,
    };
    Some(format!("{says}: {}", problems.join(" ")))
}

/// A trial as a test that went wrong.
fn evidence(finding: &Finding<'_>) -> SchemaTestResult {
    let trial = finding.trial;
    let statements = trial.setup.iter().chain([&trial.sql]).map(|sql| format!("{sql};"));
    let must_fail = !finding.expected.is_done();
    SchemaTestResult {
        says: finding.says(),
        sql: statements.collect::<Vec<_>>().join("\n"),
        must_fail,
        is_question: !must_fail && finding.given.is_done(),
        is_right: false,
    }
}

/// Runs one test on both databases. What is expected is what the model does, so a test that the model itself fails cannot
/// judge an answer.
fn run_test(test: &SchemaTest, model: &Database, given: &Database) -> SchemaTestResult {
    // Each test may depend on the rows that earlier ones inserted, so what works stays. What fails is undone as a whole.
    let works = |database: &Database| {
        let run =
            database.connection().execute_batch(&format!("SAVEPOINT attack; {}; RELEASE attack", test.sql));
        if run.is_err() {
            let _ = database.connection().execute_batch("ROLLBACK TO attack; RELEASE attack");
        }
        run.is_ok()
    };
    let is_right = match test.expected {
        Expectation::Accept | Expectation::Refuse => {
            let (model, given) = (works(model), works(given));
            model == given
        }
        Expectation::Show => match (Table::run(model, &test.sql), Table::run(given, &test.sql)) {
            (Ok(expected), Ok(given)) => same_answer(&test.sql, &expected, &given),
            _ => false,
        },
    };
    SchemaTestResult {
        says: test.says.clone(),
        sql: test.sql.clone(),
        must_fail: test.expected == Expectation::Refuse,
        is_question: test.expected == Expectation::Show,
        is_right,
    }
}

/// Whether two answers to a question are the same. Their order counts where the question asks for one.
fn same_answer(sql: &str, expected: &Table, given: &Table) -> bool {
    if syntax::asks_order(sql) {
        let rows = |table: &Table| table.rows.iter().map(|row| comparable_row(row)).collect::<Vec<_>>();
        return rows(expected) == rows(given);
    }
    bag(&expected.rows) == bag(&given.rows)
}
