//! Having an exercise proved by workers of the sandbox, part by part.

use crate::{
    grade::{ProofPart, ProveExercise, Report},
    sandbox::{Claim, Pool, Refused},
    sql_exercise::{DatabaseTexts, Draft, ExerciseFault, ExerciseFile, Proof},
};
use std::sync::Arc;

/// On how many further databases a mutant is tried that passes, where nobody says otherwise.
pub(super) const SEARCH: u64 = 100;
/// The most parts of one proof: with a second for each, a proof ends within some minutes, or is a fault.
const PARTS_MAX: usize = 120;

/// What the exercises of a folder may count on: the site's own chapters and its own tables.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The last parts of the addresses of all chapters.
    pub chapters: Vec<String>,
    /// The database of the site's own exercises.
    pub database: Arc<DatabaseTexts>,
}

/// What the proof of an exercise came to.
#[derive(Clone, Debug)]
pub struct Proved {
    /// What was found, faults of the text and of its surroundings included.
    pub report: Report,
    /// The exercise, where nothing is wrong with it.
    pub exercise: Option<ExerciseFile>,
}

/// Proves the exercise in a file of this name (without `.md`) and text. `database` is its folder's own, if it has one, and
/// `folder` the folder's name.
///
/// # Errors
/// Where the workers cannot prove it now; trying again later may work.
pub async fn prove_exercise(
    pool: &Pool,
    around: &Surroundings,
    folder: Option<&str>,
    database: Option<&Arc<DatabaseTexts>>,
    (file_name, text): (&str, &Arc<str>),
    search: u64,
) -> Result<Proved, Refused> {
    let own_database = database.is_some();
    let database = database.unwrap_or(&around.database).clone();
    let job = ProveExercise {
        file: file_name.to_owned(),
        text: text.to_string(),
        database: (database.sql.clone(), database.values.clone()),
        search,
        from: 0,
    };
    let mut parts = ProofParts::new(job, PARTS_MAX);
    while let Some(job) = parts.next() {
        let answered = pool.run(Claim::proof(), job).await;
        parts.take(answered)?;
    }
    let mut report = parts.report();
    let Draft { mut exercise, .. } = Draft::read(file_name, text);
    report.faults.extend(chapter_fault(around, &exercise));
    if exercise.shows_own_rows && own_database {
        let says =
            "`own` is for exercises about the site’s own tables, and this folder has tables of its own.";
        report
            .faults
            .push(ExerciseFault { line: exercise.lines.keys.get("own").copied(), says: says.to_owned() });
    }
    report.faults.sort_by_key(|fault| fault.line);
    if !report.faults.is_empty() {
        return Ok(Proved { report, exercise: None });
    }
    if let Some(folder) = folder {
        exercise.name = format!("{folder}.{}", exercise.name);
    }
    let proof = Proof { mutants: report.mutants, refused: report.killed, same: report.equivalent.len() };
    let file = ExerciseFile {
        exercise,
        file_name: file_name.to_owned(),
        text: text.clone(),
        database,
        proof: Some(proof),
        folder: folder.map(str::to_owned),
    };
    Ok(Proved { report, exercise: Some(file) })
}

/// A proof under way: the parts that were done, and the next one.
#[derive(Debug)]
pub struct ProofParts {
    job: Option<ProveExercise>,
    left: usize,
    report: Report,
}

impl ProofParts {
    /// A proof that begins with this job, in at most so many parts.
    pub fn new(job: ProveExercise, parts_max: usize) -> Self {
        Self { job: Some(job), left: parts_max, report: Report::default() }
    }

    /// The next part to be done; none where the proof is complete.
    pub fn next(&self) -> Option<&ProveExercise> {
        self.job.as_ref()
    }

    /// Takes what a worker answered to the part.
    ///
    /// # Errors
    /// Where the workers cannot do it now. That a worker was ended, because the work is too much for it, is a fault of the
    /// exercise: it would happen each time.
    pub fn take(&mut self, answered: Result<ProofPart, Refused>) -> Result<(), Refused> {
        let Some(mut job) = self.job.take() else { return Ok(()) };
        self.left = self.left.saturating_sub(1);
        match answered {
            Ok(part) => {
                self.report.add(part.report);
                let Some(next) = part.next else { return Ok(()) };
                if self.left == 0 {
                    let tried = self.report.mutants;
                    let says = format!("The proof takes too long: it was stopped after {tried} mutants.");
                    self.report.faults.push(says.into());
                    return Ok(());
                }
                job.from = next;
                self.job = Some(job);
                Ok(())
            }
            Err(Refused::Killed | Refused::Broken | Refused::Failed(_) | Refused::Unreadable) => {
                let says = "The proof takes more time or memory than a worker has. A smaller sample (square.sql) helps, or a \
                            model that does less.";
                self.report.faults.push(says.to_owned().into());
                Ok(())
            }
            Err(refused) => Err(refused),
        }
    }

    /// What all parts found.
    pub fn report(self) -> Report {
        self.report
    }
}

/// An exercise in a chapter that does not exist would be seen by nobody.
fn chapter_fault(
    around: &Surroundings,
    exercise: &crate::sql_exercise::SqlExercise,
) -> Option<ExerciseFault> {
    let chapter = exercise.chapter.as_ref()?;
    (!around.chapters.contains(chapter)).then(|| ExerciseFault {
        line: exercise.lines.keys.get("chapter").copied(),
        says: format!(
            "There is no chapter `{chapter}`, so nobody would see the exercise. The chapters are {}; without the key \
             `chapter` it stands on the page of exercises that are in no chapter.",
            around.chapters.join(", ")
        ),
    })
}
