//! The verdict on an answer.

use super::{
    create::{self, SchemaTestResult},
    data::{Data, Generator},
    diff::{self, DiffRow},
    mutate::{self, Mutant},
    rules,
    select::{self, Asked, Compared, Given, Model},
    shape,
    shrink::shrink,
    state::{self, State},
    table::{Pairing, Table, bag},
};
use crate::{
    sandbox::{Cell, Database, Fault, Schema},
    sql,
    sql_exercise::{ExerciseDatabase, SqlExercise, SqlExerciseKind},
};
use serde::{Deserialize, Serialize};
use std::{cell::OnceCell, time::Duration};

/// Databases nobody sees, beside the sample.
pub const HIDDEN: u64 = 16;
/// How long a smaller database is looked for.
const SHRINK_TIME: Duration = Duration::from_millis(300);

/// Rows of an answer on the smallest database: a cross join makes many of few.
const SHOWN_MAX: usize = 20;

/// What is said to an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub right: bool,
    /// The answer did not run.
    pub fault: Option<Fault>,
    /// It ran, and is not what may be handed in here: a sentence.
    pub refused: Option<String>,
    /// For each database, the sample first, whether it agrees.
    pub agree: Vec<bool>,
    /// What is different and does not count: sentences.
    pub notes: Vec<String>,
    pub difference: Option<Difference>,
    pub smallest: Option<Smallest>,
    /// What was most likely done; sentences.
    pub cause: Option<String>,
    /// For tables: what is wrong with the schema, and what became of its tests.
    pub schema_problems: Vec<String>,
    pub schema_tests: Vec<SchemaTestResult>,
}

/// Two results beside each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The table it is about, where the statements changed tables.
    pub table: Option<String>,
    pub columns: Vec<String>,
    pub rows: Vec<DiffRow>,
    /// Whether it was seen on the sample.
    pub on_sample: bool,
    pub only_order: bool,
    /// Columns given and asked for, where the counts differ.
    pub columns_given: usize,
}

/// Rows of a table with its name, for looking at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// The smallest database found on which the two answers differ.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Smallest {
    pub tables: Vec<Shown>,
    pub yours: Shown,
    pub asked: Shown,
    /// The database as SQL, to be opened in a sandbox.
    pub sql: String,
}

/// An exercise with its databases, ready to grade.
pub struct Grader<'a> {
    pub(super) exercise: &'a SqlExercise,
    pub(super) generator: Generator,
    pub(super) databases: Vec<Data>,
    pub(super) schema: Schema,
    /// What the model gives, or leaves, on each database: found out once.
    asked: OnceCell<Result<Vec<Asked>, Fault>>,
    left: OnceCell<Vec<Result<State, Fault>>>,
}

impl<'a> Grader<'a> {
    /// `sample` is what the learner sees, as SQL; the exercises' own where there is none.
    ///
    /// # Errors
    /// When the exercise and the database do not go together.
    pub fn new(
        exercise_database: &ExerciseDatabase,
        exercise: &'a SqlExercise,
        sample: Option<&str>,
    ) -> Result<Self, String> {
        let shape =
            shape::parse(&exercise.model).ok_or("The model has a shape that the parser does not know.")?;
        let literals = shape::literals(&shape);
        let say = |e: rusqlite::Error| e.to_string();
        let generator = Generator::new(exercise_database, exercise, &literals).map_err(say)?;
        let seen = Database::empty().map_err(say)?;
        seen.connection().execute_batch(&exercise_database.schema).map_err(say)?;
        seen.connection().execute_batch(sample.unwrap_or(&exercise_database.sample)).map_err(say)?;
        let mut databases = vec![Data::of(&seen, generator.tables()).map_err(say)?];
        if !generator.tables().is_empty() {
            for number in (0..HIDDEN).chain(exercise.seeds.iter().copied()) {
                databases.push(generator.data(number).map_err(say)?);
            }
        }
        let schema = Schema::of(generator.open(&databases[0]).map_err(say)?.connection()).map_err(say)?;
        Ok(Self { exercise, generator, databases, schema, asked: OnceCell::new(), left: OnceCell::new() })
    }

    /// The verdict on an answer: the same every time.
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

    /// Whether it would be right; nothing is explained.
    pub(super) fn is_right(&self, answer: &str) -> bool {
        match self.exercise.kind {
            SqlExerciseKind::Select => {
                let Ok(asked) = self.asked() else { return false };
                self.given(answer)
                    .is_ok_and(|given| self.compared(asked, &given, answer).agree.iter().all(|a| *a))
                    && self.broken(answer).is_none()
            }
            SqlExerciseKind::Change => {
                self.changed(answer).iter().all(|same| *same == Ok(true)) && self.broken(answer).is_none()
            }
            SqlExerciseKind::Create => {
                create::grade_schema(self.exercise, &self.generator, &self.databases[0], answer)
                    .is_ok_and(|judged| judged.is_right())
            }
        }
    }

    fn broken(&self, answer: &str) -> Option<String> {
        let database = self.generator.open(&self.databases[0]).ok()?;
        rules::broken(self.exercise, answer, &database)
    }

    // Questions.

    fn asked(&self) -> Result<&[Asked], Fault> {
        let asked = self.asked.get_or_init(|| {
            let model = Model::new(self.exercise);
            self.on_all(|database| model.ask(database))
        });
        asked.as_deref().map_err(Clone::clone)
    }

    fn given(&self, answer: &str) -> Result<Vec<Given>, Fault> {
        self.on_all(|database| Given::ask(database, answer))
    }

    fn on_all<T>(&self, ask: impl Fn(&Database) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        let open = |data| self.generator.open(data).map_err(|e| Fault::of(&e));
        self.databases.iter().map(|data| ask(&open(data)?)).collect()
    }

    fn compared(&self, asked: &[Asked], given: &[Given], answer: &str) -> Compared {
        let says_order = shape::parse(answer).is_none_or(|shape| shape::has_order(&shape));
        Model::new(self.exercise).compare(asked, given, says_order)
    }

    fn grade_select(&self, answer: &str) -> Verdict {
        let mut verdict = Verdict::default();
        let spans = sql::split(answer);
        if spans.len() > 1 {
            verdict.refused =
                Some(format!("One question is asked for; these are {} statements.", spans.len()));
            return verdict;
        }
        let (asked, given) = match (self.asked(), self.given(answer)) {
            (Ok(asked), Ok(given)) => (asked, given),
            (Err(fault), _) | (_, Err(fault)) => {
                verdict.fault = Some(fault);
                return verdict;
            }
        };
        if given[0].table.columns.is_empty() {
            verdict.refused =
                Some("It changes something, and gives no rows; a `SELECT` is asked for.".to_owned());
            return verdict;
        }
        let compared = self.compared(asked, &given, answer);
        verdict.agree.clone_from(&compared.agree);
        if compared.agree.iter().all(|agree| *agree) {
            verdict.refused = self.broken(answer);
            verdict.right = verdict.refused.is_none();
            if let Some(pairing) = &compared.pairing {
                verdict.notes = notes(&asked[0].table, &given[0].table, pairing);
            }
            return verdict;
        }
        self.explain_select(answer, asked, &given, &compared, &mut verdict);
        verdict
    }

    fn explain_select(
        &self,
        answer: &str,
        asked: &[Asked],
        given: &[Given],
        compared: &Compared,
        verdict: &mut Verdict,
    ) {
        let model = Model::new(self.exercise);
        let at = compared.agree.iter().position(|agree| !agree).unwrap_or(0);
        let (asked_there, given_there) = (&asked[at], &given[at]);
        let pairing = compared.pairing.clone().filter(|_| same_width(asked_there, given_there));
        let identity: Pairing = (0..given_there.table.columns.len()).collect();
        let yours = given_there.table.paired(pairing.as_ref().unwrap_or(&identity));
        verdict.difference = Some(Difference {
            table: None,
            columns: asked_there.table.columns.clone(),
            rows: if pairing.is_some() { diff::rows(&yours, &asked_there.table.rows) } else { Vec::new() },
            on_sample: at == 0,
            only_order: compared.only_order,
            columns_given: given_there.table.columns.len(),
        });
        verdict.cause = Some(self.cause(answer, asked, given, compared));
        if compared.by_luck && compared.only_order {
            return;
        }
        let differs = |data: &Data| select::differ(&model, &self.generator, data, answer, pairing.as_ref());
        // The one with the fewest rows is nearest to a small one.
        let count = |data: &Data| data.0.iter().map(|table| table.rows.len()).sum::<usize>();
        let start = (0..self.databases.len())
            .filter(|&i| !compared.agree[i])
            .min_by_key(|&i| count(&self.databases[i]));
        let Some(start) = start.filter(|_| pairing.is_some()) else { return };
        let data = shrink(self.databases[start].clone(), SHRINK_TIME, differs);
        if let Ok(database) = self.generator.open(&data)
            && let (Ok(asked), Ok(given)) = (model.ask(&database), Table::ask(&database, answer))
        {
            verdict.smallest = Some(self.smallest(&data, None, asked.table, given));
        }
    }

    fn smallest(&self, data: &Data, name: Option<&str>, asked: Table, yours: Table) -> Smallest {
        let shown = |table: Table| Shown {
            name: name.unwrap_or_default().to_owned(),
            columns: table.columns,
            rows: table.rows.into_iter().take(SHOWN_MAX).map(diff::shortened).collect(),
        };
        let tables = data.0.iter().map(|table| Shown {
            name: table.name.clone(),
            columns: table.columns.clone(),
            rows: table.rows.clone(),
        });
        Smallest {
            tables: tables
                .filter(|table| !table.rows.is_empty() || self.exercise.tables.contains(&table.name))
                .collect(),
            yours: shown(yours),
            asked: shown(asked),
            sql: self.generator.to_sql(data),
        }
    }

    /// The likely cause: the mutant of the model that answers as this answer does, or else what the results show.
    fn cause(&self, answer: &str, asked: &[Asked], given: &[Given], compared: &Compared) -> String {
        if compared.by_luck && compared.only_order {
            return "The rows happen to come in the right order, and nothing says that they must: an `ORDER BY` is missing or \
                    leaves a term out."
                .to_owned();
        }
        let columns = (asked[0].table.columns.len(), given[0].table.columns.len());
        if columns.0 != columns.1 {
            let (wanted, had) = columns;
            return format!(
                "The answer has {had} {}; {wanted} asked for.",
                if had == 1 { "column" } else { "columns" }
            );
        }
        if compared.pairing.is_none() {
            return "The names of the columns count here, and they are not those of the question.".to_owned();
        }
        if let Some(says) = shape::parse(answer).and_then(|shape| shape::null_trap(&shape)) {
            return says.to_owned();
        }
        self.twin(given, compared).map_or_else(|| diff::cause(asked, given, compared), |mutant| mutant.cause)
    }

    fn twin(&self, given: &[Given], compared: &Compared) -> Option<Mutant> {
        let pairing = compared.pairing.as_ref()?;
        let yours: Vec<_> = given.iter().map(|given| bag(&given.table.paired(pairing))).collect();
        let behaves = |mutant: &Mutant| {
            self.databases.iter().zip(&yours).zip(given).all(|((data, yours), given)| {
                let Ok(database) = self.generator.open(data) else { return false };
                let Ok(table) = Table::ask(&database, &mutant.sql) else { return false };
                let in_order = !compared.only_order || table.rows == given.table.paired(pairing);
                in_order && bag(&table.rows) == *yours
            })
        };
        mutate::mutants(&self.exercise.model, &self.schema).into_iter().find(behaves)
    }

    // Changes.

    fn changed(&self, answer: &str) -> Vec<Result<bool, Fault>> {
        let after = |data: &Data, sql: &str| state::after(&self.generator, data, sql);
        let left = self
            .left
            .get_or_init(|| self.databases.iter().map(|data| after(data, &self.exercise.model)).collect());
        let on = |(data, asked): (&Data, &Result<State, Fault>)| {
            Ok(state::same(asked.as_ref().map_err(Clone::clone)?, &after(data, answer)?))
        };
        self.databases.iter().zip(left).map(on).collect()
    }

    fn grade_change(&self, answer: &str) -> Verdict {
        let mut verdict = Verdict::default();
        let mut wrong = None;
        for (at, result) in self.changed(answer).into_iter().enumerate() {
            match result {
                Ok(agrees) => verdict.agree.push(agrees),
                // On what one sees, that is an error; on what nobody sees, a state that is not as asked.
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
            verdict.refused = self.broken(answer);
            verdict.right = verdict.refused.is_none();
            return verdict;
        }
        let after = |data: &Data, sql: &str| state::after(&self.generator, data, sql);
        let differs = |data: &Data| {
            after(data, &self.exercise.model)
                .is_ok_and(|asked| after(data, answer).map_or(true, |given| !state::same(&asked, &given)))
        };
        let at = verdict.agree.iter().position(|agrees| !agrees).unwrap_or(0);
        if let (Ok(asked), Ok(given)) =
            (after(&self.databases[at], &self.exercise.model), after(&self.databases[at], answer))
            && let Some((name, table, yours)) = state::first_difference(&asked, &given)
        {
            verdict.difference = Some(Difference {
                table: Some(name.to_owned()),
                columns: table.columns.clone(),
                rows: diff::rows(&yours.rows, &table.rows),
                on_sample: at == 0,
                only_order: false,
                columns_given: yours.columns.len(),
            });
        }
        let data = shrink(self.databases[at].clone(), SHRINK_TIME, differs);
        if let Ok(asked) = after(&data, &self.exercise.model) {
            let given = after(&data, answer).unwrap_or_default();
            if let Some((name, table, yours)) = state::first_difference(&asked, &given) {
                verdict.smallest = Some(self.smallest(&data, Some(name), table.clone(), yours));
            }
        }
        verdict.cause = Some(self.cause_of_change(answer, wrong));
        verdict
    }

    fn cause_of_change(&self, answer: &str, wrong: Option<(usize, Fault)>) -> String {
        let states = |sql: &str| -> Vec<Option<State>> {
            self.databases.iter().map(|data| state::after(&self.generator, data, sql).ok()).collect()
        };
        let yours = states(answer);
        let same = |a: &Option<State>, b: &Option<State>| match (a, b) {
            (Some(a), Some(b)) => state::same(a, b),
            (None, None) => true,
            _ => false,
        };
        let behaves = |mutant: &Mutant| states(&mutant.sql).iter().zip(&yours).all(|(a, b)| same(a, b));
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

    // Tables.

    fn grade_create(&self, answer: &str) -> Verdict {
        let mut verdict = Verdict::default();
        match create::grade_schema(self.exercise, &self.generator, &self.databases[0], answer) {
            Err(fault) => verdict.fault = Some(fault),
            Ok(judged) => {
                verdict.refused = self.broken(answer).filter(|_| judged.is_right());
                verdict.right = judged.is_right() && verdict.refused.is_none();
                verdict.cause = judged.problems.first().cloned().or_else(|| {
                    let missed = judged.schema_tests.iter().find(|test| !test.is_right)?;
                    let done = match (missed.must_fail, missed.is_question) {
                        (true, _) => "was taken, and must be refused",
                        (_, true) => "was answered otherwise than asked",
                        _ => "was refused, and must be taken",
                    };
                    Some(format!("One of those that tried it {done}: {}.", missed.says))
                });
                verdict.agree = judged.schema_tests.iter().map(|test| test.is_right).collect();
                verdict.schema_problems = judged.problems;
                verdict.schema_tests = judged.schema_tests;
            }
        }
        verdict
    }
}

fn same_width(asked: &Asked, given: &Given) -> bool {
    asked.table.columns.len() == given.table.columns.len()
}

/// What is different in a right answer.
fn notes(asked: &Table, given: &Table, pairing: &Pairing) -> Vec<String> {
    let mut notes = Vec::new();
    if !pairing.iter().enumerate().all(|(i, &at)| i == at) {
        notes.push(
            "Your columns stand in another order than the question lists them; that does not count here."
                .to_owned(),
        );
    }
    let renamed =
        asked.columns.iter().zip(pairing).find(|(name, at)| !given.columns[**at].eq_ignore_ascii_case(name));
    if let Some((name, &at)) = renamed {
        notes.push(format!(
            "Your column `{}` is called `{name}` in the question; that does not count here.",
            given.columns[at]
        ));
    }
    notes
}
