//! Reads the texts of the chapters (`content/learn/*.md`) and of the SQL exercises (`content/sql/*.md`), and lists them for
//! the crate. A text that names a figure, an exercise or a page that does not exist stops the build, with the name of the
//! file and what is wrong in it.

fn main() -> std::process::ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    if let Err(mistakes) = sql_exercises::list().and_then(|addresses| chapters::list(&addresses)) {
        println!("cargo::error={}", mistakes.trim().replace('\n', "%0A"));
        return std::process::ExitCode::FAILURE;
    }
    std::process::ExitCode::SUCCESS
}

mod chapters {
    use labs::chapter::{Chapter, check};
    use std::{
        collections::BTreeSet,
        env, fs,
        path::{Path, PathBuf},
    };

    // One list for the build and for `vitrine content check`.
    include!("src/linked_pages.rs");

    /// Checks all chapters together, and lists them in the order of their numbers. `sql_exercises` are the addresses of the
    /// SQL exercises, which a text may lead to as well.
    pub fn list(sql_exercises: &BTreeSet<String>) -> Result<(), String> {
        let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(|e| e.to_string())?).join("..");
        let folder = root.join("content/learn");
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut chapters = Vec::new();
        let mut files = Vec::new();
        for entry in fs::read_dir(&folder).map_err(|e| format!("content/learn: {e}"))? {
            let path = entry.map_err(|e| e.to_string())?.path();
            let text = fs::read_to_string(&path).unwrap_or_default();
            // A text without front matter is not a chapter.
            if path.extension().is_some_and(|ending| ending == "md") && text.starts_with("+++") {
                let slug = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let chapter = Chapter::read(&slug, &text).map_err(|mistake| mistake.to_string())?;
                files.push((chapter.number, slug, path.canonicalize().map_err(|e| e.to_string())?));
                chapters.push(chapter);
            }
        }
        let mistakes =
            check(&chapters, &|address| sql_exercises.contains(address) || exists(address, &chapters, &root));
        if !mistakes.is_empty() {
            return Err(mistakes.iter().map(|mistake| format!("{mistake}\n")).collect());
        }
        files.sort();
        let mut code = String::from("const TEXTS: &[(&str, &str)] = &[\n");
        for (_, slug, path) in files {
            code += &format!("    ({slug:?}, include_str!({path:?})),\n");
        }
        let out = PathBuf::from(env::var("OUT_DIR").map_err(|e| e.to_string())?);
        fs::write(out.join("chapters.rs"), code + "];\n").map_err(|e| e.to_string())
    }

    /// Whether a text may lead to this address.
    fn exists(address: &str, chapters: &[Chapter], root: &Path) -> bool {
        if let Some(path) = address.strip_prefix("/source/") {
            return root.join(path).exists();
        }
        let of_chapter = |chapter: &Chapter| {
            let rest = address.strip_prefix("/learn/").and_then(|rest| rest.strip_prefix(&*chapter.slug));
            rest.is_some_and(|rest| {
                rest.is_empty() || chapter.exercises().any(|e| rest.strip_prefix('/') == Some(&*e.name))
            })
        };
        PAGES.contains(&address) || chapters.iter().any(of_chapter)
    }
}

mod sql_exercises {
    use labs::sql_exercise::{ExerciseDatabase, SqlExercise};
    use std::{collections::BTreeSet, env, fs, path::PathBuf};

    /// Lists the exercises, and gives their addresses. Whether an exercise proves itself is a test of `labs`
    /// (`tests/exercises.rs`): it needs SQLite, which would make every build slow.
    pub fn list() -> Result<BTreeSet<String>, String> {
        let root =
            PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(|e| e.to_string())?).join("../content/sql");
        let folder = root.canonicalize().map_err(|e| format!("content/sql: {e}"))?;
        println!("cargo::rerun-if-changed={}", folder.display());
        let read = |name: &str| {
            fs::read_to_string(folder.join(name)).map_err(|e| format!("content/sql/{name}: {e}"))
        };
        ExerciseDatabase::read(&read("square.sql")?, &read("square.toml")?)
            .map_err(|e| format!("square.toml: {e}"))?;
        let mut files = BTreeSet::new();
        for entry in fs::read_dir(&folder).map_err(|e| e.to_string())? {
            let path = entry.map_err(|e| e.to_string())?.path();
            if path.extension().is_some_and(|ending| ending == "md") {
                files.insert(path.file_stem().unwrap_or_default().to_string_lossy().into_owned());
            }
        }
        let mut names = BTreeSet::new();
        let mut code = String::from("const TEXTS: &[(&str, &str)] = &[\n");
        for file in files {
            let exercise = SqlExercise::read(&file, &read(&format!("{file}.md"))?)
                .map_err(|faults| format!("content/sql/{file}.md: {faults}"))?;
            let chapter = exercise.chapter.as_deref().unwrap_or_default();
            if !root.join(format!("../learn/{chapter}.md")).is_file() {
                return Err(format!("content/sql/{file}.md: there is no chapter `{chapter}`"));
            }
            if !names.insert(format!("/learn/{chapter}/{}", exercise.name)) {
                return Err(format!("content/sql/{file}.md: another exercise has this name"));
            }
            let path = folder.join(format!("{file}.md"));
            code += &format!("    ({file:?}, include_str!({path:?})),\n");
        }
        let out = PathBuf::from(env::var("OUT_DIR").map_err(|e| e.to_string())?);
        fs::write(out.join("sql_exercises.rs"), code + "];\n").map_err(|e| e.to_string())?;
        Ok(names)
    }
}
