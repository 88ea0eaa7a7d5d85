//! Runs every listing of the chapters as it is printed: the SQL here, the program in Python, and a server's answers against
//! the exchange that stands beside it.
#![cfg(feature = "native")]
// The helpers of tests stand outside of them, where the lint would take them for the program.
#![allow(clippy::unwrap_used)]

use labs::chapter::{Chapter, Listing, ListingKind};
use rusqlite::{Connection, fallible_iterator::FallibleIterator, types::ValueRef};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn content() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../content")
}

/// Every listing of every chapter.
fn listings() -> Vec<Listing> {
    let files = fs::read_dir(content().join("learn")).unwrap().map(|entry| entry.unwrap().path());
    let mut chapters: Vec<_> = files.filter(|file| file.extension().is_some_and(|ext| ext == "md")).collect();
    chapters.sort();
    let of = |file: &PathBuf| {
        let slug = file.file_stem().unwrap().to_str().unwrap();
        let chapter = Chapter::read(slug, &fs::read_to_string(file).unwrap()).unwrap();
        chapter.listings().cloned().collect::<Vec<_>>()
    };
    chapters.iter().flat_map(of).collect()
}

/// The database of the sandbox, which listings call `sandbox.db`.
fn sandbox(at: &Path) -> Connection {
    let connection = Connection::open(at).unwrap();
    connection.execute_batch(&fs::read_to_string(content().join("sql/square.sql")).unwrap()).unwrap();
    connection
}

/// What the statements answer, a line for each row, as Python prints it.
fn answers(connection: &Connection, sql: &str) -> String {
    let mut lines = String::new();
    let mut batch = rusqlite::Batch::new(connection, sql);
    while let Some(mut statement) = batch.next().unwrap() {
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells = (0..columns).map(|at| match row.get_ref(at).unwrap() {
                ValueRef::Null => "None".to_owned(),
                ValueRef::Integer(n) => n.to_string(),
                ValueRef::Real(n) => n.to_string(),
                ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into_owned(),
            });
            lines += &(cells.collect::<Vec<_>>().join(" ") + "\n");
        }
    }
    lines
}

#[test]
fn every_listing_in_sql_answers_what_stands_below_it() {
    let found: Vec<_> = listings().into_iter().filter(|listing| listing.kind == ListingKind::Sql).collect();
    assert!(found.len() >= 7, "only {} listings were found", found.len());
    for listing in found {
        let connection = match listing.python.contains("sandbox.db") {
            true => sandbox(Path::new(":memory:")),
            false => Connection::open_in_memory().unwrap(),
        };
        let wanted = listing.answers.or(listing.prints).unwrap();
        assert_eq!(answers(&connection, &listing.first).trim(), wanted.trim(), "{}", listing.name);
    }
}

#[test]
fn every_listing_in_python_runs_as_it_is_printed() {
    let python = std::env::var_os("VITRINE_FLASK_PYTHON").expect(
        "VITRINE_FLASK_PYTHON names no Python that has Flask; `cargo xtask test unit` makes one and sets it",
    );
    let serve = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/flask/exchange.py");
    for listing in listings() {
        let folder = tempfile::tempdir().unwrap();
        drop(sandbox(&folder.path().join("sandbox.db")));
        fs::write(folder.path().join("program.py"), &listing.python).unwrap();
        let mut command = Command::new(&python);
        command.arg("-B").current_dir(folder.path()).env("PYTHONIOENCODING", "utf-8");
        match listing.kind {
            ListingKind::Sql => command.arg("program.py"),
            ListingKind::Http => {
                fs::write(folder.path().join("exchange.http"), &listing.first).unwrap();
                command.arg(&serve)
            }
        };
        let out = command.output().expect("VITRINE_FLASK_PYTHON can be started");
        assert!(out.status.success(), "{}: {}", listing.name, String::from_utf8_lossy(&out.stderr));
        let printed = String::from_utf8_lossy(&out.stdout);
        let wanted = listing.prints.unwrap_or_default();
        assert_eq!(printed.trim(), wanted.trim(), "{}", listing.name);
    }
}
