//! Every exercise of the site proves itself: its model and the other ways of writing it pass, its mistakes fail, and so does
//! every mutant of the model that does not mean the same.

use labs::{
    grade::prove,
    sql_exercise::{ExerciseDatabase, SqlExercise},
};
use std::{collections::BTreeSet, fs, path::Path};

/// Further databases on which a mutant that passes is looked at. `VITRINE_SEARCH=2000` for a long look.
const SEARCH: u64 = 150;
const PROOF_HEAD: &str = "# What became of each exercise’s model when it was changed in one place: the site shows it. Written by\n\
                          # labs/tests/exercises.rs with VITRINE_PROOF=write, and held to the truth by the same test.\n";

#[test]
fn no_exercise_takes_a_wrong_answer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content/sql");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let exercise_database = ExerciseDatabase::read(&read("square.sql"), &read("square.toml")).unwrap();
    let search = std::env::var("VITRINE_SEARCH").ok().and_then(|n| n.parse().ok()).unwrap_or(SEARCH);
    let only = std::env::var("VITRINE_EXERCISE").unwrap_or_default();
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    let (mut faults, mut names) = (Vec::new(), BTreeSet::new());
    let mut proofs = String::from(PROOF_HEAD);
    let (mut mutants, mut killed, mut equivalent, mut others) = (0, 0, 0, 0);
    for path in files {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if !name.contains(&only) {
            continue;
        }
        let began = std::time::Instant::now();
        let exercise = match SqlExercise::read(&name, &fs::read_to_string(&path).unwrap()) {
            Ok(exercise) => exercise,
            Err(says) => {
                faults.push(format!("{name}: {says}"));
                continue;
            }
        };
        assert!(names.insert(exercise.name.clone()), "two exercises are called {}", exercise.name);
        let report = prove(&exercise_database, &exercise, search);
        println!(
            "{name}: {} mutants, {} killed, {} mean the same; {} other ways; {:.1} s",
            report.mutants,
            report.killed,
            report.equivalent.len(),
            exercise.alternatives.len(),
            began.elapsed().as_secs_f64()
        );
        report.equivalent.iter().for_each(|says| println!("    {says}"));
        proofs += &format!(
            "\n[{}]\nmutants = {}\nrefused = {}\nsame = {}\n",
            exercise.name,
            report.mutants,
            report.killed,
            report.equivalent.len()
        );
        mutants += report.mutants;
        killed += report.killed;
        equivalent += report.equivalent.len();
        others += exercise.alternatives.len();
        faults.extend(report.faults.into_iter().map(|says| format!("{name}: {says}")));
    }
    println!(
        "{} exercises, {others} other ways pass; {mutants} mutants: {killed} killed, {equivalent} mean the same, {} taken wrongly",
        names.len(),
        mutants - killed - equivalent
    );
    let file = folder.join("proof.toml");
    let writes = std::env::var("VITRINE_PROOF").is_ok_and(|does| does == "write");
    // The file is about all exercises, so it is written only where all were proved, and each is sound.
    if writes && !only.is_empty() {
        faults.push("VITRINE_PROOF=write is for all exercises: leave VITRINE_EXERCISE out".to_owned());
    } else if writes && faults.is_empty() {
        fs::write(&file, &proofs).unwrap();
    } else if only.is_empty() && fs::read_to_string(&file).unwrap() != proofs {
        faults
            .push("content/sql/proof.toml is out of date: run this test with VITRINE_PROOF=write".to_owned());
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
