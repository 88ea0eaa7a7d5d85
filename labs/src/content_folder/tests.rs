//! Reading the files of a folder: what is bounded, and what is left out.

use super::*;
use std::{fs, os::unix::fs::symlink, path::Path};
use tempfile::TempDir;

fn folder_with(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    files.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
    folder
}

/// What is told of a folder's files, without the folder's own path.
fn told(folder: &TempDir) -> Vec<String> {
    let strip = |fault: &FileFault| fault.to_string().replace(&format!("{}/", folder.path().display()), "");
    read_folder(folder.path()).unwrap().faults.iter().map(strip).collect()
}

#[test]
fn exercises_and_their_tables_are_read_and_other_files_are_not() {
    let folder = folder_with(&[
        ("select-01-a.md", "one"),
        (".select-02-b.md", "an editor’s own"),
        ("notes.txt", "mine"),
        ("square.sql", "CREATE TABLE a (b);"),
    ]);
    let texts = read_folder(folder.path()).unwrap();
    assert_eq!(texts.exercises.keys().collect::<Vec<_>>(), ["select-01-a"]);
    assert_eq!(&*texts.exercises["select-01-a"], "one");
    let database = texts.database.unwrap();
    assert_eq!((database.sql.as_str(), database.values.as_str()), ("CREATE TABLE a (b);", ""));
    let without = folder_with(&[("select-01-a.md", "one"), ("square.toml", "[pools]")]);
    assert!(read_folder(without.path()).unwrap().database.is_none());
}

#[test]
fn a_file_that_is_too_large_or_no_text_is_left_out_and_told() {
    let large = "x".repeat(usize::try_from(EXERCISE_BYTES_MAX).unwrap() + 1);
    let folder = folder_with(&[("select-01-a.md", &large), ("select-02-b.md", &large[1..])]);
    fs::write(folder.path().join("select-03-c.md"), [0xff, 0xfe]).unwrap();
    let whole = "y".repeat(usize::try_from(DATABASE_BYTES_MAX).unwrap());
    fs::write(folder.path().join("square.sql"), &whole).unwrap();
    let texts = read_folder(folder.path()).unwrap();
    assert_eq!(texts.exercises.keys().collect::<Vec<_>>(), ["select-02-b"]);
    assert_eq!(texts.database.unwrap().sql.len(), whole.len());
    assert_eq!(
        told(&folder),
        [
            "select-01-a.md: It is not read: it is larger than 64 KiB.",
            "select-03-c.md: It is not read: it is no text in UTF-8."
        ]
    );
    fs::write(folder.path().join("square.sql"), whole + "y").unwrap();
    assert_eq!(told(&folder)[0], "square.sql: It is not read: it is larger than 2048 KiB.");
}

#[test]
fn a_link_out_of_the_folder_a_pipe_and_a_folder_are_not_read() {
    let secret = folder_with(&[("key.md", "secret")]);
    let folder = folder_with(&[("one.txt", "one")]);
    let path = |name: &str| folder.path().join(name);
    symlink(secret.path().join("key.md"), path("select-01-a.md")).unwrap();
    // Within the folder a link is a file like any other: the mounts of containers are made of such links.
    symlink(Path::new("one.txt"), path("select-02-b.md")).unwrap();
    fs::create_dir(path("select-03-c.md")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, path("select-04-d.md"), rustix::fs::Mode::from_raw_mode(0o600))
        .unwrap();
    symlink(Path::new("nowhere"), path("select-05-e.md")).unwrap();
    assert_eq!(read_folder(folder.path()).unwrap().exercises.keys().collect::<Vec<_>>(), ["select-02-b"]);
    assert_eq!(
        told(&folder),
        [
            "select-01-a.md: It is not read: it is a link that leads out of the folder.",
            "select-03-c.md: It is not read: it is no plain file.",
            "select-04-d.md: It is not read: it is no plain file.",
            "select-05-e.md: It is not there."
        ]
    );
}

#[test]
fn a_folder_has_a_bounded_number_of_exercises_and_a_name_for_addresses() {
    let folder = TempDir::new().unwrap();
    for number in 0..=EXERCISES_MAX {
        fs::write(folder.path().join(format!("select-{number}-a.md")), "").unwrap();
    }
    assert!(read_folder(folder.path()).unwrap_err().to_string().ends_with("a folder has 200 at most."));
    assert!(
        read_folder(&folder.path().join("none")).unwrap_err().to_string().ends_with("none: It is not there.")
    );
    let name = |path: &str| folder_name(Path::new(path));
    assert_eq!(
        (name("/srv/My Harbour/"), name("harbour")),
        (Some("my-harbour".into()), Some("harbour".into()))
    );
    assert_eq!((name(".."), name("/"), name("…")), (None, None, None));
}

#[test]
fn the_mistakes_of_every_chapter_are_told_with_the_files_of_the_folder() {
    let chapter = |number: &str, body: &str| {
        format!(
            "+++\nnumber = {number}\ntitle = \"T\"\nstandfirst = \"S\"\nabout = \"A\"\n+++\n\n## One\n\n{body}\n"
        )
    };
    let folder = folder_with(&[
        ("first.md", &chapter("1", "[Nowhere](/nowhere) and [there](/there)")),
        ("more.md", &chapter("2", "Text")),
        ("third.md", &chapter("\"three\"", "Text")),
        ("notes.md", "No front matter, so no chapter."),
    ]);
    let read = read_chapters(folder.path(), &|address| address == "/there");
    let file = |name: &str| folder.path().join(name).display().to_string();
    let told: Vec<String> = read.faults.iter().map(ToString::to_string).collect();
    assert_eq!(read.chapters.len(), 2);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].starts_with(&format!("{}, line 2: ", file("third.md"))), "{told:?}");
    assert_eq!(told[1], format!("{}: The address `/learn/more` is another page’s.", file("more.md")));
    assert_eq!(told[2], format!("{}: The link `/nowhere` leads to no page.", file("first.md")));
}
